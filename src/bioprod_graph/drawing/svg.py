"""Pictures as SVG: within a page, which gives the colours, or alone, with those of the light theme.

https://www.w3.org/TR/SVG2/ – colours are attributes, so that a page needs no inline style and a
rule of its style sheet still wins. Same picture, same bytes.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from bioprod_graph.drawing.fonts import read_fonts
from bioprod_graph.drawing.glyphs import find_glyph
from bioprod_graph.drawing.letters import LEADING
from bioprod_graph.drawing.picture import Area, Box, Letters, Line, Mark
from bioprod_graph.drawing.sheet import MARGIN, list_bands, stack
from bioprod_graph.drawing.theme import read_colours
from bioprod_graph.notation import REPLACEMENT, make_visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bioprod_graph.drawing.picture import Picture, Piece, Point

FAMILY = "Inter, system-ui, sans-serif"
_DASHES = {"solid": "", "dashed": "6 4", "dotted": "2 4"}
_HALO = 3.5
_SVG = "http://www.w3.org/2000/svg"
_TERMS = {"licence": "license", "version": "hasVersion", "date": "issued", "digest": "source"}


def render_inline(picture: Picture) -> str:
    """Render a picture as an element of a page, in the colours that the page has chosen."""
    frame = _frame((picture.width, picture.height), picture.language)
    head = f'<svg class="picture" role="img" {frame} aria-label={_quote(picture.title)}>'
    return f"{head}\n{_Brush().draw_parts(picture)}</svg>\n"


def render_alone(
    picture: Picture,
    *,
    origin: str = "",
    imprint: Mapping[str, str] | None = None,
    with_fonts: bool = True,
) -> str:
    """Render a picture as a file of its own, with title and legend, in the light theme.

    The origin is a line that says where it comes from; the imprint has any of licence, version,
    date and digest, each of which becomes a term of DCMI.
    """
    brush = _Brush(read_colours("light"))
    bands = list_bands(picture, origin)
    size = picture.width + 2 * MARGIN, sum(band.height for band in bands) + MARGIN
    terms = "".join(
        f"<dcterms:{_TERMS[name]}>{_clean(told)}</dcterms:{_TERMS[name]}>"
        for name, told in (imprint or {}).items()
        if name in _TERMS
    )
    told = f'<metadata xmlns:dcterms="http://purl.org/dc/terms/">{terms}</metadata>\n'
    fonts = read_fonts("text") if with_fonts else ""
    drawn = "".join(
        f'<g transform="translate({_number(MARGIN)} {_number(y)})">\n{brush.draw_parts(band)}</g>\n'
        for band, y in stack(bands)
    )
    return (
        f'<svg xmlns="{_SVG}" role="img" {_frame(size, picture.language)}'
        f' width="{_number(size[0])}" height="{_number(size[1])}" font-family="{FAMILY}">\n'
        f"<title>{_clean(picture.title)}</title>\n<desc>{_clean(picture.description)}</desc>\n"
        f"{told if terms else ''}{f'<style>{fonts}</style>' if fonts else ''}"
        f'<rect width="100%" height="100%" fill="{brush.colour("bg")}"/>\n{drawn}</svg>\n'
    )


def draw_glyph(name: str, *, colour: str = "") -> str:
    """Draw a glyph to stand beside its word, in the colour of the text or of a token."""
    brush = _Brush()
    paint = brush.paint(colour) if colour else dict.fromkeys(("colour", "outline"), "currentColor")
    return (
        '<svg class="glyph" viewBox="-1.4 -1.4 2.8 2.8" aria-hidden="true" focusable="false">'
        f"{_render_glyph(name, paint)}</svg>"
    )


@dataclass(frozen=True)
class _Brush:
    """Draws parts in these colours, or else in those that the page has for the tokens."""

    colours: Mapping[str, str] | None = None

    def colour(self, token: str) -> str:
        """Give a colour; what is no token of the theme is drawn as text is, and so is seen."""
        if self.colours is None:
            return f"var(--{token})"
        return self.colours.get(token, self.colours["ink"])

    def paint(self, token: str) -> dict[str, str]:
        """Give the colours of a glyph: where its token has no outline, that is its own colour."""
        own, edge = self.colour(token), f"{token}_line"
        outline = self.colour(edge) if edge in read_colours("light") else own
        return {"colour": own, "outline": outline, "paper": self.colour("bg")}

    def draw_parts(self, picture: Picture) -> str:
        return "".join(f"{self.draw(part)}\n" for part in picture.parts)

    def draw(self, part: Piece) -> str:
        match part:
            case Mark():
                return self._draw_mark(part)
            case Line():
                return self._draw_line(part)
            case Area():
                return self._draw_area(part)
            case Box():
                return self._draw_box(part)
            case Letters():
                return self._draw_letters(part)

    def _draw_mark(self, mark: Mark) -> str:
        place = f"translate({_number(mark.x)} {_number(mark.y)}) scale({_number(mark.size)})"
        inner = _render_glyph(mark.shape, self.paint(mark.colour), hollow=mark.hollow)
        return f'<g{_of(mark)} transform="{place}">{inner}</g>'

    def _draw_line(self, line: Line) -> str:
        dash = f' stroke-dasharray="{_DASHES[line.stroke]}"' if line.stroke != "solid" else ""
        dash += f' stroke-opacity="{_number(line.tint)}"' if line.tint < 1 else ""
        paint = self.colour(line.colour)
        drawn = (
            f'<path{{of}} d="{_join(line.points)}" fill="none" stroke="{paint}"'
            f' stroke-width="{_number(line.width)}"{dash}/>'
        )
        if not line.arrow or len(line.points) < 2:  # noqa: PLR2004 - a way has two ends
            return drawn.format(of=_of(line))
        head = f'<path d="{_point_arrow(line)}" fill="{paint}"/>'
        return f"<g{_of(line)}>{drawn.format(of='')}{head}</g>"

    def _draw_area(self, area: Area) -> str:
        rings = "".join(f"{_join(ring)}Z" for ring in area.rings)
        return f'<path{_of(area)} d="{rings}" fill-rule="evenodd"{self._fill(area)}/>'

    def _draw_box(self, box: Box) -> str:
        names = ("x", "y", "width", "height")
        measures = " ".join(f'{name}="{_number(getattr(box, name))}"' for name in names)
        radius = f' rx="{_number(box.radius)}"' if box.radius else ""
        return f"<rect{_of(box)} {measures}{radius}{self._fill(box)}/>"

    def _fill(self, part: Area | Box) -> str:
        tint = f' fill-opacity="{_number(part.tint)}"' if part.tint < 1 else ""
        outline = f' stroke="{self.paint(part.outline)["outline"]}"' if part.outline else ""
        return f' fill="{self.colour(part.fill) if part.fill else "none"}"{tint}{outline}'

    def _draw_letters(self, letters: Letters) -> str:
        anchor = f' text-anchor="{letters.anchor}"' if letters.anchor != "start" else ""
        weight = f' font-weight="{letters.weight}"' if letters.weight != 400 else ""  # noqa: PLR2004
        halo = (
            f' stroke="{self.colour("bg")}" stroke-width="{_HALO}" stroke-linejoin="round"'
            ' paint-order="stroke"'
            if letters.halo
            else ""
        )
        about = " ".join(map(_number, (letters.turn, letters.x, letters.y)))
        turn = f' transform="rotate({about})"' if letters.turn else ""
        step = letters.size * LEADING
        lines = "".join(
            f'<tspan x="{_number(letters.x)}" y="{_number(letters.y + n * step)}">'
            f"{_clean(line)}</tspan>"
            for n, line in enumerate(letters.lines)
        )
        return (
            f'<text{_of(letters)} font-size="{_number(letters.size)}"{weight}{anchor}'
            f' fill="{self.colour(letters.colour)}"{halo}{turn}>{lines}</text>'
        )


def _render_glyph(name: str, paint: Mapping[str, str], *, hollow: bool = False) -> str:
    drawn = []
    for path, fill, stroke, width, dash in find_glyph(name, hollow):
        inside = "none" if fill == "none" else paint.get(fill, "none")
        line = f' stroke="{paint[stroke]}" stroke-width="{_number(width)}"' if stroke else ""
        dashes = f' stroke-dasharray="{dash}"' if dash else ""
        drawn.append(f'<path d="{path}" fill="{inside}"{line}{dashes}/>')
    return "".join(drawn)


def _point_arrow(line: Line) -> str:
    """Give the path of the head: a triangle whose tip is the last point."""
    (x1, y1), (x2, y2) = line.points[-2:]
    length = math.hypot(x2 - x1, y2 - y1) or 1.0
    ux, uy = (x2 - x1) / length, (y2 - y1) / length
    long, half = 4 + 2 * line.width, 2 + line.width
    base = x2 - ux * long, y2 - uy * long
    corners = (
        (x2, y2),
        (base[0] - uy * half, base[1] + ux * half),
        (base[0] + uy * half, base[1] - ux * half),
    )
    return f"{_join(corners)}Z"


def _join(points: Iterable[Point]) -> str:
    return "M" + "L".join(f"{_number(x)} {_number(y)}" for x, y in points)


def _frame(size: Point, language: str) -> str:
    width, height = map(_number, size)
    return f'viewBox="0 0 {width} {height}" lang={_quote(language)}'


def _of(part: Piece) -> str:
    return f" data-of={_quote(part.of)}" if part.of else ""


def _quote(text: str) -> str:
    return quoteattr(_visible(text))


def _clean(text: str) -> str:
    return escape(_visible(text))


def _visible(text: str) -> str:
    # Beside what acts, XML has no place for these two (https://www.w3.org/TR/xml/#charsets).
    return make_visible(text).translate(dict.fromkeys((0xFFFE, 0xFFFF), REPLACEMENT))


@lru_cache(maxsize=1 << 14)  # maps have the same outlines on many pages
def _number(value: float) -> str:
    """Write a length to a hundredth of a pixel, the same on every machine.

    >>> _number(3.14159), _number(-0.0), _number(12.0)
    ('3.14', '0', '12')
    """
    return f"{round(value, 2) + 0.0:.2f}".rstrip("0").rstrip(".")
