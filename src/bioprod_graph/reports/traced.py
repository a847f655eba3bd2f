"""An answer with what each of its rows rests on, told as a sentence, a document and a record.

A row is told with the passages that its statements were read in; one that rests on no passage, with
what states it: a row of a table that has none, or the ontology. Beside another dataset, it is told
with the statements that only its own has, and the rows of tables that state these.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, cast

import pyoxigraph as ox

from bioprod_graph.documents import Document, Note, Paragraph, Section, Sentence, TableBlock
from bioprod_graph.errors import NotFoundError
from bioprod_graph.formats import Setting, read_cells
from bioprod_graph.language import Message, join_names, start_sentence
from bioprod_graph.proofs import (
    Evidence,
    Explanation,
    Prover,
    Witnesses,
    prove_rows,
    read_wording,
)
from bioprod_graph.rdf import match
from bioprod_graph.reports.report import Report

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bioprod_graph.language import Language, Sayable
    from bioprod_graph.project import Project
    from bioprod_graph.proofs import Proof, Said
    from bioprod_graph.questions import Answer, Inquiry

# So many names stand in a sentence.
_NAMED = 8


@dataclass(frozen=True)
class Traced:
    """Rows of an answer that a store gave, told in one language; see `trace`."""

    store: ox.Store = field(repr=False)
    project: Project
    language: Language
    asked: Inquiry
    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    beside: ox.Store | None = field(default=None, repr=False)

    @cached_property
    def said(self) -> list[list[Said]]:
        """The statements that each row was made of; raises QueryError if that cannot be asked."""
        return Witnesses(self.store, self.asked).find(self.columns, self.rows)

    @cached_property
    def evidence(self) -> tuple[Evidence, ...]:
        """What each row rests on."""
        prover = Prover(self.store, self.project.ontology / "rules", self.project.base)
        found = prove_rows(self.store, prover, self.said)
        return found if self.beside is None else tuple(map(self._keep_own, found))

    def _keep_own(self, evidence: Evidence) -> Evidence:
        leaves = dict.fromkeys(leaf for proof in evidence.proofs for leaf in proof.leaves)
        return Evidence(tuple(filter(self._is_own, leaves)))

    def _is_own(self, leaf: Proof) -> bool:
        return self.beside is not None and not any(match(self.beside, leaf.statement))

    def compare(self, other: Traced) -> tuple[Traced, Traced]:
        """Give the rows that only the other has, then those that only this one has."""
        return (
            replace(other, rows=_leave(other.rows, self.rows), beside=self.store),
            replace(self, rows=_leave(self.rows, other.rows), beside=other.store),
        )

    def explain(self, number: int) -> Explanation:
        """Prove the statements of a row, by its number from 1; raises NotFoundError for no such."""
        if not 0 < number <= len(self.rows):
            raise NotFoundError("there is no row {n}: the answer has {rows}", n=number,
                                rows=len(self.rows))  # fmt: skip
        row = replace(self, rows=self.rows[number - 1 : number])
        return Explanation(tuple(p for each in row.evidence for p in each.proofs), self._wording)

    @cached_property
    def solutions(self) -> ox.QuerySolutions:
        """The rows as those of a SELECT, to be read once."""
        head = "\t".join(f"?{name}" for name in self.columns)
        lines = ("\t".join("" if t is None else str(t) for t in row) for row in self.rows)
        written = "".join(f"{line}\n" for line in (head, *lines)).encode()
        parsed = ox.parse_query_results(written, format=ox.QueryResultsFormat.TSV)
        return cast("ox.QuerySolutions", parsed)

    @property
    def sentence(self) -> str:
        """The answer as the header of its question says it, else what was asked and how many."""
        told = [] if self.rows and self._template else [self.asked.said.say(self.language)]
        return " ".join(filter(None, [*told, self.say()]))

    def say(self) -> str:
        """Say the answer under its question."""
        if not (self.rows and self._template):
            return self._count().say(self.language)
        told = {name: (term,) for name, term in self.asked.bindings.items()}
        # A parameter that is left open is not told.
        given = (
            {each.name for each in self.asked.question.parameters} if self.asked.question else ()
        )
        for place, name in enumerate(self.columns):
            if name not in given:
                cells = dict.fromkeys(row[place] for row in self.rows if row[place] is not None)
                told[name] = tuple(cells)
        return "".join(part.text for part in self._wording.speaker.say(self._template, told))

    @property
    def _template(self) -> str:
        question = self.asked.question
        return question.file.get(f"answer_{self.language}") if question else ""

    @cached_property
    def _wording(self) -> Any:
        return read_wording(self.store, self.project, self.language)

    def _count(self) -> Message:
        if not self.columns:
            return Message("That is so.") if self.rows else Message("That is not so.")
        if not self.rows:
            return Message("Nothing in the dataset answers this.")
        told = Message("{n} row", many="{n} rows", n=len(self.rows))
        places = [n for n, name in enumerate(self.columns) if name not in self.asked.bindings]
        cells = (next((row[n] for n in places if row[n] is not None), None) for row in self.rows)
        names = list(dict.fromkeys(self._name(cell) for cell in cells if cell is not None))
        if (more := len(names) - _NAMED) > 0:
            others = Message("{n} other", many="{n} others", n=more)
            names = [*names[:_NAMED], others.say(self.language)]
        return Message("{told}: {names}.", told=told, names=join_names(names, self.language))

    def _name(self, term: Any) -> str:
        is_thing = isinstance(term, ox.NamedNode)
        return self._wording.name(term) if is_thing else str(getattr(term, "value", term))

    def describe(self) -> list[list[dict[str, str]]]:
        """Describe the passages of each row."""
        passages = self._wording.describe_passage
        return [list(map(passages, each.passages)) for each in self.evidence]

    def make_section(self, title: Sayable) -> Section:
        """Set the rows as a table whose first cells have the notes."""
        naming = self._wording.name
        setting = Setting(
            self.language,
            prefixes=self.project.prefixes,
            given=frozenset(self.asked.bindings),
            heads=self.asked.heads,
            naming=lambda iri: naming(ox.NamedNode(iri)),
        )
        head, *cells = read_cells(self.solutions, setting)
        rows = tuple(
            (Sentence(first, tuple(notes)), *map(Sentence, others))
            for (first, *others), notes in zip(cells, self.list_notes(), strict=True)
        )
        return Section(title.say(self.language), (TableBlock(tuple(head), rows, is_noted=True),))

    def list_notes(self) -> Iterator[list[Note]]:
        """List the notes of each row: its passages, and what states it where that is to be told."""
        report = Report(self.store, self.project, "", language=self.language)
        for each in self.evidence:
            told = each.graphs if self.beside is not None or not each.passages else ()
            stated = [self._wording.describe_graph(graph).say(self.language) for graph in told]
            passages = report.cite([passage.value for passage in each.passages])
            yield [*(Note(start_sentence(text)) for text in stated), *passages]

    @property
    def record(self) -> dict[str, Any]:
        """The rows as W3C has results in JSON, with what each rests on, and the passages.

        `evidence` has, for each row, the identifiers of its `passages`, and in `stated` those of
        the named graphs that state it. https://www.w3.org/TR/sparql11-results-json/
        """
        show = self.project.prefixes.compress
        if self.columns:
            written = self.solutions.serialize(format=ox.QueryResultsFormat.JSON)
            told = json.loads(written or b"")
        else:
            told = {"head": {}, "boolean": bool(self.rows)}
        evidence = [
            {"passages": [show(p.value) for p in each.passages],
             "stated": [show(g.value) for g in each.graphs]}
            for each in self.evidence
        ]  # fmt: skip
        passages = dict.fromkeys(p for each in self.evidence for p in each.passages)
        described = list(map(self._wording.describe_passage, passages))
        return {**told, "evidence": evidence, "passages": described}


def trace(
    store: ox.Store, project: Project, *, asked: Inquiry, answer: Answer, language: Language
) -> Traced:
    """Trace the rows of an answer of a store, one that can be read again."""
    return Traced(store, project, language, asked, answer.columns, tuple(answer.terms))


def make_traced_document(parts: Mapping[Sayable, Traced], said: str) -> Document:
    """Make a document of rows under their headings; the title is what was asked, then it is said.

    An answer without columns has its notes where it is said.
    """
    (first, *_) = parts.values()
    language, has_rows = first.language, bool(first.columns)
    notes = () if has_rows else tuple(note for row in first.list_notes() for note in row)
    told = ((title, each) for title, each in parts.items() if each.rows and has_rows)
    sections = tuple(each.make_section(title) for title, each in told)
    title = first.asked.said.say(language) or Message("An answer of the graph").say(language)
    lead = Paragraph((Sentence(said, notes),))
    return Document(title, language, lead, sections, "")


def _leave(rows: tuple[Any, ...], others: tuple[Any, ...]) -> tuple[Any, ...]:
    known = set(others)
    return tuple(row for row in rows if row not in known)
