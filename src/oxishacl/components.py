"""The constraint components of SHACL Core, a row of a table each (SHACL, section 4)."""

from __future__ import annotations

from collections import Counter
from itertools import combinations
from typing import TYPE_CHECKING, Any, NamedTuple

from pyoxigraph import BlankNode, Literal, NamedNode

from oxishacl.literals import find_check, is_less, is_less_or_equal, prepare_pattern
from oxishacl.paths import Path
from oxishacl.terms import ShapesError, Term, as_stored, expect, sh

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from oxishacl.model import Constraint, Context, Focus, Run, Shape, ValidationResult

    # Finds, by what a parameter demands, the values to report; None is a result without a value.
    Find = Callable[[Any, Focus], Sequence[Term | None]]

_KIND: dict[str, type] = {"BlankNode": BlankNode, "IRI": NamedNode, "Literal": Literal}
_KINDS: dict[Term, tuple[type, ...]] = {
    sh("Or".join(names)): tuple(_KIND[name] for name in names)
    for names in (*combinations(_KIND, 1), *combinations(_KIND, 2))
}


class Row(NamedTuple):
    """A component: what its parameter demands, and what is found wrong by it."""

    read: str
    # Without it, what is read is the constraint itself.
    find: Find | None = None
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
            demand = _READ[row.read](context._replace(name=name, term=term))
            yield demand if row.find is None else _report(name, row.find, demand)


def _report(name: str, find: Find, demand: object) -> Constraint:
    component = _component(name)

    def validate(at: Focus) -> Sequence[ValidationResult]:
        values = find(demand, at)
        # Mostly nothing is found: no list is made then.
        return [at.result(component, value) for value in values] if values else ()

    return validate


def _component(name: str) -> NamedNode:
    return sh(f"{name[0].upper()}{name[1:]}ConstraintComponent")


def _test(accepts: Callable[[Any, Run, Term], bool]) -> Find:
    """Look at each value node by itself."""
    return lambda demand, at: [v for v in at.values if not accepts(demand, at.run, v)]


def _test_text(accepts: Callable[[Any, str], bool]) -> Find:
    return _test(
        lambda demand, _, v: isinstance(v, NamedNode | Literal) and accepts(demand, v.value)
    )


def _test_shapes(holds: Callable[[Iterable[bool]], bool]) -> Find:
    return _test(lambda shapes, run, v: holds(run.conforms(v, each) for each in shapes))


def _demand(holds: Callable[[Any, Focus], bool]) -> Find:
    """Look at all value nodes together."""
    return lambda demand, at: () if holds(demand, at) else (None,)


def _pair(find: Callable[[Sequence[Term], Sequence[Term]], Sequence[Term]]) -> Find:
    """Compare the value nodes with the values of another property."""
    return lambda other, at: find(at.values, at.run.data.objects(at.node, other))


def _order(less: Callable[[Term, Term], bool]) -> Find:
    return _pair(lambda one, other: [v for v in one for than in other if not less(v, than)])


def _node_shape(given: Context) -> Shape:
    shape = given.parse_shape(given.term)
    if shape.path is not None:
        raise ShapesError(f"sh:node of {given.node} must be a node shape, not {given.term}")
    return shape


def _kinds(given: Context) -> tuple[type, ...]:
    if given.term in _KINDS:
        return _KINDS[given.term]
    raise ShapesError(f"sh:nodeKind of {given.node} must be a node kind, not {given.term}")


def _datatype(given: Context) -> Callable[[Term], bool]:
    datatype = expect(given.term, sh("datatype"), NamedNode)
    check = find_check(datatype)
    return lambda v: isinstance(v, Literal) and v.datatype == datatype and check(v.value)


def _pattern(given: Context) -> Callable[[str], bool]:
    flags = given.source.get(Literal, given.node, sh("flags"))
    pattern = expect(given.term, sh("pattern"), Literal)
    return prepare_pattern(pattern.value, flags.value if flags else "")


def _languages(given: Context) -> tuple[str, ...]:
    """Read basic language ranges, as langMatches of SPARQL takes them."""
    ranges = given.source.members(given.term)
    for term in ranges:
        if not (isinstance(term, Literal) and term.value):
            raise ShapesError(f"a member of sh:languageIn must be a language tag, not {term}")
    return tuple(f"{term.value.lower()}-" for term in ranges if isinstance(term, Literal))


def _tag(value: Term) -> str:
    return (value.language or "").lower() if isinstance(value, Literal) else ""


def _find_repeated(unique: bool, at: Focus) -> list[None]:
    tags = [tag for tag in map(_tag, at.values) if tag]
    if not unique or len(tags) == len(set(tags)):
        return []
    return [None for count in Counter(tags).values() if count > 1]


