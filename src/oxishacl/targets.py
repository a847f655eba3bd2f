"""Targets: which nodes of the data graph a shape looks at (SHACL, section 2.1.3)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from pyoxigraph import BlankNode, NamedNode

from oxishacl.errors import ShapesError
from oxishacl.source import as_iri
from oxishacl.vocabulary import RDF_TYPE, RDFS_CLASS, Term, sh

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from oxishacl.data import DataGraph
    from oxishacl.source import ShapesSource


class Target(Protocol):
    """What names focus nodes."""

    def nodes(self, data: DataGraph) -> Iterable[Term]:
        """Give the focus nodes; some may come several times."""
        ...


@dataclass(frozen=True)
class NodeTarget:
    """A node by name (2.1.3.1)."""

    node: Term

    def nodes(self, _: DataGraph) -> Iterable[Term]:
        """Give the node, whether or not it is in the data graph."""
        return (self.node,)


@dataclass(frozen=True)
class ClassTarget:
    """The instances of a class (2.1.3.2 and 2.1.3.3)."""

    cls: Term

    def nodes(self, data: DataGraph) -> Iterator[Term]:
        """Give the instances of the class and of its subclasses."""
        for cls in data.subclasses(self.cls):
            yield from data.holders(RDF_TYPE, cls)


@dataclass(frozen=True)
class SubjectsTarget:
    """The subjects of a property (2.1.3.4)."""

    predicate: NamedNode

    def nodes(self, data: DataGraph) -> Iterator[Term]:
        """Give the subjects."""
        return (subject for subject, _ in data.pairs(self.predicate))


@dataclass(frozen=True)
class ObjectsTarget:
    """The objects of a property (2.1.3.5)."""

    predicate: NamedNode

    def nodes(self, data: DataGraph) -> Iterator[Term]:
        """Give the objects."""
        return (value for _, value in data.pairs(self.predicate))


def parse_targets(source: ShapesSource, node: Term) -> Iterator[Target]:
    """Read the targets of a shape."""
    for value in source.objects(node, sh("targetNode")):
        if isinstance(value, BlankNode):
            raise ShapesError(f"sh:targetNode of {node} must not be a blank node")
        yield NodeTarget(value)
    for value in source.objects(node, sh("targetClass")):
        yield ClassTarget(as_iri(value, "sh:targetClass"))
    for value in source.objects(node, sh("targetSubjectsOf")):
        yield SubjectsTarget(as_iri(value, "sh:targetSubjectsOf"))
    for value in source.objects(node, sh("targetObjectsOf")):
        yield ObjectsTarget(as_iri(value, "sh:targetObjectsOf"))
    if source.is_instance(node, RDFS_CLASS) and is_typed_shape(source, node):
        yield ClassTarget(as_iri(node, "an implicit class target"))


def is_typed_shape(source: ShapesSource, node: Term) -> bool:
    """Tell whether a node is said to be a shape by its type."""
    return any(source.is_instance(node, sh(name)) for name in ("NodeShape", "PropertyShape"))
