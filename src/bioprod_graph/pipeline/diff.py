"""What changed between two datasets, thing by thing."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from bioprod_graph.errors import DatasetError, say_reason

if TYPE_CHECKING:
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
        if not self.went:
            return "came"
        return "changed" if self.came else "went"


def read_facts(path: Path, *, base: str, with_inferred: bool = False) -> set[_Fact]:
    """Read the facts of a dataset: a build folder, or an N-Quads file.

    Raises DatasetError if there is none or it is malformed.
    """
    file = path / "dataset.nq" if path.is_dir() else path
    inferred = f"{base}graph/inferred/"
    try:
        return {
            (str(quad.subject)[1:-1], quad.predicate.value, str(quad.object))
            for quad in ox.parse(path=str(file), format=ox.RdfFormat.N_QUADS)
            if with_inferred or not str(quad.graph_name).startswith(f"<{inferred}")
        }
    except OSError as error:
        raise DatasetError(
            en=f"{file}: cannot be read ({error.strerror or error})",
            fr=f"{file} : ne peut pas être lu ({say_reason(error)})",
        ) from None
    except (SyntaxError, ValueError) as error:
        raise DatasetError(
            en=f"{file}: malformed N-Quads ({error})", fr=f"{file} : N-Quads mal formés ({error})"
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
