"""The queries that a kind of report is made of, its own and those that several kinds share."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from bioprod_graph.errors import ProjectError
from bioprod_graph.files import list_folders
from bioprod_graph.sparql import read_queries, read_query

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bioprod_graph.project import Project
    from bioprod_graph.sparql import QueryFile

REPORTS, _SHARED = "reports", "shared"
_TITLE = "title"
_T = TypeVar("_T")


@dataclass(frozen=True)
class Queries:
    """The folder of the queries of all reports; what they share stands in it, or elsewhere."""

    folder: Path
    elsewhere: Path | None = None
    _read: dict[Path, Any] = field(default_factory=dict, compare=False, repr=False)

    @property
    def shared(self) -> Path:
        """The folder of what several kinds share."""
        return (self.elsewhere or self.folder) / _SHARED

    def list_kinds(self, *, on_things: bool) -> list[str]:
        """List the kinds whose reports are on one thing each, or those that are on none."""
        kinds = [path.name for path in list_folders(self.folder) if path.name != _SHARED]
        titles = {kind: self.read_title(kind) for kind in kinds}
        return [k for k, t in titles.items() if on_things is (not t or "thing" in t.variables)]

    def read_title(self, kind: str) -> QueryFile | None:
        """Read the query of the title of a kind; without it, the name of the thing is the title."""
        path = self.folder / kind / f"{_TITLE}.rq"
        return self._keep(path, lambda: read_query(path, "reports") if path.is_file() else None)

    def read_shared(self, name: str) -> QueryFile:
        """Read a query that others rest on."""
        path = self.shared / f"{name}.rq"
        return self._keep(path, lambda: read_query(path, "reports"))

    def read_kind(self, kind: str) -> list[QueryFile]:
        """Read the queries of a kind, its own and the shared ones, in the order of names.

        Raises ProjectError for a header that is incomplete or says something in one language only.
        """
        return self._keep(self.folder / kind, lambda: self._read_kind(kind))

    def _keep(self, path: Path, read: Callable[[], _T]) -> _T:
        """Read once: reports on many things are made with the same queries."""
        if path not in self._read:
            self._read[path] = read()
        kept: _T = self._read[path]
        return kept

    def _read_kind(self, kind: str) -> list[QueryFile]:
        own = [file for file in read_queries(self.folder / kind, "reports") if file.name != _TITLE]
        shared = read_queries(self.shared, "reports", is_required=False)
        files = [*own, *(file for file in shared if kind in split_names(file, "kinds"))]
        for file in files:
            if not (file.get("record") or file.text_of("sentence")):
                raise ProjectError(
                    "{path}: the header has neither sentence nor record", path=file.path
                )
        return sorted(files, key=lambda file: file.name)


def find_queries(project: Project, folder: str = REPORTS) -> Queries:
    """Find the queries of reports, or of pages that are made as reports are, by their folder."""
    return Queries(project.queries / folder, project.queries / REPORTS)


def split_names(file: QueryFile, key: str) -> list[str]:
    """Give the names that a key of a header lists."""
    return file.get(key).replace(",", " ").split()
