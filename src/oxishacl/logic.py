"""Logical constraint components: not, and, or, xone (SHACL, section 4.6)."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from oxishacl.model import Context, Scope, Shape, ValueConstraint
from oxishacl.vocabulary import Term, sh

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Junction = Callable[[tuple[Shape, ...]], Callable[[Scope, Term], bool]]
    from oxishacl.model import Parsers


def parse_not(context: Context) -> Iterator[ValueConstraint]:
    """Read sh:not (4.6.1): the value nodes do not conform to the shape."""
    for node in context.source.objects(context.node, sh("not")):
        yield _negate(context.parse_shape(node))


def parse_junction(context: Context, *, name: str) -> Iterator[ValueConstraint]:
    """Read sh:and, sh:or or sh:xone (4.6.2 to 4.6.4)."""
    component = sh(f"{name.title()}ConstraintComponent")
    for node in context.source.objects(context.node, sh(name)):
        shapes = tuple(map(context.parse_shape, context.source.members(node)))
        yield ValueConstraint(component, _JUNCTIONS[name](shapes))


def _negate(shape: Shape) -> ValueConstraint:
    return ValueConstraint(
        sh("NotConstraintComponent"), lambda scope, value: not scope.conforms(value, shape)
    )


def _and(shapes: tuple[Shape, ...]) -> Callable[[Scope, Term], bool]:
    return lambda scope, value: all(scope.conforms(value, shape) for shape in shapes)


def _or(shapes: tuple[Shape, ...]) -> Callable[[Scope, Term], bool]:
    return lambda scope, value: any(scope.conforms(value, shape) for shape in shapes)


def _xone(shapes: tuple[Shape, ...]) -> Callable[[Scope, Term], bool]:
    return lambda scope, value: sum(scope.conforms(value, shape) for shape in shapes) == 1


_JUNCTIONS: dict[str, Junction] = {"and": _and, "or": _or, "xone": _xone}

PARSERS: Parsers = {
    sh("not"): parse_not,
    **{sh(name): partial(parse_junction, name=name) for name in _JUNCTIONS},
}
