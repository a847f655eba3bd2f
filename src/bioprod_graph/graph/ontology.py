"""The ontology and its vocabularies become quads: one named graph a file, no blank nodes.

RDF 1.1 Concepts, section 3.5, has blank nodes replaced by IRIs that are minted; here they are
minted from what the node says, so that the same file gives the same IRIs everywhere.
"""

from __future__ import annotations

import hashlib
from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING

import pyoxigraph as ox

from bioprod_graph.errors import ProjectError
from bioprod_graph.files import list_files
from bioprod_graph.identifiers import mint_graph
from bioprod_graph.turtle import read_turtle

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from bioprod_graph.project import Project

    Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple

_FOLDERS = ("", "modules", "vocabularies", "imports")
_OPTIONAL = ("vocabularies", "imports")
_PREFIX_FILE = "prefixes.ttl"


def find_modules(project: Project) -> dict[str, Path]:
    """Find the files of the ontology by the name of their graph, in a fixed order.

    Raises FileError for a folder that is missing or cannot be looked into.
    """
    modules = {}
    for folder in _FOLDERS:
        is_required = folder not in _OPTIONAL
        for path in list_files(project.ontology / folder, "*.ttl", is_required=is_required):
            name = f"{folder}/{path.stem}" if folder not in ("", "modules") else path.stem
            if path.name != _PREFIX_FILE:
                modules[name] = path
    return modules


def assert_ontology(project: Project) -> Iterator[ox.Quad]:
    """Give the quads of all files of the ontology, each in graph/ontology/MODULE."""
    for name, path in find_modules(project).items():
        graph = mint_graph(project.base, "ontology", name)
        for triple in skolemize(read_turtle(path).triples, f"{project.base}genid/"):
            yield ox.Quad(triple.subject, triple.predicate, triple.object, graph)


def skolemize(triples: Sequence[ox.Triple], namespace: str) -> list[ox.Triple]:
    """Replace blank nodes by IRIs minted from their content.

    The nodes of OWL lists and class expressions form trees, so a digest of what hangs below
    names each. Raises ProjectError for blank nodes that form a circle.
    """
    below: dict[ox.BlankNode, list[ox.Triple]] = {}
    for triple in triples:
        if isinstance(triple.subject, ox.BlankNode):
            below.setdefault(triple.subject, []).append(triple)
        if isinstance(triple.object, ox.BlankNode):
            below.setdefault(triple.object, [])
    names = _mint_names(below, namespace)
    return [ox.Triple(_subject(names, t), t.predicate, _name(names, t.object)) for t in triples]


def _mint_names(
    below: Mapping[ox.BlankNode, list[ox.Triple]], namespace: str
) -> dict[ox.BlankNode, ox.NamedNode]:
    """Name each blank node after those below it, however deep they hang."""
    inner = {
        node: [t.object for t in said if isinstance(t.object, ox.BlankNode)]
        for node, said in below.items()
    }
    names: dict[ox.BlankNode, ox.NamedNode] = {}
    try:
        for node in TopologicalSorter(inner).static_order():
            said = sorted(f"{t.predicate} {_name(names, t.object)}" for t in below[node])
            digest = hashlib.sha256("\n".join(said).encode()).hexdigest()
            names[node] = ox.NamedNode(namespace + digest[:16])
    except CycleError:
        raise ProjectError(
            "the ontology has blank nodes that form a circle: give one an IRI"
        ) from None
    return names


def _name(names: Mapping[ox.BlankNode, ox.NamedNode], term: Term) -> Term:
    return names[term] if isinstance(term, ox.BlankNode) else term


def _subject(names: Mapping[ox.BlankNode, ox.NamedNode], triple: ox.Triple) -> ox.NamedNode:
    term = _name(names, triple.subject)
    if not isinstance(term, ox.NamedNode):
        raise ProjectError("the ontology speaks of {term}, which is no thing", term=term)
    return term
