"""The ontology as one file that imports nothing, in RDF/XML: Protégé and owlready2 open it.

It holds all modules and vocabularies under the header of the ontology that imports them; headers
of modules are left out, since a file has one ontology. What tables and rules say of its terms alone
stands in it too: that one is withdrawn, and what to use instead. Lists are blank nodes again, as
OWL 2 asks (https://www.w3.org/TR/owl2-mapping-to-rdf/).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from bioprod_graph.formats.registry import ALL_PLACES, Format, register
from bioprod_graph.formats.serializations import render_statements

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bioprod_graph.formats.registry import Setting
    from bioprod_graph.rdf import AnyTerm

_OWL = "http://www.w3.org/2002/07/owl#"
_TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
_ONTOLOGY, _IMPORTS = ox.NamedNode(f"{_OWL}Ontology"), ox.NamedNode(f"{_OWL}imports")


def render_ontology(quads: Iterable[ox.Quad | ox.Triple], setting: Setting) -> bytes:
    """Write the ontology that is in the statements of a dataset, and nothing of its data."""
    base = setting.prefixes.base
    return render_statements(
        (_name_nodes(quad, f"{base}genid/") for quad in _choose(list(quads), base)),
        setting,
        form="rdfxml",
    )


def _choose(quads: list[ox.Quad | ox.Triple], base: str) -> Iterable[ox.Quad | ox.Triple]:
    headers = {q.subject for q in quads if q.predicate == _TYPE and q.object == _ONTOLOGY}
    modules = headers & {quad.object for quad in quads if quad.predicate == _IMPORTS}
    for quad in quads:
        # A triple that is in no graph was chosen by whoever gives it.
        here = quad.graph_name if isinstance(quad, ox.Quad) else None
        graph = getattr(here, "value", "") if here else f"{base}graph/ontology/"
        subject = getattr(quad.subject, "value", "")
        is_told = subject.startswith(f"{base}ontology#") and (
            quad.predicate.value == f"{_OWL}deprecated" or graph.startswith(f"{base}graph/record/")
        )
        is_own = quad.subject not in modules and quad.predicate != _IMPORTS
        if is_own and (graph.startswith(f"{base}graph/ontology/") or is_told):
            yield quad


def _name_nodes(quad: ox.Quad | ox.Triple, start: str) -> ox.Triple:
    """Make blank nodes of the names that stand for them."""

    def restore(term: AnyTerm) -> Any:
        if isinstance(term, ox.NamedNode) and term.value.startswith(start):
            return ox.BlankNode(term.value.removeprefix(start))
        return term

    return ox.Triple(restore(quad.subject), quad.predicate, restore(quad.object))


register(
    Format("owl", "statements", "application/rdf+xml", ".owl", render_ontology, places=ALL_PLACES)
)
