"""CSV, read and written; and small tables of the project: rows by a key, of agreed columns."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any, NamedTuple

from bioprod_graph.errors import ProjectError
from bioprod_graph.files.opening import find_bounds, read_text
from bioprod_graph.files.sizes import TABLE
from bioprod_graph.language import Message

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from bioprod_graph.language import Sayable

    # Says what is wrong with the cells after the key, if anything is.
    Check = Callable[[list[str]], Sayable | None]


class Dialect(NamedTuple):
    """How fields are told apart; lines that start with the prefix are comments."""

    delimiter: str = ","
    quote: str | None = '"'
    comment: str | None = None


COMMAS = Dialect()
# What spreadsheets part cells with, by country, and when cells are copied.
_DELIMITERS = (",", ";", "\t")
# The longest cell that is read, in characters.
_LONGEST = 2**17


def find_dialect(text: str, dialect: Dialect = COMMAS) -> Dialect:
    """Tell what parts the cells of a text: what the first line has, if it has not what is said.

    >>> find_dialect("id;label").delimiter
    ';'
    """
    lines = io.StringIO(text)
    head = next((h for h in lines if not dialect.comment or not h.startswith(dialect.comment)), "")
    found = next((mark for mark in (dialect.delimiter, *_DELIMITERS) if mark in head), None)
    return dialect._replace(delimiter=found or dialect.delimiter)


def read_csv(text: str, dialect: Dialect = COMMAS) -> Iterator[tuple[int, list[str]]]:
    """Give the rows of a text of CSV, strict about quotes, each with the line on which it starts.

    Cells may be parted as a spreadsheet of another country does; line ends within quotes stay as
    they are. Raises csv.Error(line, reason) for what is no CSV.
    """
    dialect = find_dialect(text, dialect)
    numbers: list[int] = []

    def take_lines() -> Iterator[str]:
        for number, line in enumerate(io.StringIO(text, newline=""), start=1):
            is_within_quotes = bool(numbers)
            if is_within_quotes or not dialect.comment or not line.startswith(dialect.comment):
                numbers.append(number)
                yield line

    said: dict[str, Any] = {"delimiter": dialect.delimiter, "quotechar": dialect.quote}
    said["quoting"] = csv.QUOTE_MINIMAL if dialect.quote else csv.QUOTE_NONE
    reader = csv.reader(take_lines(), strict=True, **said)
    try:
        for row in reader:
            # The bound of the csv module is the whole process's: another library may have moved it.
            if any(len(cell) > _LONGEST for cell in row):
                raise csv.Error(f"field larger than field limit ({_LONGEST})")
            yield numbers[0], row
            numbers.clear()
    except csv.Error as error:
        raise csv.Error(numbers[0], str(error)) from None


def write_csv(
    rows: Iterable[Iterable[object]], dialect: Dialect = COMMAS, *, end: str = "\n"
) -> str:
    """Write rows as CSV; where a dialect has no quotes, no cell may hold what parts cells."""
    if not dialect.quote:
        return "".join(dialect.delimiter.join(map(str, row)) + end for row in rows)
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=dialect.delimiter, lineterminator=end).writerows(rows)
    return out.getvalue()


def read_rows(
    path: Path, columns: tuple[str, ...], *, check: Check | None = None
) -> Iterator[dict[str, str]]:
    """Give each row of a table that has these columns, the first of which is its key.

    Raises ProjectError, with file and line, for a row that is not as it should be.
    """
    text = read_text(path, limit=TABLE, within=find_bounds(path))
    known = {""}
    try:
        for line, cells in read_csv(text):
            fault: Sayable | None
            if line == 1:
                fault = _check_names(tuple(cells), columns)
            elif len(cells) != len(columns):
                fault = Message("{n} cells, expected {size}", n=len(cells), size=len(columns))
            elif cells[0] in known:
                fault = Message(
                    "the first cell is empty or was there before: “{key_}”", key_=cells[0]
                )
            else:
                fault = check(cells[1:]) if check else None
            if fault:
                raise ProjectError("{path}:{line}: {fault}", path=path, line=line, fault=fault)
            known.add(cells[0])
            if line > 1:
                yield dict(zip(columns, cells, strict=True))
    except csv.Error as error:
        number, reason = error.args
        raise ProjectError(
            "{path}:{line_num}: this is no readable CSV ({error})",
            path=path,
            line_num=number,
            error=reason,
        ) from None


def _check_names(names: tuple[str, ...], columns: tuple[str, ...]) -> Message | None:
    told = Message("the columns are {names}", names=",".join(columns))
    return None if names == columns else told
