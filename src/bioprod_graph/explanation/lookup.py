"""Which statements a person means: a thing, or subject, predicate and object as they write them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from bioprod_graph.errors import NotFoundError, UsageError

if TYPE_CHECKING:
    from bioprod_graph.explanation.patterns import Statement
    from bioprod_graph.identifiers import PrefixTable


def find_statements(
    store: ox.Store,
    prefixes: PrefixTable,
    subject: str,
    *,
    predicate: str | None,
    value: str | None,
) -> list[Statement]:
    """Find the statement that is meant, or all statements about a thing.

    Raises NotFoundError, with what is there instead, if there are none.
    """
    thing = prefixes.expand(subject)
    wanted = None if predicate is None else prefixes.expand(predicate)
    found: list[Statement] = sorted(
        {
            (thing, quad.predicate, quad.object)
            for quad in store.quads_for_pattern(thing, wanted, None)
            if isinstance(quad.object, ox.NamedNode | ox.Literal)
        },
        key=lambda s: (s[1].value, str(s[2])),
    )
    if not found:
        about = "" if wanted is None else f" with {prefixes.compress(wanted.value)}"
        raise NotFoundError(f"nothing is said of {prefixes.compress(thing.value)}{about}")
    if value is None:
        return found
    matching = [s for s in found if _matches(s[2], value, prefixes)]
    if not matching:
        known = ", ".join(_show(s[2], prefixes) for s in found[:3])
        more = ", …" if len(found) > 3 else ""  # noqa: PLR2004  three are enough of a hint
        raise NotFoundError(
            f"the graph does not say that; with this property it says {known}{more}"
        )
    return matching


def _matches(term: ox.NamedNode | ox.Literal, text: str, prefixes: PrefixTable) -> bool:
    if isinstance(term, ox.Literal):
        return text in (term.value, str(term))
    try:
        return prefixes.expand(text) == term
    except UsageError:
        return False


def _show(term: ox.NamedNode | ox.Literal, prefixes: PrefixTable) -> str:
    return prefixes.compress(term.value) if isinstance(term, ox.NamedNode) else str(term)
