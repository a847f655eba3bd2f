"""The prefixes that a query declares and uses.

SPARQL 1.1 Query Language, section 4.1.1 (Prefixed Names): prefixes are told apart by case, and
what stands in comments, texts and IRIs is none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from bioprod_graph.sparql.guard import FORMS
from bioprod_graph.sparql.tokens import Token, split_tokens

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


class Prologue(NamedTuple):
    """What stands before the form of a query: the prefixes it declares, and the tokens after."""

    prefixes: frozenset[str]
    rest: tuple[Token, ...]


def read_prologue(query: str) -> Prologue:
    """Read the declarations at the start of a query.

    >>> sorted(read_prologue("BASE <urn:a> prefix B: <urn:b> PREFIX:<urn:c> ASK {}").prefixes)
    ['', 'B']
    """
    tokens = tuple(split_tokens(query))
    declared: set[str] = set()
    place = 0
    while place < len(tokens):
        token = tokens[place]
        if token.keyword in ("BASE", "VERSION"):
            place += 2
        elif token.keyword == "PREFIX":
            declared.update(token.text[:-1] for token in tokens[place + 1 : place + 2])
            place += 3
        elif token.kind == "name" and token.text.upper().startswith("PREFIX"):
            # `PREFIX:` and `PREFIXa:`: engines ask for no blank after a keyword.
            declared.add(token.text[len("PREFIX") : -1])
            place += 2
        else:
            break
    return Prologue(frozenset(declared), tokens[place:])


def find_form(query: str) -> str:
    r"""Find the form of a query; "" if it has none.

    >>> find_form("# ASK it\nPREFIX ask: <urn:ask> SELECT * { ?s ask: ?o }")
    'SELECT'
    """
    first = next((token.text.upper() for token in read_prologue(query).rest), "")
    return next((form for form in sorted(FORMS) if first.startswith(form)), "")


def declare_prefixes(query: str, namespaces: Mapping[str, str]) -> str:
    """Declare before a query those known prefixes that it uses and does not declare.

    >>> print(declare_prefixes("ASK { ex:a ?p ?o }", {"ex": "https://example.org/id/"}))
    PREFIX ex: <https://example.org/id/>
    ASK { ex:a ?p ?o }
    """
    missing = set(_find_undeclared(query))
    lines = [
        f"PREFIX {prefix}: <{namespace}>"
        for prefix, namespace in namespaces.items()
        if prefix in missing
    ]
    return "\n".join([*lines, query])


def find_undefined_prefix(query: str) -> str | None:
    """Find the first prefix, with its colon, that a query uses and does not declare.

    >>> find_undefined_prefix("PREFIX a: <urn:a> ASK { a:x b:y _:z }")
    'b:'
    """
    return next((f"{prefix}:" for prefix in _find_undeclared(query)), None)


def _find_undeclared(query: str) -> Iterator[str]:
    prologue = read_prologue(query)
    used = (t.text.partition(":")[0] for t in prologue.rest if t.kind == "name")
    return (prefix for prefix in used if prefix not in prologue.prefixes)
