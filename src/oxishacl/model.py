"""Shapes as they are read, a run of them over a store, and its results (SHACL, 2 and 3)."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple, TypeAlias
from weakref import proxy

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from oxishacl.paths import Path, write_path
from oxishacl.terms import FALSE, TRUE, Node, Term, name_of, rdf, sh

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from oxishacl.graphs import DataGraph, ShapesSource

    # Gives the focus nodes in a data graph; some may come several times.
    Target: TypeAlias = Callable[[DataGraph], Iterable[Term]]

# So many answers are kept: enough to be found again, and memory stays bounded.
_KEPT = 100_000
# So many focus nodes are validated together: a query is answered for all of them at once.
_TOGETHER = 1000


# Gives what is wrong with a focus node and its value nodes (3.4.2).
Constraint: TypeAlias = "Callable[[Focus], Iterable[ValidationResult]]"


@dataclass(frozen=True, slots=True)
class ValidationResult:
    """One value of sh:result (3.6.2); messages are by language tag, "" where there is none."""

    focus: Term
    path: Path | None
    value: Term | None
    severity: NamedNode
    component: NamedNode
    source_shape: Node
    messages: dict[str, str] = field(default_factory=dict, hash=False)
    source_constraint: Node | None = None


def result_order(result: ValidationResult) -> tuple[str, str, str, str, tuple[str, ...]]:
    """Give what results are sorted by within a focus node and a target shape."""
    shape, value = name_of(result.source_shape), str(result.value or "")
    path, component = str(result.path or ""), result.component.value
    return shape, path, component, value, (str(result.focus), *result.messages.values())


@dataclass(frozen=True, eq=False)
class Shape:
    """A node shape, or a property shape where there is a path (2.2 and 2.3); each is read once."""

    node: Node
    path: Path | None
    targets: tuple[Target, ...]
    # There are none where the shape is deactivated.
    constraints: tuple[Constraint, ...]
    severity: NamedNode
    messages: dict[str, str]

    def violations(self, run: Run, node: Term) -> list[ValidationResult]:
        """Give the results of validating a focus node against this shape (3.4.1)."""
        found: list[ValidationResult] = []
        if self.constraints:
            values = [node] if self.path is None else self.path.values(run.data, node)
            at = Focus(run, self, node, values)
            for constraint in self.constraints:
                found += constraint(at)
        return found


class Focus(NamedTuple):
    """A focus node, seen from a shape, with its value nodes."""

    run: Run
    shape: Shape
    node: Term
    values: Sequence[Term]

    def result(
        self,
        component: NamedNode,
        value: Term | None = None,
        *,
        path: Path | None = None,
        messages: dict[str, str] | None = None,
        source: Node | None = None,
    ) -> ValidationResult:
        """Give a result; path and messages are those of the shape unless others are given."""
        return ValidationResult(
            focus=self.node,
            path=path or self.shape.path,
            value=value,
            severity=self.shape.severity,
            component=component,
            source_shape=self.shape.node,
            messages=messages or self.shape.messages,
            source_constraint=source,
        )


class Run:
    """One run over one store."""

    def __init__(self, data: DataGraph, shapes_graph: NamedNode | None) -> None:
        self.data = data
        # The graph of the store that $shapesGraph names.
        self.shapes_graph = shapes_graph
        # The named focus nodes that are validated together, and what queries answered for them
        # by constraint: None if that is too much.
        self.nodes: dict[NamedNode, None] = {}
        self.answers: dict[object, dict[Term, list[dict[str, Term]]] | None] = {}
        me = proxy(self)  # what refers to itself would hold the store after the run
        self.conforms = lru_cache(_KEPT)(lambda node, shape: not shape.violations(me, node))

    def validate(self, shape: Shape) -> Iterator[ValidationResult]:
        """Give the results of one shape for all that it targets (3.4.1)."""
        found = {node for target in shape.targets for node in target(self.data)}
        nodes = sorted(found, key=str)
        for start in range(0, len(nodes), _TOGETHER):
            together = nodes[start : start + _TOGETHER]
            named = (node for node in together if isinstance(node, NamedNode))
            self.nodes = dict.fromkeys(named)
            self.answers.clear()
            for node in together:
                yield from sorted(shape.violations(self, node), key=result_order)


class Context(NamedTuple):
    """What is known where a shape is read, and of it a parameter with one of its values."""

    source: ShapesSource
    node: Node
    path: Path | None
    parse_shape: Callable[[Term], Shape]
    name: str = ""
    term: Term = sh("")


def write_report(results: Iterable[ValidationResult]) -> list[Triple]:
    """Write the graph of a validation report (3.6.1).

    Its blank nodes are named by number, so that the same results give the same graph.
    """
    report = BlankNode("validation-report")
    triples: list[Triple] = []
    for number, result in enumerate(results, start=1):
        node = BlankNode(f"validation-result-{number}")
        triples.append(Triple(report, sh("result"), node))
        triples += _write_result(node, result)
    said = Triple(report, rdf("type"), sh("ValidationReport"))
    return [said, Triple(report, sh("conforms"), FALSE if triples else TRUE), *triples]


def _write_result(node: BlankNode, result: ValidationResult) -> Iterator[Triple]:
    yield Triple(node, rdf("type"), sh("ValidationResult"))
    path, triples = write_path(result.path, f"{node.value}-path") if result.path else (None, [])
    said = {
        "focusNode": result.focus,
        "resultSeverity": result.severity,
        "sourceConstraintComponent": result.component,
        "sourceShape": result.source_shape,
        "resultPath": path,
        "value": result.value,
        "sourceConstraint": result.source_constraint,
    }
    yield from (Triple(node, sh(name), term) for name, term in said.items() if term is not None)
    yield from triples
    for language, text in result.messages.items():
        yield Triple(node, sh("resultMessage"), Literal(text, language=language or None))
