"""What a brief is asked on: a thing by its identifier, its slug or its name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bioprod_graph.briefing.paragraphs import list_kinds
from bioprod_graph.errors import NotFoundError
from bioprod_graph.explanation import find_thing, kind_of

if TYPE_CHECKING:
    import pyoxigraph as ox

    from bioprod_graph.project import Project


def find_subject(name: str, store: ox.Store, project: Project) -> ox.NamedNode:
    """Find the one thing that is meant, of a kind that briefs are written on.

    Raises NotFoundError if there is none, or more than one.
    """
    kinds = list_kinds(project.queries / "briefs")
    thing = find_thing(name, store, project, kinds=kinds)
    if kind_of(thing, project) in kinds:
        return thing
    listed = ", ".join(kinds)
    raise NotFoundError(
        en=f"no brief is written on {name}, only on {listed}",
        fr=f"aucune note n’est écrite sur {name}, seulement sur {listed}",
    )
