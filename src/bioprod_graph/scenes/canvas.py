"""Networks for the canvas: pyvis holds what a picture shows, at the places that it has there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bioprod_graph.drawing import Letters, Line, Mark
from bioprod_graph.scenes.views.network import UNTIED

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pyvis.network import Network

    from bioprod_graph.drawing import Picture
    from bioprod_graph.scenes.views.network import Community


def draw_network(picture: Picture, ties: Iterable[Mapping[str, Any]]) -> Network:
    """Draw the marks of a picture, which stand alike in each language, and these ties as edges."""
    from pyvis.network import Network

    drawn = Network(directed=True)
    # Places come from Python: nothing is simulated, so the first picture is the last.
    drawn.toggle_physics(False)
    marks = {part.of: part for part in picture.parts if isinstance(part, Mark) and part.of}
    for iri, mark in marks.items():
        drawn.add_node(
            iri,
            label="",
            shape="custom",
            x=mark.x,
            y=mark.y,
            size=mark.size,
            glyph=f"hollow {mark.shape}" if mark.hollow else mark.shape,
            paint=mark.colour,
        )
    lines = {part.of: part for part in picture.parts if isinstance(part, Line) and part.of}
    for tie in ties:
        line = lines.get(tie["id"])
        if line and tie["source"] in marks and tie["target"] in marks:
            width, dashed = line.width, line.stroke == "dashed"
            drawn.add_edge(
                tie["source"], tie["target"], id=tie["id"], paint=line.colour, width=width,
                dashes=dashed,
            )  # fmt: skip
    return drawn


def gather_backdrop(
    pictures: Mapping[str, Picture], communities: Iterable[Community]
) -> dict[str, Any]:
    """Gather what is beside marks, ties and names: rules, words in each language, communities."""
    rules: dict[tuple[Any, ...], None] = {}
    words: dict[str, list[Any]] = {}
    for tag, picture in pictures.items():
        for part in picture.parts:
            if isinstance(part, Line) and not part.of and part.colour == "line":
                rules[part.points] = None
            elif isinstance(part, Letters) and part.of in {"", UNTIED}:
                said = [part.x, part.y, part.anchor, part.of, *part.lines]
                words.setdefault(tag, []).append(said)
    groups = [
        {"hub": hub.iri, "x": x, "y": y, "members": members} for hub, (x, y), members in communities
    ]
    return {"rules": list(rules), "words": words, "groups": groups}
