"""Rows as bars."""

from __future__ import annotations

import pytest

from bioprod_graph.errors import FormatError
from bioprod_graph.formats import Setting, find_format, set_rows


def render(*rows: tuple[str, str], width: int = 40) -> str:
    form = find_format("bars", "rows")
    return form.write(set_rows(("name", "n"), rows), Setting(width=width)).decode()


def test_a_bar_is_as_long_as_its_number_is_great() -> None:
    """The greatest fills the line; what is a hundredth of it is nearly nothing."""
    head, most, half, least = render(("Ax", "200"), ("B", "100"), ("C", "1")).splitlines()
    assert head == "n"
    assert most == f"Ax {'█' * 33} 200"
    assert half == f"B  {'█' * 16}▌ 100"
    assert least == "C  ▏ 1"


def test_names_keep_to_half_of_the_line() -> None:
    (_, line) = render(("A long name that has no end in sight", "3"), width=20).splitlines()
    assert line.startswith("A long     █")
    assert len(line) == 20


def test_without_numbers_there_are_no_bars() -> None:
    with pytest.raises(FormatError, match="no column"):
        render(("A", "one"))
