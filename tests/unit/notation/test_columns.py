"""Tables for a terminal: as rich sets them, in a fortieth of its time."""

from __future__ import annotations

import io
import random

import pytest
from rich.box import SIMPLE_HEAD
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from bioprod_graph.notation.columns import set_table

LETTERS = "abcdeé’漢"


def set_with_rich(header: list[str], rows: list[list[str]], width: int) -> list[str]:
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for name in header:
        table.add_column(name, overflow="fold")
    for row in rows:
        table.add_row(*map(Text, row))
    out = io.StringIO()
    Console(file=out, width=width, no_color=True, legacy_windows=False).print(table)
    return [line.rstrip() for line in out.getvalue().splitlines() if line.strip()]


def make_cell(dice: random.Random) -> str:
    lengths = (1, 2, 3, 5, 8, 12, 30)
    words = (
        "".join(dice.choices(LETTERS, k=dice.choice(lengths))) for _ in range(dice.randint(0, 6))
    )
    return dice.choice((" ", " ", " ", "\n")).join(words)


@pytest.mark.parametrize("seed", range(150))
def test_a_table_looks_as_that_of_rich(seed: int) -> None:
    """Widths of columns, folds of cells, rule and header, whatever the rows."""
    dice = random.Random(seed)  # noqa: S311  nothing is secret
    columns, width = dice.randint(1, 4), dice.choice((40, 60, 80, 120))
    header = ["".join(dice.choices(LETTERS, k=dice.randint(1, 12))) for _ in range(columns)]
    rows = [[make_cell(dice) for _ in range(columns)] for _ in range(dice.randint(0, 6))]
    assert set_table(header, rows, width=width) == set_with_rich(header, rows, width)


@pytest.mark.parametrize("text", ["x" * 300, "漢" * 150, "mot " * 80, "e\u0301" * 300])
def test_nothing_is_lost_and_no_line_is_too_wide(text: str) -> None:
    """In three columns of 80 cells."""
    lines = set_table(["a", "b", "c"], [[text, "short", text]], width=80)
    assert max(map(cell_len, lines)) <= 80
    assert "".join(lines).count(text[0]) == 2 * text.count(text[0])


def test_tabs_and_line_ends_do_not_break_a_row() -> None:
    """What stands beside them stays beside them."""
    lines = set_table(["a", "b"], [["1\n2\r\n3", "x\ty"], ["4", "z"]], width=80)
    assert lines[2:] == [" 1   x       y", " 2", " 3", " 4   z"]


def test_what_acts_is_shown_and_measured_as_shown() -> None:
    """The columns after it stand in line."""
    lines = set_table(["a", "b"], [["\x1b[1m\u202e", "x"], ["12345", "y"]], width=80)
    assert lines[2:] == [" \ufffd[1m\ufffd   x", " 12345   y"]


def test_more_columns_than_fit_are_all_shown() -> None:
    """Each with one cell, on lines that are longer than asked."""
    cells = [chr(ord("a") + place) for place in range(26)]
    lines = set_table(cells, [cells], width=40)
    assert lines[2].split() == cells


def test_no_columns_are_no_lines() -> None:
    """As of a query that binds nothing."""
    assert set_table([], [[], []], width=80) == []
