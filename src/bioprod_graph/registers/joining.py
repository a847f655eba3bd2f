"""Registers that join a release: N-Quads as they were built, each in the graph of its register.

What a project has taken in lies in `data/registers/NAME.nq`; the slice that `bioprod registers`
builds is put there by a person, so that a build reads nothing that another one has made.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from bioprod_graph.errors import ProjectError, one_line
from bioprod_graph.files import QUADS, find_bounds, list_files, open_file, refuse
from bioprod_graph.identifiers import mint_graph
from bioprod_graph.language import Message
from bioprod_graph.registers.description import read_open_register

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bioprod_graph.project import Project


def find_joined(project: Project) -> dict[str, Path]:
    """Find the registers that a project has taken in, by name."""
    folder = project.root / "data" / "registers"
    return {path.stem: path for path in list_files(folder, "*.nq", is_required=False)}


def assert_register(project: Project, name: str) -> Iterator[ox.Quad]:
    """Give what a register that was taken in says, and the licence and the source of its graph.

    Raises NotFoundError for a register that is not described, FileError for a file that cannot be
    read or is malformed, ProjectError for a statement outside the graph of the register.
    """
    register, path = read_open_register(project, name), find_joined(project)[name]
    graph, frame = (
        mint_graph(project.base, *kind) for kind in (("register", name), ("provenance",))
    )
    told = {"dcterms:license": register.licence, "dcterms:source": register.source}
    for term, value in told.items():
        yield ox.Quad(graph, project.prefixes.expand(term), ox.NamedNode(value), frame)
    for quad in _read_quads(path):
        if quad.graph_name != graph or isinstance(quad.subject, ox.BlankNode):
            raise ProjectError(
                "{path}: says {statement}, which is not in the graph of {name}: "
                "put there what bioprod registers build {name} --slice writes",
                path=project.relative(path),
                statement=str(quad),
                name=name,
            )
        yield quad


def _read_quads(path: Path) -> Iterator[ox.Quad]:
    with open_file(path, limit=QUADS, within=find_bounds(path)) as file:
        try:
            yield from ox.parse(file, format=ox.RdfFormat.N_QUADS)
        except (SyntaxError, ValueError) as error:
            said = Message("malformed N-Quads ({reason})", reason=one_line(str(error)))
            raise refuse(path, said) from None
