"""A paper that pieces are set on: lines of text one after another, rules, marks of items."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bioprod_graph.drawing import Letters, Line, Mark, measure_text

if TYPE_CHECKING:
    from bioprod_graph.drawing import Piece, Point
    from bioprod_graph.networks import Node
    from bioprod_graph.scenes.reading import Scene


class Paper:
    """Collects the pieces of a picture."""

    def __init__(self) -> None:
        self.parts: list[Piece] = []

    def write(self, x: float, y: float, text: str, **style: Any) -> float:
        """Write a line; returns where it ends on the right."""
        if not text:
            return x
        letters = Letters(x, y, (text,), **style)
        self.parts.append(letters)
        width = measure_text(text, letters.size, letters.weight)
        return x + width * {"start": 1, "middle": 0.5, "end": 0}[letters.anchor]

    def rule(
        self, x: float, y: float, width: float, *, colour: str = "line", thick: float = 1
    ) -> None:
        """Draw a level line."""
        self.parts.append(Line(((x, y), (x + width, y)), colour, thick))


def make_mark(
    scene: Scene, node: Node, at: Point, *, size: float = 4.5, hollow: bool = False
) -> Mark:
    """Make the mark of an item, by its kind; what has none is a plain disc."""
    kind = scene.kinds.get(node.kind)
    shape, colour = (kind.shape, kind.colour) if kind else ("disc", "ink2")
    return Mark(*at, size, shape, colour, hollow=hollow, of=node.iri)
