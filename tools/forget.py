"""Take a person out of kept releases: `python -m tools.forget person/SLUG releases/*.nq.gz`.

What goes: every statement about the person, and every row that names the person, with all that
is said of that row and of what only that row describes. Names in the words of other rows are
listed, since whether they mean the person has to be read. docs/how-to/remove-a-person.md
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from bioprod_graph.project import find_project
from tools.dump import read_dump, write_dump

if TYPE_CHECKING:
    from collections.abc import Iterable

_LABEL = ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#label")
_ROW = "/graph/record/"


def forget(person: str, quads: list[ox.Quad]) -> tuple[list[ox.Quad], list[str]]:
    """Leave out what is about a person (an IRI); return what stays, and texts with the name."""
    node = ox.NamedNode(person)
    rows = {
        quad.graph_name for quad in quads if _is_row(quad) and node in (quad.subject, quad.object)
    }
    kept_subjects = {
        quad.subject for quad in quads if _is_row(quad) and quad.graph_name not in rows
    }
    described = {quad.subject for quad in quads if quad.graph_name in rows} - kept_subjects
    gone = {node, *rows, *described}
    names = {
        quad.object.value
        for quad in quads
        if quad.subject == node and quad.predicate == _LABEL and isinstance(quad.object, ox.Literal)
    }
    kept = [quad for quad in quads if gone.isdisjoint((quad.subject, quad.object, quad.graph_name))]
    return kept, sorted(_find_names(names, kept))


def forget_in_dump(person: str, path: Path) -> str:
    """Write a dump again without a person, if it had any of it; return a line on what was done."""
    lines = read_dump(path).splitlines(keepends=True)
    quads = list(ox.parse("".join(lines), format=ox.RdfFormat.N_QUADS))
    kept, named = forget(person, quads)
    if len(kept) < len(quads):
        # Each line of a dump is one quad, in canonical order: what stays keeps its bytes.
        stay = set(kept)
        write_dump(
            path,
            "".join(line for line, quad in zip(lines, quads, strict=True) if quad in stay).encode(),
        )
    told = [
        f"{path}: {len(quads) - len(kept)} statements removed",
        *(f"  still named: {text}" for text in named),
    ]
    return "\n".join(told)


def _is_row(quad: ox.Quad) -> bool:
    return _ROW in str(quad.graph_name)


def _find_names(names: set[str], quads: Iterable[ox.Quad]) -> set[str]:
    texts = {quad.object.value for quad in quads if isinstance(quad.object, ox.Literal)}
    return {text for text in texts if any(name in text for name in names)}


def main(arguments: list[str]) -> None:
    """Take KIND/SLUG or an IRI, and dumps."""
    match arguments:
        case [person, _, *_]:
            paths = arguments[1:]
        case _:
            sys.exit("usage: python -m tools.forget person/SLUG FILE.nq.gz …")
    iri = person if ":" in person else f"{find_project().base}id/{person}"
    for path in paths:
        sys.stdout.write(f"{forget_in_dump(iri, Path(path))}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
