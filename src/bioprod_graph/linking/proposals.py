"""Links written: N-Quads in the graph of links, and a table of what a person is to decide.

A link is written as SSSOM has it in RDF: a statement that is described, and not made. What it
describes is what a body would be given, its number in the register.
https://mapping-commons.github.io/sssom/ – sssom:confidence is the probability, as a decimal.
"""

from __future__ import annotations

import csv
from importlib.metadata import version
from typing import TYPE_CHECKING, NamedTuple

import pyoxigraph as ox

from bioprod_graph.errors import NotFoundError, ProjectError
from bioprod_graph.files import (
    TABLE,
    explain_refusals,
    list_files,
    read_csv,
    read_text,
    replace_files,
    write_csv,
)
from bioprod_graph.identifiers import mint_graph
from bioprod_graph.language import Message
from bioprod_graph.rdf import place, serialize

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from bioprod_graph.linking.links import Pairing
    from bioprod_graph.linking.settings import Model
    from bioprod_graph.project import Project

_OUTCOME = Message("the links stay as they were")
_BY_NAME, _BY_NUMBER = "semapv:CompositeMatching", "semapv:MappingChaining"


class Proposal(NamedTuple):
    """A link that a person is to decide: a row of the table."""

    organization: str
    register: str
    number: str
    known_as: str
    entry: str
    place: str
    score: str
    model: str


COLUMNS = Proposal._fields


def write_links(
    project: Project, model: Model, register: str, *, links: Sequence[Pairing]
) -> list[Proposal]:
    """Write the links with a register, whole or not at all; give those that are to be decided."""
    proposals = [
        Proposal(
            link.body.slug,
            register,
            link.found.number,
            link.body.names[0],
            link.found.name,
            link.found.place,
            f"{link.score:.4f}",
            model.name,
        )
        for link in links
        if not link.is_stated
    ]
    graph = mint_graph(project.base, "links")
    triples = (t for link in links for t in _describe(project, model, register, link=link))
    lines = sorted(serialize(place(triples, graph), ox.RdfFormat.N_QUADS).splitlines(keepends=True))
    folder = _find_folder(project)
    with explain_refusals(folder, _OUTCOME):
        folder.mkdir(parents=True, exist_ok=True)
        table = write_csv([COLUMNS, *proposals])
        written = {".nq": b"".join(lines), ".csv": table.encode()}
        replace_files({folder / f"{register}{end}": content for end, content in written.items()})
    return proposals


def read_proposals(project: Project) -> list[Proposal]:
    """Read what was to be decided of all registers, the likeliest first.

    Raises NotFoundError, which says what to do, if no register was linked.
    """
    paths = list_files(_find_folder(project), "*.csv", is_required=False)
    if not paths:
        raise NotFoundError("nothing was linked yet: bioprod link REGISTER proposes links")
    found = [each for path in paths for each in _read(path)]
    return sorted(found, key=lambda each: (-float(each.score), each))


def _find_folder(project: Project) -> Path:
    return project.build / "links"


def _read(path: Path) -> Iterator[Proposal]:
    try:
        (_, header), *rows = read_csv(read_text(path, limit=TABLE))
        if tuple(header) != COLUMNS:
            raise ValueError
        yield from (Proposal(*row) for _, row in rows)
    except (csv.Error, ValueError, TypeError):
        raise ProjectError(
            "{path}: was changed since it was written: bioprod link writes it anew", path=path
        ) from None


def _describe(
    project: Project, model: Model, register: str, *, link: Pairing
) -> Iterable[ox.Triple]:
    """Describe the statement that a link proposes."""
    expand, found = project.prefixes.expand, link.found
    target = model.targets[register]
    bare = found.number.rpartition("/")[2]
    is_address = found.number.startswith(("http://", "https://"))
    stated = ox.NamedNode(found.number) if is_address else ox.Literal(found.number)
    score = ox.Literal(f"{link.score:.4f}".rstrip("0").rstrip("."), datatype=expand("xsd:decimal"))
    said: dict[str, ox.NamedNode | ox.Literal] = {
        "rdf:type": expand("owl:Axiom"),
        "owl:annotatedSource": ox.NamedNode(link.body.iri),
        "owl:annotatedProperty": expand(f"bioprod:{target.property}"),
        "owl:annotatedTarget": stated,
        "prov:wasDerivedFrom": ox.NamedNode(found.unit),
        "sssom:object_label": ox.Literal(found.name),
        "sssom:object_source": mint_graph(project.base, "register", register),
        "sssom:confidence": score,
        "sssom:mapping_justification": expand(_BY_NUMBER if link.is_shared else _BY_NAME),
    }
    if not link.is_shared:
        said["sssom:similarity_measure"] = ox.Literal(model.name)
        said["sssom:mapping_tool"] = ox.Literal("Splink")
        said["sssom:mapping_tool_version"] = ox.Literal(version("splink"))
    subject = ox.NamedNode(f"{project.base}graph/links#{link.body.slug}_{register}_{bare}")
    return [ox.Triple(subject, expand(name), value) for name, value in said.items()]
