"""The widths of Inter's letters, by which pictures place their text: `python -m tools.widths`.

Reads the fonts that `web/package.json` names and writes one row a character: its width in each
weight, in thousandths of the size. Digits have the width of tabular ones: the font that pages carry
has no others. The characters of the table are those that the font is cut down to.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from hatch_build import FONT_SOURCE, WEIGHTS, WIDTHS, find_tabular, read_font

if TYPE_CHECKING:
    from collections.abc import Iterator

# Latin-1, Latin Extended-A, what French raises, punctuation, currencies, arrows, comparisons.
_RANGES = (
    *((0x20, 0x7F), (0xA0, 0x180), (0x218, 0x21C), (0x2010, 0x2028), (0x2190, 0x2194)),
    *((code, code + 1) for code in (0x02B3, 0x02E2, 0x1D48, 0x1D49, 0x202F, 0x2030, 0x2032)),
    *((code, code + 1) for code in (0x2033, 0x2039, 0x203A, 0x20AC, 0x2122, 0x2212, 0x2260)),
    *((code, code + 1) for code in (0x2264, 0x2265, 0x2248, 0x25CF, 0x00D7)),
)


def measure() -> Iterator[str]:
    """Give the lines of the table."""
    yield ",".join(("code", *WEIGHTS))
    fonts = [read_font(FONT_SOURCE / file) for file in WEIGHTS.values()]
    maps = [font.getBestCmap() | find_tabular(font) for font in fonts]
    codes = sorted({code for first, last in _RANGES for code in range(first, last)})
    for code in codes:
        if all(code in glyphs for glyphs in maps):
            widths = (
                round(1000 * font["hmtx"][glyphs[code]][0] / font["head"].unitsPerEm)
                for font, glyphs in zip(fonts, maps, strict=True)
            )
            yield f"{code:04X}," + ",".join(map(str, widths))


if __name__ == "__main__":
    Path(WIDTHS).write_text("\n".join(measure()) + "\n", encoding="utf-8")
