"""Offsets and digests are written into the tables by a command, and nothing else changes."""

from __future__ import annotations

import csv
import os
from typing import TYPE_CHECKING

import pytest

from bioprod_graph.errors import BioprodError, NotFoundError, UsageError
from bioprod_graph.tables.passages import Update, digest_text, read_document, update_tables

if TYPE_CHECKING:
    from pathlib import Path

    from bioprod_graph.project import Project


def read_rows(path: Path) -> dict[str, dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return {row["id"]: row for row in csv.DictReader(file)}


def tables(project: Project) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted((project.root / "data").iterdir())}


def edit(project: Project, table: str, *, old: str, new: str) -> None:
    path = project.root / "data" / table
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.fixture
def document(tiny: Project) -> str:
    return read_document(tiny.root / "document.txt")


def test_tables_that_agree_stay_byte_for_byte(tiny: Project, document: str) -> None:
    """What is recorded is right already: nothing is changed."""
    before = tables(tiny)
    assert update_tables(tiny, "inventory", document) == Update(located=3, changed=0)
    assert tables(tiny) == before


def test_only_computed_columns_change(tiny: Project, document: str) -> None:
    """Offsets and digests of passages, length and digest of their source."""
    longer = "Préface.\n" + document
    passages, sources = (tiny.root / "data" / f"{n}.csv" for n in ("passages", "sources"))
    old_passages, old_sources, others = read_rows(passages), read_rows(sources), tables(tiny)
    assert update_tables(tiny, "inventory", longer) == Update(located=3, changed=3)
    for name, row in read_rows(passages).items():
        old = old_passages[name]
        assert int(row["start"]) == int(old["start"]) + 9
        assert int(row["end"]) == int(old["end"]) + 9
        assert row == {**old, "start": row["start"], "end": row["end"]}
    new = {"length": str(len(longer)), "digest": digest_text(longer)}
    assert read_rows(sources) == {"inventory": {**old_sources["inventory"], **new}}
    for name, content in tables(tiny).items():
        if name not in ("passages.csv", "sources.csv"):
            assert content == others[name]


def test_a_second_run_changes_nothing(tiny: Project, document: str) -> None:
    """The same document gives the same bytes."""
    update_tables(tiny, "inventory", document + "Fin.")
    once = tables(tiny)
    assert update_tables(tiny, "inventory", document + "Fin.").changed == 0
    assert tables(tiny) == once


def test_empty_columns_are_filled(tiny: Project, document: str) -> None:
    """A new row has no offsets: the command writes them."""
    before = tables(tiny)
    row = read_rows(tiny.root / "data" / "passages.csv")["balance"]
    computed = f"{row['start']},{row['end']},{row['digest']}"
    edit(tiny, "passages.csv", old=computed, new=",,")
    assert update_tables(tiny, "inventory", document) == Update(located=3, changed=1)
    assert tables(tiny) == before


def test_a_passage_that_is_not_found_stops_before_anything_is_written(
    tiny: Project, document: str
) -> None:
    """The row is named, and all tables stay as they were."""
    edit(tiny, "passages.csv", old="Elle pèse", new="Elle mesure")
    before = tables(tiny)
    with pytest.raises(UsageError, match=r"passage weights: the first words “Elle mesure” are not"):
        update_tables(tiny, "inventory", "Préface.\n" + document)
    assert tables(tiny) == before


def test_an_unknown_source_is_told(tiny: Project, document: str) -> None:
    """No passage cites it."""
    before = tables(tiny)
    with pytest.raises(NotFoundError, match="no passage of none with text_start"):
        update_tables(tiny, "none", document)
    assert tables(tiny) == before


def test_a_source_that_is_not_in_its_table_is_told(tiny: Project, document: str) -> None:
    """Passages cite it, and no row describes it: nothing is written."""
    edit(tiny, "sources.csv", old="inventory,", new="catalogue,")
    before = tables(tiny)
    with pytest.raises(NotFoundError, match=r"sources\.csv has no source inventory"):
        update_tables(tiny, "inventory", document)
    assert tables(tiny) == before


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\xff\xfe\x00", r"cannot be read \(it is UTF-16: save it as UTF-8\)"),
        (b'id,source\n"a', r"cannot be read .*: bioprod check"),
    ],
)
def test_a_table_that_cannot_be_read_is_told(
    tiny: Project, document: str, *, content: bytes, said: str
) -> None:
    """One line, with what to do."""
    (tiny.root / "data" / "passages.csv").write_bytes(content)
    with pytest.raises(BioprodError, match=said):
        update_tables(tiny, "inventory", document)


def test_a_table_that_cannot_be_written_leaves_both_as_they_were(
    tiny: Project, document: str
) -> None:
    """Tables are written beside and then renamed: a refusal of the second spares the first."""
    before = tables(tiny)
    obstacle = tiny.root / "data" / f".passages.csv.{os.getpid()}.new"
    obstacle.mkdir()
    with pytest.raises(BioprodError, match=r"passages\.csv: cannot be written"):
        update_tables(tiny, "inventory", "x" + document)
    obstacle.rmdir()
    assert tables(tiny) == before
