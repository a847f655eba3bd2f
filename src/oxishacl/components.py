"""SPARQL-based constraint components (SHACL, section 6)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode

from oxishacl.errors import ShapesError
from oxishacl.source import as_node
from oxishacl.sparql import ALWAYS_BOUND, AskConstraint, SelectConstraint, parse_validator
from oxishacl.vocabulary import RDF_TYPE, Node, Term, is_core, sh

if TYPE_CHECKING:
    from collections.abc import Iterator

    from oxishacl.model import Constraint, Context
    from oxishacl.source import ShapesSource

_LOCAL_NAME = re.compile(r"[^\W\d][\w.-]*$")
_NOT_NAMES = frozenset({"this", "path", "PATH", "value"})


@dataclass(frozen=True)
class Parameter:
    """A value of sh:parameter (6.2.1)."""

    path: NamedNode
    name: str
    optional: bool


@dataclass(frozen=True)
class Component:
    """A SPARQL-based constraint component that is declared in the shapes graph (6.2)."""

    iri: NamedNode
    parameters: tuple[Parameter, ...]


def parse_components(source: ShapesSource) -> tuple[Component, ...]:
    """Read the components that the shapes graph declares; those of SHACL itself are left out."""
    declared = dict.fromkeys(source.subjects_with(RDF_TYPE))
    return tuple(
        _parse_component(source, node)
        for node in declared
        if source.is_instance(node, sh("ConstraintComponent"))
        and isinstance(node, NamedNode)
        and not is_core(node)
    )


def parse_custom(component: Component, context: Context) -> Iterator[Constraint]:
    """Read the constraints of one component at a shape (6.1)."""
    source = context.source
    given = {each: source.objects(context.node, each.path) for each in component.parameters}
    if not all(given[each] or each.optional for each in component.parameters):
        return
    validator = _find_validator(source, component, context)
    if validator is None:
        return
    names = ALWAYS_BOUND | {each.name for each in component.parameters}
    query = parse_validator(source, validator, names=names, context=context)
    messages = source.texts(validator, sh("message")) or source.texts(component.iri, sh("message"))
    kind = AskConstraint if source.objects(validator, sh("ask")) else SelectConstraint
    for bindings in _bindings(component, given):
        yield kind(component.iri, query, messages, bindings)


def _parse_component(source: ShapesSource, node: NamedNode) -> Component:
    parameters = tuple(
        _parse_parameter(source, each) for each in source.objects(node, sh("parameter"))
    )
    if all(each.optional for each in parameters):
        raise ShapesError(f"{node} needs a sh:parameter that is not optional")
    if len({each.name for each in parameters}) < len(parameters):
        raise ShapesError(f"{node} has several parameters of the same name")
    return Component(node, parameters)


def _parse_parameter(source: ShapesSource, node: Term) -> Parameter:
    path = source.iri(node, sh("path"))
    found = path and _LOCAL_NAME.search(path.value)
    if path is None or found is None:
        raise ShapesError(f"the parameter {node} needs a sh:path whose IRI ends in a name")
    name = found[0]
    if name in _NOT_NAMES or not name.isidentifier():
        raise ShapesError(f"{name} cannot be the name of a parameter: {node}")
    return Parameter(path, name, source.is_true(node, sh("optional")))


def _find_validator(source: ShapesSource, component: Component, context: Context) -> Node | None:
    own = sh("nodeValidator" if context.path is None else "propertyValidator")
    for name in (own, sh("validator")):
        for found in source.objects(component.iri, name):
            return as_node(found, name)
    return None


def _bindings(
    component: Component, given: dict[Parameter, list[Term]]
) -> Iterator[dict[str, Term]]:
    """Give the values of parameters: each is a constraint where there is but one parameter."""
    if len(component.parameters) == 1:
        (only,) = component.parameters
        yield from ({only.name: value} for value in given[only])
        return
    if any(len(values) > 1 for values in given.values()):
        raise ShapesError(f"{component.iri} has several parameters: one value of each at most")
    yield {each.name: values[0] for each, values in given.items() if values}
