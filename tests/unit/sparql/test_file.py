"""A query is read from a plain file, no further than it may be long."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bioprod_graph.errors import UsageError
from bioprod_graph.sparql.file import read_query_file
from bioprod_graph.sparql.guard import LONGEST


def write(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def test_the_text_is_given(tmp_path: Path) -> None:
    """Without the mark that some editors put before it."""
    plain = write(tmp_path / "a.rq", "ASK { ?s ?p 'é' }".encode())
    marked = write(tmp_path / "b.rq", "\ufeffASK { ?s ?p 'é' }".encode())
    assert read_query_file(plain, "--file") == read_query_file(marked, "--file")
    assert read_query_file(plain, "--file") == "ASK { ?s ?p 'é' }"


def test_the_longest_that_may_be_is_read(tmp_path: Path) -> None:
    """A character may take four bytes."""
    path = write(tmp_path / "a.rq", b"#" + "𝄞".encode() * (LONGEST - 1))
    assert len(read_query_file(path, "--file")) == LONGEST
    write(path, b"#" * (4 * LONGEST + 1))
    with pytest.raises(UsageError, match=rf"^--file .*: is longer than a query .*{LONGEST}"):
        read_query_file(path, "--file")


def test_a_huge_file_is_not_read(tmp_path: Path) -> None:
    """A sparse one, that would take memory to read."""
    path = write(tmp_path / "a.rq", b"")
    os.truncate(path, 1 << 40)
    with pytest.raises(UsageError, match="is longer than a query may be"):
        read_query_file(path, "--file")


@pytest.mark.parametrize("kind", ["pipe", "device", "folder", "missing", "link"])
def test_what_is_no_plain_file_is_refused(tmp_path: Path, kind: str) -> None:
    """At once, in one line: nobody writes to the pipe, and the device has no end."""
    path = tmp_path / "a.rq"
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "folder":
        path.mkdir()
    elif kind == "link":
        path.symlink_to("/dev/zero")
    elif kind == "device":
        path = Path("/dev/zero")
    with pytest.raises(UsageError, match=r"is no plain file|cannot be read") as caught:
        read_query_file(path, "--file")
    for message in (caught.value.message("en"), caught.value.message("fr")):
        assert message.startswith("--file ")
        assert "\n" not in message


def test_what_is_not_utf_8_is_refused(tmp_path: Path) -> None:
    """By name."""
    path = write(tmp_path / "a.rq", "ASK {}".encode("utf-16"))
    with pytest.raises(UsageError, match="is not UTF-8 text"):
        read_query_file(path, "--file")
