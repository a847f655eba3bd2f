"""What a brief is asked on: a thing by its identifier, its slug or its name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pyoxigraph as ox

from bioprod_graph.errors import NotFoundError, UsageError
from bioprod_graph.identifiers import mint_thing
from bioprod_graph.wording import sort_key

if TYPE_CHECKING:
    from bioprod_graph.project import Project

_NAMES = (
    ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#label"),
    ox.NamedNode("http://www.w3.org/2004/02/skos/core#altLabel"),
)
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_SHOWN = 5


def kind_of(thing: ox.NamedNode, project: Project) -> str:
    """Give the KIND in the IRI of a thing."""
    return thing.value.removeprefix(f"{project.base}id/").partition("/")[0]


def find_subject(name: str, store: ox.Store, project: Project) -> ox.NamedNode:
    """Find the one thing that is meant, of a kind that briefs are written on.

    Raises NotFoundError if there is none, or more than one.
    """
    kinds = sorted(path.name for path in (project.queries / "briefs").iterdir() if path.is_dir())
    known = _find_by_identifier(name, store, project)
    if known is not None:
        if kind_of(known, project) not in kinds:
            listed = ", ".join(kinds)
            raise NotFoundError(
                en=f"no brief is written on {name}, only on {listed}",
                fr=f"aucune note n’est écrite sur {name}, seulement sur {listed}",
            )
        return known
    named = _find_by_slug(name, store, project) or _find_by_name(name, store)
    found = sorted(
        {thing for thing in named if kind_of(thing, project) in kinds}, key=lambda node: node.value
    )
    if len(found) == 1:
        return found[0]
    raise _fail(name, [project.prefixes.compress(node.value) for node in found])


def _fail(name: str, found: list[str]) -> NotFoundError:
    if not found:
        return NotFoundError(
            en=f"nothing is named {name}: give KIND/SLUG, or try bioprod query",
            fr=f"rien ne porte le nom {name}\u00a0: donnez KIND/SLUG, ou essayez bioprod query",
        )
    listed = ", ".join(found[:_SHOWN])
    return NotFoundError(
        en=f"{name} names {len(found)} things, give one of {listed}",
        fr=f"{name} désigne {len(found)} choses, donnez-en une\u00a0: {listed}",
    )


def _find_by_identifier(name: str, store: ox.Store, project: Project) -> ox.NamedNode | None:
    try:
        thing = project.prefixes.expand(name)
    except UsageError:
        return None
    said = next(iter(store.quads_for_pattern(thing, None, None)), None)
    return thing if said is not None else None


def _find_by_slug(name: str, store: ox.Store, project: Project) -> list[ox.NamedNode]:
    if not _SLUG.fullmatch(name):
        return []
    kinds = (path.name for path in (project.queries / "briefs").iterdir())
    things = (mint_thing(project.base, kind, name) for kind in kinds)
    return [thing for thing in things if any(store.quads_for_pattern(thing, None, None))]


def _find_by_name(name: str, store: ox.Store) -> list[ox.NamedNode]:
    letters = sort_key(name, "fr")[0]
    return [
        quad.subject
        for predicate in _NAMES
        for quad in store.quads_for_pattern(None, predicate, None)
        if isinstance(quad.subject, ox.NamedNode)
        and isinstance(quad.object, ox.Literal)
        and sort_key(quad.object.value, "fr")[0] == letters
    ]
