"""Statements as the file of a dataset has them, and what changed between two, thing by thing.

A store rewrites some literals ("95.0" is "95"); the file has them as they were built.
"""

from __future__ import annotations

import os
import sys
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from bioprod_graph.dataset.release import read_release
from bioprod_graph.errors import DatasetError, one_line
from bioprod_graph.files import QUADS, SUMS, UTF8_MARK, follow_mark, open_file, unpack
from bioprod_graph.language import Message

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from pathlib import Path

# A quad as its line without the graph: what is said, whoever says it; and the layer it is in.
_Fact = tuple[str, str, str]


@dataclass(frozen=True)
class Change:
    """What is told of one thing with one predicate: values that went, and values that came."""

    thing: str
    predicate: str
    went: tuple[str, ...]
    came: tuple[str, ...]

    @property
    def kind(self) -> str:
        """Whether the fact came, went, or changed its value."""
        return "came" if not self.went else "changed" if self.came else "went"


def read_statements(
    path: Path, *, graphs: Collection[str] | None = None, things: Collection[str] | None = None
) -> list[ox.Quad]:
    """Read the statements of a dataset file: those in these graphs that are about these things.

    About a thing is also what is said of its parts (`IRI#part`) and, as provenance, of the named
    graphs in which it is spoken of. None means all. Raises DatasetError if the file is malformed,
    FileError if it cannot be read.
    """
    said = [q for q in _parse(path) if graphs is None or _name(q.graph_name) in graphs]
    if things is None:
        return said
    kept = [quad for quad in said if _name(quad.subject).partition("#")[0] in things]
    spoken = {quad.graph_name for quad in kept}
    return [*kept, *(quad for quad in said if quad.subject in spoken)]


def read_said(
    path: Path, *, base: str, with_inferred: bool = False, option: str = ""
) -> set[_Fact]:
    """Read the facts of a dataset, as `read_any` reads its statements."""
    return list_said(read_any(path, option=option), base=base, with_inferred=with_inferred)


def read_any(path: Path, *, option: str = "") -> Iterator[ox.Quad]:
    """Read the statements of a dataset: a build folder, or an N-Quads file, plain or gzipped.

    A folder of builds stands for the last one in it.

    The files of a folder are compared with their digests; of a file, only the form can be checked.
    Raises DatasetError if it is damaged or malformed, FileError if it cannot be read; UsageError
    for a file that the call names by an `option`.
    """
    limit = QUADS
    if os.path.lexists(last := path / "current"):
        path = last
    if (folder := follow_mark(path)).is_dir():
        if not any((folder / name).exists() for name in (SUMS, "dataset.nq")):
            raise DatasetError("{folder} is no build folder: there is no {name} in it",
                               folder=path, name=SUMS)  # fmt: skip
        cure = Message("build it anew, or name its file dataset.nq to compare it unchecked")
        path, limit = read_release(folder, cure=cure).dataset, sys.maxsize
    return _parse(path, limit, option)


def list_said(quads: Iterable[ox.Quad], *, base: str, with_inferred: bool = False) -> set[_Fact]:
    """List what statements say, whoever says it."""
    inferred = f"{base}graph/inferred/"
    return {
        (str(quad.subject)[1:-1], quad.predicate.value, str(quad.object))
        for quad in quads
        if with_inferred or not _name(quad.graph_name).startswith(inferred)
    }


def compare_said(old: set[_Fact], new: set[_Fact]) -> list[Change]:
    """Compare two sets of facts; the changes are sorted by thing and property."""
    found: defaultdict[tuple[str, str], tuple[list[str], list[str]]]
    found = defaultdict(lambda: ([], []))
    for side, facts in enumerate((old - new, new - old)):
        for thing, predicate, value in sorted(facts):
            found[thing, predicate][side].append(value)
    return [Change(*key, tuple(went), tuple(came)) for key, (went, came) in sorted(found.items())]


def _parse(path: Path, limit: int = sys.maxsize, option: str = "") -> Iterator[ox.Quad]:
    with open_file(path, limit=limit, option=option) as packed:
        file = unpack(packed, path, limit=limit, option=option)
        if file.peek(len(UTF8_MARK)).startswith(UTF8_MARK):
            file.seek(len(UTF8_MARK))
        try:
            yield from ox.parse(file, format=ox.RdfFormat.N_QUADS)
        except (SyntaxError, ValueError, MemoryError) as error:
            reason = one_line(str(error))
            raise DatasetError(
                "{path}: malformed N-Quads ({reason})", path=path, reason=reason
            ) from None


def _name(term: object) -> str:
    return term.value if isinstance(term, ox.NamedNode) else ""
