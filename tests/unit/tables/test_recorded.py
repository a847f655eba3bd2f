"""The passages that a dataset records, and which source a document is a copy of."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bioprod_graph.dataset import open_release
from bioprod_graph.errors import NotFoundError, UsageError
from bioprod_graph.pipeline.build import build_project
from bioprod_graph.tables.passages import (
    RecordedSource,
    choose_source,
    digest_text,
    read_document,
    read_recorded,
    verify_passage,
)

if TYPE_CHECKING:
    from bioprod_graph.project import Project

PAGE = RecordedSource("page", "aaa", ())
BOOK = RecordedSource("book", "bbb", ())


def test_passages_come_by_source_in_the_order_of_the_text(tiny: Project) -> None:
    """All that `bioprod verify` compares is in the dataset."""
    build_project(tiny)
    (source,) = read_recorded(open_release(tiny).store, tiny)
    text = read_document(tiny.root / "document.txt")
    assert (source.name, source.digest) == ("inventory", digest_text(text))
    assert [passage.name for passage in source.passages] == ["beginning", "weights", "balance"]
    assert [verify_passage(passage, text).problem for passage in source.passages] == [None] * 3


def test_a_passage_without_offsets_is_read_as_such(tiny: Project) -> None:
    """What was not computed yet is told later, by its verdict."""
    path = tiny.root / "data" / "passages.csv"
    text = path.read_text(encoding="utf-8")
    row = next(line for line in text.splitlines() if line.startswith("balance,"))
    start, end, digest = row.split(",")[-5:-2]
    path.write_text(text.replace(f"{start},{end},{digest}", ",,"), encoding="utf-8")
    build_project(tiny)
    (source,) = read_recorded(open_release(tiny).store, tiny)
    (balance,) = [passage for passage in source.passages if passage.name == "balance"]
    assert (balance.start, balance.end, balance.digest) == (None, None, "")


class TestChooseSource:
    """choose_source"""

    def test_the_name_decides(self) -> None:
        """Whatever the digest says."""
        assert choose_source([PAGE, BOOK], "book", "aaa") == BOOK

    def test_an_unknown_name_is_told_with_the_nearest(self) -> None:
        """And where they are listed, when none is near."""
        with pytest.raises(NotFoundError, match="did you mean book"):
            choose_source([PAGE, BOOK], "bok", "")
        for sources in ([PAGE, BOOK], []):
            with pytest.raises(NotFoundError, match="bioprod sources lists all"):
                choose_source(sources, "leaf", "")

    def test_without_a_name_the_digest_decides(self) -> None:
        """A copy that is the same to the last character."""
        assert choose_source([PAGE, BOOK], None, "bbb") == BOOK

    def test_the_only_source_is_meant(self) -> None:
        """Even if the copy differs."""
        assert choose_source([PAGE], None, "zzz") == PAGE

    @pytest.mark.parametrize("sources", [[PAGE, BOOK], []])
    def test_else_it_must_be_named(self, sources: list[RecordedSource]) -> None:
        """Nothing is guessed."""
        with pytest.raises(UsageError, match="name it with --source SLUG"):
            choose_source(sources, None, "zzz")
