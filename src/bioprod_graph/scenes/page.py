"""The page of a scene: one HTML file that opens from disk, its picture standing before scripts.

Everything is in the file. The picture is there as SVG; what scripts need – the facts, the picture
in other languages, the copy of vis-network that pyvis carries – stands compressed beside it. The
content security policy names each script and style sheet by the SHA-256 of what it is when
unpacked, so that no text from the data can run. Scripts are gzip, which browsers unpack at once;
facts are LZMA, a third smaller, which a worker unpacks that the page brings. Where the package was
built without node, and on a site, they are gzip too.
"""

from __future__ import annotations

import base64
import gzip
import lzma
import re
from functools import partial
from hashlib import sha256
from importlib import resources
from typing import TYPE_CHECKING, Any

from bioprod_graph.documents import make_environment, make_policy, read_style
from bioprod_graph.drawing import draw_glyph, find_glyph, read_fonts, render_inline
from bioprod_graph.language import LANGUAGES, name_natively, say_date, translate
from bioprod_graph.scenes.canvas import draw_network, gather_backdrop
from bioprod_graph.scenes.facts import describe_scene
from bioprod_graph.scenes.paper import render_paper
from bioprod_graph.scenes.parcel import number_parts, part_evidence, pile, write_tight
from bioprod_graph.scenes.reading import list_scenes, read_look
from bioprod_graph.scenes.views import draw_languages, draw_narrow, find_surface

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from bioprod_graph.dataset import Release
    from bioprod_graph.drawing import Picture
    from bioprod_graph.project import Project
    from bioprod_graph.scenes.reading import Scene
    from bioprod_graph.scenes.views.network import Community
    from bioprod_graph.sparql import QueryFile

_PACKAGE = "bioprod_graph.scenes"
_TEMPLATE, _SHEET = "frame.html", "frame.css"
_VIS = "lib/vis-9.1.2/vis-network.min.js"
# The scripts of a page, in their order; and what they are without all that only people read.
_PROGRAM, _SHORT = "program.txt", "web/program.js"
# What the signs of evidence look like: layers, grades, confidences, reviews.
_SIGNS = "evidence.csv"
# The texts that the template and the scripts say, each by its English.
_SAID = re.compile(r'\b(?:named|say|t|text)\("([^"]+)"[,)]')
# As high as this or less in parts of its width a picture is broad, as high as that or more tall.
_FORMS = (0.85, 1.4)
# What stands for the base of ids: a sign that no text has.
_BASE = "\ue000"
# The file beside a page that holds what its scripts are given, and how.
_BESIDE = "{}.data.js"
_GIVEN = 'document.getElementById("packed-page").textContent = "{}";\n'
# What unpacks LZMA, and how that is packed: for text, seen as a whole.
_UNPACKER = "web/unpack.js"
_TIGHT = [
    {
        "id": lzma.FILTER_LZMA1,
        "preset": 9 | lzma.PRESET_EXTREME,
        "lc": 4,
        "pb": 0,
        "dict_size": 1 << 23,
    }
]
_MAP = re.compile(r"\n//# sourceMappingURL=\S*\s*$")


def list_shared() -> dict[str, str]:
    """List the files that pages of scenes share where they stand beside them, by name."""
    scripts = {"start.js": _read("start.js"), "load.js": _read("load.js")}
    ran = {"program.js": _shorten(_read_program()), "vis.js": _read_vis()}
    return {_SHEET: _gather_style(), **scripts, **ran}


def render_page(scene: Scene, release: Release, project: Project, *, language: str) -> str:
    """Render a scene as a whole HTML page, which needs no other file; same scene, same bytes."""
    if language not in LANGUAGES:
        raise ValueError(f"unknown language “{language}”, known are {', '.join(LANGUAGES)}")
    page = _tell_page(scene, release, project, language=language, made=draw_languages(scene))
    return _render(_describe_page(page, list_scenes(project)))


