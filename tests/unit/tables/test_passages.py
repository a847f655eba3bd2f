"""Passages are located by their words, and verified by offsets and digests."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bioprod_graph.errors import UsageError
from bioprod_graph.tables.passages import (
    Passage,
    UnlocatedError,
    digest_text,
    locate_passage,
    read_document,
    verify_passage,
)

if TYPE_CHECKING:
    from pathlib import Path

TEXT = "The end comes first. The clock was begun in March; the clock runs. The end."


def record(first: str, last: str, text: str = TEXT) -> Passage:
    start, end = locate_passage(Passage("p", first, last), text)
    return Passage("p", first, last, start, end, digest_text(text[start:end]))


class TestReadDocument:
    """read_document"""

    def test_gives_normal_form_c(self, tmp_path: Path) -> None:
        """Offsets do not depend on how accents were typed."""
        path = tmp_path / "page.txt"
        path.write_text("e\u0301te\u0301", encoding="utf-8")
        assert read_document(path) == "été"

    def test_keeps_ends_of_lines(self, tmp_path: Path) -> None:
        """Every character counts."""
        path = tmp_path / "page.txt"
        path.write_bytes(b"a\r\nb\rc\n")
        assert read_document(path) == "a\r\nb\rc\n"

    def test_a_byte_order_mark_is_not_counted(self, tmp_path: Path) -> None:
        """Offsets are those of the text, whichever editor saved the copy."""
        path = tmp_path / "page.txt"
        path.write_bytes(b"\xef\xbb\xbfab")
        assert read_document(path) == "ab"

    def test_a_missing_file_is_told(self, tmp_path: Path) -> None:
        """Which file, and why."""
        with pytest.raises(UsageError, match=r"none\.txt: cannot be read \(No such file"):
            read_document(tmp_path / "none.txt")

    def test_another_encoding_is_told(self, tmp_path: Path) -> None:
        """Nothing is guessed."""
        path = tmp_path / "page.txt"
        path.write_bytes("été".encode("latin-1"))
        with pytest.raises(UsageError, match="is not UTF-8 text"):
            read_document(path)


class TestLocatePassage:
    """locate_passage"""

    def test_runs_from_the_first_words_to_the_last(self) -> None:
        """The last words belong to the passage."""
        start, end = locate_passage(Passage("p", "The clock", "runs."), TEXT)
        assert TEXT[start:end] == "The clock was begun in March; the clock runs."

    def test_without_last_words_the_first_are_all(self) -> None:
        """A name is its own passage."""
        start, end = locate_passage(Passage("p", "March", ""), TEXT)
        assert TEXT[start:end] == "March"

    def test_takes_the_nearest_last_words_after_the_first(self) -> None:
        """What stands before the first words is not looked at."""
        start, end = locate_passage(Passage("p", "The clock was", "The end"), TEXT)
        assert TEXT[start:end].endswith("runs. The end")

    @pytest.mark.parametrize(
        ("first", "last", "message"),
        [
            ("A clock", "runs.", "the first words “A clock” are not in the document"),
            ("The end", "runs.", "the first words “The end” stand more than once"),
            ("The clock", "comes first", "the last words “comes first” do not follow the first"),
            ("the clock runs.", "runs.", "the last words “runs.” do not follow the first"),
            ("The clock", "stops", "the last words “stops” do not follow the first"),
        ],
        ids=["missing", "twice", "last-before-first", "overlap", "last-missing"],
    )
    def test_says_which_words_do_not_fit(self, first: str, last: str, message: str) -> None:
        """A passage that is not plain is not located."""
        with pytest.raises(UnlocatedError, match=message):
            locate_passage(Passage("p", first, last), TEXT)

    def test_repeats_that_overlap_are_repeats(self) -> None:
        """“aa” stands twice in “aaa”."""
        with pytest.raises(UnlocatedError, match="more than once"):
            locate_passage(Passage("p", "aa", ""), "aaa")


class TestVerifyPassage:
    """verify_passage"""

    def test_agrees_with_the_document_it_was_recorded_from(self) -> None:
        """No problem, and the words as they stand."""
        verdict = verify_passage(record("The clock", "runs."), TEXT)
        assert verdict.problem is None
        assert verdict.text == "The clock was begun in March; the clock runs."

    def test_tells_where_it_has_moved(self) -> None:
        """Same words, elsewhere."""
        passage = record("The clock", "runs.")
        verdict = verify_passage(passage, "New. " + TEXT)
        assert str(verdict.problem) == (
            f"has moved from {passage.start}–{passage.end} "
            f"to {(passage.start or 0) + 5}–{(passage.end or 0) + 5}"
        )

    def test_tells_that_it_reads_differently(self) -> None:
        """First and last words stand, what is between has changed."""
        verdict = verify_passage(record("The clock", "runs."), TEXT.replace("March", "April"))
        assert str(verdict.problem).startswith("reads differently: its words have changed between ")

    def test_tells_that_it_is_gone(self) -> None:
        """Its first words are nowhere."""
        verdict = verify_passage(record("The clock", "runs."), "Nothing of it.")
        assert str(verdict.problem).endswith("the first words “The clock” are not in the document")

    def test_looks_by_words_where_there_are_no_offsets(self) -> None:
        """Of a passage that was never computed, or by half; blanks may be others."""
        passage = record("The clock", "runs.")
        for part in (passage._replace(start=None), passage._replace(end=None)):
            verdict = verify_passage(part, TEXT.replace("The clock", "The\n \u00a0clock"))
            assert (verdict.problem, verdict.text[:9]) == (None, "The clock")
            for other in ("Nothing of it.", "It runs. The clock"):
                gone = verify_passage(part, other)
                assert str(gone.problem) == "its first and last words are not in the document"
                assert gone.text == ""

    def test_reads_what_people_read_of_a_page(self, tmp_path: Path) -> None:
        """Tags, programs and comments are not part of it, entities are what they stand for."""
        page = tmp_path / "page.html"
        page.write_text("<p>The <b>clock</b><script>x()</script><!-- y --> r&eacute;uns.</p>")
        assert read_document(page).split() == ["The", "clock", "réuns."]

    @pytest.mark.parametrize("words", [("A clock", "runs."), ("The clock", "stops.")])
    def test_tells_that_words_and_offsets_disagree(self, words: tuple[str, str]) -> None:
        """The digest agrees, and yet the recorded words are others."""
        passage = record("The clock", "runs.")
        changed = passage._replace(first=words[0], last=words[1])
        verdict = verify_passage(changed, TEXT)
        assert str(verdict.problem) == "does not begin and end with the recorded words"


def test_digest_is_sha_256_of_utf_8() -> None:
    """As any other program computes it."""
    expected = "bd010c64132bf5cae8aea89f6762515727dcf68a5dd1de813c87f50a16c4513c"
    assert digest_text("été") == expected
