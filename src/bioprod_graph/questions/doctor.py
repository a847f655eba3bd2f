"""Why an answer is empty: which part of the query ends the join, and what is likely the matter.

Each part is probed with ASK, filters apart. A cause is told only where the data rule the pattern
out as it is written: a term that no statement has, a value that is there in another form, kinds of
things that never stand in such a place. What could be, and is not known, is told as an absence.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from time import process_time
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from bioprod_graph.errors import QueryError
from bioprod_graph.language import Message
from bioprod_graph.names import find_near
from bioprod_graph.questions.remarks import Remarks
from bioprod_graph.questions.terms import TEXT, Cause, Terms, take_literal
from bioprod_graph.rdf import query_store
from bioprod_graph.sparql import (
    Element,
    find_group,
    find_query_form,
    holds_service,
    list_variables,
    read_dataset_clause,
    read_prologue,
    read_where,
    split_tokens,
    strip_comments,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from bioprod_graph.project import Project
    from bioprod_graph.questions.inquiry import Inquiry
    from bioprod_graph.rdf import Term

_ABSENT = Message("nothing in the query is at odds with the dataset: it is not known")
# So many seconds of work are spent on probes, however busy the machine is.
_PATIENCE = 2.0
_SHOWN = 90
_STEPS = {
    "": Message("looks for “{part}” (rows: {n})"),
    "triple": Message("then for “{part}” (rows: {n})"),
    "optional": Message("adds, where there is one, “{part}” (rows: {n})"),
    "union": Message("then for either of “{part}” (rows: {n})"),
    "filter": Message("keeps those with “{part}” (rows: {n})"),
    "absent": Message("leaves out those with “{part}” (rows: {n})"),
    "minus": Message("leaves out those with “{part}” (rows: {n})"),
}
_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
# What is told of a question of the catalogue, whose code nobody typed: these quote none of it.
_PLAIN = {
    "absent": Message("bioprod gaps tells what is not known, bioprod add adds a row"),
    "layer": None,
}
_APART = frozenset({"filter", "minus", "exists", "absent"})
# What an expression is called.
_MADE = re.compile(r"\bAS\s+[?$](\w+)", re.IGNORECASE)
_LEVEL = Message("it holds of what is part of {term}: write “{text}”")
_EMPTY = Message("its column stays empty")
_SPOKEN = re.compile(r"\blang(?:matches)?\s*\(", re.IGNORECASE)


class _LateError(Exception):
    """The time for probes is over."""


@dataclass(frozen=True)
class Doctor:
    """Looks for why a query has no answer in a store, which may be a part of a whole one."""

    terms: Terms
    bindings: Mapping[str, Term]
    whole: ox.Store | None = None

    def warn(self) -> list[Cause]:
        """Tell of terms that no statement has, and of empty columns, though there is an answer."""
        if holds_service(self._query):
            return []
        is_rows = find_query_form(self._query) == "SELECT"
        unbound = self._find_unbound() if is_rows else ()
        return [*unbound, *self.terms.find_unknown(self._body, is_empty=False)]

    def _find_unbound(self) -> Iterator[Cause]:
        """Find what is asked for and stands nowhere in the pattern: a slip of the fingers."""
        start = find_group(self._query)
        known, head = list_variables(self._query[start:]), self._query[:start]
        for name in [n for n in list_variables(head) if n not in (*known, *_MADE.findall(head))]:
            near = next(iter(find_near(name, known)), "")
            hint = Message("did you mean {name}?", name=f"?{near}") if near else _EMPTY
            said = Message("?{name} stands nowhere in the pattern: {hint}", name=name, hint=hint)
            yield Cause("unbound", said)

    def diagnose(self) -> list[Cause]:
        """Tell which part of the query ends it (`part`), then the cause, or that there is none.

        The last is `absent`: nothing rules out what was asked, it is not known.
        """
        if holds_service(self._query):
            return []  # what others know is not known here
        try:
            found = list(self._examine())
        except (QueryError, _LateError):
            found = list(self.terms.find_unknown(self._body, is_empty=True))
        causes = [cause for cause in found if cause.kind != "part"]
        return found if causes else [*found, Cause("absent", _ABSENT)]

    def narrate(self) -> Iterator[Message]:
        """Tell in words how the query is answered: each part, and how many rows it leaves.

        Filters come after what is joined. Of what takes too long to count, no number is told.
        """
        parts = list(_flatten(read_where(self._query).parts))
        ordered = sorted(parts, key=lambda part: part.kind in _APART)
        for number, part in enumerate(ordered, 1):
            said = _STEPS[""] if number == 1 else _STEPS.get(part.kind, _STEPS["triple"])
            yield said.fill(part=_shorten(part), n=self._count(ordered[:number]))

    def _count(self, parts: Sequence[Element]) -> str:
        try:
            if process_time() > self._deadline:
                return "…"
            (row,) = self._put(f"SELECT (COUNT(*) AS ?n) {{ {_join(parts)} }}")
        except _LateError:
            return "…"
        return str(row["n"].value)

    @property
    def _query(self) -> str:
        return self.terms.query

    @cached_property
    def _body(self) -> str:
        """What the query looks for: what a template of CONSTRUCT makes need not be there."""
        is_made = find_query_form(self._query) == "CONSTRUCT"
        return self._query[find_group(self._query) if is_made else len(self._prologue) :]

    @cached_property
    def _prologue(self) -> str:
        return self._query[: read_prologue(self._query).rest[0].start]

    @cached_property
    def _deadline(self) -> float:
        return process_time() + _PATIENCE

    def _examine(self) -> Iterator[Cause]:
        where = read_where(self._query)
        if self._is_elsewhere(where):
            yield Cause("layer", Message("other layers or graphs have an answer: ask all of them"))
            return
        unknown = list(self.terms.find_unknown(self._body, is_empty=True))
        parts = list(_flatten(where.parts))
        ending = self._find_end(parts)
        if ending is None:
            if not unknown:
                yield Cause("part", Message("what stands after the WHERE clause leaves nothing"))
            yield from unknown
            return
        yield Cause("part", Message("nothing is found from “{part}” on", part=_shorten(ending)))
        yield from unknown
        if not unknown and (cause := self._find_cause(ending, parts)):
            yield cause

    def _is_elsewhere(self, where: Element) -> bool:
        """Tell whether only the choice of graphs leaves nothing."""
        clause = read_dataset_clause(self._query)
        if self.whole is None and clause is None:
            return False
        return self._ask(where.parts, self.whole or self.terms.store)

    def _find_end(self, parts: Sequence[Element]) -> Element | None:
        """Find the part with which the join ends: one that has nothing alone, else the first."""
        joined = [part for part in parts if part.kind not in _APART]
        alone = (part for part in joined if part.kind not in ("bind", "optional", "values"))
        if found := next((part for part in alone if not self._ask([part])), None):
            inner = found.parts if found.kind in ("graph", "select", "group") else ()
            return (inner and self._find_end(list(_flatten(inner)))) or found
        for number, part in enumerate(joined, 1):
            if part.kind != "optional" and not self._ask(joined[:number]):
                return part
        filters = [part for part in parts if part.kind in _APART]
        for part in filters:
            if not self._ask([*joined, part]):
                return part
        return filters[-1] if filters and not self._ask([*joined, *filters]) else None

    def _ask(self, parts: Sequence[Element], store: ox.Store | None = None) -> bool:
        if process_time() > self._deadline:
            raise _LateError
        return bool(self._put(f"ASK {{ {_join(parts)} }}", store))

    def _put(self, query: str, store: ox.Store | None = None) -> Any:
        named = list_variables(query)
        # What stands in a filter alone cannot be substituted.
        known = (f"VALUES ?{n} {{ {t} }}" for n, t in self.bindings.items() if n in named)
        asked = query.replace("{", f"{{ {' '.join(known)} ", 1)
        try:
            return query_store(store or self.terms.store, self._prologue + asked)
        except (SyntaxError, OSError, RuntimeError, ValueError):
            raise _LateError from None

    def _find_cause(self, ending: Element, parts: Sequence[Element]) -> Cause | None:
        """Find why a part ends the join; None where the data do not rule it out."""
        joined = [part for part in parts if part.kind not in _APART]
        if ending.kind in _APART:
            return self._find_cause_of_filter(ending, joined)
        if ending.kind == "graph" and self._ask(ending.parts):
            return Cause("layer", Message("no one graph says this: other graphs do, without GRAPH"))
        if ending.kind == "union":
            causes = (self._find_cause(each.parts[0], parts) for each in ending.parts if each.parts)
            return next(filter(None, causes), None)
        before = joined[: joined.index(ending) + 1] if ending in joined else [ending]
        for part in (ending, *(each for each in before if each.kind == "values")):
            if cause := self._rewrite(part, [each for each in before if each != part]):
                return cause
        odd = self._compare_kinds([part for part in before if part.kind == "triple"])
        return odd or self._find_level(ending, [each for each in before if each != ending])

    def _find_level(self, part: Element, others: Sequence[Element]) -> Cause | None:
        """Find a thing of whose parts a pattern holds, such as the communes of a département."""
        for place in (0, 2) if part.kind == "triple" else ():
            term = self._bind(part.terms[place])
            for way in self.terms.list_ways(term) if isinstance(term, ox.NamedNode) else ():
                text = " ".join([*part.terms[:place], "?part", *part.terms[place + 1 :], ". ?part"])
                if self._ask([*others, Element("triple", f"{text} {way} {term}")]):
                    text = f"{text} {self.terms.show(way)} {part.terms[place]}"
                    return Cause("level", _LEVEL.fill(term=part.terms[place], text=text))
        return None

    def _rewrite(self, part: Element, others: Sequence[Element]) -> Cause | None:
        """Find a text of a part that has an answer if it is said otherwise."""
        for token in split_tokens(part.text):
            if token.kind not in ("string", "number"):
                continue
            text = take_literal(part.text, token.start)
            after = part.text[token.start + len(text) :]
            for kind, term in self.terms.rewrite(text):
                other = Element(part.kind, f"{part.text[: token.start]}{term}{after}")
                if self._ask([*others, other]):
                    said = Message("{text} is written otherwise here: {written}", text=text)
                    return Cause(kind, said.fill(written=self.terms.show(term)))
        return None

    def _find_cause_of_filter(self, part: Element, joined: Sequence[Element]) -> Cause | None:
        if part.kind != "filter":
            return None
        if cause := self._rewrite(part, joined):
            return cause
        if not _SPOKEN.search(part.text):
            return self._show_values(part, joined)
        names = " ".join(f"(LANG(?{name}) AS ?l{n})" for n, name in enumerate(part.variables))
        asked = " ".join(f"{each.text} ." for each in joined)
        rows = self._put(f"SELECT DISTINCT {names} {{ {asked} }} LIMIT 99") if names else ()
        found = {term.value for row in rows for term in row if term is not None and term.value}
        if not found:
            return self._show_values(part, joined)
        said = Message("the languages of these texts are {names}", names=", ".join(sorted(found)))
        return Cause("language", said)

    def _show_values(self, part: Element, joined: Sequence[Element]) -> Cause | None:
        """Show what a filter was given: the first value of each variable, or – if it has none."""
        names = [name for name in part.variables if name not in self.bindings]
        if not names:
            return None
        asked = " ".join(f"?{name}" for name in names)
        row = next(iter(self._put(f"SELECT {asked} {{ {_join(joined)} }} LIMIT 1")), None)
        if row is None:
            return None
        values = (f"?{name} = {row[name] or '–'}" for name in names)
        said = Message("the filter keeps none of what is found, such as {values}")
        return Cause("absent", said.fill(values=", ".join(values)))

    def _compare_kinds(self, triples: Sequence[Element]) -> Cause | None:
        """Find a thing that stands where none of its kind ever does, or the two ends exchanged."""
        alone = filter(None, map(self._compare_ends, triples))
        pairs = ((one, other) for other, one in combinations(triples, 2))
        joined = (self._compare_pair(one, other) for one, other in pairs)
        return next(alone, None) or next(filter(None, joined), None)

    def _compare_pair(self, one: Element, other: Element) -> Cause | None:
        """Compare the kinds of what two patterns share."""
        for name in sorted({*one.variables} & {*other.variables}):
            here, there = (self._list_kinds(each, f"?{name}") for each in (one, other))
            if here and there and here.isdisjoint(there):
                odd = self._say_odd(one, there, f"?{name}")
                return odd or self._say_odd(other, here, f"?{name}")
        return None

    def _compare_ends(self, triple: Element) -> Cause | None:
        for place in (0, 2):
            term = self._bind(triple.terms[place])
            known = self._list_kinds(triple, triple.terms[place])
            if isinstance(term, ox.Literal) and known and TEXT not in known:
                return Cause("name", _name_kinds(triple.terms[place], triple.text, known))
            if isinstance(term, ox.NamedNode) and known:
                kinds = frozenset({self.terms.tell_kind(term)})
                if kinds.isdisjoint(known) and not self._is_declared(term, triple, place):
                    return self._say_odd(triple, kinds, triple.terms[place])
        return None

    def _is_declared(self, term: ox.NamedNode, triple: Element, place: int) -> bool:
        said = self.terms.resolve(triple.terms[1])
        return isinstance(said, ox.NamedNode) and self.terms.is_declared(term, said, place)

    def _bind(self, text: str) -> object:
        return self.bindings.get(text[1:]) if text[:1] in "?$" else self.terms.resolve(text)

    def _say_odd(self, triple: Element, kinds: frozenset[str], end: str) -> Cause | None:
        """Say that things of these kinds stand at the other end of a statement, or at none."""
        known = self._list_kinds(triple, end)
        other = self._list_kinds(triple, end, turned=True)
        if not known:
            return None
        if not kinds.isdisjoint(other) and self.terms.resolve(triple.terms[1]) != ox.NamedNode(
            _TYPE
        ):
            said = Message("{property} leads the other way: exchange the ends of “{part}”")
            return Cause("direction", said.fill(property=triple.terms[1], part=triple.text))
        return Cause("class", _name_kinds(end, triple.text, known))

    def _list_kinds(self, triple: Element, end: str, *, turned: bool = False) -> frozenset[str]:
        """List the kinds of what stands at an end of a pattern; none if it may be anything."""
        predicate = self.terms.resolve(triple.terms[1])
        if not isinstance(predicate, ox.NamedNode) or end not in (triple.terms[0], triple.terms[2]):
            return frozenset()
        place = 0 if (triple.terms[0] == end) != turned else 2
        of = self._bind(triple.terms[2])
        if predicate.value == _TYPE and place == 0 and isinstance(of, ox.NamedNode):
            return self.terms.list_members(of)
        return self.terms.list_kinds(predicate, place)


def find_remarks(
    store: ox.Store,
    inquiry: Inquiry,
    project: Project,
    *,
    instead: Mapping[str, str],
    is_empty: bool,
    whole: ox.Store | None = None,
) -> list[Message]:
    """Find what is to be told of an answer: terms that no statement has and, of none, why.

    Where a store holds some layers of a `whole` one, that is asked too. Of a question of the
    catalogue it is told why none is right, or for which values it has an answer; never its code.
    """
    if inquiry.question is not None:
        values, bound = Remarks(store, project.prefixes), inquiry.bindings
        if not is_empty:
            return list(values.remark_on_kinds(inquiry.question, bound))
        if why := inquiry.question.file.text_of("empty"):
            return [Message("no row is right here: {why}", why=why)]
        if found := list(values.remark_on_values(inquiry.question, bound)):
            return found
    doctor = Doctor(Terms(store, project, inquiry.text, instead), inquiry.bindings, whole)
    causes = doctor.diagnose() if is_empty else doctor.warn()
    if inquiry.question is None:
        return [cause.said for cause in causes]
    return [_PLAIN[cause.kind] or cause.said for cause in causes if cause.kind in _PLAIN]


def explain_plan(
    store: ox.Store, inquiry: Inquiry, project: Project, *, instead: Mapping[str, str]
) -> list[Message]:
    """Explain in words how a query is answered; nothing is told of what others would answer."""
    doctor = Doctor(Terms(store, project, inquiry.text, instead), inquiry.bindings)
    return [] if holds_service(inquiry.text) else list(doctor.narrate())


def _join(parts: Sequence[Element]) -> str:
    return " ".join(f"{part.text} ." if part.kind == "triple" else part.text for part in parts)


def _shorten(part: Element) -> str:
    shown = " ".join(strip_comments(part.text).split())
    return shown if len(shown) <= _SHOWN else f"{shown[: _SHOWN - 1]}…"


def _flatten(parts: Sequence[Element]) -> Iterator[Element]:
    """Give the parts of a group, those of groups within it in their place."""
    for part in parts:
        if part.kind == "group":
            yield from _flatten(part.parts)
        else:
            yield part


def _name_kinds(end: str, part: str, known: frozenset[str]) -> Message:
    names = ", ".join(sorted(filter(None, known))) or Message("text")
    said = Message("nothing like {term} stands in “{part}”, but what is of kind {names}")
    return said.fill(term=end, part=part, names=names)
