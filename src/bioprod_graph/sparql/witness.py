"""A query rewritten so that it tells, of each row, the statements that the row was made of.

All solutions of the WHERE clause are asked for, each with where its patterns held: in which way of
a UNION, in an OPTIONAL or not. A subquery gives all its variables; where it counts or chooses, what
it counts is joined to it by its groups. A path becomes the patterns that it stands for, but for
those of any length (`*`, `+`, `?`), and what EXISTS finds is asked for beside its filter. What is
absent (MINUS, NOT EXISTS) no statement says. https://www.w3.org/TR/sparql11-query/#sparqlAlgebra
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import count
from typing import TYPE_CHECKING, NamedTuple

from bioprod_graph.sparql.patterns import Element, list_variables, read_where
from bioprod_graph.sparql.prologue import find_query_form, read_prologue
from bioprod_graph.sparql.tokens import find_next, rename_variables, split_tokens

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
_TRIPLE = ("subject", "predicate", "object")
_AGGREGATES = frozenset({"COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT"})
_AFTER = frozenset({"HAVING", "ORDER", "LIMIT", "OFFSET", "VALUES"})
_CHOOSES = frozenset({"GROUP", "HAVING", "LIMIT", "OFFSET"})
_ASKS = frozenset({"filter", "exists", "bind"})
_APART = _ASKS | {"absent", "minus"}


class Use(NamedTuple):
    """A pattern: its terms, the graph that it names or "", and a variable bound where it holds.

    Without such a variable it holds in all solutions. A path is one of any length.
    """

    terms: tuple[str, str, str]
    graph: str
    mark: str
    is_path: bool


class Witness(NamedTuple):
    """The rewritten query, its patterns, and by which terms its solutions belong to a row.

    Of rows there is one way to tell, the term of each column that is not counted; of a graph as
    many as its template has triples.
    """

    query: str
    uses: tuple[Use, ...]
    keys: tuple[Mapping[str, str], ...]

    @property
    def constants(self) -> list[str]:
        """The terms in patterns and keys that are no variables, as the query writes them."""
        terms = [term for use in self.uses if not use.is_path for term in (*use.terms, use.graph)]
        ends = [term for use in self.uses if use.is_path for term in (use.terms[0], use.terms[2])]
        told = [term for key in self.keys for term in key.values()]
        return list(dict.fromkeys(t for t in (*terms, *ends, *told) if t and t[0] not in "?$"))


def make_witness(query: str) -> Witness:
    """Rewrite a query of any form but DESCRIBE, which has no patterns to rewrite.

    Raises QueryError for what is not read here.

    >>> make_witness("SELECT ?s { ?s ex:p ?o }").query
    'SELECT ?s ?o WHERE { ?s ex:p ?o . }'
    """
    where, writer, scope = read_where(query), _Writer(), _Scope()
    body = writer.write(where.parts, scope)
    keys: tuple[Mapping[str, str], ...] = ({},)
    if find_query_form(query) == "CONSTRUCT":
        keys = tuple(read_template(where))
    elif find_query_form(query) == "SELECT":
        columns = _read_columns(where)
        keys = ({name: f"?{name}" for name in columns.keys},)
        body = " ".join([body, *columns.binds])
    body = rename_variables(f"{body} {_take_values(where.tail)}".rstrip(), str)
    named = " ".join(f"?{name}" for name in list_variables(body)) or "*"
    start = read_prologue(query).rest[0].start
    asked = f"{query[:start]}SELECT {named} WHERE {{ {body} }}"
    return Witness(asked, tuple(writer.uses), keys)


@dataclass(frozen=True)
class _Scope:
    """Where a group stands: its graph and mark, what is seen there, what its variables become."""

    graph: str = ""
    mark: str = ""
    seen: frozenset[str] = frozenset()
    kept: Mapping[str, str] = field(default_factory=dict)
    prefix: str = ""

    def name(self, variable: str) -> str:
        return self.kept.get(variable) or f"{self.prefix}{variable}"

    def say(self, text: str) -> str:
        return rename_variables(text, self.name)


class _Writer:
    """Writes the groups of a query anew, and notes the patterns in them."""

    def __init__(self) -> None:
        self.uses: list[Use] = []
        self._numbers = count(1)

    def write(self, parts: Sequence[Element], scope: _Scope) -> str:
        joined = (name for part in parts if part.kind not in _APART for name in part.variables)
        scope = replace(scope, seen=scope.seen | frozenset(joined))
        written = [self._write_part(part, scope) for part in parts]
        asks = (group for part in parts if part.kind in _ASKS for group in _find_exists(part.text))
        return " ".join([*written, *(self._write_exists(group, scope) for group in asks)])

    def _write_part(self, part: Element, scope: _Scope) -> str:
        if part.kind == "triple":
            subject, path, value = map(scope.say, part.terms)
            return self._use((subject, path, value), scope)
        if part.kind == "graph":
            name = scope.say(part.terms[0])
            return f"GRAPH {name} {{ {self.write(part.parts, replace(scope, graph=name))} }}"
        if part.kind == "group":
            return f"{{ {self.write(part.parts, scope)} }}"
        if part.kind == "optional":
            return f"OPTIONAL {{ {self._mark(part.parts, scope)} }}"
        if part.kind == "union":
            ways = ([each] if each.kind == "select" else each.parts for each in part.parts)
            return " UNION ".join(f"{{ {self._mark(way, scope)} }}" for way in ways)
        return self._open(part, scope) if part.kind == "select" else scope.say(part.text)

    def _mark(self, parts: Sequence[Element], scope: _Scope) -> str:
        mark = f"_m{next(self._numbers)}"
        return f"{self.write(parts, replace(scope, mark=mark))} BIND(true AS ?{mark})"

    def _write_exists(self, group: str, scope: _Scope) -> str:
        """Ask for what EXISTS finds, whose own variables nobody else has."""
        kept = {name: scope.name(name) for name in scope.seen}
        inner = replace(scope, kept=kept, prefix=f"_{next(self._numbers)}_")
        return f"OPTIONAL {{ {self._mark(read_where(f'ASK {group}').parts, inner)} }}"

    def _open(self, part: Element, scope: _Scope) -> str:
        """Write a subquery as one of all that it asks; what counts or chooses stands beside it."""
        columns = _read_columns(part)
        kept = {name: scope.name(name) for name in columns.names}
        own = replace(scope, kept=kept, prefix=f"_{next(self._numbers)}_", seen=frozenset())
        values = own.say(_take_values(part.tail))
        if not (columns.is_computed or _CHOOSES & {*_list_words(part.tail)}):
            # As a subquery still: what was asked first by itself is so here, too.
            return f"{{ SELECT * WHERE {{ {self.write(part.parts, own)} {values} }} }}"
        inner = replace(own, kept={}, prefix=f"_{next(self._numbers)}_")
        body = " ".join([self.write(part.parts, inner), *map(inner.say, columns.binds), values])
        same = ((f"_k{next(self._numbers)}", name) for name in columns.keys)
        ends = [(_bind(own.name(name), key), _bind(inner.name(name), key)) for key, name in same]
        one, other = (" ".join(each) for each in (zip(*ends, strict=True) if ends else ("", "")))
        return f"{{ {{ {own.say(part.text)} {one} }} {{ {{ {body} }} {other} }} }}"

    def _use(self, terms: tuple[str, str, str], scope: _Scope) -> str:
        """Write a pattern, of a path the patterns that it stands for."""
        subject, path, value = terms
        if len(ways := _split(path, "|")) > 1:
            marked = (self._use_way((subject, way, value), scope) for way in ways)
            return " UNION ".join(f"{{ {way} }}" for way in marked)
        if len(steps := _split(path, "/")) > 1:
            between = [f"?_s{next(self._numbers)}" for _ in steps[1:]]
            ends = zip([subject, *between], steps, [*between, value], strict=True)
            return " ".join(self._use(each, scope) for each in ends)
        if path.startswith("^"):
            return self._use((value, path[1:].strip(), subject), scope)
        if path.startswith("!"):
            return self._use_others((subject, path[1:].strip(), value), scope)
        if path.startswith("(") and path.endswith(")"):
            return self._use((subject, path[1:-1].strip(), value), scope)
        is_path = [*split_tokens(path)][-1].text in ("*", "+", "?")
        self.uses.append(Use(terms, scope.graph, scope.mark, is_path))
        return f"{subject} {path} {value} ."

    def _use_way(self, terms: tuple[str, str, str], scope: _Scope) -> str:
        mark = f"_m{next(self._numbers)}"
        return f"{self._use(terms, replace(scope, mark=mark))} BIND(true AS ?{mark})"

    def _use_others(self, terms: tuple[str, str, str], scope: _Scope) -> str:
        """Write the properties that are none of those named (`!`), either way."""
        subject, named, value = terms
        names = _split(named[1:-1] if named.startswith("(") else named, "|")
        back = [name[1:].strip() for name in names if name.startswith("^")]
        on = [name for name in names if not name.startswith("^")]
        ways = []
        for (start, end), some in (((subject, value), on), ((value, subject), back)):
            if some:
                other = f"?_s{next(self._numbers)}"
                listed = ", ".join(_TYPE if name == "a" else name for name in some)
                said = self._use_way((start, other, end), scope)
                ways.append(f"{{ {said} FILTER({other} NOT IN ({listed})) }}")
        return " UNION ".join(ways)


class _Columns(NamedTuple):
    """What a query selects: all columns, those by which rows are told apart, how they are made."""

    names: list[str]
    keys: list[str]
    binds: list[str]
    is_computed: bool


def _read_columns(part: Element) -> _Columns:
    """Read the columns of a query, and what it groups by."""
    selected, grouped = [*_read_items(part.head, 1)], [*_read_groups(part.tail)]
    if ("*", "") in selected:
        selected = [(name, "") for each in part.parts for name in each.variables]
    counted: set[str] = set()
    for name, text in selected:
        words = {*_list_words(text)}
        if words & _AGGREGATES or not counted.isdisjoint(list_variables(text)):
            counted.add(name)
    keys = [name for name, _ in selected if name not in counted]
    made = [*grouped, *(each for each in selected if each[0] not in counted)]
    binds = [f"BIND({text} AS ?{name})" for name, text in made if text]
    is_computed = any(text for _, text in selected)
    return _Columns([name for name, _ in selected], keys, binds, is_computed)


def _read_items(text: str, place: int) -> Iterator[tuple[str, str]]:
    """Give what stands in a list of variables and expressions: a name, and how it is made."""
    tokens = [*split_tokens(text)]
    while place < len(tokens):
        start, place = place, find_next(tokens, place)
        if tokens[start].kind == "variable" or tokens[start].text == "*":
            yield tokens[start].text.lstrip("?$"), ""
        elif tokens[start].text == "(":
            is_named = place - start > 3 and tokens[place - 3].keyword == "AS"  # noqa: PLR2004
            if is_named:
                made = text[tokens[start].end : tokens[place - 3].start].strip()
                yield tokens[place - 2].text[1:], made
        elif tokens[start].keyword == "WHERE" or tokens[start].keyword.startswith("FROM"):
            return


def _read_groups(tail: str) -> Iterator[tuple[str, str]]:
    tokens = [*split_tokens(tail)]
    words = [token.keyword for token in tokens]
    if "GROUP" in words:
        start = words.index("GROUP") + 2
        ends = (n for n, word in enumerate(words) if word in _AFTER and n > start)
        end = next(ends, len(words))
        cut = tail[tokens[start].start : tokens[end].start if end < len(tokens) else None]
        yield from _read_items(cut, 0)


def read_template(where: Element) -> Iterator[dict[str, str]]:
    """Give the triples that a CONSTRUCT makes, whose template may be its WHERE clause."""
    head = where.head.partition("{")
    template = f"ASK {head[1]}{head[2].rpartition('}')[0]}}}" if head[1] else ""
    parts = read_where(template).parts if template else where.parts
    for part in parts:
        # A blank node that is made is none of the graph.
        if part.kind == "triple" and not any(term.startswith("_:") for term in part.terms):
            yield dict(zip(_TRIPLE, part.terms, strict=True))


def _find_exists(text: str) -> Iterator[str]:
    """Give the groups that EXISTS is asked of, but for those of NOT EXISTS."""
    tokens = [*split_tokens(text)]
    for place, token in enumerate(tokens):
        if token.keyword == "EXISTS" and tokens[place - 1].keyword != "NOT":
            last = tokens[find_next(tokens, place + 1) - 1]
            yield text[tokens[place + 1].start : last.end]


def _take_values(tail: str) -> str:
    """Take the VALUES that may stand at the end of a query."""
    starts = (token.start for token in split_tokens(tail) if token.keyword == "VALUES")
    start = next(starts, None)
    return "" if start is None else tail[start:].strip()


def _bind(name: str, key: str) -> str:
    # What is unbound would join with anything.
    return f'BIND(COALESCE(?{name}, "") AS ?{key})'


def _split(text: str, sign: str) -> list[str]:
    """Split a path at a sign that stands in no brackets."""
    tokens, place, start, found = [*split_tokens(text)], 0, 0, []
    while place < len(tokens):
        if tokens[place].text == sign:
            found.append(text[start : tokens[place].start].strip())
            start = tokens[place].end
        place = find_next(tokens, place)
    return [*found, text[start:].strip()]


def _list_words(text: str) -> list[str]:
    return [token.keyword for token in split_tokens(text)]