def render_files(
    scene: Scene,
    release: Release,
    project: Project,
    *,
    policy: str,
    made: tuple[dict[str, Picture], list[Community]],
) -> Iterator[tuple[str, str]]:
    """Render a scene for a site: its page, then the file that holds what its scripts are given.

    It also needs the files of `list_shared`. What `draw_languages` has drawn of it is given.
    """
    page = _tell_page(scene, release, project, language=LANGUAGES[0], made=made)
    described = _describe_page({**page, "is_of_site": True}, list_scenes(project), policy)
    yield f"{scene.file.name}.html", _render(described)
    yield described["beside"]["page"], _GIVEN.format(_pack(described["given"]))


def _tell_page(
    scene: Scene,
    release: Release,
    project: Project,
    *,
    language: str,
    made: tuple[dict[str, Picture], list[Community]],
) -> dict[str, Any]:
    """Tell what the scripts of a page are given."""
    pictures, communities = made
    told = describe_scene(scene, release, project)
    told["note"] = scene.file.text_of("note").spread()
    signs = read_look(project.queries / "scenes" / "looks" / _SIGNS)
    shapes = [*(kind.shape for kind in (*scene.kinds.values(), *signs.values()))]
    network = None
    if find_surface(scene.view) == "canvas":
        drawn = draw_network(next(iter(pictures.values())), told["ties"])
        backdrop = gather_backdrop(pictures, communities)
        network = {"nodes": pile(drawn.nodes), "edges": pile(drawn.edges), **backdrop}
    places = {each["id"]: n for n, each in enumerate((*told["items"], *told["ties"]))}
    return {
        "data": told,
        "pictures": _render_each(pictures, places),
        "narrow": _render_each(draw_narrow(scene), places),
        "papers": {tag: render_paper(scene, told, tag) for tag in LANGUAGES},
        "glyphs": _gather_glyphs(shapes),
        "signs": {key: [sign.shape, sign.colour] for key, sign in signs.items()},
        "languages": LANGUAGES,
        "language": language,
        "base": f"{project.base}id/",
        "form": _tell_form(pictures[language]),
        "is_of_site": False,
        "network": network,
    }


def _render(described: Mapping[str, Any]) -> str:
    return make_environment(_PACKAGE).get_template(_TEMPLATE).render(described)


def _describe_page(
    page: Mapping[str, Any], scenes: Sequence[QueryFile], policy: str = ""
) -> dict[str, Any]:
    """Describe a page for its template: `page` is what scripts are given.

    Where a policy is given, what is large stands beside the page, by the names of `beside`.
    """
    language, packed = page["language"], _list_packed(page)
    beside = {name: f"{name}.js" for name in packed} if policy else {}
    if policy:
        beside["page"] = _BESIDE.format(page["data"]["name"])
    scripts = {"start": _read("start.js"), "load": _read("load.js")}
    unpacker = "" if policy else _read_unpacker()
    tight = ("page",) if unpacker else ()
    # One file has no font of its own for titles: 16 kB, which a phone waits for.
    style = "" if policy else _gather_style("text")
    ran = [*scripts.values(), packed["program"], packed.get("vis", "")]
    return {
        "told": page["data"],
        "side": f"{'canvas' if page['network'] else 'drawing'} {page['form']}".strip(),
        "released": {tag: say_date(page["data"]["released"], tag) for tag in LANGUAGES}
        if page["data"]["released"]
        else {},
        "tabs": [(file.name, file.text_of("tab").spread()) for file in scenes],
        "picture": page["pictures"][language]
        .replace(f' data-of="{page["base"]}', ' data-of="~')
        .replace(f" {page['base']}", " ~"),
        "paper": page["papers"][language],
        "language": language,
        "base": page["base"],
        "languages": [(tag, name_natively(tag)) for tag in LANGUAGES],
        "policy": policy or make_policy(ran, [style], runs_workers=bool(unpacker)),
        "sheet": _SHEET if policy else "",
        "say": partial(translate, language=language),
        "glyph": draw_glyph,
        "signs": page["signs"],
        "scripts": scripts,
        "unpacker": unpacker,
        "tight": tight,
        "packed": {n: "" if policy else _pack(packed[n], is_tight=n in tight) for n in packed},
        "beside": beside,
        "given": packed["page"],
        "style": style,
    }


