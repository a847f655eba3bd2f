"""Scenes around a thing, and between two: parts of what `queries/scenes/neighbourhood.rq` ties."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from bioprod_graph.dataset import EVERYTHING, Portion, find_thing, open_release
from bioprod_graph.documents import Illustration
from bioprod_graph.errors import NotFoundError
from bioprod_graph.identifiers import find_kind
from bioprod_graph.language import LANGUAGES, Message, Text
from bioprod_graph.names import find_near
from bioprod_graph.networks import find_neighbours, find_paths, read_steps
from bioprod_graph.proofs import read_wording
from bioprod_graph.scenes.reading import Reader, keep_part, list_scenes, read_scene

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    import pyoxigraph as ox

    from bioprod_graph.documents import Document
    from bioprod_graph.drawing import Picture
    from bioprod_graph.networks import Link
    from bioprod_graph.project import Project
    from bioprod_graph.reports import Report
    from bioprod_graph.scenes.reading import Scene

    DrawPlace = Callable[[str, str], Picture | None]

NEIGHBOURHOOD = "neighbourhood"


def read_around(store: ox.Store, project: Project, thing: ox.NamedNode, *, hops: int = 1) -> Scene:
    """Read what lies within so many ties of a thing; further away, no path leads through a place.

    A thing without a tie stands alone.
    """
    reader = Reader(store, project, NEIGHBOURHOOD)
    links = reader.read_ties(reader.read_rows())
    ends = read_steps(store, project.queries / "views").ends - {thing.value}
    inner = [link for link in links if not {link.source, link.target} & ends]
    title = _name(reader.file.text_of("title"), store, project, thing=thing)
    scene = reader.make_scene(reader.read_ends(inner, thing.value), inner, title)
    near = {node.iri for node in find_neighbours(scene.network, thing.value, hops).nodes}
    closer = {n.iri for n in find_neighbours(scene.network, thing.value, hops - 1).nodes}
    # What none leads through is shown where it is reached.
    outer = near - ends
    chosen = [k for k in links if {k.source, k.target} & closer or {k.source, k.target} <= outer]
    return reader.make_scene(reader.read_ends(chosen, thing.value), chosen, title)


def read_named(store: ox.Store, project: Project, name: str, *, hops: int = 1) -> Scene:
    """Read the scene of that name, else what lies around the thing of that name."""
    scenes = [file.name for file in list_scenes(project)]
    if name in scenes:
        return read_scene(store, project, name)
    try:
        thing = find_thing(name, store, project)
    except NotFoundError:
        suggest_scene(name, scenes)
        raise
    return read_around(store, project, thing, hops=hops)


def suggest_scene(name: str, scenes: Iterable[str]) -> None:
    """Raise NotFoundError with the scene that is nearly named so, if there is one."""
    for near in find_near(name, scenes):
        hint = Message("did you mean {name}?", name=near)
        raise NotFoundError("no scene is named {name}; {hint}", name=name, hint=hint) from None


def make_surroundings(store: ox.Store, project: Project) -> Callable[[str], Scene]:
    """Make what gives the scene of a thing and its own ties, from one reading of all ties."""
    reader = Reader(store, project, NEIGHBOURHOOD)
    links = reader.read_ties(reader.read_rows())
    nodes = {node.iri: node for node in reader.read_ends(links)}
    tied: defaultdict[str, list[Link]] = defaultdict(list)
    for link in links:
        tied[link.source].append(link)
        tied[link.target].append(link)

    def surround(iri: str) -> Scene:
        ends = {end for link in tied[iri] for end in (link.source, link.target)} - {iri}
        thing = nodes.get(iri) or reader.read_items([{"item": iri}])[0]
        around = sorted((thing, *(nodes[end] for end in ends)), key=lambda node: node.iri)
        return reader.make_scene(around, tied[iri], thing.name)

    return surround


def make_places(store: ox.Store, project: Project) -> tuple[str, DrawPlace]:
    """Make what draws where a thing is, small, by IRI and language; with the name of its scene."""
    from bioprod_graph.scenes.views import find_insets

    for file in list_scenes(project):
        if make := find_insets(file.get("view")):
            return file.name, make(read_scene(store, project, file.name))
    return "", lambda _, __: None


def read_between(
    store: ox.Store, project: Project, ends: tuple[ox.NamedNode, ox.NamedNode], *, most: int = 3
) -> Scene:
    """Read the shortest paths from a thing to another, at most so many.

    Raises UsageError for the same thing twice, NotFoundError if they are further apart than paths
    go.
    """
    steps, trails = find_paths(store, project, ends, most=most)
    pairs = {frozenset(pair) for trail in trails for pair in pairwise(trail)}
    reader = Reader(store, project, NEIGHBOURHOOD)
    rows = reader.read_rows()
    told = {frozenset((row["source"], row["target"])) for row in rows}
    # What two things have only by inference is told by the step itself.
    for trail in trails:
        for source, relation, target in steps.choose(trail, lambda _: False):
            if frozenset((source, target)) not in told:
                rows.append({"source": source, "relation": relation, "target": target})
    links = [k for k in reader.read_ties(rows) if frozenset((k.source, k.target)) in pairs]
    title = _name(reader.file.text_of("between"), store, project, thing=ends[0], other=ends[1])
    return reader.make_scene(reader.read_ends(links), links, title)


def illustrate(report: Report, kept: Portion = EVERYTHING) -> Document:
    """Make the document of a report, with a picture of what lies around its thing, if it is on one.

    Of its ties, those that are `kept`. It is drawn when it is asked for, and shows what is known
    now: the report on what was known at a date has none.
    """
    document, project, thing = report.make_document(), report.project, report.thing
    if thing is None or "as_of" in report.given:
        return document

    def draw() -> Picture:
        from bioprod_graph.scenes.views import draw_scene

        scene = read_around(open_release(project).store, project, thing)
        scene = keep_part(scene, project, kept)
        return draw_scene(scene, document.language)

    name = f"{find_kind(thing.value, project.base)}/{thing.value.rpartition('/')[2]}"
    told = Message(
        "With the source of each tie, as a page: {command}", command=f"bioprod draw {name}"
    )
    return replace(document, illustration=Illustration(told.say(document.language), draw))


def _name(template: Text, store: ox.Store, project: Project, **things: ox.NamedNode) -> Text:
    group = {name: (thing,) for name, thing in things.items()}
    return Text(
        {
            tag: read_wording(store, project, tag).speaker.fill(template.say(tag), group)
            for tag in LANGUAGES
        }
    )
