"""Text is measured as Inter draws it, and broken where words end."""

from __future__ import annotations

import pytest

from bioprod_graph.drawing import balance_name, measure_text, wrap_text

NAME = "Centre national de recherche en génomique humaine"


def test_width_grows_with_size_and_weight() -> None:
    """A larger or bolder text is wider, in proportion to its size."""
    assert measure_text(NAME, 20) == pytest.approx(2 * measure_text(NAME, 10))
    assert measure_text(NAME, 10) < measure_text(NAME, 10, 500) < measure_text(NAME, 10, 600)


def test_digits_are_as_wide_as_one_another() -> None:
    """Figures stand in columns."""
    assert len({measure_text(digit) for digit in "0123456789"}) == 1


def test_letters_that_the_font_lacks_have_a_width() -> None:
    """An accent put together, an ideograph and a sign of another script take their room."""
    assert measure_text("e\u0301") == measure_text("e")
    assert measure_text("生物", 10) == 20
    assert measure_text("ж") > 0


def test_lines_keep_the_text_and_the_width() -> None:
    """Nothing is lost or added, and no line is wider than asked."""
    for width in (85, 118, 300):
        lines = wrap_text(NAME, width)
        assert " ".join(lines) == NAME
        assert max(map(measure_text, lines)) <= width


def test_a_long_word_is_broken_where_it_is_joined() -> None:
    """A hyphen ends the line; where there is none, the word is cut; after that it is told."""
    assert wrap_text("Bourgogne-Franche-Comté", 110) == ("Bourgogne-", "Franche-Comté")
    lines = wrap_text("x" * 9999, 50)
    assert len(lines) == 5
    assert lines[-1].endswith("…")
    assert max(map(measure_text, lines)) <= 50


def test_names_are_balanced_and_whole() -> None:
    """A short name has one line; a long one has lines as even as its words allow."""
    assert balance_name("AP-HP") == ("AP-HP",)
    lines = balance_name(NAME, size=11)
    assert " ".join(lines) == NAME
    assert max(measure_text(line, 11) for line in lines) <= 150
    assert balance_name("no-break\u00a0space here it is indeed so")[0].startswith(
        "no-break\u00a0space"
    )


def test_no_name_is_too_long_to_break() -> None:
    """Ten thousand words are cut, and soon."""
    assert len(balance_name("word " * 10_000)) == 5


def test_no_line_begins_with_a_dash() -> None:
    name = "Assistance publique – Hôpitaux de Paris"
    for lines in (balance_name(name), wrap_text(name, 100)):
        assert len(lines) > 1
        assert not [line for line in lines if line.startswith("–")]
