"""Names and sentences for statements and passages, in French and English."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from bioprod_graph.dataset import read_label, read_text
from bioprod_graph.documents.speaker import Speaker
from bioprod_graph.language import Message, Phrasebook, quote, start_sentence
from bioprod_graph.rdf import match

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bioprod_graph.identifiers import PrefixTable
    from bioprod_graph.language import Language
    from bioprod_graph.proofs.patterns import Statement
    from bioprod_graph.rdf import Term
    from bioprod_graph.sparql.query_files import QueryFile

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


class Wording:
    """Names things in one language, from the labels in the store."""

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

    def name(self, term: Term) -> str:
        """Name a term: its label in the language, else in any, else its CURIE."""
        if isinstance(term, ox.Literal):
            return quote(term.value, self.language)
        curie = self.prefixes.compress(term.value)
        if curie in _COMMON:
            return self.tell(_COMMON[curie])
        otherwise = self._name_row(term) or curie
        return read_label(self._store, term, otherwise=otherwise).say(self.language)

    def tell(self, said: Message) -> str:
        """Say a message in the language of the names."""
        return said.say(self.language)

    def say(self, statement: Statement) -> str:
        """Say a statement: as a sentence, or with arrows where no phrase is known for it."""
        subject, predicate, value = statement
        curie = self.prefixes.compress(predicate.value)
        parts = Speaker(self).say_phrase(curie, subject, value)
        if parts is None:
            return f"{self.name(subject)} — {self.name(predicate)} → {self.name(value)}"
        return "".join(part.text for part in parts)

    def _name_row(self, graph: ox.NamedNode) -> str:
        """Name the graph of a row by the row; any other IRI has no such name."""
        start = f"{self.prefixes.base}graph/record/"
        if not graph.value.startswith(start):
            return ""
        table, _, row = graph.value.removeprefix(start).partition("/")
        return self.tell(Message("the row {row} of {table}.csv", table=table, row=row))

    def say_why(self, rule: QueryFile, bound: Mapping[str, Term]) -> str:
        """Say how a rule came to its conclusion."""
        speaker = Speaker(self)
        told = {variable: (speaker.tell(term),) for variable, term in bound.items()}
        return start_sentence(speaker.fill(rule.text_of("why").say(self.language), told))

    def get_text(self, subject: ox.NamedNode, predicate: ox.NamedNode) -> str:
        """Give the text of a property in the language, else in any other, else nothing."""
        return read_text(self._store, subject, predicate).say(self.language)

    def get_object(self, subject: ox.NamedNode, predicate: ox.NamedNode) -> ox.NamedNode | None:
        """Give the first thing that a property points to."""
        quads = match(self._store, (subject, predicate, None))
        found = [quad.object for quad in quads if isinstance(quad.object, ox.NamedNode)]
        return min(found, key=lambda node: node.value, default=None)
