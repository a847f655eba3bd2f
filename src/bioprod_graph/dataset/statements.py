"""Statements as the file of a dataset has them: a store rewrites some literals ("95.0" is "95")."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from bioprod_graph.errors import DatasetError, one_line

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path


def read_statements(
    path: Path, *, graphs: Collection[str] | None = None, things: Collection[str] | None = None
) -> list[ox.Quad]:
    """Read the statements of a dataset file: those in these graphs that are about these things.

    About a thing is also what is said of its parts (`IRI#part`) and, as provenance, of the named
    graphs in which it is spoken of. None means all. Raises DatasetError if the file is missing or
    damaged.
    """
    if not path.is_file():
        raise DatasetError("there is no dataset {path}: make it with bioprod build", path=path)
    if things is None:
        return list(_parse(path, graphs))
    kept = [quad for quad in _parse(path, graphs) if _find_thing(quad) in things]
    spoken = {quad.graph_name for quad in kept}
    provenance = [quad for quad in _parse(path, graphs) if quad.subject in spoken]
    return [*kept, *provenance]


def _parse(path: Path, graphs: Collection[str] | None) -> Iterator[ox.Quad]:
    try:
        for quad in ox.parse(path=str(path), format=ox.RdfFormat.N_QUADS):
            if graphs is None or _iri(quad.graph_name) in graphs:
                yield quad
    except SyntaxError as error:
        reason = one_line(error.msg)
        raise DatasetError(
            "{path} is damaged ({reason}): bioprod build makes it anew", path=path, reason=reason
        ) from None


def _find_thing(quad: ox.Quad) -> str:
    return _iri(quad.subject).partition("#")[0]


def _iri(term: object) -> str:
    return term.value if isinstance(term, ox.NamedNode) else ""
