"""Rows that queries of reports give, grouped into what is told together."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from bioprod_graph.documents import Sentence, read_slots

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from bioprod_graph.documents import Group, Note, Part
    from bioprod_graph.rdf import Term

    Row = dict[str, Term]

CELL = " | "
_TOGETHER = re.compile(r"(?i)\b(?:group\s+by|having|limit|offset|select\b.*\bselect)\b", re.DOTALL)


def group_rows(rows: Iterable[Row], kept: Collection[str]) -> list[Group]:
    """Group the rows that agree in the variables `kept`, in their order."""
    groups: dict[tuple[Term | None, ...], dict[str, dict[Term, None]]] = {}
    names = sorted(kept)
    for row in rows:
        group = groups.setdefault(tuple(map(row.get, names)), {})
        for name, term in row.items():
            group.setdefault(name, {})[term] = None
    return [{name: tuple(terms) for name, terms in each.items()} for each in groups.values()]


def is_graph(variable: str) -> bool:
    """Tell whether a variable stands for the named graph that states something."""
    return variable == "graph" or variable.endswith("_graph")


def keep_one(rows: Iterable[Row], rule: str) -> Iterator[Row]:
    """Keep, for “status per recommendation”, the rows with the first status of each of them."""
    value, _, key = rule.partition(" per ")
    first: dict[Term | None, Term | None] = {}
    for row in rows:
        if not rule or first.setdefault(row.get(key), row.get(value)) == row.get(value):
            yield row


def write_values(rows: Iterable[Row], given: Collection[str]) -> str:
    """Write rows as the clause that joins them to those of a query, without what it is given.

    https://www.w3.org/TR/sparql11-query/#inline-data
    """
    rows = list(rows)
    names = sorted({name for row in rows for name in row} - set(given))
    lines = (" ".join(str(row.get(name, "UNDEF")) for name in names) for row in rows)
    head = " ".join(f"?{name}" for name in names)
    return f"VALUES ({head}) {{ {' '.join(f'({line})' for line in lines)} }}"


def make_sentence(
    parts: Iterable[Part], notes: tuple[Note, ...] = (), graphs: Iterable[Term] = ()
) -> Sentence:
    """Make a sentence of its parts."""
    kept, stated = tuple(parts), tuple(graph.value for graph in graphs)
    return Sentence("".join(part.text for part in kept), notes, kept, stated)


@cache
def tells_together(query: str) -> bool:
    """Tell whether a query tells of the rows of one thing together: it has to be asked of each."""
    return _TOGETHER.search(query) is not None


@cache
def split_cells(template: str) -> tuple[list[str], tuple[frozenset[str], ...]]:
    """Split a row at its cells, and give the names of the graphs that each may name."""
    cells = template.split(CELL)
    slots = (frozenset[str]().union(*read_slots(cell)) for cell in cells)
    return cells, tuple(frozenset(f"{name}_graph" for name in names) for names in slots)
