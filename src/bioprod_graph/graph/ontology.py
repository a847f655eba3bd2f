"""The ontology and its vocabularies become quads: one named graph a file, no blank nodes.

RDF 1.1 Concepts, section 3.5, has blank nodes replaced by IRIs that are minted; here they are
minted from what the node says, so that the same file gives the same IRIs everywhere.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pyoxigraph as ox

from bioprod_graph.errors import ProjectError, one_line, say_reason
from bioprod_graph.identifiers import mint_graph

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from bioprod_graph.project import Project

    Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple

_FOLDERS = ("", "modules", "vocabularies", "imports")
_PREFIX_FILE = "prefixes.ttl"


def find_modules(project: Project) -> dict[str, Path]:
    """Find the files of the ontology by the name of their graph, in a fixed order."""
    modules = {}
    for folder in _FOLDERS:
        for path in sorted((project.ontology / folder).glob("*.ttl")):
            name = f"{folder}/{path.stem}" if folder not in ("", "modules") else path.stem
            if path.name != _PREFIX_FILE:
                modules[name] = path
    return modules


def parse_turtle(path: Path) -> list[ox.Triple]:
    """Parse a Turtle file.

    Raises ProjectError, one line with file, line and column, when it is malformed.
    """
    try:
        return [quad.triple for quad in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE)]
    except OSError as error:
        raise ProjectError(
            en=f"{path}: cannot be read ({one_line(str(error))})",
            fr=f"{path} : ne peut pas être lu ({say_reason(error)})",
        ) from None
    except SyntaxError as error:
        # The parser tells the place in its own words within the message.
        raise ProjectError(
            en=f"{path}:{error.lineno}:{error.offset}: malformed Turtle: {one_line(error.msg)}",
            fr=f"{path}:{error.lineno}:{error.offset} : Turtle mal formé ({one_line(error.msg)})",
        ) from None


def assert_ontology(project: Project) -> Iterator[ox.Quad]:
    """Give the quads of all files of the ontology, each in graph/ontology/MODULE."""
    for name, path in find_modules(project).items():
        graph = mint_graph(project.base, "ontology", name)
        for triple in skolemize(parse_turtle(path), f"{project.base}genid/"):
            yield ox.Quad(triple.subject, triple.predicate, triple.object, graph)


def skolemize(triples: list[ox.Triple], namespace: str) -> list[ox.Triple]:
    """Replace blank nodes by IRIs minted from their content.

    The nodes of OWL lists and class expressions form trees, so a digest of what hangs below
    names each. Raises ProjectError for blank nodes that form a circle.
    """
    below: dict[Term, list[ox.Triple]] = {}
    for triple in triples:
        if isinstance(triple.subject, ox.BlankNode):
            below.setdefault(triple.subject, []).append(triple)
    name = _make_namer(below, namespace)
    return [ox.Triple(_subject(name(t.subject)), t.predicate, name(t.object)) for t in triples]


def _subject(term: Term) -> ox.NamedNode:
    if not isinstance(term, ox.NamedNode):
        raise ProjectError(
            en=f"the ontology speaks of {term}, which is no thing",
            fr=f"l’ontologie parle de {term}, qui n’est pas une chose",
        )
    return term


def _make_namer(below: dict[Term, list[ox.Triple]], namespace: str) -> Callable[[Term], Term]:
    names: dict[Term, ox.NamedNode] = {}
    open_nodes: set[Term] = set()

    def name(term: Term) -> Term:
        if not isinstance(term, ox.BlankNode):
            return term
        if term in open_nodes:
            raise ProjectError(
                en="the ontology has blank nodes that form a circle: give one an IRI",
                fr="l’ontologie a des nœuds anonymes en cercle : donner un IRI à l’un d’eux",
            )
        if term not in names:
            open_nodes.add(term)
            said = sorted(f"{t.predicate} {name(t.object)}" for t in below.get(term, []))
            open_nodes.discard(term)
            digest = hashlib.sha256("\n".join(said).encode()).hexdigest()
            names[term] = ox.NamedNode(namespace + digest[:16])
        return names[term]

    return name
