"""The queries of reports, and what rows of them are told together.

A kind of reports is a folder of `queries/reports/`, named as the things are that they are on; what
several kinds have stands in `shared/`. A kind whose title does not select `?thing` has one report,
on no one thing. `queries/reports/README.md` tells what headers hold.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bioprod_graph.errors import ProjectError
from bioprod_graph.files import list_folders
from bioprod_graph.sparql.query_files import read_queries, read_query

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from pathlib import Path

    from bioprod_graph.documents.speaker import Group
    from bioprod_graph.rdf import Term
    from bioprod_graph.sparql.query_files import QueryFile

    Row = dict[str, Term]

_SHARED = "shared"
_TITLE = "title"


@dataclass(frozen=True)
class Queries:
    """The folder of the queries of all reports."""

    folder: Path

    def list_kinds(self, *, on_things: bool) -> list[str]:
        """List the kinds whose reports are on one thing each, or those that are on none."""
        kinds = [path.name for path in list_folders(self.folder) if path.name != _SHARED]
        titles = {kind: self.read_title(kind) for kind in kinds}
        return [k for k, t in titles.items() if on_things is (not t or "thing" in t.variables)]

    def read_title(self, kind: str) -> QueryFile | None:
        """Read the query of the title of a kind; without it, the name of the thing is the title."""
        path = self.folder / kind / f"{_TITLE}.rq"
        return read_query(path, "reports") if path.is_file() else None

    def read_shared(self, name: str) -> QueryFile:
        """Read a query that others rest on."""
        return read_query(self.folder / _SHARED / f"{name}.rq", "reports")

    def read_kind(self, kind: str) -> list[QueryFile]:
        """Read the queries of a kind, its own and the shared ones, in the order of names.

        Raises ProjectError for a header that is incomplete or says something in one language only.
        """
        own = [file for file in read_queries(self.folder / kind, "reports") if file.name != _TITLE]
        shared = read_queries(self.folder / _SHARED, "reports", is_required=False)
        files = [*own, *(file for file in shared if kind in split_names(file, "kinds"))]
        for file in files:
            if not (file.get("record") or file.text_of("sentence")):
                raise ProjectError(
                    "{path}: the header has neither sentence nor record", path=file.path
                )
        return sorted(files, key=lambda file: file.name)


def split_names(file: QueryFile, key: str) -> list[str]:
    """Give the names that a key of a header lists."""
    return file.get(key).replace(",", " ").split()


def group_rows(rows: Iterable[Row], kept: Collection[str]) -> list[Group]:
    """Put together the rows that agree in the variables `kept`, in their order."""
    groups: dict[tuple[Term | None, ...], dict[str, dict[Term, None]]] = {}
    for row in rows:
        group = groups.setdefault(tuple(row.get(name) for name in sorted(kept)), {})
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
