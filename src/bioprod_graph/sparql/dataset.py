"""The dataset clause of a query: which graphs FROM and FROM NAMED say it is asked of.

SPARQL 1.1 Query Language, section 13.2. It stands between the form of a query and its WHERE
clause, outside all brackets. Its IRIs are resolved by the engine, which knows the rules.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pyoxigraph as ox

from bioprod_graph.sparql.prefixes import Prologue, read_prologue
from bioprod_graph.sparql.tokens import CLOSING, OPENING, Token

if TYPE_CHECKING:
    from collections.abc import Iterator

_FROM, _NAMED = "FROM", "NAMED"
_NOTHING = Token("", "", 0)


class DatasetClause(NamedTuple):
    """The graphs whose merge is the default graph, and those that GRAPH may name; each once."""

    default: tuple[ox.NamedNode, ...]
    named: tuple[ox.NamedNode, ...]


def read_dataset_clause(query: str) -> DatasetClause | None:
    """Read the dataset clause of a query; None if it has none, or is no SPARQL.

    >>> read_dataset_clause("PREFIX : <urn:> ASK FROM:a FROM NAMED <urn:b> {}")
    DatasetClause(default=(<NamedNode value=urn:a>,), named=(<NamedNode value=urn:b>,))
    """
    prologue = read_prologue(query)
    sources = list(_find_sources(prologue))
    if not sources:
        return None
    graphs = _resolve(query[: prologue.rest[0].start], [source for _, source in sources])
    if graphs is None:
        return None
    pairs = [(named, graph) for (named, _), graph in zip(sources, graphs, strict=True)]
    return DatasetClause(
        default=tuple(dict.fromkeys(graph for named, graph in pairs if not named)),
        named=tuple(dict.fromkeys(graph for named, graph in pairs if named)),
    )


def _find_sources(prologue: Prologue) -> Iterator[tuple[bool, str]]:
    """Give each source, as it is written, with whether it is NAMED."""
    rest = iter(_find_header(prologue.rest))
    for token in rest:
        source = _cut_from(token, prologue)
        if source is not None:
            named, source = _cut_named(source or next(rest, _NOTHING).text, prologue)
            yield named, source or next(rest, _NOTHING).text


def _find_header(tokens: tuple[Token, ...]) -> Iterator[Token]:
    """Give the tokens outside all brackets, up to the WHERE clause."""
    depth, template = 0, False
    for token in tokens:
        template = template or token.keyword == "CONSTRUCT"
        if depth == 0 and (token.keyword == "WHERE" or (token.text == "{" and not template)):
            return
        template = template and not (token.text == "{" and depth == 0)
        if depth == 0:
            yield token
        depth += (token.text in OPENING) - (token.text in CLOSING)


def _cut_from(token: Token, prologue: Prologue) -> str | None:
    """Give what stands in a token after FROM, nothing if it is alone; None if it is not there.

    Engines ask for no blank after a keyword: `FROM:x` is FROM and the name `:x`, unless it is
    itself a name to DESCRIBE, of a prefix that is declared.
    """
    describes = prologue.rest[0].keyword == "DESCRIBE" and _is_declared(token.text, prologue)
    if describes or token.kind not in ("word", "name"):
        return None
    return token.text[len(_FROM) :] if token.text.upper().startswith(_FROM) else None


def _cut_named(source: str, prologue: Prologue) -> tuple[bool, str]:
    """Tell whether a source starts with NAMED, which is not its prefix, and give what follows."""
    if source.upper().startswith(_NAMED) and not _is_declared(source, prologue):
        return True, source[len(_NAMED) :]
    return False, source


def _is_declared(name: str, prologue: Prologue) -> bool:
    prefix, colon, _ = name.partition(":")
    return bool(colon) and prefix in prologue.prefixes


def _resolve(declarations: str, sources: list[str]) -> list[ox.NamedNode] | None:
    """Resolve IRIs and names as a query with these declarations does."""
    columns = " ".join(f"({source} AS ?g{n})" for n, source in enumerate(sources))
    try:
        results = ox.Store().query(f"{declarations} SELECT {columns} {{}}")
    except (SyntaxError, RuntimeError, ValueError):
        return None
    rows = list(results) if isinstance(results, ox.QuerySolutions) else []
    graphs = [term for row in rows for term in row if isinstance(term, ox.NamedNode)]
    return graphs if len(graphs) == len(sources) else None
