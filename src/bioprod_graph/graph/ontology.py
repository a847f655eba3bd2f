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
from bioprod_graph.rdf import place
from bioprod_graph.turtle import read_turtle

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from bioprod_graph.project import Project
    from bioprod_graph.rdf import AnyTerm

# The folders of the ontology, whether each must be there, and how the graphs of its files begin.
_FOLDERS = (
    ("", True, ""),
    ("modules", True, ""),
    ("vocabularies", False, "vocabularies/"),
    ("imports", False, "imports/"),
)


def find_modules(project: Project) -> dict[str, Path]:
    """Find the files of the ontology by the name of their graph, in a fixed order.

    Raises FileError for a folder that is missing or cannot be looked into.
    """
    return {
        f"{start}{path.stem}": path
        for folder, is_required, start in _FOLDERS
        for path in list_files(project.ontology / folder, "*.ttl", is_required=is_required)
        if path.name != "prefixes.ttl"
    }


def assert_ontology(
    project: Project, instead: Mapping[Path, bytes] | None = None
) -> Iterator[ox.Quad]:
    """Return the quads of all ontology files, each in graph/ontology/MODULE."""
    for name, path in find_modules(project).items():
        graph = mint_graph(project.base, "ontology", name)
        yield from place(
            skolemize(read_turtle(path, instead).triples, f"{project.base}genid/"), graph
        )


def skolemize(triples: Sequence[ox.Triple], namespace: str) -> list[ox.Triple]:
    """Replace blank nodes by IRIs minted from their content.

    The nodes of OWL lists and class expressions form trees, so a digest of what hangs below names
    each, however deep. Raises ProjectError for blank nodes that form a circle.
    """
    below: dict[AnyTerm, list[ox.Triple]] = {}
    for triple in triples:
        if isinstance(triple.subject, ox.Triple):
            raise ProjectError(
                "the ontology speaks of {term}, which is no thing", term=triple.subject
            )
        if isinstance(triple.subject, ox.BlankNode):
            below.setdefault(triple.subject, []).append(triple)
        if isinstance(triple.object, ox.BlankNode):
            below.setdefault(triple.object, [])
    inner = {node: [t.object for t in said if t.object in below] for node, said in below.items()}
    names: dict[AnyTerm, ox.NamedNode] = {}
    try:
        for node in TopologicalSorter(inner).static_order():
            said = sorted(f"{t.predicate} {names.get(t.object, t.object)}" for t in below[node])
            digest = hashlib.sha256("\n".join(said).encode()).hexdigest()
            names[node] = ox.NamedNode(namespace + digest[:16])
    except CycleError:
        raise ProjectError(
            "the ontology has blank nodes that form a circle: give one an IRI"
        ) from None
    return [
        ox.Triple(names.get(t.subject, t.subject), t.predicate, names.get(t.object, t.object))
        for t in triples
    ]
