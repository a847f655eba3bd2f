"""What would act on a terminal is shown, one character for one."""

from __future__ import annotations

import pytest

from bioprod_graph.notation.visible import make_visible, name_character, show_line

ACTING = [
    *map(chr, {*range(0x20), *range(0x7F, 0xA0)} - {0x09, 0x0A}),
    *"\u061c\u200e\u200f\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069",
    *"\ud800\udcff\udfff",
]


@pytest.mark.parametrize("character", ACTING, ids=name_character)
def test_what_acts_is_shown(character: str) -> None:
    """Controls but tab and line feed, marks of direction, separators, halves of pairs."""
    assert make_visible(f"a{character}b") == "a\ufffdb"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "plain",
        "two\nlines\ta tab",
        "l’été à 5\u202f%\u00a0!",
        "漢字 e\u0301 👍",
        "\u200b\ufeff",
    ],
)
def test_other_text_stays(text: str) -> None:
    """French spaces, letters of any script and marks of no width among them."""
    assert make_visible(text) == text


def test_an_escape_sequence_is_harmless() -> None:
    """What follows the escape is text."""
    assert make_visible("\x1b]0;title\x07\x1b[31mred") == "\ufffd]0;title\ufffd\ufffd[31mred"


def test_line_ends_of_other_systems_are_line_feeds() -> None:
    """A carriage return alone is not: it would let a line write over itself."""
    assert make_visible("a\r\nb\rc") == "a\nb\ufffdc"


def test_a_line_is_one_line() -> None:
    """Whatever stands in it."""
    assert show_line("a\r\n\tb\u2028c") == "a b\ufffdc"
