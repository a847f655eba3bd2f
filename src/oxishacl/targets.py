"""Targets: which nodes of the data graph a shape looks at (SHACL, section 2.1.3)."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, TypeAlias

from pyoxigraph import BlankNode

from oxishacl.errors import ShapesError
from oxishacl.source import as_iri, as_stored
from oxishacl.vocabulary import RDF_TYPE, RDFS_CLASS, Term, sh

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from pyoxigraph import NamedNode

    from oxishacl.data import DataGraph
    from oxishacl.source import ShapesSource

# Gives the focus nodes in a data graph; some may come several times.
Target: TypeAlias = "Callable[[DataGraph], Iterable[Term]]"


def parse_targets(source: ShapesSource, node: Term) -> Iterator[Target]:
    """Read the targets of a shape."""
    for value in source.objects(node, sh("targetNode")):
        if isinstance(value, BlankNode):
            raise ShapesError(f"sh:targetNode of {node} must not be a blank node")
        yield partial(_find_node, as_stored(value))
    for name, find in _FINDERS.items():
        for value in source.objects(node, sh(name)):
            yield partial(find, as_iri(value, sh(name)))
    if source.is_instance(node, RDFS_CLASS) and is_typed_shape(source, node):
        yield partial(_find_instances, as_iri(node, "an implicit class target"))


def is_typed_shape(source: ShapesSource, node: Term) -> bool:
    """Tell whether a node is said to be a shape by its type."""
    return any(source.is_instance(node, sh(name)) for name in ("NodeShape", "PropertyShape"))


def _find_node(node: Term, _: DataGraph) -> Iterable[Term]:
    """A node by name, whether or not it is in the data graph (2.1.3.1)."""
    return (node,)


def _find_instances(cls: NamedNode, data: DataGraph) -> Iterator[Term]:
    """The instances of a class and of its subclasses (2.1.3.2 and 2.1.3.3)."""
    for each in data.subclasses(cls):
        yield from data.subjects(RDF_TYPE, each)


def _find_subjects(predicate: NamedNode, data: DataGraph) -> Iterator[Term]:
    """The subjects of a property (2.1.3.4)."""
    return (subject for subject, _ in data.pairs(predicate))


def _find_objects(predicate: NamedNode, data: DataGraph) -> Iterator[Term]:
    """The objects of a property (2.1.3.5)."""
    return (value for _, value in data.pairs(predicate))


_FINDERS: dict[str, Callable[[NamedNode, DataGraph], Iterable[Term]]] = {
    "targetClass": _find_instances,
    "targetSubjectsOf": _find_subjects,
    "targetObjectsOf": _find_objects,
}
TARGETS = tuple(map(sh, ("targetNode", *_FINDERS)))
