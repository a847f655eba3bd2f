"""Characters that nobody sees, in texts that no table holds: the ontology, and headers of queries.

What a cell must not hold (`tables.text`), no literal of a Turtle file may hold either, nor a line
of the header of a query: all of them become names, summaries and messages.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from bioprod_graph.errors import ProjectError
from bioprod_graph.files import TURTLE, find_bounds, read_text
from bioprod_graph.findings import Finding, Location
from bioprod_graph.graph import find_modules
from bioprod_graph.identifiers import show_term
from bioprod_graph.language import Message
from bioprod_graph.sparql import read_query, read_query_kinds
from bioprod_graph.tables import find_characters
from bioprod_graph.turtle import read_turtle

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bioprod_graph.project import Project

# Kinds of queries that a check asks or lists: whoever reads them tells what is wrong with them.
_READ = ("rules", "checks", "questions")


def check_characters(project: Project) -> Iterator[Finding]:
    """Check modules, vocabularies and shapes, then the headers of rules and of queries.

    A query that is not as its folder asks is a draft: a finding, which stops nothing else. Raises
    ProjectError for a file of the ontology that is malformed.
    """
    shapes = sorted((project.ontology / "shapes").glob("*.ttl"))
    for path in filter(_may_hold, (*find_modules(project).values(), *shapes)):
        where = Location(project.relative(path))
        for triple in read_turtle(path).triples:
            yield from _check_object(triple, where, project)
    folders = (project.ontology / "rules", *sorted(project.queries.glob("*/")))
    for path, kind in ((path, f.name) for f in folders for path in sorted(f.rglob("*.rq"))):
        yield from _check_query(path, kind, Location(project.relative(path)))


def _check_query(path: Path, kind: str, where: Location) -> Iterator[Finding]:
    try:
        query = read_query(path, "" if kind in _READ or kind not in read_query_kinds() else kind)
    except ProjectError as error:
        if kind not in _READ:
            said = error.said
            said = said.fill(path=where.file) if isinstance(said, Message) else said
            yield Finding("warning", "query:draft", said, where)
        return
    for key, values in query.header.items():
        for check, fault in find_characters("\n".join(values)):
            said = Message("the header {key} {fault}", key=key, fault=fault)
            yield Finding("error", f"header:{check}", said, where)


def _may_hold(path: Path) -> bool:
    """Tell whether a file is worth parsing: most have neither such a character nor an escape."""
    text = read_text(path, limit=TURTLE, within=find_bounds(path))
    return "\\" in text or any(find_characters(text))


def _check_object(triple: ox.Triple, where: Location, project: Project) -> Iterator[Finding]:
    text, subject = triple.object, triple.subject
    for check, fault in find_characters(text.value) if isinstance(text, ox.Literal) else ():
        yield Finding(
            "error",
            f"ontology:{check}",
            Message("a text {fault}", fault=fault),
            where,
            focus=subject.value if isinstance(subject, ox.NamedNode) else "",
            path=show_term(triple.predicate, project.prefixes),
            value=getattr(text, "value", ""),
        )
