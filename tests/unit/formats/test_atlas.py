"""Rows as a map in a terminal."""

from __future__ import annotations

import pytest

from bioprod_graph.errors import FormatError
from bioprod_graph.formats import Setting, find_format, set_rows

COLUMNS = ("name", "latitude", "longitude", "bodies")


def render(*rows: tuple[str, ...], width: int = 21) -> list[str]:
    form = find_format("map", "rows")
    return form.write(set_rows(COLUMNS, rows), Setting(width=width)).decode().splitlines()


def test_north_is_above_and_east_on_the_right() -> None:
    """A degree is as long downwards as across on the equator, where a cell is twice as high."""
    lines = render(("A", "2", "0", "1"), ("B", "0", "2", "1"), ("C", "-2", "4", "1"))
    assert (lines[0], lines[5].index("•"), lines[-1].index("•")) == ("• A", 10, 20)
    assert len(lines) == 11


def test_the_greatest_is_named_where_there_is_room_for_one() -> None:
    """What has no place is left out; a name that does not fit is none."""
    lines = render(
        ("Small", "0", "0", "1"),
        ("Great", "0", "0", "7"),
        ("", "", "", "9"),
        ("Edge", "0", "9", "2"),
    )
    assert lines == ["• Great             •"]


def test_without_places_there_is_no_map() -> None:
    with pytest.raises(FormatError, match="no row has both"):
        render(("A", "", "", "1"))
