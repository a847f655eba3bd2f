"""Names and sentences for statements and passages, in French and English."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pyoxigraph as ox

from bioprod_graph.dataset import read_label, read_text
from bioprod_graph.language import (
    Message,
    Phrasebook,
    contract_words,
    quote,
    say_number,
    start_sentence,
)
from bioprod_graph.rdf import match

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bioprod_graph.headers import QueryFile
    from bioprod_graph.identifiers import PrefixTable
    from bioprod_graph.language import Language
    from bioprod_graph.proofs.patterns import Statement
    from bioprod_graph.rdf import Term

_XSD = "http://www.w3.org/2001/XMLSchema#"
_NUMBERS = frozenset(f"{_XSD}{name}" for name in ("integer", "decimal", "nonNegativeInteger"))
_PLACE = re.compile(r"\{(\w+)\}")
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
        self._things = f"{prefixes.base}id/"
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
        if not self.phrasebook.knows(curie):
            return f"{self.name(subject)} — {self.name(predicate)} → {self.name(value)}"
        names = self._tell(subject), self._tell(value)
        return self.phrasebook.say(curie, *names, language=self.language)

    def _name_row(self, graph: ox.NamedNode) -> str:
        """Name the graph of a row by the row; any other IRI has no such name."""
        start = f"{self.prefixes.base}graph/record/"
        if not graph.value.startswith(start):
            return ""
        table, _, row = graph.value.removeprefix(start).partition("/")
        return self.tell(Message("the row {row} of {table}.csv", table=table, row=row))

    def _name_in_text(self, term: Term) -> str:
        """Name a term with its article, which the names of classes and properties do without."""
        is_thing = isinstance(term, ox.NamedNode) and term.value.startswith(self._things)
        name = self.name(term)
        return self.phrasebook.with_article(name, self.language) if is_thing else name

    def _tell(self, value: Term) -> str:
        """Write a term as it stands in a sentence: only texts are put in quotation marks."""
        if isinstance(value, ox.NamedNode):
            return self.name(value).strip("<>")
        if value.language:
            return quote(value.value, self.language)
        if value.datatype.value in _NUMBERS:
            return say_number(value.value, self.language)
        return value.value

    def say_why(self, rule: QueryFile, bound: Mapping[str, Term]) -> str:
        """Say how a rule came to its conclusion."""
        names = {variable: self._name_in_text(term) for variable, term in bound.items()}
        why = rule.get(f"why_{self.language}")
        said = _PLACE.sub(lambda place: names.get(place[1], "?"), why)
        return start_sentence(contract_words(said, self.language))

    def get_text(self, subject: ox.NamedNode, predicate: ox.NamedNode) -> str:
        """Give the text of a property in the language, else in any other, else nothing."""
        return read_text(self._store, subject, predicate).say(self.language)

    def get_object(self, subject: ox.NamedNode, predicate: ox.NamedNode) -> ox.NamedNode | None:
        """Give the first thing that a property points to."""
        quads = match(self._store, (subject, predicate, None))
        found = [quad.object for quad in quads if isinstance(quad.object, ox.NamedNode)]
        return min(found, key=lambda node: node.value, default=None)