def _property(given: Context) -> Constraint:
    """Report the results of a property shape that the value nodes are validated against (4.7.2)."""
    shape = given.parse_shape(given.term)
    if shape.path is None:
        raise ShapesError(f"sh:property of {given.node} must have a sh:path: {given.term}")
    return lambda at: [result for v in at.values for result in shape.violations(at.run, v)]


def _closed(given: Context) -> Constraint:
    """Give a result for each triple with a property that no sh:property names (4.8.1)."""
    source, node, ignored = given.source, given.node, sh("ignoredProperties")
    listed = source.value(node, ignored)
    allowed: set[Term] = {
        expect(term, ignored, NamedNode) for term in (source.members(listed) if listed else ())
    }
    for shape in source.objects(node, sh("property")):
        allowed.update(source.objects(shape, sh("path")))
    component, is_closed = _component("closed"), source.is_true(node, sh("closed"))
    return lambda at: [
        at.result(component, quad.object, path=Path(iri=quad.predicate))
        for value in (at.values if is_closed else ())
        for quad in at.run.data.about(value)
        if quad.predicate not in allowed
    ]


def _qualified(given: Context) -> Constraint:
    """So many value nodes conform to a shape, and to none of its siblings (4.7.3)."""
    source, node = given.source, given.node
    if given.path is None:
        raise ShapesError(f"{node} has sh:qualifiedValueShape, but no sh:path")
    shape = given.parse_shape(given.term)
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


# How the value of a parameter is read.
_READ: dict[str, Callable[[Context], Any]] = {
    "iri": lambda given: expect(given.term, sh(given.name), NamedNode),
    "integer": lambda given: given.source.integer(given.node, sh(given.name)) or 0,
    "flag": lambda given: given.source.is_true(given.node, sh(given.name)),
    "bound": lambda given: as_stored(expect(given.term, sh(given.name), Literal)),
    "term": lambda given: as_stored(given.term),
    "terms": lambda given: frozenset(map(as_stored, given.source.members(given.term))),
    "shape": lambda given: given.parse_shape(given.term),
    "shapes": lambda given: tuple(map(given.parse_shape, given.source.members(given.term))),
    "node shape": _node_shape,
    "kinds": _kinds,
    "datatype": _datatype,
    "pattern": _pattern,
    "languages": _languages,
    "property": _property,
    "qualified": _qualified,
    "closed": _closed,
}
# The components by the parameter that brings each into play.
_ROWS: dict[str, Row] = {
    "class": Row("iri", _test(lambda cls, run, v: run.data.is_instance(v, cls)), each=True),
    "datatype": Row("datatype", _test(lambda is_right, _, v: is_right(v))),
    "nodeKind": Row("kinds", _test(lambda kinds, _, v: isinstance(v, kinds))),
    "minCount": Row("integer", _demand(lambda low, at: len(at.values) >= low), path=True),
    "maxCount": Row("integer", _demand(lambda high, at: len(at.values) <= high), path=True),
    "minExclusive": Row("bound", _test(lambda bound, _, v: is_less(bound, v))),
    "minInclusive": Row("bound", _test(lambda bound, _, v: is_less_or_equal(bound, v))),
    "maxExclusive": Row("bound", _test(lambda bound, _, v: is_less(v, bound))),
    "maxInclusive": Row("bound", _test(lambda bound, _, v: is_less_or_equal(v, bound))),
    "minLength": Row("integer", _test_text(lambda low, text: len(text) >= low)),
    "maxLength": Row("integer", _test_text(lambda high, text: len(text) <= high)),
    "pattern": Row("pattern", _test_text(lambda matches, text: matches(text))),
    "languageIn": Row("languages", _test(lambda ranges, _, v: f"{_tag(v)}-".startswith(ranges))),
    "uniqueLang": Row("flag", _find_repeated, path=True),
    "equals": Row("iri", _pair(lambda one, other: sorted({*one} ^ {*other}, key=str)), each=True),
    "disjoint": Row("iri", _pair(lambda one, other: [v for v in one if v in other]), each=True),
    "lessThan": Row("iri", _order(is_less), each=True, path=True),
    "lessThanOrEquals": Row("iri", _order(is_less_or_equal), each=True, path=True),
    "not": Row("shape", _test(lambda shape, run, v: not run.conforms(v, shape)), each=True),
    "and": Row("shapes", _test_shapes(all), each=True),
    "or": Row("shapes", _test_shapes(any), each=True),
    "xone": Row("shapes", _test_shapes(lambda found: sum(found) == 1), each=True),
    "node": Row("node shape", _test(lambda shape, run, v: run.conforms(v, shape)), each=True),
    "property": Row("property", each=True),
    "qualifiedValueShape": Row("qualified", each=True),
    "closed": Row("closed"),
    "hasValue": Row("term", _demand(lambda term, at: term in at.values), each=True),
    "in": Row("terms", _test(lambda allowed, _, v: v in allowed)),
}
