"""pySHACL (its only door), for a second opinion on the shapes: slower, and widely used.

It is no dependency of the program, but an extra of its own: second-opinion.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from bioprod_graph.errors import UsageError
from bioprod_graph.rdf import match_named, serialize
from oxishacl import ValidationResult

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_SH = "http://www.w3.org/ns/shacl#"


def load_pyshacl() -> Any:
    """Give the library; raises UsageError, with how to install it, where it is missing."""
    try:
        import pyshacl
    except ImportError:
        how = 'pip install "bioprod-graph[second-opinion]"'
        raise UsageError("pySHACL is not installed: run {how}", how=how) from None
    return pyshacl


def validate_with_pyshacl(store: ox.Store, shapes: list[ox.Triple]) -> Iterator[ValidationResult]:
    """Validate what the named graphs of a store hold, all as one graph.

    A path that is no plain property is left out of the results.
    """
    from rdflib import URIRef

    pyshacl = load_pyshacl()
    data = _copy(quad.triple for quad in match_named(store, (None, None, None)))
    shapes_graph = _copy(shapes)
    _, report, _ = pyshacl.validate(data, shacl_graph=shapes_graph, do_owl_imports=False)
    # Only what the report names: the results within a result (sh:detail) are no findings.
    for result in sorted(report.objects(None, URIRef(f"{_SH}result"))):
        yield _read_result(report, result, shapes_graph)


def _copy(triples: Iterable[ox.Triple]) -> Any:
    """Give the triples to rdflib as a file, as anybody would; it would write many literals anew."""
    import rdflib

    normalizes = rdflib.NORMALIZE_LITERALS
    rdflib.NORMALIZE_LITERALS = False
    try:
        return rdflib.Graph().parse(data=serialize(triples, ox.RdfFormat.N_TRIPLES), format="nt")
    finally:
        rdflib.NORMALIZE_LITERALS = normalizes


def _read_result(report: Any, result: Any, shapes: Any) -> ValidationResult:
    from rdflib import URIRef

    said = {
        p.removeprefix(_SH): o for p, o in report.predicate_objects(result) if p.startswith(_SH)
    }
    messages = list(report.objects(result, URIRef(f"{_SH}resultMessage")))
    # It drops the language tags of the messages of queries, and adds those of the shape, of which
    # a query that has its own has no need.
    written = shapes.objects(said.get("sourceConstraint"), URIRef(f"{_SH}message"))
    known = {str(each): each for each in written if "sourceConstraint" in said}
    messages = [known[str(each)] for each in messages if str(each) in known] or messages
    path, value = said.get("resultPath"), said.get("value")
    return ValidationResult(
        focus=_convert(said["focusNode"]),
        path=_convert(path) if isinstance(path, URIRef) else None,
        value=None if value is None else _convert(value),
        severity=_convert(said["resultSeverity"]),
        component=_convert(said["sourceConstraintComponent"]),
        source_shape=_convert(said["sourceShape"]),
        messages={message.language or "": str(message) for message in messages},
    )


def _convert(term: Any) -> Any:
    from rdflib import BNode, URIRef

    if isinstance(term, URIRef):
        return ox.NamedNode(str(term))
    if isinstance(term, BNode):
        return ox.BlankNode(str(term))
    datatype = ox.NamedNode(str(term.datatype)) if term.datatype else None
    return ox.Literal(str(term), datatype=datatype, language=term.language)
