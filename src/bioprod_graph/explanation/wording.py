"""Names and sentences for statements and passages, in French and English."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pyoxigraph as ox

if TYPE_CHECKING:
    from bioprod_graph.explanation.patterns import Statement
    from bioprod_graph.findings import Language
    from bioprod_graph.headers import QueryFile
    from bioprod_graph.identifiers import PrefixTable
    from bioprod_graph.rdf import Term

_LABEL = ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#label")
_PLACE = re.compile(r"\{(\w+)\}")
# The few terms of W3C vocabularies that have no label in the dataset but stand in every proof.
_COMMON = {
    "rdf:type": {"fr": "est de type", "en": "is a"},
    "rdfs:subClassOf": {"fr": "est une sous-classe de", "en": "is a subclass of"},
    "rdfs:subPropertyOf": {"fr": "est une sous-propriété de", "en": "is a subproperty of"},
    "rdfs:domain": {"fr": "a pour domaine", "en": "has the domain"},
    "rdfs:range": {"fr": "a pour portée", "en": "has the range"},
    "rdfs:label": {"fr": "a pour nom", "en": "has the label"},
    "owl:inverseOf": {"fr": "est l’inverse de", "en": "is the inverse of"},
    "owl:propertyChainAxiom": {"fr": "suit de la chaîne", "en": "follows from the chain"},
    "owl:TransitiveProperty": {"fr": "propriété transitive", "en": "transitive property"},
}


class Wording:
    """Names things in one language, from the labels in the store."""

    def __init__(self, store: ox.Store, prefixes: PrefixTable, language: Language) -> None:
        self._store = store
        self.prefixes = prefixes
        self.language = language

    def name(self, term: Term) -> str:
        """Name a term: its label in the language, else in any, else its CURIE."""
        if isinstance(term, ox.Literal):
            return _quote(term, self.language)
        curie = self.prefixes.compress(term.value)
        if curie in _COMMON:
            return _COMMON[curie][self.language]
        return self.get_text(term, _LABEL) or curie

    def say(self, statement: Statement) -> str:
        """Say a statement in one line."""
        subject, predicate, value = statement
        return f"{self.name(subject)} — {self.name(predicate)} → {self.name(value)}"

    def say_why(self, rule: QueryFile, bound: dict[str, Term]) -> str:
        """Say how a rule came to its conclusion."""
        names = {variable: self.name(term) for variable, term in bound.items()}
        return _PLACE.sub(lambda place: names.get(place[1], "?"), rule.get(f"why_{self.language}"))

    def get_text(self, subject: ox.NamedNode, predicate: ox.NamedNode) -> str:
        """Give the text of a property in the language, else in any other, else nothing."""
        texts: dict[str, str] = {}
        for quad in self._store.quads_for_pattern(subject, predicate, None):
            if isinstance(quad.object, ox.Literal):
                texts.setdefault(quad.object.language or "", quad.object.value)
        return texts.get(self.language) or next((texts[key] for key in sorted(texts)), "")

    def get_object(self, subject: ox.NamedNode, predicate: ox.NamedNode) -> ox.NamedNode | None:
        """Give the first thing that a property points to."""
        quads = self._store.quads_for_pattern(subject, predicate, None)
        found = [quad.object for quad in quads if isinstance(quad.object, ox.NamedNode)]
        return min(found, key=lambda node: node.value, default=None)


def _quote(literal: ox.Literal, language: Language) -> str:
    if language == "fr":
        return f"« {literal.value} »"
    return f"“{literal.value}”"
