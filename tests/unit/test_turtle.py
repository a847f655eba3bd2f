"""Turtle is read whole, or refused in one line with its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bioprod_graph import turtle
from bioprod_graph.errors import FileError, ProjectError
from bioprod_graph.turtle import read_turtle

if TYPE_CHECKING:
    from pathlib import Path

HEAD = "@base <https://example.org/> .\n@prefix : <https://example.org/#> .\n"


def _write(tmp_path: Path, text: str) -> Path:
    (tmp_path / "x.ttl").write_text(text, encoding="utf-8")
    return tmp_path / "x.ttl"


def test_statements_base_and_prefixes_are_read(tmp_path: Path) -> None:
    """As they stand."""
    file = read_turtle(_write(tmp_path, f"{HEAD}:a :b :c , 1 ."))
    assert [str(triple.object) for triple in file.triples] == [
        "<https://example.org/#c>",
        '"1"^^<http://www.w3.org/2001/XMLSchema#integer>',
    ]
    assert (file.base, file.prefixes) == ("https://example.org/", {"": "https://example.org/#"})


def test_a_byte_order_mark_is_skipped(tmp_path: Path) -> None:
    """Lines are counted as without it."""
    assert len(read_turtle(_write(tmp_path, f"\ufeff{HEAD}:a :b :c .")).triples) == 1
    with pytest.raises(ProjectError, match=r"x\.ttl:3:7: malformed Turtle"):
        read_turtle(_write(tmp_path, f"\ufeff{HEAD}:a :b nope:c .\n"))


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (":a :b nope:c .", 3),
        (':a :b "', 3),
        (':a :b :c .\n:a :b """' + "x" * 15_000_000, 4),
        (":a :b :c .\n:a :b <" + "x" * 15_000_000, 4),
        (":a :b " + "(" * 100_000, 3),
        ("x" * 1_000_000, 3),
    ],
    ids=["prefix", "literal", "long literal", "long IRI", "deep", "word"],
)
def test_the_place_of_a_fault_is_told(tmp_path: Path, text: str, line: int) -> None:
    """File, line and column, on one short line, even of what does not end."""
    with pytest.raises(ProjectError, match=rf"x\.ttl:{line}:\d+: malformed Turtle: ") as caught:
        read_turtle(_write(tmp_path, HEAD + text))
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 1000


def test_nesting_may_be_deep(tmp_path: Path) -> None:
    """Lists in lists in lists."""
    file = read_turtle(_write(tmp_path, f"{HEAD}:a :b {'(' * 3000}{')' * 3000} ."))
    assert len(file.triples) == 5999


def test_a_few_characters_may_not_say_everything(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Statements are counted too: an empty list in a list is two characters and two statements."""
    monkeypatch.setattr(turtle, "STATEMENTS", 100)
    with pytest.raises(ProjectError, match=r"x\.ttl: has more than 100 statements: divide it"):
        read_turtle(_write(tmp_path, f"{HEAD}:a :b {'(' * 60}{')' * 60} ."))


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    """With the reason of the system, or what it is."""
    with pytest.raises(FileError, match=r"x\.ttl: cannot be read \(No such file"):
        read_turtle(tmp_path / "x.ttl")
    (tmp_path / "x.ttl").mkdir()
    with pytest.raises(FileError, match=r"x\.ttl: cannot be read \(it is a folder"):
        read_turtle(tmp_path / "x.ttl")
