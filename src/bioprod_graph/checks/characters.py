"""Characters that nobody sees, in texts that no table holds: the ontology, and headers of queries.

What a cell must not hold (`tables.text`), no literal of a Turtle file may hold either, nor a line
of the header of a query: all of them become names, summaries and messages.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from bioprod_graph.files import TURTLE, find_bounds, read_bytes
from bioprod_graph.findings import Finding, Location
from bioprod_graph.graph import find_modules
from bioprod_graph.identifiers import show_term
from bioprod_graph.language import Message
from bioprod_graph.sparql import read_query
from bioprod_graph.tables import find_characters
from bioprod_graph.turtle import read_turtle

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bioprod_graph.project import Project


def check_characters(project: Project) -> Iterator[Finding]:
    """Check modules, vocabularies and shapes, then the headers of rules and of queries.

    Raises ProjectError for a file that is malformed.
    """
    shapes = sorted((project.ontology / "shapes").glob("*.ttl"))
    for path in filter(_may_hold, (*find_modules(project).values(), *shapes)):
        where = Location(project.relative(path))
        for triple in read_turtle(path).triples:
            yield from _check_object(triple, where, project)
    folders = (project.ontology / "rules", *sorted(project.queries.glob("*/")))
    for path in (path for folder in folders for path in sorted(folder.glob("*.rq"))):
        where = Location(project.relative(path))
        for key, values in read_query(path).header.items():
            for check, fault in find_characters("\n".join(values)):
                said = Message("the header {key} {fault}", key=key, fault=fault)
                yield Finding("error", f"header:{check}", said, where)


def _may_hold(path: Path) -> bool:
    """Tell whether a file is worth parsing: most have neither such a character nor an escape."""
    content = read_bytes(path, limit=TURTLE, within=find_bounds(path))
    # What is no UTF-8 is left for the parser to tell.
    text = content.decode("utf-8", errors="backslashreplace")
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
