"""Small tables of the project beside its data: rows by a key, of columns that are agreed."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from bioprod_graph.errors import ProjectError
from bioprod_graph.files.folders import find_bounds
from bioprod_graph.files.limits import TABLE
from bioprod_graph.files.reading import read_text
from bioprod_graph.language import Message

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from bioprod_graph.language import Sayable

    # Says what is wrong with the cells after the key, if anything is.
    Check = Callable[[list[str]], Sayable | None]


def read_rows(
    path: Path, columns: tuple[str, ...], *, check: Check | None = None
) -> Iterator[dict[str, str]]:
    """Give each row of a table that has these columns, the first of which is its key.

    Raises ProjectError, with file and line, for a row that is not as it should be.
    """
    text = read_text(path, limit=TABLE, within=find_bounds(path))
    rows = csv.reader(text.splitlines(), strict=True)
    known = {""}
    fault: Sayable | None
    try:
        for cells in rows:
            if rows.line_num == 1:
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
                raise ProjectError(
                    "{path}:{line}: {fault}", path=path, line=rows.line_num, fault=fault
                )
            known.add(cells[0])
            if rows.line_num > 1:
                yield dict(zip(columns, cells, strict=True))
    except csv.Error as error:
        raise ProjectError(
            "{path}:{line_num}: this is no readable CSV ({error})",
            path=path,
            line_num=rows.line_num,
            error=error,
        ) from None


def _check_names(names: tuple[str, ...], columns: tuple[str, ...]) -> Message | None:
    told = Message("the columns are {names}", names=",".join(columns))
    return None if names == columns else told
