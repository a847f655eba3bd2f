"""The WHERE clause of a query taken apart: triples, filters, groups, each with its text.

SPARQL 1.1 Query Language, section 19.8, of what the engine has parsed already: GroupGraphPattern
down to triples, in which blank nodes in brackets and lists become variables of their own. Values,
expressions and paths stay text. What RDF 1.2 adds is not read.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bioprod_graph.errors import QueryError
from bioprod_graph.sparql.prologue import find_group, read_prologue
from bioprod_graph.sparql.tokens import find_next, split_tokens

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bioprod_graph.sparql.tokens import Token

_GROUPS = frozenset({"OPTIONAL", "MINUS", "GRAPH", "SERVICE"})
_ENDS = frozenset({"FILTER", "BIND", "VALUES", *_GROUPS})
_RDF = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#{}>"
_AFTER = frozenset("?*+")


@dataclass(frozen=True)
class Element:
    """A part of a group, by kind, with its text.

    A `triple` has three `terms`, and a `graph` its name; `optional`, `minus`, `graph`, `group`,
    `exists`, `absent` and `select` hold `parts`, a `union` its groups. Others (`filter`, `bind`,
    `values`, `service`) are text alone. A `select` has its clause as `head`, what follows its group
    as `tail`.
    """

    kind: str
    text: str
    terms: tuple[str, ...] = ()
    parts: tuple[Element, ...] = ()
    head: str = ""
    tail: str = ""

    @property
    def variables(self) -> list[str]:
        """The variables that its text names, in order, each once."""
        return list_variables(self.text)


def list_variables(text: str) -> list[str]:
    """List the variables that a text of SPARQL names, in order, each once.

    >>> list_variables("?s ex:p $o , ?s")
    ['s', 'o']
    """
    found = (token.text[1:] for token in split_tokens(text) if token.kind == "variable")
    return list(dict.fromkeys(found))


def read_where(query: str) -> Element:
    """Read the WHERE clause of a query, as the group of a `select` whose head and tail stand by it.

    Raises QueryError for what is not read here.

    >>> where = read_where("SELECT ?s { ?s a ex:A ; ex:p [ ex:q 'x' ] . FILTER(?s != ex:b) }")
    >>> [part.text for part in where.parts]
    ['?s a ex:A', "?_1 ex:q 'x'", '?s ex:p ?_1', 'FILTER(?s != ex:b)']
    """
    tokens, opened = read_prologue(query).rest, find_group(query)
    place = next(n for n, token in enumerate(tokens) if token.end == opened)
    reader = _Reader(query, tokens)
    try:
        parts, end = reader.read_group(place)
    except IndexError:
        raise QueryError("malformed query") from None
    start = tokens[0].start
    head, tail = query[start : tokens[place].start], query[tokens[end - 1].end :]
    return Element("select", query[start:], (), tuple(parts), head, tail)


@dataclass
class _Reader:
    query: str
    tokens: Sequence[Token]
    made: int = 0
    found: list[Element] = field(default_factory=list)

    def read_group(self, place: int) -> tuple[list[Element], int]:
        """Read the group that opens at a token; give its parts, and the token after it."""
        if self.tokens[place + 1].keyword == "SELECT":
            inner, place = self._read_inner(place)
            return [inner], place
        outer, self.found = self.found, []
        place += 1
        while (token := self.tokens[place]).text != "}":
            if token.text == ".":
                place += 1
            elif token.keyword in _ENDS or token.text == "{":
                part, place = self._read_part(place)
                self.found.append(part)
            else:
                place = self._read_triples(place)
        found, self.found = self.found, outer
        return found, place + 1

    def _read_part(self, place: int) -> tuple[Element, int]:
        start, word = place, self.tokens[place].keyword
        if word == "FILTER":
            return self._read_filter(place)
        if word in ("BIND", "VALUES"):
            place = self._skip(place + 1)
            place = self._skip(place) if word == "VALUES" else place
            return Element(word.lower(), self._cut(start, place)), place
        if word in _GROUPS:
            while self.tokens[place].text != "{":
                place += 1
            name = (self._cut(start + 1, place),) if word == "GRAPH" else ()
            parts, end = self.read_group(place)
            return Element(word.lower(), self._cut(start, end), name, tuple(parts)), end
        group, place = self._read_inner(place)
        groups = [group]
        while self.tokens[place].keyword == "UNION":
            group, place = self._read_inner(place + 1)
            groups.append(group)
        if len(groups) == 1:
            return group, place
        return Element("union", self._cut(start, place), (), tuple(groups)), place

    def _read_inner(self, place: int) -> tuple[Element, int]:
        """Read a group, which may be a query of its own."""
        start = place
        if self.tokens[place + 1].keyword != "SELECT":
            parts, place = self.read_group(place)
            return Element("group", self._cut(start, place), (), tuple(parts)), place
        while self.tokens[place + 1].text != "{":
            place = self._skip(place + 1) - 1
        head = self._cut(start + 1, place + 1)
        parts, end = self.read_group(place + 1)
        place = end
        while self.tokens[place].text != "}":
            place = self._skip(place)
        tail = self._cut(end, place)
        return Element(
            "select", self._cut(start, place + 1), (), tuple(parts), head, tail
        ), place + 1

    def _read_filter(self, place: int) -> tuple[Element, int]:
        words = [token.keyword for token in self.tokens[place + 1 : place + 3]]
        if words[0] != "EXISTS" and words != ["NOT", "EXISTS"]:
            is_call = self.tokens[place + 1].text != "("
            end = self._skip(place + 1 + is_call)
            return Element("filter", self._cut(place, end)), end
        opened = place + 2 + words.index("EXISTS")
        parts, end = self.read_group(opened)
        kind = "absent" if words[0] == "NOT" else "exists"
        return Element(kind, self._cut(place, end), (), tuple(parts)), end

    def _read_triples(self, place: int) -> int:
        """Read a subject and all that is said of it."""
        subject, after = self._read_term(place)
        is_bare = self.tokens[place].text in ("[", "(") and self._is_over(after)
        return after if is_bare else self._read_said(subject, after)

    def _is_over(self, place: int) -> bool:
        token = self.tokens[place]
        return token.text in (".", "}", "{") or token.keyword in _ENDS

    def _read_said(self, subject: str, place: int) -> int:
        """Read predicates and objects, up to what is none of them."""
        while True:
            start, place = place, self._read_path(place)
            verb = self._cut(start, place)
            while True:
                value, place = self._read_term(place)
                terms = (subject, verb, value)
                self.found.append(Element("triple", " ".join(terms), terms))
                if self.tokens[place].text != ",":
                    break
                place += 1
            if self.tokens[place].text != ";":
                return place
            while self.tokens[place].text == ";":
                place += 1
            if self._is_over(place) or self.tokens[place].text == "]":
                return place

    def _read_path(self, place: int) -> int:
        """Find the token after a predicate or a path."""
        while True:
            while self.tokens[place].text in ("^", "!"):
                place += 1
            place = self._skip(place)
            if self.tokens[place].text in _AFTER:
                place += 1
            if self.tokens[place].text not in ("/", "|"):
                return place
            place += 1

    def _read_term(self, place: int) -> tuple[str, int]:
        """Read a term; what stands in brackets is said of a variable, which is given."""
        start, text = place, self.tokens[place].text
        if text in ("[", "("):
            return self._read_bracket(place)
        if text == "<" or (self.tokens[place].kind == "other" and text not in ("+", "-")):
            raise QueryError("malformed query")
        place += 1 + (text in ("+", "-"))
        if self.tokens[place].kind == "language":
            place += 1
        elif [token.text for token in self.tokens[place : place + 2]] == ["^", "^"]:
            place += 3
        return self._cut(start, place), place

    def _read_bracket(self, place: int) -> tuple[str, int]:
        self.made += 1
        first = name = f"?_{self.made}"
        if self.tokens[place].text == "[":
            place += 1
            if self.tokens[place].text != "]":
                place = self._read_said(name, place)
            return name, place + 1
        place += 1
        if self.tokens[place].text == ")":
            return _RDF.format("nil"), place + 1
        while self.tokens[place].text != ")":
            value, place = self._read_term(place)
            self._note(name, "first", value)
            is_last = self.tokens[place].text == ")"
            self.made += not is_last
            rest = _RDF.format("nil") if is_last else f"?_{self.made}"
            self._note(name, "rest", rest)
            name = rest
        return first, place + 1

    def _note(self, subject: str, predicate: str, value: str) -> None:
        terms = (subject, _RDF.format(predicate), value)
        self.found.append(Element("triple", " ".join(terms), terms))

    def _skip(self, place: int) -> int:
        return find_next(self.tokens, place)

    def _cut(self, start: int, end: int) -> str:
        return self.query[self.tokens[start].start : self.tokens[end - 1].end]
