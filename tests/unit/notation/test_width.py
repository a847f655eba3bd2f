"""Text is measured and broken by cells of the terminal."""

from __future__ import annotations

import textwrap

import pytest
from rich.cells import cell_len, get_character_cell_size

from bioprod_graph.notation.width import chop, is_narrow, measure, pad, wrap

PLAIN = "La thérapie génique – l’une des trois – « avance » depuis 2021 ; voir aussi organisation"
WIDE = "漢字仮名交じり文 e\u0301te\u0301 👍👍👍👍👍👍👍👍 mot"


def test_what_is_narrow_takes_one_cell_each() -> None:
    """Wherever it is cut: the tables of rich say the same of each such character."""
    narrow = [chr(code) for code in range(0x20, 0x11000) if is_narrow(chr(code))]
    assert len(narrow) > 2000
    printable = [character for character in narrow if character.isprintable()]
    assert {get_character_cell_size(character) for character in printable} == {1}


@pytest.mark.parametrize(
    ("text", "cells"),
    [("", 0), ("été", 3), ("漢字", 4), ("e\u0301", 1), ("👍", 2), ("a\u200bb", 2), ("\ufffd", 1)],
)
def test_cells_are_counted(text: str, cells: int) -> None:
    """Two for a wide character, none for a mark."""
    assert measure(text) == cells
    assert measure(pad(text, 6)) == 6


@pytest.mark.parametrize("width", [1, 2, 3, 5, 8])
@pytest.mark.parametrize("text", [PLAIN, WIDE, "\u200b", "\u0301"])
def test_a_text_is_cut_whole(text: str, width: int) -> None:
    """No character is lost; only what is wider than a line stands out."""
    pieces = chop(text, width)
    assert "".join(pieces) == text
    assert all(measure(piece) <= max(width, 2) for piece in pieces)


@pytest.mark.parametrize("width", [10, 24, 80])
def test_narrow_text_is_wrapped_as_python_does(width: int) -> None:
    """At the same places."""
    assert wrap(PLAIN, width) == textwrap.wrap(
        PLAIN, width, break_long_words=False, break_on_hyphens=False
    )


@pytest.mark.parametrize("width", [10, 12, 24])
def test_wide_text_is_wrapped_by_cells(width: int) -> None:
    """No line is wider, and every word is there."""
    lines = wrap(WIDE, width, indent=2, hanging=1, cuts_words=True)
    assert max(map(cell_len, lines)) <= width
    assert lines[0].startswith("  漢")
    assert all(line.startswith("   ") for line in lines[1:])
    assert "".join(lines).replace(" ", "") == WIDE.replace(" ", "")


def test_a_long_word_may_stand_out() -> None:
    """Such as an address."""
    assert wrap("字字字字 a", 4) == ["字字字字", "a"]
