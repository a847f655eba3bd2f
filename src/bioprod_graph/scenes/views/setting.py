"""A sheet that pieces are set on: letters where nothing else is."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from bioprod_graph.drawing import Letters, Line

if TYPE_CHECKING:
    from bioprod_graph.drawing import Piece, Point

Frame = tuple[float, float, float, float]
_SIZE = 12.5


class Sheet:
    """Collects the pieces of a picture, and the boxes (left, top, width, height) that are taken."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.parts: list[Piece] = []
        self.taken: list[Frame] = []

    def measure(self, text: str, size: float = _SIZE, weight: int = 400) -> float:
        """Return the width of a text in pixels."""
        from bioprod_graph.networks.lettering import measure_label

        return measure_label(text) / 13 * size * (1 if weight < 600 else 1.05) * 0.92

    def wrap(self, text: str, width: float) -> list[str]:
        """Break a text into lines of a width."""
        from bioprod_graph.networks.lettering import wrap_label

        return wrap_label(text, width)

    def write(self, x: float, y: float, text: str, **style: Any) -> float:
        """Write a line; returns where it ends on the right."""
        if not text:
            return x
        letters = Letters(x, y, (text,), **style)
        self.parts.append(letters)
        width = self.measure(text, letters.size, letters.weight)
        return x + width * {"start": 1, "middle": 0.5, "end": 0}[letters.anchor]

    def rule(self, x: float, y: float, width: float, colour: str = "line", thick: float = 1) -> None:
        """Draw a level line."""
        self.parts.append(Line(((x, y), (x + width, y)), colour, thick))

    def is_free(self, box: Frame) -> bool:
        """Whether a box touches none that is taken."""
        return not any(_touch(box, other) for other in self.taken)

    def place_near(
        self, text: str, centre: Point, radius: float, frame: Frame, *, size: float, weight: int
    ) -> bool:
        """Write a name beside a disc, at the first place that is free and in the frame.

        The places go round the disc from its right, then further away, with a line to it.
        """
        width, height = self.measure(text, size, weight), size * 1.2
        for gap in (4.0, 14.0, 26.0, 42.0, 62.0, 90.0):
            for turn in (0, 180, -45, 45, -135, 135, -90, 90, -22, 22, -158, 158):
                ux, uy = math.cos(math.radians(turn)), math.sin(math.radians(turn))
                x, y = centre[0] + ux * (radius + gap), centre[1] + uy * (radius + gap)
                left = x - width * (1 - ux) / 2
                box = (left - 1, y - height / 2 + uy * height / 3, width + 2, height)
                if not (_is_inside(box, frame) and self.is_free(box)):
                    continue
                self.taken.append(box)
                if gap > 10:
                    edge = centre[0] + ux * radius, centre[1] + uy * radius
                    end = centre[0] + ux * (radius + gap - 2), centre[1] + uy * (radius + gap - 2)
                    self.parts.append(Line((edge, end), "edge"))
                baseline = box[1] + height * 0.78
                self.write(left, baseline, text, size=size, weight=weight, halo=True)
                return True
        return False


def _touch(one: Frame, other: Frame) -> bool:
    return (
        one[0] < other[0] + other[2]
        and other[0] < one[0] + one[2]
        and one[1] < other[1] + other[3]
        and other[1] < one[1] + one[3]
    )


def _is_inside(box: Frame, frame: Frame) -> bool:
    return (
        box[0] >= frame[0]
        and box[1] >= frame[1]
        and box[0] + box[2] <= frame[0] + frame[2]
        and box[1] + box[3] <= frame[1] + frame[3]
    )
