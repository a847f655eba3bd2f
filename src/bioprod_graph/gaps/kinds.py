"""Kinds of gaps: `queries/gaps/NAME.rq`, where each row of the answer is something that is missing.

The header says what, in both languages, how soon it is shown (most important first), and where it
would be filled in:

    #+ rank: 1
    #+ say_en: Nothing is known to have come of {focus}.
    #+ table: follow-ups
    #+ row: recommendation={focus}

`table` is a table of data/. With `change: {row}` the row exists, in the graph that ?row binds, and
is to be completed. `row` gives the cells that are known; one without a value is to be filled, one
with `+=` keeps what it holds and awaits more. What is filled in Turtle instead has `file` and
`draft`. With `reads: TABLE` the query is asked of the cells of that table, not of the dataset.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from bioprod_graph.errors import NotFoundError, ProjectError
from bioprod_graph.headers import QueryFile, read_queries, try_query
from bioprod_graph.language import Message
from bioprod_graph.names import suggest

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from bioprod_graph.language import Language

HEADER = ("title_fr", "title_en", "rank", "say_fr", "say_en")
_ROW, _TURTLE = ("table",), ("file", "draft")
_RANK = re.compile(r"[1-9][0-9]{0,3}")
_PLACE = re.compile(r"\{(\w+)\}")
_CELL = re.compile(r"(?P<column>\w[\w{}]*)(?P<sign>\+?=)(?P<value>.*)")
_COMMA = re.compile(r",\s*(?=[\w{}]+\+?=)")


@dataclass(frozen=True)
class Cell:
    """A cell of the row that would fill a gap: its column and value, both with places to fill."""

    column: str
    value: str
    is_added: bool


@dataclass(frozen=True)
class GapKind:
    """A kind of gap: its query and the cells that are known."""

    file: QueryFile
    cells: tuple[Cell, ...]

    @property
    def name(self) -> str:
        """The name to ask for it by."""
        return self.file.name

    @property
    def rank(self) -> int:
        """Its place among the kinds, from 1 on: what matters most comes first."""
        return int(self.file.get("rank", "0"))

    def title(self, language: Language) -> str:
        """What is missing, in a few words."""
        return self.file.get(f"title_{language}")


def read_kinds(folder: Path) -> list[GapKind]:
    """Read the kinds of gaps by rank, of one rank by name.

    Raises ProjectError for a folder without any, a malformed header, a query that is no SELECT or
    binds no ?focus, and a place in the header that no variable fills.
    """
    kinds = [_read_kind(file) for file in read_queries(folder)]
    if not kinds:
        raise ProjectError(
            "{folder}: there are no kinds of gaps, one a file NAME.rq", folder=folder
        )
    return sorted(kinds, key=lambda kind: (kind.rank, kind.name))


def choose_kinds(kinds: Sequence[GapKind], names: Sequence[str]) -> list[GapKind]:
    """Choose kinds by name; all of them without names.

    Raises NotFoundError, with the nearest name or all of them, for a name that none has.
    """
    known = [kind.name for kind in kinds]
    for name in names:
        if name not in known:
            listed = ", ".join(known)
            hint = suggest(name, known, otherwise=Message("there are {names}", names=listed))
            raise NotFoundError("no kind of gap is named {name}; {hint}", name=name, hint=hint)
    return [kind for kind in kinds if not names or kind.name in names]


def fill_places(text: str, values: dict[str, str]) -> str:
    """Fill the places of a text.

    >>> fill_places("data/{table}.csv", {"table": "claims"})
    'data/claims.csv'
    """
    return _PLACE.sub(lambda place: values.get(place[1], ""), text)


def _read_kind(file: QueryFile) -> GapKind:
    given = [keys for keys in (_ROW, _TURTLE) if file.get(keys[0])]
    if len(given) != 1:
        raise ProjectError(
            "{path}: the header needs either #+ table: … or #+ file: …", path=file.path
        )
    row_keys = ("row", "change") if given == [_ROW] else ()
    file.require((*HEADER, *given[0]), allowed=(*row_keys, "reads", "note"))
    if not _RANK.fullmatch(file.get("rank")):
        raise ProjectError(
            "{path}: the rank is “{get}”, expected 1, 2, 3 …", path=file.path, get=file.get("rank")
        )
    result = try_query(file)
    if not isinstance(result, ox.QuerySolutions):
        raise ProjectError("{path}: a kind of gap is a SELECT query", path=file.path)
    bound = {variable.value for variable in result.variables}
    used = {name for values in file.header.values() for v in values for name in _PLACE.findall(v)}
    missing = sorted((used | {"focus"}) - bound)
    if missing:
        raise ProjectError(
            "{path}: the query binds no ?{missing}", path=file.path, missing=missing[0]
        )
    return GapKind(file, tuple(_read_cells(file)))


def _read_cells(file: QueryFile) -> list[Cell]:
    cells = []
    for line in file.header.get("row", ()):
        for part in _COMMA.split(line):
            match = _CELL.fullmatch(part.strip())
            if match is None:
                raise ProjectError(
                    "{path}: malformed row “{part}”: expected column=value",
                    path=file.path,
                    part=part,
                )
            cells.append(Cell(match["column"], match["value"], match["sign"] == "+="))
    return cells
