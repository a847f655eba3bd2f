"""The questions of the catalogue as pages: each with what it asks, its answer, and its files."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, cast

import pyoxigraph as ox

from bioprod_graph.dataset import Names, read_label
from bioprod_graph.documents import (
    Document,
    Paragraph,
    Part,
    Section,
    Sentence,
    TableBlock,
    read_articles,
)
from bioprod_graph.language import Message, is_date, say_date, start_sentence
from bioprod_graph.proofs import read_wording
from bioprod_graph.questions import (
    ask_oxigraph,
    bind_parameters,
    list_askable,
    read_answer,
    read_heads,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bioprod_graph.documents import Block
    from bioprod_graph.language import Language
    from bioprod_graph.questions import Question
    from bioprod_graph.site.basis import Site

    Rows = ox.QuerySolutions | ox.QueryBoolean

_LABEL = "_label"
_YES, _NO, _NOTHING = Message("Yes."), Message("No."), Message("No row answers this.")
_ANSWER = Message("Answer")
_LANGUAGE = "lang"
_ENDINGS = {"csv": "csv", "turtle": "ttl"}


@dataclass(frozen=True)
class Asked:
    """A question as it was asked: what a page says, its data, and the files of its answer."""

    name: str
    document: Document
    data: dict[str, Any]
    files: dict[str, bytes]


class Answers:
    """Asks the questions of a project of its release, in one language."""

    def __init__(self, site: Site, language: Language) -> None:
        self._project, self._store, self._language = site.project, site.release.store, language
        self._names = Names(self._store, self._project)
        wording = self._project.ontology / "wording"
        self._heads, self._articles = read_heads(wording / "heads.csv"), read_articles(wording)
        self._name = read_wording(self._store, self._project, language).name

    def ask(self) -> Iterator[Asked]:
        """Ask each question with the usual values of its parameters."""
        for question in list_askable(self._store, self._project):
            known = {parameter.name for parameter in question.parameters}
            given = {_LANGUAGE: self._language} if _LANGUAGE in known else {}
            bindings = bind_parameters(question.parameters, given, self._names)
            answer = ask_oxigraph(self._store, question.file.text, bindings)
            is_graph = isinstance(answer.results, ox.QueryTriples)
            written = answer.write()
            told = read_answer(written, is_graph=is_graph)
            files = {} if is_graph else {"answer.json": written}
            if told.has_rows or is_graph:
                name = "turtle" if is_graph else "csv"
                again = read_answer(written, is_graph=is_graph)
                files[f"answer.{_ENDINGS[name]}"] = again.render(
                    name, self._project.prefixes
                ).encode()
            said = question.say(bindings, partial(read_label, self._store), self._articles)
            asked = said.say(self._language)
            blocks = () if is_graph else (self._tell(cast("Rows", told.results), set(bindings)),)
            sections = tuple(Section(_ANSWER.say(self._language), (each,)) for each in blocks)
            document = Document(
                question.file.text_of("title").say(self._language),
                self._language,
                Paragraph((Sentence(asked),)),
                sections,
                "",
            )
            data = self._describe(question, files)
            yield Asked(question.name, document, {**data, "said": asked}, files)

    def _describe(self, question: Question, files: dict[str, bytes]) -> dict[str, Any]:
        """Describe a question for its template: what is given, the query, and its files."""
        graph = files.get(f"answer.{_ENDINGS['turtle']}", b"")
        return {
            "name": question.name,
            "title": question.file.text_of("title").say(self._language),
            "given": [
                (parameter.name, parameter.text.say(self._language), parameter.default)
                for parameter in question.parameters
                if parameter.type != "language"
            ],
            "query": question.file.query.rstrip(),
            "files": list(files),
            "graph": graph.decode(),
        }

    def _tell(self, results: Rows, given: set[str]) -> Block:
        """Tell what was answered: a row has a name for each thing, which leads to its page."""
        if isinstance(results, ox.QueryBoolean):
            return Paragraph((Sentence((_YES if results else _NO).say(self._language)),))
        names = [variable.value for variable in results.variables]
        shown = [
            name
            for name in names
            if name not in given and name.removesuffix(_LABEL) not in {*names} - {name}
        ]
        found = list(results)
        if not found:
            return Paragraph((Sentence(_NOTHING.say(self._language)),))
        # As in a terminal: what could be given, and was not, is no column.
        shown = [n for n in shown if n in self._heads or any(row[n] is not None for row in found)]
        rows = tuple(tuple(self._fill(row, name, names) for name in shown) for row in found)
        heads = (self._heads[n].say(self._language) if n in self._heads else n for n in shown)
        return TableBlock(tuple(map(start_sentence, heads)), rows)

    def _fill(self, row: ox.QuerySolution, name: str, names: list[str]) -> Sentence:
        term = row[name]
        if term is None:
            return Sentence("–")
        label = row[f"{name}{_LABEL}"] if f"{name}{_LABEL}" in names else None
        if not isinstance(term, ox.NamedNode):
            text = getattr(term, "value", str(term))
            return Sentence(say_date(text, self._language) if is_date(text) else text)
        text = label.value if isinstance(label, ox.Literal) else self._name(term).strip("<>")
        return Sentence(text, (), (Part(text, term.value),))
