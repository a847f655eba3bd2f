"""The header of an `.rq` file: lines `#+ key: value` before the query.

Rules, questions, checks and views all start with one. A key may be given several times (`param`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from bioprod_graph.errors import ProjectError, one_line
from bioprod_graph.files import find_bounds, list_files, read_text
from bioprod_graph.files.limits import QUERY
from bioprod_graph.language import Text
from bioprod_graph.sparql.guard import check_syntax, holds_service
from bioprod_graph.sparql.prefixes import find_form

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_LINE = re.compile(r"#\+\s*([a-z][a-z_]*)\s*:\s*(.*)")


@dataclass(frozen=True)
class QueryFile:
    """An `.rq` file: its name, header values and whole text, which is the query as it stands."""

    path: Path
    header: dict[str, tuple[str, ...]]
    text: str

    @property
    def name(self) -> str:
        """The name of the file without its ending."""
        return self.path.stem

    def get(self, key: str, default: str = "") -> str:
        """Give the first value of a key."""
        return self.header.get(key, (default,))[0]

    def text_of(self, name: str) -> Text:
        """Give what the header says under NAME_LANGUAGE, in each language."""
        return Text.read({key: values[0] for key, values in self.header.items()}, name)

    def require(self, keys: Iterable[str], *, allowed: Iterable[str] = ()) -> QueryFile:
        """Give itself if all keys are there and no others.

        Raises ProjectError that names the file and the key.
        """
        keys = tuple(keys)
        for key in keys:
            if not self.get(key):
                raise ProjectError(
                    "{path}: the header lacks the line #+ {key_}: …", path=self.path, key_=key
                )
        unknown = sorted(set(self.header) - set(keys) - set(allowed))
        if unknown:
            raise ProjectError(
                "{path}: unknown header key “{unknown}”", path=self.path, unknown=unknown[0]
            )
        return self


def read_query(path: Path, *, allow_service: bool = False) -> QueryFile:
    """Read an `.rq` file.

    Raises FileError for a file that cannot be read, ProjectError for a malformed header line, and
    for SERVICE unless it is allowed: most files are asked by a build, a check or a view, which
    fetch nothing.
    """
    text = read_text(path, limit=QUERY, within=find_bounds(path))
    if not allow_service and holds_service(text):
        raise ProjectError(
            "{path}: SERVICE goes out to the network, which only bioprod query may be allowed",
            path=path,
        )
    header: dict[str, tuple[str, ...]] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.startswith("#+"):
            continue
        match = _LINE.fullmatch(line.rstrip())
        if match is None:
            raise ProjectError(
                "{path}:{number}: malformed header line, expected “#+ key: value”",
                path=path,
                number=number,
            )
        key, value = match.groups()
        header[key] = (*header.get(key, ()), value)
    return QueryFile(path, header, text)


def read_queries(
    folder: Path, *, is_required: bool = True, allow_service: bool = False
) -> list[QueryFile]:
    """Read all `.rq` files of a folder, by name.

    Raises FileError if the folder is missing, unless it need not be there, or cannot be listed.
    """
    paths = list_files(folder, "*.rq", is_required=is_required)
    return [read_query(path, allow_service=allow_service) for path in paths]


def try_query(file: QueryFile) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
    """Ask a query of an empty store: its form and variables show, and that it is SPARQL.

    Raises ProjectError that names the file if it is not.
    """
    check_query(file)
    return ox.Store().query(file.text)


def check_query(file: QueryFile) -> str:
    """Give the form of a query, in capitals; it is parsed, and nothing is asked of anybody.

    Raises ProjectError that names the file if it is no SPARQL.
    """
    try:
        check_syntax(file.text)
    except SyntaxError as error:
        raise ProjectError(
            "{path}: malformed SPARQL: {reason}", path=file.path, reason=one_line(error.msg)
        ) from None
    return find_form(file.text)
