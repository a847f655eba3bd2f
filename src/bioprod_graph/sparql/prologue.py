"""What stands before the WHERE clause: declarations, the form, the dataset clause (FROM).

SPARQL 1.1 Query Language, sections 4.1.1 and 13.2: prefixes are told apart by case, and what
stands in comments, texts and IRIs is none. Engines ask for no blank after a keyword: `PREFIX:`,
`FROM:x` and `FROMNAMED<x>` are two or three tokens to them.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

import pyoxigraph as ox

from bioprod_graph.errors import QueryError
from bioprod_graph.sparql.tokens import CLOSING, OPENING, Token, split_tokens

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

FORMS = frozenset({"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"})
_NOTHING = Token("", "", 0)
_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"


class Prologue(NamedTuple):
    """The prefixes that a query declares before its form, and the tokens after."""

    prefixes: frozenset[str]
    rest: tuple[Token, ...]


class DatasetClause(NamedTuple):
    """The graphs whose merge is the default graph, and those that GRAPH may name; each once."""

    default: tuple[ox.NamedNode, ...]
    named: tuple[ox.NamedNode, ...]


@lru_cache(maxsize=4)  # of one query it is asked several times
def read_prologue(query: str) -> Prologue:
    """Read the declarations at the start of a query.

    >>> sorted(read_prologue("BASE <urn:a> prefix B: <urn:b> PREFIX:<urn:c> ASK {}").prefixes)
    ['', 'B']
    """
    tokens = split_tokens(query)
    declared, first = _read_declarations(tokens)
    return Prologue(declared, (*first, *tokens))


def _read_declarations(tokens: Iterator[Token]) -> tuple[frozenset[str], list[Token]]:
    """Take the declarations off; give the prefixes, and the token after them if there is one."""
    declared: set[str] = set()
    for token in tokens:
        word = token.text.upper()
        if word == "PREFIX":
            declared.update(name.text[:-1] for name in islice(tokens, 1))
        elif word.startswith("PREFIX") and word.endswith(":"):
            declared.add(token.text[len("PREFIX") : -1])
        elif word not in ("BASE", "VERSION"):
            return frozenset(declared), [token]
        next(tokens, None)
    return frozenset(declared), []


def find_query_form(query: str) -> str:
    r"""Find the form of a query; "" if it has none.

    >>> find_query_form("# ASK it\nPREFIX ask: <urn:ask> SELECT * { ?s ask: ?o }")
    'SELECT'
    """
    first = next((token.text.upper() for token in read_prologue(query).rest), "")
    return next((form for form in FORMS if first.startswith(form)), "")


def declare_prefixes(query: str, namespaces: Mapping[str, str]) -> str:
    """Declare before a query those known prefixes that it uses and does not declare.

    >>> print(declare_prefixes("ASK { ex:a ?p ?o }", {"ex": "https://example.org/id/"}))
    PREFIX ex: <https://example.org/id/>
    ASK { ex:a ?p ?o }
    """
    missing = set(_find_undeclared(query))
    known = [f"PREFIX {name}: <{iri}>" for name, iri in namespaces.items() if name in missing]
    return "\n".join([*known, query])


def find_undefined_prefix(query: str) -> str | None:
    """Find the first prefix, with its colon, that a query uses and does not declare.

    >>> find_undefined_prefix("PREFIX a: <urn:a> ASK { a:x b:y _:z }")
    'b:'
    """
    return next((f"{prefix}:" for prefix in _find_undeclared(query)), None)


def _find_undeclared(query: str) -> Iterator[str]:
    declared, rest = read_prologue(query)
    used = (token.text.partition(":")[0] for token in rest if token.kind == "name")
    return (prefix for prefix in used if prefix not in declared)


def find_group(query: str) -> int:
    """Find where the first group of the WHERE clause opens: the place after its brace.

    Raises QueryError if the query has none.
    """
    last = [_NOTHING, *_find_header(split_tokens(query))][-1]
    if last.text != "{":
        raise QueryError("the query has no WHERE clause to bind its parameters in")
    return last.end


def read_dataset_clause(query: str) -> DatasetClause | None:
    """Read the dataset clause of a query; None if it has none, or is no SPARQL.

    >>> read_dataset_clause("PREFIX : <urn:> ASK FROM:a FROM NAMED <urn:b> {}")
    DatasetClause(default=(<NamedNode value=urn:a>,), named=(<NamedNode value=urn:b>,))
    """
    # Most queries have none, and need not be looked through.
    sources = list(_find_sources(read_prologue(query))) if "FROM" in query.upper() else []
    if not sources:
        return None
    graphs = resolve_terms(query, [source for _, source in sources])
    found: tuple[dict[ox.NamedNode, None], ...] = ({}, {})
    if len(graphs) != len(sources):
        return None
    for (is_named, _), graph in zip(sources, graphs, strict=True):
        if not isinstance(graph, ox.NamedNode):
            return None
        found[is_named][graph] = None
    return DatasetClause(*map(tuple, found))


def resolve_terms(query: str, texts: Iterable[str]) -> list[object]:
    """Turn IRIs, names and texts as a query writes them into terms; none if one is no term."""
    # The engine knows how they are resolved.
    spelt = (f"<{_TYPE}>" if text == "a" else text for text in texts)
    columns = " ".join(f"({text} AS ?t{n})" for n, text in enumerate(spelt))
    start = next((token.start for token in read_prologue(query).rest), 0)
    try:
        results = ox.Store().query(f"{query[:start]} SELECT {columns} {{}}")
        return [*next(results)] if isinstance(results, ox.QuerySolutions) else []
    except (SyntaxError, RuntimeError, ValueError):
        return []


def _find_sources(prologue: Prologue) -> Iterator[tuple[bool, str]]:
    """Give each source of FROM, as it is written, with whether it is NAMED."""
    rest = iter(_find_header(prologue.rest))
    for token in rest:
        source = _cut_keyword("FROM", token.text, prologue)
        if source is not None:
            source = source or next(rest, _NOTHING).text
            named = _cut_keyword("NAMED", source, prologue)
            yield named is not None, source if named is None else named or next(rest, _NOTHING).text


def _cut_keyword(keyword: str, text: str, prologue: Prologue) -> str | None:
    """Give what follows a keyword in a token; None if it is not there, or part of a known name."""
    prefix, colon, _ = text.partition(":")
    is_name = colon and prefix in prologue.prefixes
    return text[len(keyword) :] if text.upper().startswith(keyword) and not is_name else None


def _find_header(tokens: Iterable[Token]) -> Iterator[Token]:
    """Give the tokens outside all brackets, up to the brace that opens the WHERE clause."""
    depth, has_template = 0, False
    for token in tokens:
        if depth == 0 and token.text == "{" and has_template:
            has_template = False
        elif depth == 0:
            yield token
            if token.text == "{":
                return
            has_template = token.keyword == "CONSTRUCT" or (
                has_template and token.keyword != "WHERE"
            )
        depth += (token.text in OPENING) - (token.text in CLOSING)
