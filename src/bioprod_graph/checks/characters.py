"""Characters that nobody sees, in texts that no table holds: the ontology, and headers of queries.

What a cell must not hold (`tables.text`), no literal of a Turtle file may hold either, nor a line
of the header of a query: all of them become names, summaries and messages.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from bioprod_graph.findings import Finding, Location
from bioprod_graph.graph import find_modules
from bioprod_graph.language import Message
from bioprod_graph.sparql.query_files import read_query
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
    for path in (*find_modules(project).values(), *shapes):
        yield from _check_literals(path, project)
    folders = (project.ontology / "rules", *sorted(project.queries.glob("*/")))
    for path in (path for folder in folders for path in sorted(folder.glob("*.rq"))):
        yield from _check_header(path, project)


def _check_literals(path: Path, project: Project) -> Iterator[Finding]:
    file = project.relative(path)
    for triple in read_turtle(path).triples:
        term = triple.object
        for check, fault in find_characters(getattr(term, "value", "")):
            if isinstance(term, ox.Literal):
                subject = triple.subject
                yield Finding(
                    "error",
                    f"ontology:{check}",
                    Message("a text {fault}", fault=fault),
                    Location(file),
                    focus=subject.value if isinstance(subject, ox.NamedNode) else "",
                    path=project.prefixes.compress(triple.predicate.value),
                    value=term.value,
                )


def _check_header(path: Path, project: Project) -> Iterator[Finding]:
    file = project.relative(path)
    for key, values in read_query(path).header.items():
        for check, fault in find_characters("\n".join(values)):
            yield Finding(
                "error",
                f"header:{check}",
                Message("the header {key} {fault}", key=key, fault=fault),
                Location(file),
            )
