"""Tables for a terminal: no word broken, no line too wide."""

from __future__ import annotations

import random

import pytest
from rich.cells import cell_len

from bioprod_graph.notation.columns import set_table

LETTERS = "abcdeé’漢"


def make_cell(dice: random.Random) -> str:
    lengths = (1, 2, 3, 5, 8, 9)
    words = (
        "".join(dice.choices(LETTERS, k=dice.choice(lengths))) for _ in range(dice.randint(0, 6))
    )
    return dice.choice((" ", " ", " ", "\n")).join(words)


@pytest.mark.parametrize("seed", range(150))
def test_no_word_is_broken_and_no_line_too_wide(seed: int) -> None:
    """Whatever the rows, and whatever else has to give way."""
    dice = random.Random(seed)  # noqa: S311  nothing is secret
    columns, width = dice.randint(1, 6), dice.choice((40, 60, 80, 100))
    header = ["".join(dice.choices(LETTERS, k=dice.randint(1, 9))) for _ in range(columns)]
    rows = [[make_cell(dice) for _ in range(columns)] for _ in range(dice.randint(1, 6))]
    lines = set_table(header, rows, width=width)
    assert max(map(cell_len, lines)) <= width
    shown = {word for line in lines for word in line.split()}
    assert {word for row in rows for cell in row for word in cell.split()} <= shown


@pytest.mark.parametrize("seed", range(50))
def test_a_wide_letter_elsewhere_folds_nothing_in_another_place(seed: int) -> None:
    """Text of narrow letters alone is folded by another way, which is faster."""
    dice = random.Random(seed)  # noqa: S311  nothing is secret
    rows = [["".join(dice.choices("abé12/:--  ", k=80)), "z" * 30] for _ in range(20)]
    narrow = set_table(["a", "b"], rows, width=60)
    wide = set_table(["a", "b"], [*rows, ["漢", "z"]], width=60)
    assert wide[:-1] == narrow


def test_what_fits_stands_on_one_line() -> None:
    """Under a rule, the last column no wider than it asks for."""
    lines = set_table(["a", "long head"], [["x y", "z"]], width=80)
    assert lines == [" a     long head", " ───────────────", " x y   z"]


def test_the_widest_column_gives_way() -> None:
    """Those that ask for less than their share get it."""
    lines = set_table(["id", "text"], [["one", "mot " * 30]], width=40)
    assert lines[0] == " id    text"
    assert all(line[:7] in (" one   ", "       ") for line in lines[2:])
    assert max(map(cell_len, lines[2:])) > 36


def test_numbers_stand_to_the_right_with_their_head() -> None:
    """In a column of nothing else; what is text in one row is text in all."""
    rows = [["1", "5", "2021"], ["-23.5", "x", ""], ["1\u202f000", "", "1998"]]
    lines = set_table(["n°", "mixed", "year"], rows, width=80)
    assert lines[0] == "    n°   mixed   year"
    assert lines[2:] == ["     1   5       2021", " -23.5   x", " 1\u202f000           1998"]


@pytest.mark.parametrize("blank", ["\u00a0", "\u202f"])
def test_no_line_ends_at_a_blank_that_does_not_break(blank: str) -> None:
    """Be it wide or narrow."""
    text = f"mots{blank}: cent « mille{blank}; » " * 5
    lines = set_table(["a", "b"], [[text, text]], width=60)
    assert all(f"mots{blank}:" in line or "mots" not in line for line in lines)
    assert all(f"mille{blank};" in line or "mille" not in line for line in lines)


def test_what_is_put_together_is_folded_where_it_is() -> None:
    """Only where nothing else gives way: after a slash, a colon, a hyphen."""
    address = "https://example.org/some-where/else"
    assert any(address in line for line in set_table(["a", "b"], [[address, "x " * 9]], width=60))
    lines = set_table(["a", "b"], [[address, "bioprod:Something"]], width=50)
    assert [line.split("   ")[0].strip() for line in lines[2:]] == [
        "https://example.org/some-",
        "where/else",
    ]


def test_a_date_is_not_folded() -> None:
    """Where identifiers are: it is one word, and so is a number that follows one."""
    rows = [["organization-identifiers", "2020-03-27"], ["assises-idf-2021-01", "2021"]]
    lines = set_table(["thing", "date"], rows, width=27)
    assert any(line.endswith(" 2020-03-27") for line in lines)
    assert any(line.split()[0].endswith("2021-01") for line in lines[2:])


def test_rows_that_do_not_fit_are_written_value_by_value() -> None:
    """Each beside the name of its column; a row ends with a blank line; nothing empty is told."""
    names = ["first", "second", "third", "fourth"]
    lines = set_table(names, [["considerable"] * 4, ["a", "", "b", "c"]], width=40)
    assert lines[:5] == [*(f" {name:<6}   considerable" for name in names), ""]
    assert lines[5:] == [" first    a", " third    b", " fourth   c", ""]


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
    """Each value on a line of its own."""
    cells = [chr(ord("a") + place) for place in range(26)]
    lines = set_table(cells, [cells], width=40)
    assert [line.split() for line in lines if line] == [[cell, cell] for cell in cells]


def test_no_columns_are_no_lines() -> None:
    """As of a query that binds nothing."""
    assert set_table([], [[], []], width=80) == []
