"""Statements in the formats of RDF 1.1, sorted: the same statements give the same bytes.

They are read from dataset.nq rather than from the store, which rewrites some literals ("95.0"
becomes "95"). N-Quads and TriG keep the named graphs; the others hold the union of all graphs, and
no owl:imports: all modules stand in the file, and programs that read it would look for them on the
network.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from bioprod_graph.errors import DatasetError, one_line
from bioprod_graph.notation.blank_nodes import label_graph
from bioprod_graph.notation.rdf import write_rdf
from bioprod_graph.rdf import find_iris, order_triple

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from pathlib import Path

    from bioprod_graph.identifiers import PrefixTable

_QUADS = ("nquads", "trig")
_LINES = ("nquads", "ntriples")
_WITH_PREFIXES = ("turtle", "trig", "rdfxml")
_IMPORTS = ox.NamedNode("http://www.w3.org/2002/07/owl#imports")


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


def write_statements(quads: Iterable[ox.Quad], form: str, prefixes: PrefixTable) -> bytes:
    """Write statements in a format; only the prefixes that they use are declared.

    Raises FormatError, before anything is written, for what the format cannot hold.
    """
    if form in _QUADS:
        ordered = sorted(
            set(quads), key=lambda quad: (str(quad.graph_name), *order_triple(quad.triple))
        )
        return _write(ordered, form, prefixes)
    flat = {quad.triple: None for quad in quads if quad.predicate != _IMPORTS}
    return _write(sorted(label_graph(list(flat)), key=order_triple), form, prefixes)


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


def _write(statements: list[ox.Quad] | list[ox.Triple], form: str, prefixes: PrefixTable) -> bytes:
    used = _find_prefixes(statements, prefixes) if form in _WITH_PREFIXES else {}
    written = write_rdf(statements, form, used)
    if form in _LINES:
        # In the order of lines, as dataset.nq is.
        return b"".join(sorted(written.splitlines(keepends=True)))
    return written


def _find_prefixes(
    statements: list[ox.Quad] | list[ox.Triple], prefixes: PrefixTable
) -> dict[str, str]:
    iris = {iri for statement in statements for iri in find_iris(statement)}
    starts = {iri[: iri.rfind(end) + 1] for iri in iris for end in "#/_"}
    return {name: start for name, start in prefixes.namespaces.items() if start in starts}
