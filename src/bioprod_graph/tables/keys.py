"""The keys of rows, and the references to them: which lead nowhere, and what was meant.

The library csvw checks them too, but reads each table again for it and names no column.
"""

from __future__ import annotations

from collections import Counter
from functools import partial
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, NamedTuple

from bioprod_graph.findings import Finding, Location
from bioprod_graph.language import Message
from bioprod_graph.names import Index
from bioprod_graph.tables.faults import fault, read_texts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bioprod_graph.tables.schema import Column, ForeignKey, Table

    Key = tuple[str, ...]

# What a row is called, too, and may be cited by, though its key was wanted.
_CALLED = ("rdfs:label", "schema:position")
# Keys that lead nowhere, of so many the nearest is sought: it takes long in a long table.
_GUESSED = 50


class _Reference(NamedTuple):
    """A key that cells of a column refer to."""

    file: str
    column: int
    path: str
    target: str
    key: Key


class KeyIndex:
    """The keys seen, and the references still to be resolved when all rows are read."""

    def __init__(self) -> None:
        self._lines: dict[str, dict[Key, int]] = {}
        # Where the keys of a table stand: its file, and the column.
        self._homes: dict[str, Location] = {}
        # The lines that refer to a key.
        self._references: dict[_Reference, list[int]] = {}
        self._partial: set[str] = set()
        self._indexes: dict[str, Index] = {}
        # Of the rows of a table with a key of one part: what each is called, with its key.
        self._called: dict[str, list[tuple[str, str]]] = {}

    def add_row(self, table: Table, cells: dict[str, str], location: Location) -> Finding | None:
        """Note the key and the references of a row; give a finding if its key was seen before."""
        for foreign, column in table.references:
            self._add_references(foreign, column, cells, location=location)
        key = table.key_of(cells)
        if not key or not all(key):
            return None  # a refused or missing cell has its own finding
        if table.name not in self._homes:
            column = next(c for c in table.columns if c.name in table.primary_key)
            self._homes[table.name] = location._replace(column=column.number)
        first = self._lines.setdefault(table.name, {}).setdefault(key, location.line)
        if first == location.line:
            called = (cells.get(c.name) for c in table.columns if c.property in _CALLED)
            self._called.setdefault(table.name, []).extend((n, key[0]) for n in called if n)
            return None
        path, shown = ", ".join(table.primary_key), ", ".join(key)
        return fault("duplicate-key", location, path=path, value=shown, first=first)

    def note_finding(self, table: Table, finding: Finding) -> None:
        """Note that keys of a table may be unknown: a row was not read, or its key was refused."""
        where = finding.location
        whole_row = where is None or where.line <= 1 or not where.column
        if whole_row or finding.path in table.primary_key:
            self._partial.add(table.name)

    def find_dangling(self) -> Iterator[Finding]:
        """Give a finding for each key that is referred to and that no row has.

        It stands at the row whose key seems to have been changed, else at the first row that
        refers to it; those of the other rows follow from it. Where a table was not read whole,
        nothing is said: the rest of it may hold the key. A table without rows is the cause of all.
        """
        dangling: dict[tuple[str, Key], list[tuple[Location, str]]] = {}
        for (file, column, path, target, key), lines in self._references.items():
            if target not in self._partial and key not in self._lines.get(target, {}):
                places = [(Location(file, line, column), path) for line in lines]
                dangling.setdefault((target, key), []).extend(places)
        cited = {(reference.target, reference.key) for reference in self._references}
        empty = dict[str, Location]()
        for target, number in Counter(target for target, _ in dangling).items():
            if number > 1 and target not in self._lines:
                file = next(r.file for r in self._references if r.target == target)
                empty[target] = Location(str(PurePosixPath(file).with_name(f"{target}.csv")), 1)
                yield fault("no-rows", empty[target], number=number)
        for number, ((target, key), places) in enumerate(dangling.items()):
            near = self._guess(target, key) if number < _GUESSED else None
            is_cited = near is None or (target, near) in cited
            blamed = self._blame(target, key, sorted(places), near=near, is_cited=is_cited)
            cause = empty.get(target)
            yield from (each._replace(cause=cause) if cause else each for each in blamed)

    def rows(self, table: Table) -> Iterator[tuple[dict[str, str], int]]:
        """Give the key cells of each row that was read, and the line on which it stands."""
        for key, line in self._lines.get(table.name, {}).items():
            yield dict(zip(table.primary_key, key, strict=True)), line

    def _add_references(
        self, foreign: ForeignKey, column: Column, cells: dict[str, str], *, location: Location
    ) -> None:
        values = tuple([cells.get(name, "") for name in foreign.columns])
        is_list = len(values) == 1 and column.separator
        path = ", ".join(foreign.columns)
        for key in [(item,) for item in column.split(values[0])] if is_list else [values]:
            if any(key):
                reference = _Reference(location.file, column.number, path, foreign.table, key)
                self._references.setdefault(reference, []).append(location.line)

    def _guess(self, target: str, key: Key) -> Key | None:
        """Guess which key of one part was meant."""
        if len(key) != 1:
            return None
        if target not in self._indexes:
            keys = ((known, known) for (known,) in self._lines.get(target, {}))
            self._indexes[target] = Index([*keys, *self._called.get(target, ())])
        index = self._indexes[target]
        called = index.find(*key)
        return next(((n,) for n in (called if len(called) == 1 else index.search_near(*key))), None)

    def _blame(
        self,
        target: str,
        key: Key,
        places: list[tuple[Location, str]],
        *,
        near: Key | None,
        is_cited: bool,
    ) -> Iterator[Finding]:
        """Say what leads nowhere, where that can be mended, then what follows from it."""
        (where, path), *rest = places
        said = None
        if near is not None:
            line = self._lines[target][near]
            said = read_texts("table")["near-key"].fill(near=near[0], line=line)
            if rest and not is_cited:
                # No row refers to that key, and several to what it may have been.
                rest, where = places, self._homes[target]._replace(line=line)
                citing = Message("{n} row cites", many="{n} rows cite", n=len(places))
                said = read_texts("table")["changed-key"].fill(
                    near=near[0], line=line, citing=citing
                )
        blame = partial(fault, "dangling-reference", value=", ".join(key), target=target)
        yield blame(where, path=path, said=said)
        for place, name in rest:
            yield blame(place, path=name)._replace(cause=where)
