"""What pages are told from beside a release: its shapes, and what changed between kept releases.

    graph/shapes/NAME        the shapes in `ontology/shapes/NAME.ttl`
    graph/changes/VERSION    what changed to that version from the one before, in `releases/`

A change is of one thing and one property, and has the values that went and that came
(https://www.w3.org/DesignIssues/Diff: deletions and insertions).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pyoxigraph as ox

from bioprod_graph.dataset import compare_said, list_kept, list_said, read_any
from bioprod_graph.files import list_files
from bioprod_graph.identifiers import mint_graph
from bioprod_graph.rdf import make_store, place
from bioprod_graph.turtle import read_turtle

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bioprod_graph.dataset import Change
    from bioprod_graph.project import Project

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_TYPE, _LABEL = f"{_RDF}type", "http://www.w3.org/2000/01/rdf-schema#label"
_DELTA = "http://www.w3.org/2004/delta#"
_ISSUED = "http://purl.org/dc/terms/issued"
_PRIOR = "http://www.w3.org/2002/07/owl#priorVersion"


def read_beside(now: list[ox.Quad], version: str, project: Project) -> ox.Store:
    """Read the statements of a release, and what is beside it, into one store."""
    store = make_store(now)
    for path in list_files(project.ontology / "shapes", "*.ttl", is_required=False):
        graph = mint_graph(project.base, "shapes", path.stem)
        store.extend(place(read_turtle(path).triples, graph))
    lines = "".join(_list_changes(now, version, project))
    store.bulk_load(lines, ox.RdfFormat.N_QUADS)
    return store


def _list_changes(now: list[ox.Quad], version: str, project: Project) -> Iterator[str]:
    """List what changed from each version to the next, as N-Quads."""
    base = project.base
    paths = list_kept(project)
    paths.pop(version, None)
    before, nameless = None, f"{base}genid/"
    for name in (*sorted(paths, key=_order), version):
        quads = now if name == version else read_any(paths[name])
        said = list_said(quads, base=base)
        # What has no name, such as a list of the ontology, is told to no reader.
        facts = {f for f in said if nameless not in f[0] and nameless not in f[2]}
        if before:
            both = {_name_thing(f[0]) for f in facts} & {_name_thing(f[0]) for f in before[1]}
            # Of what is new or gone, what it is, and how it was named: all else stands on its page.
            changes = [
                change
                for change in compare_said(before[1], facts)
                if change.predicate == _TYPE
                or _name_thing(change.thing) in both
                or (change.predicate == _LABEL and change.went)
            ]
            yield from _write(changes, versions=(before[0], name), base=base)
            about = f"{base}ontology", _ISSUED
            yield from _tell_date(name, {f[2] for f in facts if f[:2] == about}, base)
        before = name, facts


def _write(changes: list[Change], *, versions: tuple[str, str], base: str) -> Iterator[str]:
    prior, version = versions
    subject, graph = f"{base}changes/{version}", mint_graph(base, "changes", version)
    yield f'<{subject}> <{_PRIOR}> "{prior}" {graph} .\n'
    for number, change in enumerate(changes, start=1):
        said = [
            (f"{_RDF}subject", f"<{change.thing}>"),
            (f"{_RDF}predicate", f"<{change.predicate}>"),
            *((f"{_DELTA}deletion", value) for value in change.went),
            *((f"{_DELTA}insertion", value) for value in change.came),
        ]
        for predicate, value in said:
            yield f"<{subject}#{number}> <{predicate}> {value} {graph} .\n"


def _tell_date(version: str, dates: set[str], base: str) -> Iterator[str]:
    graph = mint_graph(base, "changes", version)
    yield from (f"<{base}changes/{version}> <{_ISSUED}> {date} {graph} .\n" for date in dates)


def _name_thing(iri: str) -> str:
    """Name the thing that something is said of, or of a part of it."""
    return iri.partition("#")[0]


def _order(version: str) -> tuple[list[int], str]:
    return [int(number) for number in re.findall(r"\d+", version)], version
