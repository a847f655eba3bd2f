"""The difference of two releases as an overlay: what came, what went, what changed between them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pyoxigraph as ox

from bioprod_graph.dataset import compare_said, find_edition, list_said, read_any
from bioprod_graph.identifiers import find_kind
from bioprod_graph.language import LANGUAGES, Text, fill_template
from bioprod_graph.rdf import make_store
from bioprod_graph.scenes.reading import Reader

if TYPE_CHECKING:
    from pathlib import Path

    from bioprod_graph.dataset import Release
    from bioprod_graph.networks import Link
    from bioprod_graph.project import Project
    from bioprod_graph.scenes.reading import Scene

DIFFERENCE = "difference"
_LABEL = ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#label")


def read_difference(
    release: Release, project: Project, against: Path, *, option: str = ""
) -> Scene:
    """Read what differs from an older release; the store of the scene says what either says.

    The older one is a build folder, or an N-Quads file, plain or gzipped. Raises DatasetError if
    it is damaged or malformed, FileError if it cannot be read; UsageError for a file that the call
    names by an `option`.
    """
    quads, now = list(read_any(against, option=option)), list(read_any(release.dataset))
    # Of a row that both have, the newer one says what layer it is of, and who read it.
    rows = {quad.graph_name for quad in now}
    both = make_store([*(quad for quad in quads if quad.subject not in rows), *now])
    old = make_store(quads)
    changes = compare_said(*(list_said(each, base=project.base) for each in (quads, now)))
    # What has no name, such as a place in a text, is told with the thing that has it.
    changed = {
        change.thing
        for change in changes
        if find_kind(change.thing, project.base)
        and any(both.quads_for_pattern(ox.NamedNode(change.thing), _LABEL, None))
    }
    reader = Reader(both, project, DIFFERENCE)
    ties = [_read_ties(store, project) for store in (old, release.store)]
    links = [
        replace(link, kind=f"tie-{_tell(key, ties)}") for key, link in (ties[0] | ties[1]).items()
    ]
    moved = {end for k in links if k.kind != "tie-same" for end in (k.source, k.target)}
    shown = moved | changed
    kept = [link for link in links if {link.source, link.target} <= shown]
    states = {iri: _tell_thing(iri, (old, release.store), changed) for iri in shown}
    nodes = (replace(n, kind=states[n.iri]) for n in reader.read_ends(kept, *shown))
    title = _name_versions(reader.file.text_of("title"), (old, release.store), project)
    return reader.make_scene(nodes, kept, title)


def _read_ties(store: ox.Store, project: Project) -> dict[str, Link]:
    reader = Reader(store, project, DIFFERENCE)
    links = reader.read_ties(reader.read_rows())
    return {link.id: link for link in links}


def _tell(key: str, ties: list[dict[str, Link]]) -> str:
    was, is_there = (key in each for each in ties)
    return "same" if was and is_there else "removed" if was else "added"


def _tell_thing(iri: str, stores: tuple[ox.Store, ox.Store], changed: set[str]) -> str:
    was, is_there = (
        any(store.quads_for_pattern(ox.NamedNode(iri), None, None)) for store in stores
    )
    if was and is_there:
        return "changed" if iri in changed else "same"
    return "removed" if was else "added"


def _name_versions(template: Text, stores: tuple[ox.Store, ox.Store], project: Project) -> Text:
    editions = (find_edition(store, project, digest="") for store in stores)
    versions = dict(zip(("old", "new"), (e.version if e else "" for e in editions), strict=True))
    return Text({tag: fill_template(template.say(tag), versions, tag) for tag in LANGUAGES})
