"""Value type constraint components: class, datatype, nodeKind (SHACL, section 4.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyoxigraph import BlankNode, Literal, NamedNode

from oxishacl.datatypes import find_check
from oxishacl.errors import ShapesError
from oxishacl.model import Context, Scope, ValueConstraint
from oxishacl.source import as_iri
from oxishacl.vocabulary import Term, sh

if TYPE_CHECKING:
    from collections.abc import Iterator

    from oxishacl.model import Parsers

_KINDS: dict[Term, tuple[type, ...]] = {
    sh("BlankNode"): (BlankNode,),
    sh("IRI"): (NamedNode,),
    sh("Literal"): (Literal,),
    sh("BlankNodeOrIRI"): (BlankNode, NamedNode),
    sh("BlankNodeOrLiteral"): (BlankNode, Literal),
    sh("IRIOrLiteral"): (NamedNode, Literal),
}


def parse_class(context: Context) -> Iterator[ValueConstraint]:
    """Read sh:class (4.1.1): each of its values is a constraint of its own."""
    for cls in context.source.objects(context.node, sh("class")):
        yield _class(as_iri(cls, "sh:class"))


def parse_datatype(context: Context) -> Iterator[ValueConstraint]:
    """Read sh:datatype (4.1.2)."""
    datatype = as_iri(context.source.only(context.node, sh("datatype")), "sh:datatype")
    check = find_check(datatype)

    def accepts(_: Scope, value: Term) -> bool:
        return isinstance(value, Literal) and value.datatype == datatype and check(value.value)

    yield ValueConstraint(sh("DatatypeConstraintComponent"), accepts)


def parse_node_kind(context: Context) -> Iterator[ValueConstraint]:
    """Read sh:nodeKind (4.1.3)."""
    name = context.source.only(context.node, sh("nodeKind"))
    if name not in _KINDS:
        raise ShapesError(f"sh:nodeKind of {context.node} must be a node kind, not {name}")
    kinds = _KINDS[name]
    yield ValueConstraint(
        sh("NodeKindConstraintComponent"), lambda _, value: isinstance(value, kinds)
    )


def _class(cls: NamedNode) -> ValueConstraint:
    return ValueConstraint(
        sh("ClassConstraintComponent"), lambda scope, value: scope.data.is_instance(value, cls)
    )


PARSERS: Parsers = {
    sh("class"): parse_class,
    sh("datatype"): parse_datatype,
    sh("nodeKind"): parse_node_kind,
}
