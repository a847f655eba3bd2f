"""What changed between two datasets, thing by thing."""

from __future__ import annotations

import sys
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from bioprod_graph.dataset import read_release
from bioprod_graph.errors import DatasetError, one_line
from bioprod_graph.files import open_file
from bioprod_graph.files.limits import QUADS
from bioprod_graph.files.reading import UTF8_MARK
from bioprod_graph.language import Message

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_CURE = Message("build it anew, or name its file dataset.nq to compare it unchecked")
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
        if not self.went:
            return "came"
        return "changed" if self.came else "went"


def read_facts(path: Path, *, base: str, with_inferred: bool = False) -> set[_Fact]:
    """Read the facts of a dataset: a build folder, or an N-Quads file.

    The files of a folder are compared with their digests; of a file, only the form can be checked.
    Raises DatasetError if it is damaged or malformed, FileError if it cannot be read.
    """
    file, limit = path, QUADS
    if path.is_dir():
        release = read_release(path.resolve(), cure=_CURE)
        file, limit = release.dataset, sys.maxsize
    inferred = f"<{base}graph/inferred/"
    return {
        (str(quad.subject)[1:-1], quad.predicate.value, str(quad.object))
        for quad in _parse(file, limit)
        if with_inferred or not str(quad.graph_name).startswith(inferred)
    }


def _parse(path: Path, limit: int) -> Iterator[ox.Quad]:
    with open_file(path, limit=limit) as file:
        if file.peek(len(UTF8_MARK)).startswith(UTF8_MARK):
            file.seek(len(UTF8_MARK))
        try:
            yield from ox.parse(file, format=ox.RdfFormat.N_QUADS)
        except (SyntaxError, ValueError, MemoryError) as error:
            reason = one_line(str(error))
            raise DatasetError(
                "{path}: malformed N-Quads ({reason})", path=path, reason=reason
            ) from None


def compare_facts(old: set[_Fact], new: set[_Fact]) -> list[Change]:
    """Compare two sets of facts; the changes are sorted by thing and property."""
    went: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    came: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for facts, side in ((old - new, went), (new - old, came)):
        for thing, predicate, value in facts:
            side[thing, predicate].append(value)
    keys = sorted(went.keys() | came.keys())
    return [Change(*key, tuple(sorted(went[key])), tuple(sorted(came[key]))) for key in keys]
