"""What is made when the package is built: catalogues of messages, compiled, and fonts, cut down."""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

_ROOT = Path(__file__).parent
_MESSAGES = _ROOT / "messages"
_COMPILED = "src/bioprod_graph/language/catalogues"
# Babel writes down when a catalogue was made; the same messages are to give the same bytes.
_MADE = datetime(2021, 5, 31, tzinfo=UTC)

_WEB = _ROOT / "web"
FONT_SOURCE = _WEB / "node_modules/inter-ui"
_FONTS = _ROOT / "src/bioprod_graph/drawing/fonts"
WIDTHS = _ROOT / "src/bioprod_graph/drawing/widths.csv"
WEIGHTS = {
    "400": "web/Inter-Regular.woff2",
    "500": "web/Inter-Medium.woff2",
    "600": "web/Inter-SemiBold.woff2",
}
# For titles, which no picture has to measure.
_DISPLAY = {"display": "display/InterDisplay-SemiBold.woff2"}


class CatalogueHook(BuildHookInterface[Any]):
    """Compiles `messages/LANGUAGE.po` and cuts the font down before files are gathered."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile; what is compiled goes into the wheel, though git ignores it."""
        del version
        compile_catalogues()
        build_data["artifacts"].append(f"{_COMPILED}/*.mo")
        cut_fonts()
        build_data["artifacts"].append(f"{_FONTS.relative_to(_ROOT)}/*")


def compile_catalogues(source: Path = _MESSAGES, target: Path = _ROOT / _COMPILED) -> None:
    """Compile each catalogue of a folder, `LANGUAGE.po`, for the program to read.

    Only what has changed is written, and whole: others may be reading. What has no source any more
    goes. Raises Babel's PoFileError for what is no catalogue.
    """
    target.mkdir(exist_ok=True, parents=True)
    for compiled in target.glob("*.mo"):
        if not (source / f"{compiled.stem}.po").exists():
            compiled.unlink()
    for path in sorted(source.glob("*.po")):
        compiled = target / f"{path.stem}.mo"
        if not compiled.exists() or compiled.stat().st_mtime <= path.stat().st_mtime:
            _compile(path, compiled)


def _compile(path: Path, compiled: Path) -> None:
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    with path.open(encoding="utf-8") as file:
        catalogue = read_po(file, locale=path.stem, abort_invalid=True)
    catalogue.creation_date = _MADE
    partial = compiled.with_name(f".{compiled.name}-{os.getpid()}")
    with partial.open("wb") as written:
        write_mo(written, catalogue)
    partial.replace(compiled)


def cut_fonts() -> None:
    """Cut the fonts down to what the table of widths measures; licence and fonts go together.

    They come from npm, as the lock says. Without it pages use the font of the system.
    """
    done = _FONTS / "OFL.txt"
    if done.exists() and done.stat().st_mtime > max(
        path.stat().st_mtime for path in (WIDTHS, _WEB / "package-lock.json", Path(__file__))
    ):
        return
    if fault := _fetch_fonts():
        sys.stderr.write(f"fonts: {fault}: pages will use the font of the system\n")
        return
    _FONTS.mkdir(exist_ok=True)
    for name, file in (WEIGHTS | _DISPLAY).items():
        _cut(FONT_SOURCE / file, _FONTS / f"inter-{name}")
    shutil.copyfile(FONT_SOURCE / "LICENSE.txt", done)


def _fetch_fonts() -> str:
    """Fetch the package unless it is there; return what stands in the way."""
    if FONT_SOURCE.exists():
        return ""
    npm = shutil.which("npm")
    if npm is None:
        return "npm is not on the path"
    command = [npm, "ci", "--omit=dev"]
    done = subprocess.run(command, cwd=_WEB, check=False, capture_output=True, text=True)
    return f"npm ci failed: {done.stderr[:200].strip()}" if done.returncode else ""


def read_font(path: Path) -> Any:
    """Read a font with fontTools."""
    from fontTools.ttLib import TTFont

    return TTFont(path)


def find_tabular(font: Any) -> dict[int, str]:
    """Find the glyphs of digits that are all as wide, by code."""
    features = font["GSUB"].table.FeatureList.FeatureRecord
    lookups = {i for f in features if f.FeatureTag == "tnum" for i in f.Feature.LookupListIndex}
    swaps: dict[str, str] = {}
    for index in sorted(lookups):
        for table in font["GSUB"].table.LookupList.Lookup[index].SubTable:
            swaps |= getattr(table, "ExtSubTable", table).mapping
    glyphs = font.getBestCmap()
    return {code: swaps.get(glyphs[code], glyphs[code]) for code in map(ord, "0123456789")}


def _cut(source: Path, target: Path) -> None:
    """Keep the characters of the table; write for browsers (WOFF2) and for drawing (TTF)."""
    from fontTools.subset import Options, Subsetter

    font = read_font(source)
    tabular = find_tabular(font)
    for table in font["cmap"].tables:
        table.cmap.update({code: name for code, name in tabular.items() if code in table.cmap})
    with WIDTHS.open(encoding="utf-8") as file:
        codes = [int(row["code"], 16) for row in csv.DictReader(file)]
    # What would replace letters would change their widths.
    options = Options(layout_features=["kern", "mark"], hinting=False, notdef_outline=True)
    # What draws without a browser asks for the family and the weight, which have these names.
    options.name_IDs = [0, 1, 2, 4, 6, 13, 14, 16, 17]
    options.recalc_timestamp = False
    cutter = Subsetter(options)
    cutter.populate(unicodes=codes)
    cutter.subset(font)
    for flavour, suffix in ((None, ".ttf"), ("woff2", ".woff2")):
        font.flavor = flavour
        font.save(target.with_suffix(suffix))


if __name__ == "__main__":
    compile_catalogues()
    cut_fonts()
