"""pySHACL (its only door), for a second opinion on the shapes: slower, and widely used.

It is no dependency of the program, but an extra of its own: second-opinion.
"""

from __future__ import annotations

import tempfile
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from bioprod_graph.errors import UsageError
from bioprod_graph.rdf import match_named, serialize

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_SH = "http://www.w3.org/ns/shacl#"
Term = ox.NamedNode | ox.BlankNode | ox.Literal


@dataclass(frozen=True)
class SecondResult:
    """A result of pySHACL, with the attributes of one of ours that a finding is made of."""

    focus: Term
    path: str | None
    value: Term | None
    severity: ox.NamedNode
    component: ox.NamedNode
    source_shape: Term
    messages: dict[str, str]


def load_pyshacl() -> Any:
    """Give the library; raises UsageError, with how to install it, where it is missing."""
    try:
        import pyshacl
    except ImportError:
        how = 'pip install "bioprod-graph[second-opinion]"'
        raise UsageError("pySHACL is not installed: run {how}", how=how) from None
    return pyshacl


def validate_with_pyshacl(store: ox.Store, shapes: list[ox.Triple]) -> Iterator[SecondResult]:
    """Validate what a store holds; a path that is no plain property is left out.

    pySHACL reads a file, as anybody would: the named graphs in N-Quads, as a build writes them.
    """
    from rdflib import URIRef

    pyshacl = load_pyshacl()
    with tempfile.TemporaryDirectory(prefix="bioprod-") as folder:
        path = Path(folder) / "dataset.nq"
        path.write_bytes(serialize(match_named(store, (None, None, None)), ox.RdfFormat.N_QUADS))
        data = _read_as_written(path.read_text(encoding="utf-8"), "nquads")
    written = serialize(shapes, ox.RdfFormat.N_TRIPLES).decode()
    shapes_graph = _read_as_written(written, "nt")
    _, report, _ = pyshacl.validate(data, shacl_graph=shapes_graph, do_owl_imports=False)
    # Only what the report names: the results within a result (sh:detail) are no findings.
    for result in sorted(report.objects(None, URIRef(f"{_SH}result"))):
        yield _read_result(report, result, shapes_graph)


def _read_as_written(text: str, form: str) -> Any:
    """Read all graphs of a file as one; rdflib would write many literals anew."""
    import rdflib

    graph = rdflib.Graph()
    normalizes = rdflib.NORMALIZE_LITERALS
    rdflib.NORMALIZE_LITERALS = False
    try:
        with warnings.catch_warnings():
            # rdflib uses, in reading a dataset, what it calls deprecated itself.
            warnings.simplefilter("ignore", DeprecationWarning)
            dataset = rdflib.Dataset(default_union=True)
            dataset.parse(data=text, format=form)
            for triple in dataset.triples((None, None, None)):
                graph.add(triple)
    finally:
        rdflib.NORMALIZE_LITERALS = normalizes
    return graph


def _read_result(report: Any, result: Any, shapes: Any) -> SecondResult:
    from rdflib import URIRef

    said = {
        p.removeprefix(_SH): o for p, o in report.predicate_objects(result) if p.startswith(_SH)
    }
    messages = list(report.objects(result, URIRef(f"{_SH}resultMessage")))
    if constraint := said.get("sourceConstraint"):
        messages = _restore_languages(messages, shapes.objects(constraint, URIRef(f"{_SH}message")))
    path = said.get("resultPath")
    value = said.get("value")
    return SecondResult(
        focus=_convert(said["focusNode"]),
        path=f"<{path}>" if isinstance(path, URIRef) else None,
        value=None if value is None else _convert(value),
        severity=ox.NamedNode(str(said["resultSeverity"])),
        component=ox.NamedNode(str(said["sourceConstraintComponent"])),
        source_shape=_convert(said["sourceShape"]),
        messages={message.language or "": str(message) for message in messages},
    )


def _restore_languages(messages: list[Any], written: Iterable[Any]) -> list[Any]:
    """Give messages the language tags that pySHACL drops from those of queries.

    It adds the messages of the shape, of which a query that has its own has no need.
    """
    known = {str(message): message for message in written}
    return [known[str(each)] for each in messages if str(each) in known] or messages


def _convert(term: Any) -> Term:
    from rdflib import BNode, URIRef

    if isinstance(term, URIRef):
        return ox.NamedNode(str(term))
    if isinstance(term, BNode):
        return ox.BlankNode(str(term))
    datatype = ox.NamedNode(str(term.datatype)) if term.datatype else None
    return ox.Literal(str(term), datatype=datatype, language=term.language)
