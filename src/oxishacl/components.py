"""The constraint components of SHACL Core, a row of a table each (SHACL, section 4)."""

from __future__ import annotations

from collections import Counter
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

from pyoxigraph import BlankNode, Literal, NamedNode

from oxishacl.literals import find_check, is_less, is_less_or_equal, prepare_pattern
from oxishacl.paths import Path
from oxishacl.terms import ShapesError, T, Term, as_stored, expect, sh

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from oxishacl.model import Constraint, Context, Focus, Run, Shape, ValidationResult

    Read = Callable[[Context], T]
    Parse = Callable[[Context], Constraint]

_KIND: dict[str, type] = {"BlankNode": BlankNode, "IRI": NamedNode, "Literal": Literal}
_KINDS: dict[Term, tuple[type, ...]] = {
    sh("Or".join(names)): tuple(_KIND[name] for name in names)
    for names in (*combinations(_KIND, 1), *combinations(_KIND, 2))
}


class Row(NamedTuple):
    """A component: how it is read from a value of its parameter."""

    read: Parse
    # Whether each value is a constraint of its own; of other parameters there may be one value.
    each: bool = False
    # Whether it is for property shapes only.
    path: bool = False


def parse_core(context: Context) -> Iterator[Constraint]:
    """Read the constraints of SHACL Core at a shape."""
    for name, row in _ROWS.items():
        terms = context.source.objects(context.node, sh(name))
        if terms and row.path and context.path is None:
            raise ShapesError(f"{context.node} has sh:{name}, but is not a property shape")
        if terms and not row.each:
            context.source.value(context.node, sh(name))
        for term in terms:
            yield row.read(context._replace(name=name, term=term))


def _component(name: str) -> NamedNode:
    return sh(f"{name[0].upper()}{name[1:]}ConstraintComponent")


def _find(read: Read[T], find: Callable[[T, Focus], Iterable[Term | None]]) -> Parse:
    """Give a result for each term that is found; None is a result without a value."""

    def parse(given: Context) -> Constraint:
        demand, component = read(given), _component(given.name)
        return lambda at: [at.result(component, value) for value in find(demand, at)]

    return parse


def _test(read: Read[T], accepts: Callable[[T, Run, Term], bool]) -> Parse:
    """Look at each value node by itself."""

    def parse(given: Context) -> Constraint:
        demand, component = read(given), _component(given.name)
        return lambda at: [
            at.result(component, value) for value in at.values if not accepts(demand, at.run, value)
        ]

    return parse


def _test_text(read: Read[T], accepts: Callable[[T, str], bool]) -> Parse:
    return _test(
        read, lambda demand, _, v: isinstance(v, NamedNode | Literal) and accepts(demand, v.value)
    )


def _test_shapes(holds: Callable[[Iterable[bool]], bool]) -> Parse:
    return _test(_shapes, lambda shapes, run, v: holds(run.conforms(v, each) for each in shapes))


def _demand(read: Read[T], holds: Callable[[T, Focus], bool]) -> Parse:
    """Look at all value nodes together."""
    return _find(read, lambda demand, at: () if holds(demand, at) else (None,))


def _iri(given: Context) -> NamedNode:
    return expect(given.term, sh(given.name), NamedNode)


def _integer(given: Context) -> int:
    return given.source.integer(given.node, sh(given.name)) or 0


def _flag(given: Context) -> bool:
    return given.source.is_true(given.node, sh(given.name))


def _bound(given: Context) -> Term:
    return as_stored(expect(given.term, sh(given.name), Literal))


def _terms(given: Context) -> frozenset[Term]:
    return frozenset(map(as_stored, given.source.members(given.term)))


def _shape(given: Context) -> Shape:
    return given.parse_shape(given.term)


def _shapes(given: Context) -> tuple[Shape, ...]:
    return tuple(map(given.parse_shape, given.source.members(given.term)))


def _node_shape(given: Context) -> Shape:
    shape = _shape(given)
    if shape.path is not None:
        raise ShapesError(f"sh:node of {given.node} must be a node shape, not {given.term}")
    return shape


def _kinds(given: Context) -> tuple[type, ...]:
    if given.term in _KINDS:
        return _KINDS[given.term]
    raise ShapesError(f"sh:nodeKind of {given.node} must be a node kind, not {given.term}")


def _datatype(given: Context) -> Callable[[Term], bool]:
    datatype = _iri(given)
    check = find_check(datatype)
    return lambda v: isinstance(v, Literal) and v.datatype == datatype and check(v.value)


def _pattern(given: Context) -> Callable[[str], bool]:
    flags = given.source.get(Literal, given.node, sh("flags"))
    pattern = expect(given.term, sh("pattern"), Literal)
    return prepare_pattern(pattern.value, flags.value if flags else "")


def _languages(given: Context) -> tuple[str, ...]:
    """Read basic language ranges, as langMatches of SPARQL takes them."""
    return tuple(map(_language, given.source.members(given.term)))


def _language(term: Term) -> str:
    if isinstance(term, Literal) and term.value:
        return f"{term.value.lower()}-"
    raise ShapesError(f"a member of sh:languageIn must be a language tag, not {term}")


def _tag(value: Term) -> str:
    return (value.language or "").lower() if isinstance(value, Literal) else ""


def _find_repeated(unique: bool, at: Focus) -> list[None]:
    tags = [tag for tag in map(_tag, at.values) if tag]
    if not unique or len(tags) == len(set(tags)):
        return []
    return [None for count in Counter(tags).values() if count > 1]


