"""Shapes: `ontology/shapes/*.ttl`, SHACL, run over the closed graph.

Our own engine on Oxigraph does it, and pySHACL, when it is asked for, as a second opinion;
docs/decisions/0004-shacl.md says why, tests compare the two on every shape.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import pyoxigraph as ox

from bioprod_graph.checks.shacl import Shapes, validate
from bioprod_graph.errors import ProjectError
from bioprod_graph.findings import Finding, Severity
from bioprod_graph.graph import parse_turtle
from bioprod_graph.identifiers import show_term
from bioprod_graph.sparql.guard import holds_service

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from bioprod_graph.checks.second_opinion import SecondResult
    from bioprod_graph.checks.shacl import ValidationResult
    from bioprod_graph.identifiers import PrefixTable

_SH = "http://www.w3.org/ns/shacl#"
_PREFIX, _NAMESPACE = f"{_SH}prefix", f"{_SH}namespace"
_QUERIES = frozenset({f"{_SH}select", f"{_SH}ask", f"{_SH}construct", f"{_SH}update"})

ShapesEngine = Literal["oxigraph", "pyshacl"]

_SEVERITIES: dict[str, Severity] = {"Violation": "error", "Warning": "warning", "Info": "info"}


def read_shapes(folder: Path) -> list[ox.Triple]:
    """Read all shapes; raises ProjectError, with the file, where one is malformed."""
    triples = [triple for path in sorted(folder.glob("*.ttl")) for triple in parse_turtle(path)]
    _refuse_service(triples, folder)
    try:
        Shapes.parse(triples)
    except ValueError as error:
        raise ProjectError(
            en=f"{folder}: {error}", fr=f"{folder} : formes mal écrites ({error})"
        ) from None
    return triples


def _refuse_service(triples: list[ox.Triple], folder: Path) -> None:
    """Raise ProjectError for a query that would go out to the network: a check fetches nothing."""
    declared = "".join(
        f"PREFIX {said[_PREFIX]}: <{said[_NAMESPACE]}>\n" for said in _read_declarations(triples)
    )
    for triple in triples:
        query = triple.object.value if isinstance(triple.object, ox.Literal) else ""
        if triple.predicate.value in _QUERIES and holds_service(declared + query):
            raise ProjectError(
                en=f"{folder}: a shape holds SERVICE, which goes out to the network",
                fr=f"{folder} : une forme contient SERVICE, qui sort sur le réseau",
            )


def _read_declarations(triples: list[ox.Triple]) -> list[dict[str, str]]:
    """Read the prefixes that any shape declares: name and namespace, by property."""
    said: dict[object, dict[str, str]] = {}
    for triple in triples:
        if triple.predicate.value in (_PREFIX, _NAMESPACE) and isinstance(
            triple.object, ox.Literal
        ):
            said.setdefault(triple.subject, {})[triple.predicate.value] = triple.object.value
    return [each for each in said.values() if len(each) > 1]


def check_shapes(
    store: ox.Store,
    shapes: list[ox.Triple],
    prefixes: PrefixTable,
    *,
    engine: ShapesEngine = "oxigraph",
) -> Iterator[Finding]:
    """Validate the union of all graphs of the store against the shapes."""
    results: Iterable[ValidationResult | SecondResult]
    if engine == "pyshacl":
        from bioprod_graph.checks.second_opinion import validate_with_pyshacl

        results = validate_with_pyshacl(store, shapes)
    else:
        results = validate(store, Shapes.parse(shapes))
    for result in results:
        yield _make_finding(result, prefixes)


def _make_finding(result: ValidationResult | SecondResult, prefixes: PrefixTable) -> Finding:
    component = _local(result.component.value).removesuffix("ConstraintComponent")
    messages = result.messages
    plain = messages.get("", component)
    return Finding(
        _SEVERITIES.get(_local(result.severity.value), "error"),
        f"shape:{_name(result.source_shape)}",
        messages.get("fr", plain),
        messages.get("en", plain),
        focus=show_term(result.focus, prefixes),
        path="" if result.path is None else show_path(str(result.path), prefixes),
        value="" if result.value is None else show_term(result.value, prefixes),
    )


def show_path(path: str, prefixes: PrefixTable) -> str:
    """Write a SHACL path with CURIEs in place of IRIs."""
    if path.startswith("<") and path.endswith(">") and path.count("<") == 1:
        return prefixes.compress(path[1:-1])
    return path


def _name(shape: object) -> str:
    return _local(shape.value) if isinstance(shape, ox.NamedNode) else str(shape)


def _local(iri: str) -> str:
    return iri.replace("#", "/").rpartition("/")[2]
