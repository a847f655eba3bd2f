"""Files are written whole or not at all."""

from __future__ import annotations

import os
import threading
from typing import TYPE_CHECKING

import pytest

from bioprod_graph.errors import UsageError
from bioprod_graph.formats import write_whole

if TYPE_CHECKING:
    from pathlib import Path


def test_writes_a_new_file_as_any_other(tmp_path: Path) -> None:
    """With the permissions that the process gives."""
    path = tmp_path / "new.txt"
    mask = os.umask(0o022)
    try:
        write_whole(path, b"all")
    finally:
        os.umask(mask)
    assert path.read_bytes() == b"all"
    assert path.stat().st_mode & 0o777 == 0o644
    assert list(tmp_path.iterdir()) == [path]


def test_keeps_the_permissions_of_what_stood_there(tmp_path: Path) -> None:
    """A private file stays private."""
    path = tmp_path / "old.txt"
    path.write_bytes(b"old")
    path.chmod(0o600)
    write_whole(path, b"new")
    assert (path.read_bytes(), path.stat().st_mode & 0o777) == (b"new", 0o600)


def test_a_link_still_leads_to_the_file(tmp_path: Path) -> None:
    """What it leads to is written."""
    (tmp_path / "link").symlink_to("real")
    write_whole(tmp_path / "link", b"new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real").read_bytes() == b"new"


def test_nothing_half_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the disk refuses at the last moment, what stood there stays, alone."""
    path = tmp_path / "old.txt"
    path.write_bytes(b"old")

    def refuse(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(UsageError, match=r"--output .*old\.txt: cannot be written \(No space"):
        write_whole(path, b"new")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("name", ["missing/new.txt", "."])
def test_what_cannot_be_written_is_told(tmp_path: Path, name: str) -> None:
    """In one line, with the path as it was given."""
    with pytest.raises(UsageError, match="cannot be written"):
        write_whole(tmp_path / name, b"")


def test_a_pipe_is_written_to(tmp_path: Path) -> None:
    """It is not replaced by a file."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    read: list[bytes] = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_bytes()))
    reader.start()
    write_whole(pipe, b"through")
    reader.join()
    assert read == [b"through"]
    assert pipe.is_fifo()
