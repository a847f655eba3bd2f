"""Names and sentences for statements and passages, in one language of the data."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from bioprod_graph.dataset import read_label, read_text
from bioprod_graph.documents.phrasebook import read_phrasebook
from bioprod_graph.documents.speaker import Speaker
from bioprod_graph.language import Message, Phrasebook, quote, start_sentence
from bioprod_graph.rdf import match

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bioprod_graph.identifiers import PrefixTable
    from bioprod_graph.language import Language
    from bioprod_graph.project import Project
    from bioprod_graph.proofs.patterns import Statement
    from bioprod_graph.rdf import Term
    from bioprod_graph.sparql.query_files import QueryFile

_SCHEMA_URL = "http://schema.org/url"
_HAS_SOURCE = "http://www.w3.org/ns/oa#hasSource"
# The few terms of W3C vocabularies that have no label in the dataset but stand in every proof.
_COMMON = {
    "rdf:type": Message("is a"),
    "rdfs:subClassOf": Message("is a subclass of"),
    "rdfs:subPropertyOf": Message("is a subproperty of"),
    "rdfs:domain": Message("has the domain"),
    "rdfs:range": Message("has the range"),
    "rdfs:label": Message("has the label"),
    "owl:inverseOf": Message("is the inverse of"),
    "owl:propertyChainAxiom": Message("follows from the chain"),
    "owl:TransitiveProperty": Message("transitive property"),
}


def read_wording(store: ox.Store, project: Project, language: Language) -> Wording:
    """Give the wording of a project: the labels of its dataset, and its phrases.

    Raises ProjectError if the tables of phrases are not as they should be.
    """
    phrasebook = read_phrasebook(project.ontology / "wording")
    return Wording(store, project.prefixes, language, phrasebook=phrasebook)


class Wording:
    """Names things in one language from the labels in the store; its `speaker` makes sentences."""

    def __init__(
        self,
        store: ox.Store,
        prefixes: PrefixTable,
        language: Language,
        *,
        phrasebook: Phrasebook | None = None,
    ) -> None:
        self._store = store
        self.prefixes = prefixes
        self.language = language
        self.phrasebook = phrasebook or Phrasebook({}, {})
        self.speaker = Speaker(self)

    def name(self, term: Term) -> str:
        """Name a term: its label in the language, else in any, else its CURIE."""
        if isinstance(term, ox.Literal):
            return quote(term.value, self.language)
        curie = self.prefixes.compress(term.value)
        if curie in _COMMON:
            return self.tell(_COMMON[curie])
        table, row = self.find_row(term)
        said = Message("the row {row} of {table}.csv", table=table, row=row)
        return read_label(self._store, term, otherwise=self.tell(said) if table else curie).say(
            self.language
        )

    def find_row(self, graph: ox.NamedNode) -> tuple[str, str]:
        """Find the table and the row that a graph is of; any other IRI has neither."""
        kind, _, rest = graph.value.removeprefix(f"{self.prefixes.base}graph/").partition("/")
        table, _, row = rest.partition("/") if kind == "record" else ("", "", "")
        return table, row

    def tell(self, said: Message) -> str:
        """Say a message in the language of the names."""
        return said.say(self.language)

    def say(self, statement: Statement) -> str:
        """Say a statement: as a sentence, or with arrows where no phrase is known for it."""
        subject, predicate, value = statement
        parts = self.speaker.say_phrase(self.prefixes.compress(predicate.value), subject, value)
        if parts is None:
            return f"{self.name(subject)} — {self.name(predicate)} → {self.name(value)}"
        return "".join(part.text for part in parts)

    def say_why(self, rule: QueryFile, bound: Mapping[str, Term]) -> str:
        """Say how a rule came to its conclusion."""
        told = {variable: (self.speaker.tell(term),) for variable, term in bound.items()}
        return start_sentence(self.speaker.fill(rule.text_of("why").say(self.language), told))

    def describe_passage(self, passage: ox.NamedNode) -> dict[str, str]:
        """Describe a passage: its summary, source, place in it, and the link that opens it."""
        ontology = f"{self.prefixes.base}ontology#"
        summary, place = (
            read_text(self._store, passage, ox.NamedNode(f"{ontology}{name}")).say(self.language)
            for name in ("summary", "locator")
        )
        source = self._follow(passage, _HAS_SOURCE)
        link = self._follow(passage, f"{ontology}liveLink") or self._follow(source, _SCHEMA_URL)
        return {
            "id": self.prefixes.compress(passage.value),
            "name": self.name(passage),
            "summary": summary,
            "source": self.name(source) if source else "",
            "place": place,
            "link": link.value if link else "",
        }

    def _follow(self, subject: ox.NamedNode | None, predicate: str) -> ox.NamedNode | None:
        """Give the first thing that a property points to."""
        quads = match(self._store, (subject, ox.NamedNode(predicate), None)) if subject else ()
        found = (quad.object for quad in quads if isinstance(quad.object, ox.NamedNode))
        return min(found, key=str, default=None)
