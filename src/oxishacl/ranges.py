"""Value range constraint components: minInclusive and its like (SHACL, section 4.3)."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from oxishacl.model import Context, ValueConstraint
from oxishacl.order import is_less, is_less_or_equal
from oxishacl.source import as_literal, as_stored
from oxishacl.vocabulary import sh

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from oxishacl.vocabulary import Term

    Holds = Callable[[Term, Term], bool]
    from oxishacl.model import Parsers

_BOUNDS: dict[str, Holds] = {
    "minExclusive": is_less,
    "minInclusive": is_less_or_equal,
    "maxExclusive": lambda bound, value: is_less(value, bound),
    "maxInclusive": lambda bound, value: is_less_or_equal(value, bound),
}


def parse_range(context: Context, *, name: str) -> Iterator[ValueConstraint]:
    """Read sh:minExclusive, minInclusive, maxExclusive or maxInclusive (4.3.1 to 4.3.4)."""
    bound = as_literal(context.source.only(context.node, sh(name)), sh(name))
    within = partial(_BOUNDS[name], as_stored(bound))
    component = sh(f"{name[0].upper()}{name[1:]}ConstraintComponent")
    yield ValueConstraint(component, lambda _, value: within(value))


PARSERS: Parsers = {sh(name): partial(parse_range, name=name) for name in _BOUNDS}
