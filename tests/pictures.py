"""Where the pieces of a picture are, and how much a colour stands out from another."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from bioprod_graph.drawing import Box, Letters, Mark, measure_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bioprod_graph.drawing import Picture, Piece

Room = tuple[float, float, float, float]


def find_room(piece: Piece) -> Room:
    """Give left, top, right and bottom; of letters, from their capitals to below the baseline."""
    if isinstance(piece, Box):
        return piece.x, piece.y, piece.x + piece.width, piece.y + piece.height
    if isinstance(piece, Mark):
        return (
            piece.x - piece.size,
            piece.y - piece.size,
            piece.x + piece.size,
            piece.y + piece.size,
        )
    assert isinstance(piece, Letters)
    width = max(measure_text(line, piece.size, piece.weight) for line in piece.lines)
    left = piece.x - {"start": 0.0, "middle": width / 2, "end": width}[piece.anchor]
    last = piece.y + (len(piece.lines) - 1) * piece.size * 1.2
    return left, piece.y - piece.size * 0.73, left + width, last + piece.size * 0.2


def meet(one: Room, other: Room) -> bool:
    """Tell whether two pieces cover one another."""
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def find_covered(picture: Picture) -> list[tuple[str, str]]:
    """List the texts that cover one another."""
    texts = [(find_room(p), p.lines[0]) for p in picture.parts if isinstance(p, Letters)]
    return [(a[1], b[1]) for a, b in combinations(texts, 2) if meet(a[0], b[0])]


def find_outside(picture: Picture) -> Iterator[Piece]:
    """Give the pieces that are not wholly within the picture."""
    for piece in picture.parts:
        if isinstance(piece, (Letters, Mark, Box)):
            left, top, right, bottom = find_room(piece)
            if left < 0 or top < 0 or right > picture.width or bottom > picture.height:
                yield piece


def read_texts(picture: Picture, of: str | None = None) -> list[str]:
    """Give the lines of text of a picture, or of one of its things, in order."""
    letters = (piece for piece in picture.parts if isinstance(piece, Letters))
    return [line for each in letters if of in {None, each.of} for line in each.lines]


def measure_contrast(one: str, other: str) -> float:
    """Contrast of two colours, https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio."""

    def measure(colour: str) -> float:
        channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    darker, lighter = sorted((measure(one), measure(other)))
    return (lighter + 0.05) / (darker + 0.05)