def _pair(find: Callable[[Sequence[Term], Sequence[Term]], list[Term]]) -> Parse:
    """Compare the value nodes with the values of another property."""
    return _find(_iri, lambda other, at: find(at.values, at.run.data.objects(at.node, other)))


def _order(less: Callable[[Term, Term], bool]) -> Parse:
    return _pair(lambda one, other: [v for v in one for than in other if not less(v, than)])


def _property(given: Context) -> Constraint:
    """Report the results of a property shape that the value nodes are validated against (4.7.2)."""
    shape = _shape(given)
    if shape.path is None:
        raise ShapesError(f"sh:property of {given.node} must have a sh:path: {given.term}")
    return lambda at: [result for v in at.values for result in shape.violations(at.run, v)]


def _closed(given: Context) -> Constraint:
    """Give a result for each triple with a property that no sh:property names (4.8.1)."""
    source, node, ignored = given.source, given.node, sh("ignoredProperties")
    listed = source.value(node, ignored)
    allowed = {
        expect(term, ignored, NamedNode) for term in (source.members(listed) if listed else ())
    }
    for shape in source.objects(node, sh("property")):
        paths = source.objects(shape, sh("path"))
        allowed.update(path for path in paths if isinstance(path, NamedNode))
    component, is_closed = _component("closed"), _flag(given)
    return lambda at: [
        at.result(component, other, path=Path(iri=predicate))
        for value in (at.values if is_closed else ())
        for predicate, other in at.run.data.properties(value)
        if predicate not in allowed
    ]


def _qualified(given: Context) -> Constraint:
    """So many value nodes conform to a shape, and to none of its siblings (4.7.3)."""
    source, node = given.source, given.node
    if given.path is None:
        raise ShapesError(f"{node} has sh:qualifiedValueShape, but no sh:path")
    shape = _shape(given)
    siblings: tuple[Shape, ...] = ()
    if source.is_true(node, sh("qualifiedValueShapesDisjoint")):
        siblings = tuple(map(given.parse_shape, _find_siblings(given)))
    low, high = (source.integer(node, sh(f"qualified{name}Count")) for name in ("Min", "Max"))

    def find(at: Focus) -> Iterator[ValidationResult]:
        conforms = at.run.conforms
        count = sum(
            conforms(value, shape) and not any(conforms(value, each) for each in siblings)
            for value in at.values
        )
        if low is not None and count < low:
            yield at.result(_component("qualifiedMinCount"))
        if high is not None and count > high:
            yield at.result(_component("qualifiedMaxCount"))

    return find


def _find_siblings(given: Context) -> list[Term]:
    source, name = given.source, sh("property")
    beside = [
        shape
        for parent in source.subjects_with(name)
        if given.node in (members := source.objects(parent, name))
        for member in members
        for shape in source.objects(member, sh("qualifiedValueShape"))
    ]
    return [shape for shape in dict.fromkeys(beside) if shape != given.term]


# The components by the parameter that brings each into play.
_ROWS: dict[str, Row] = {
    "class": Row(_test(_iri, lambda cls, run, v: run.data.is_instance(v, cls)), each=True),
    "datatype": Row(_test(_datatype, lambda is_right, _, v: is_right(v))),
    "nodeKind": Row(_test(_kinds, lambda kinds, _, v: isinstance(v, kinds))),
    "minCount": Row(_demand(_integer, lambda low, at: len(at.values) >= low), path=True),
    "maxCount": Row(_demand(_integer, lambda high, at: len(at.values) <= high), path=True),
    "minExclusive": Row(_test(_bound, lambda bound, _, v: is_less(bound, v))),
    "minInclusive": Row(_test(_bound, lambda bound, _, v: is_less_or_equal(bound, v))),
    "maxExclusive": Row(_test(_bound, lambda bound, _, v: is_less(v, bound))),
    "maxInclusive": Row(_test(_bound, lambda bound, _, v: is_less_or_equal(v, bound))),
    "minLength": Row(_test_text(_integer, lambda low, text: len(text) >= low)),
    "maxLength": Row(_test_text(_integer, lambda high, text: len(text) <= high)),
    "pattern": Row(_test_text(_pattern, lambda matches, text: matches(text))),
    "languageIn": Row(_test(_languages, lambda ranges, _, v: f"{_tag(v)}-".startswith(ranges))),
    "uniqueLang": Row(_find(_flag, _find_repeated), path=True),
    "equals": Row(_pair(lambda one, other: sorted({*one} ^ {*other}, key=str)), each=True),
    "disjoint": Row(_pair(lambda one, other: [v for v in one if v in other]), each=True),
    "lessThan": Row(_order(is_less), each=True, path=True),
    "lessThanOrEquals": Row(_order(is_less_or_equal), each=True, path=True),
    "not": Row(_test(_shape, lambda shape, run, v: not run.conforms(v, shape)), each=True),
    "and": Row(_test_shapes(all), each=True),
    "or": Row(_test_shapes(any), each=True),
    "xone": Row(_test_shapes(lambda found: sum(found) == 1), each=True),
    "node": Row(_test(_node_shape, lambda shape, run, v: run.conforms(v, shape)), each=True),
    "property": Row(_property, each=True),
    "qualifiedValueShape": Row(_qualified, each=True),
    "closed": Row(_closed),
    "hasValue": Row(
        _demand(lambda given: as_stored(given.term), lambda term, at: term in at.values), each=True
    ),
    "in": Row(_test(_terms, lambda allowed, _, v: v in allowed)),
}
