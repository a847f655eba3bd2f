"""What is told with an answer: words of the query that no statement has, and why it is empty."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pyoxigraph as ox

from bioprod_graph.files import read_rows
from bioprod_graph.findings import shorten
from bioprod_graph.language import LANGUAGES, Message
from bioprod_graph.names import find_near
from bioprod_graph.questions.asking import ask_oxigraph
from bioprod_graph.rdf import select
from bioprod_graph.sparql import (
    find_group,
    find_query_form,
    holds_service,
    read_prologue,
    resolve_terms,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from bioprod_graph.dataset import Names
    from bioprod_graph.identifiers import PrefixTable
    from bioprod_graph.language import Sayable
    from bioprod_graph.questions.catalogue import Parameter, Question
    from bioprod_graph.rdf import Term

_PAGE = "docs/how-to/research.md"
_SHOWN = 6
# So many characters on, what follows a word is looked for.
_NEAR = 20
_USED = "SELECT DISTINCT ?t { { ?t ?p ?o } UNION { ?s ?t ?o } UNION { ?s a ?t } "


def read_instead(path: Path) -> dict[str, str]:
    """Read what stands here in the place of terms that people look for; no file, nothing."""
    rows = read_rows(path, ("term", "instead")) if path.exists() else ()
    return {row["term"]: row["instead"] for row in rows}


@dataclass(frozen=True)
class Remarks:
    """Remarks on answers that a store gives."""

    store: ox.Store
    prefixes: PrefixTable
    instead: Mapping[str, str] = field(default_factory=dict)

    def remark_on_query(self, query: str, *, is_empty: bool) -> Iterator[Message]:
        """Tell of terms that stand in no statement; of an empty answer, of what else is near."""
        if holds_service(query):
            return  # what others know is not known here
        for term in _list_terms(query, {"iri", "name"}):
            if isinstance(term, ox.NamedNode):
                yield from self._remark_on_term(term, is_empty=is_empty)
        for text in _list_terms(query, {"string"}) if is_empty else ():
            if isinstance(text, ox.Literal):
                yield from self._remark_on_text(text)

    def remark_on_values(
        self, question: Question, bindings: Mapping[str, Term]
    ) -> Iterator[Message]:
        """Tell for which values of a parameter the question has an answer, the others kept."""
        for name in [p.name for p in question.parameters if p.type != "language"]:
            if name not in bindings:
                continue
            others = {each: term for each, term in bindings.items() if each != name}
            values = {self._show(term) for term in self._find_values(question, name, others)} - {""}
            asked = self._show(bindings[name])
            if values and asked not in values:
                said = Message("this question has an answer for {name} = {values}", name=name)
                yield said.fill(values=_choose_near(asked, values))

    def list_values(
        self, question: Question, parameter: Parameter, names: Names
    ) -> list[ox.NamedNode | ox.Literal]:
        """List the terms for which a question has an answer, its other parameters left open.

        Where it does not tell them: what is of the kind of the default.
        """
        found = self._find_values(question, parameter.name, {})
        kind, stroke, _ = parameter.default.rpartition("/")
        if not found and parameter.type == "iri" and stroke:
            found = {names.expand(path) for path in names.list_begun(f"{kind}/")}
        return sorted(found, key=str)

    def _find_values(
        self, question: Question, name: str, bindings: Mapping[str, Term]
    ) -> set[ox.NamedNode | ox.Literal]:
        results = ask_oxigraph(self.store, question.file.text, bindings).results
        if not isinstance(results, ox.QuerySolutions) or ox.Variable(name) not in results.variables:
            return set()
        found = (row[name] for row in results)
        return {term for term in found if isinstance(term, (ox.NamedNode, ox.Literal))}

    def _show(self, term: object) -> str:
        if isinstance(term, ox.NamedNode):
            thing = term.value.removeprefix(f"{self.prefixes.base}id/")
            return self.prefixes.compress(term.value) if thing == term.value else thing
        return term.value if isinstance(term, ox.Literal) else ""

    def _remark_on_term(self, term: ox.NamedNode, *, is_empty: bool) -> Iterator[Message]:
        name, is_used = self.prefixes.compress(term.value), self._is_used(term)
        instead = self.instead.get(name)
        if instead and not is_used:
            yield Message(
                "no statement has {name}: here it is {instead}", name=name, instead=instead
            )
        elif instead and is_empty:
            said = Message("few kinds of things have {name}: of others it is {instead}", name=name)
            yield said.fill(instead=instead)
        elif not is_used:
            near = find_near(name, self._list_used(name))
            hint: Sayable = Message("see {page}", page=_PAGE)
            hint = Message("did you mean {name}?", name=near[0]) if near else hint
            yield Message("no statement has {name}: {hint}", name=name, hint=hint)

    def _is_used(self, term: ox.NamedNode) -> bool:
        patterns = ((term, None, None), (None, term, None), (None, None, term))
        found = (next(self.store.quads_for_pattern(*each), None) for each in patterns)
        return any(found) or self.store.contains_named_graph(term)

    def _list_used(self, name: str) -> list[str]:
        """List the terms of the namespace of a name that some statement has."""
        prefix, colon, _ = name.partition(":")
        if not colon or prefix not in self.prefixes.namespaces:
            return []
        start = ox.Literal(self.prefixes.namespaces[prefix])
        found = select(self.store, f"{_USED} FILTER(STRSTARTS(STR(?t), {start})) }}")
        return sorted(self.prefixes.compress(row["t"].value) for row in found)

    def _remark_on_text(self, text: ox.Literal) -> Iterator[Message]:
        said = [ox.Literal(text.value, language=language) for language in LANGUAGES]
        known = [t for t in said if next(self.store.quads_for_pattern(None, None, t), None)]
        if known and not text.language:
            shown = {"text": shorten(str(text)), "written": shorten(str(known[0]))}
            yield Message("{text} has a language in the dataset: write {written}", **shown)


def _list_terms(query: str, kinds: set[str]) -> Iterable[object]:
    """List the terms of some kinds that a query asks for, but for datatypes and functions."""
    rest = read_prologue(query).rest
    start = find_group(query) if find_query_form(query) == "CONSTRUCT" else 0
    texts = [
        token.text
        for token in rest
        if token.kind in kinds
        and token.start >= start
        and not query[: token.start].endswith("^^")
        and not query[token.end : token.end + _NEAR].lstrip().startswith(("(", "^^", "@"))
    ]
    return dict.fromkeys(resolve_terms(query, texts))


def _choose_near(asked: str, values: set[str]) -> str:
    """Choose the values that are nearest to one, then others in their order."""
    ordered = sorted(values, key=lambda text: (len(text) if text.isdigit() else 0, text))
    near = list(dict.fromkeys([*find_near(asked, ordered, most=3), *ordered]))
    return ", ".join(near[:_SHOWN]) + (", …" if len(near) > _SHOWN else "")
