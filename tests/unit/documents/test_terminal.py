"""Text for a terminal: within its width, no word broken, nothing that acts on it."""

from __future__ import annotations

import re

import pytest

from bioprod_graph.documents import Document, Note, Paragraph, Section, Sentence, TableBlock
from tests.rendering import render_text
from tests.unit.documents.conftest import make_document, make_one

WORDS = (
    *("Île-de-France", "Mitochondrienerkrankungen", "biotherapies,", "bioproduction"),
    *("and", "so", "on"),
)


def make_table(*widths: int) -> Document:
    """A table of columns of so many words each."""
    header = tuple(f"Column {n}" for n, _ in enumerate(widths, 1))
    rows = tuple(
        tuple(
            Sentence(" ".join(WORDS[(n + row) % len(WORDS)] for n in range(width)))
            for width in widths
        )
        for row in range(3)
    )
    return Document("Wide", "en", None, (Section("Table", (TableBlock(header, rows),)),), "")


def test_it_is_what_is_expected(whole: Document) -> None:
    """Each kind of block; discs are left to their words, notes of tables to other forms."""
    assert render_text(whole) == (
        "Whole\n\n"
        "Figures\n───────\n\n"
        "8 of 11 with a follow-up\n3 without any\n\n"
        "Table\n─────\n\n"
        "Name        Status\n──────────────────\n"
        "Axis 1\n1.\u00a0Network  partly\n\n"
        "Axis 2\n2.\u00a0Shop     none\n\n"
        "- It names Genopole[1]\n- It is the second.\n\n"
        "Notes\n\n"
        "[1] A page\n    https://example.org/page#:~:text=a,b\n"
    )


def test_the_one_sub_heading_stands_above_its_table() -> None:
    """Between the names of the columns and the rows it would look like one of them."""
    table = TableBlock(("Name",), ((Sentence("a"),), (Sentence("b"),)), ("Axis", "Axis"))
    text = render_text(Document("T", "en", None, (Section("S", (table,)),), ""))
    assert text == "T\n\nS\n─\n\nAxis\n\nName\n────\na\nb\n"


@pytest.mark.parametrize("width", [40, 60, 80, 120])
@pytest.mark.parametrize("columns", [(3,), (2, 8), (6, 6, 6), (1, 1, 1, 1, 1), (9, 1, 9, 1)])
def test_no_line_is_too_long_and_no_word_is_broken(width: int, columns: tuple[int, ...]) -> None:
    """Where a table does not fit, its rows are written one value under the other."""
    document = make_table(*columns)
    text = render_text(document, width=width)
    assert max(map(len, text.splitlines())) <= width
    found = sorted(word for word in re.split(r"\s+", text) if word in set(WORDS))
    cells = (sentence.text for block in document.blocks for sentence in block.sentences)
    assert found == sorted(word for cell in cells for word in cell.split())


def test_a_table_that_does_not_fit_is_told_row_by_row() -> None:
    """Each value beside the name of its column."""
    text = render_text(make_table(1, 1, 1, 1, 1), width=40)
    assert "\nÎle-de-France\n  Column 2  Île-de-France\n  Column 3  Île-de-France\n" in text


def test_short_cells_stay_whole() -> None:
    """A date is read at a glance."""
    rows = ((Sentence(" ".join(WORDS * 3)), Sentence("10 November 2022")),)
    table = TableBlock(("Name", "Date"), rows)
    text = render_text(Document("T", "en", None, (Section("S", (table,)),), ""), width=60)
    assert "10\u00a0November\u00a02022" in text


def test_a_word_longer_than_the_width_stands_out() -> None:
    """An address most of all."""
    long = "https://example.org/" + "x" * 80
    text = render_text(make_one("word " + "y" * 90, notes=(Note("page", long),)), width=50)
    assert "y" * 90 in text
    assert f"    {long}\n" in text


def test_french_marks_stand_before_the_stop() -> None:
    """In English after it."""
    assert "One is known[1]. The" in render_text(make_document("fr"))
    assert "One is known.[1] The" in render_text(make_document("en"))


def test_nothing_acts_on_the_terminal() -> None:
    """Whatever is in the data: control characters are left out wherever they stand."""
    text = render_text(
        make_one("a\x1b[31m\x07b\u202e\tc", notes=(Note("\x1bn", "javascript:\x1b"),))
    )
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f\u202e]", text)


def test_what_is_empty_leaves_no_trace() -> None:
    """No lead, no sections, no notes; the colophon is left to what is passed on."""
    assert render_text(Document("T", "en", None, (), "Made of")) == "T\n"
    lead = Paragraph((Sentence(""), Sentence("a"), Sentence("")))
    assert render_text(Document("T", "en", lead, (Section("S", ()),), "")) == "T\n\na\n\nS\n─\n"


@pytest.mark.parametrize("width", [0, 1, 39])
def test_a_terminal_has_a_least_width(width: int) -> None:
    """Text of three letters a line helps nobody."""
    assert render_text(make_document(), width=width) == render_text(make_document(), width=40)
