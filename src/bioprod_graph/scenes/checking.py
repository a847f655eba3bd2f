"""Whether what files of scenes name is there: a view, a look, shapes, colours, facets, kinds."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bioprod_graph.drawing import read_colours, read_glyphs
from bioprod_graph.errors import ProjectError
from bioprod_graph.language import Message
from bioprod_graph.names import find_near
from bioprod_graph.networks import FACET, is_facet
from bioprod_graph.questions import read_heads

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from bioprod_graph.language import Sayable
    from bioprod_graph.project import Project
    from bioprod_graph.sparql import QueryFile

# How ties are drawn, beside glyphs.
_STROKES = ("line", "dotted", "arrow")
# A pie, of which so many parts of so many are full.
_PIE = re.compile(r"\d+/[1-9]\d*")
# A kind that a query gives by itself.
_GIVEN_KIND = re.compile(r'BIND\s*\(\s*"([^"]+)"\s+AS\s+\?kind\s*\)')


def _say_unknown(what: Sayable, name: str, known: Iterable[str]) -> Message | None:
    """Say that there is no such name, and which is nearest, or which there are."""
    names = tuple(known)
    if name in names:
        return None
    near = find_near(name, names)
    listed = Message("there are {names}", names=", ".join(sorted(names)))
    hint = Message("did you mean {name}?", name=near[0]) if near else listed
    return Message("{what}: nothing is named “{name}”; {hint}", what=what, name=name, hint=hint)


def find_odd_look(shape: str, colour: str) -> Message | None:
    """Find a shape or a colour of a look that nothing draws."""
    shapes = {*read_glyphs(), *_STROKES}
    if not _PIE.fullmatch(shape):
        names = shapes | {f"hollow {name}" for name in shapes} if " " in shape else shapes
        if odd := _say_unknown(Message("shape"), shape, names):
            return odd
    return _say_unknown(Message("colour"), colour, read_colours("light"))


def check_named(file: QueryFile, project: Project, kinds: Iterable[str]) -> None:
    """Raise ProjectError, with file and line, if the view, a facet or a kind is not there."""
    from bioprod_graph.scenes.views import list_drawers

    heads = read_heads(project.ontology / "wording" / "heads.csv")
    facets = (name for name in file.variables if is_facet(name))
    given = _GIVEN_KIND.finditer(file.text)
    named: list[tuple[str, Message, str, Iterable[str]]] = [
        ("#+ view:", Message("view"), file.get("view"), list_drawers()),
        *((f"?{name}", Message("facet"), name.removeprefix(FACET), heads) for name in facets),
        *((found[0], Message("kind"), found[1], tuple(kinds)) for found in given),
    ]
    for words, what, name, known in named:
        if odd := _say_unknown(what, name, known):
            raise _refuse(file, words, odd)


def find_looks(file: QueryFile) -> list[Path]:
    """Find the tables of the looks of a scene. Raises ProjectError for one that is not there."""
    paths = {path.stem: path for path in sorted(file.path.parent.glob("looks/*.csv"))}
    for name in file.get("look").split():
        if odd := _say_unknown(Message("look"), name, paths):
            raise _refuse(file, "#+ look:", odd)
    return [paths[name] for name in file.get("look").split()]


def _refuse(file: QueryFile, words: str, odd: Message) -> ProjectError:
    """Refuse a scene for words that stand in its query."""
    line = file.text[: file.text.index(words)].count("\n") + 1
    return ProjectError("{path}:{line}: {odd}", path=file.path, line=line, odd=odd)