def _list_packed(page: Mapping[str, Any]) -> dict[str, str]:
    """List what `load.js` unpacks, by name: what scripts are given, and the scripts."""
    language, program = page["language"], _read_program()
    texts = {key: _say_each(key) for key in _SAID.findall(_read(_TEMPLATE) + program)}
    # The picture in the language of the page stands in it already.
    own = page["pictures"][language]
    others = {tag: _tell_apart(p, own) for tag, p in page["pictures"].items() if tag != language}
    data, evidence = part_evidence(page["data"])
    told = {**page, "data": data, "pictures": others, "texts": texts, "network": None}
    # What is read at once stands apart from what only some ask for. Ids are long and many: the
    # scripts give them their base back, here as in the picture.
    network = [page["network"]] if page["network"] else []
    lines = "\n".join(map(write_tight, (told, evidence, *network)))
    packed = {"page": lines.replace(page["base"], _BASE), "program": _shorten(program)}
    return {**packed, "vis": _read_vis()} if page["network"] else packed


def _gather_style(*fonts: str) -> str:
    own = (_read(name) for name in ("frame.css", "lists.css", "paper.css"))
    return "".join((read_fonts(*fonts), *map(read_style, ("theme.css", "bar.css")), *own))


def _tell_form(picture: Picture) -> str:
    """Tell how a sheet of paper holds a picture: lying, or of several sheets; else standing."""
    broad, tall = _FORMS
    part = picture.height / picture.width
    return "broad" if part < broad else "tall" if part > tall else ""


def _render_each(pictures: Mapping[str, Picture], places: Mapping[str, int]) -> dict[str, str]:
    return {tag: render_inline(number_parts(each, places)) for tag, each in pictures.items()}


def _gather_glyphs(names: list[str]) -> dict[str, Any]:
    return {name: find_glyph(name) for name in sorted({*names, *(f"hollow {n}" for n in names)})}


def _tell_apart(picture: str, own: str) -> list[str | int]:
    """Tell a picture by its lines, one a part: those that the own one has by their number."""
    lines = picture.split("\n")
    known = {line: number for number, line in enumerate(own.split("\n")[1:-2])}
    is_even = all(line.startswith("<") for line in known)
    return [known.get(line, line) if is_even else line for line in lines]


def _pack(text: str, *, is_tight: bool = False) -> str:
    """Compress a text for `load.js`, without the hour at which it was done."""
    data = text.encode()
    if is_tight:
        packed = lzma.compress(data, format=lzma.FORMAT_ALONE, filters=_TIGHT)
    else:
        packed = gzip.compress(data, 9, mtime=0)
    return base64.b64encode(packed).decode()


def _say_each(key: str) -> dict[str, str]:
    return {tag: translate(key, tag) for tag in LANGUAGES}


def _read_program() -> str:
    return "".join(_read_file("bioprod_graph", name) for name in _read(_PROGRAM).split())


def _shorten(program: str) -> str:
    """Give what node made of the program when the package was built; else itself, as one block."""
    is_there = (resources.files(_PACKAGE) / _SHORT).is_file()
    of, _, short = _read_file(_PACKAGE, _SHORT).partition("\n") if is_there else ("", "", "")
    is_same = of == f"// {sha256(program.encode()).hexdigest()}"
    return short if is_same else f'"use strict";\n{{\n{program}}}\n'


def _read_unpacker() -> str:
    is_there = (resources.files(_PACKAGE) / _UNPACKER).is_file()
    return _read_file(_PACKAGE, _UNPACKER) if is_there else ""


def _read_vis() -> str:
    # Developer tools would ask for the map, which is not here.
    return _MAP.sub("\n", _read_file("pyvis", _VIS))


def _read(name: str) -> str:
    return _read_file(_PACKAGE, f"templates/{name}")


def _read_file(package: str, path: str) -> str:
    # A browser hashes what it parsed, where every line ends in LF.
    text = resources.files(package).joinpath(path).read_text(encoding="utf-8")
    return text.replace("\r\n", "\n")
