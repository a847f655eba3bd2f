"""For which values of its parameters a question has an answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from bioprod_graph.language import Message
from bioprod_graph.names import find_near
from bioprod_graph.questions.asking import ask_oxigraph

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bioprod_graph.dataset import Names
    from bioprod_graph.identifiers import PrefixTable
    from bioprod_graph.questions.catalogue import Parameter, Question
    from bioprod_graph.rdf import Term

_SHOWN = 6


@dataclass(frozen=True)
class Remarks:
    """Remarks on answers that a store gives."""

    store: ox.Store
    prefixes: PrefixTable

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


def _choose_near(asked: str, values: set[str]) -> str:
    """Choose the values that are nearest to one, then others in their order."""
    ordered = sorted(values, key=lambda text: (len(text) if text.isdigit() else 0, text))
    near = list(dict.fromkeys([*find_near(asked, ordered, most=3), *ordered]))
    return ", ".join(near[:_SHOWN]) + (", …" if len(near) > _SHOWN else "")
