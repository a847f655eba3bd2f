"""Shapes: `ontology/shapes/*.ttl`, SHACL, run over the closed graph.

oxishacl does it, and pySHACL, where it is installed and asked for, as a second opinion;
docs/decisions/0004-shacl.md says why, tests compare the two on every shape.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import pyoxigraph as ox

from bioprod_graph.checks.written_forms import WrittenForms
from bioprod_graph.errors import ProjectError, one_line
from bioprod_graph.findings import Finding, Severity
from bioprod_graph.graph import parse_turtle
from bioprod_graph.identifiers import show_term
from oxishacl import Shapes, ShapesError, validate

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from bioprod_graph.checks.second_opinion import SecondResult
    from bioprod_graph.identifiers import PrefixTable
    from oxishacl import ValidationResult

ShapesEngine = Literal["oxigraph", "pyshacl"]

_SEVERITIES: dict[str, Severity] = {"Violation": "error", "Warning": "warning", "Info": "info"}


def read_shapes(folder: Path) -> list[ox.Triple]:
    """Read all shapes; raises ProjectError, with the file, where one is malformed."""
    triples = [triple for path in sorted(folder.glob("*.ttl")) for triple in parse_turtle(path)]
    try:
        Shapes.parse(triples)
    except ShapesError as error:
        said = one_line(str(error))
        raise ProjectError(
            en=f"{folder}: {said}", fr=f"{folder} : formes mal écrites ({said})"
        ) from None
    return triples


def check_shapes(
    store: ox.Store,
    shapes: list[ox.Triple],
    prefixes: PrefixTable,
    *,
    engine: ShapesEngine = "oxigraph",
) -> Iterator[Finding]:
    """Validate the default graph of the store against the shapes.

    What a shape makes depend on the written form of a value is found, too.
    """
    forms = WrittenForms(shapes, prefixes)
    yield from forms.check_shapes()
    results: Iterable[ValidationResult | SecondResult]
    if engine == "pyshacl":
        from bioprod_graph.checks.second_opinion import validate_with_pyshacl

        results = validate_with_pyshacl(store, shapes)
    else:
        results = validate(store, Shapes.parse(shapes))
    for result in results:
        yield _make_finding(result, prefixes)
        yield from forms.check_result(result)


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
