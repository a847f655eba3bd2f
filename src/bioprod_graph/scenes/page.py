"""The page of the network: one HTML file, written by pyvis through our own template.

pyvis's stock template loads files from other hosts in every mode. Here everything is in the file:
the copy of vis-network that pyvis carries, one script and one style sheet. The content security
policy names each by its SHA-256 and allows nothing else, so no text from the data can run.
"""

from __future__ import annotations

import re
from importlib import resources
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from bioprod_graph.documents import make_environment, make_policy, read_style
from bioprod_graph.language import LANGUAGES, translate
from bioprod_graph.networks import FONT_SIZE, LINE_HEIGHT, PADDING, place_nodes

if TYPE_CHECKING:
    from pyvis.network import Network

    from bioprod_graph.networks import Scene

_PACKAGE = "bioprod_graph.scenes"
_VIS = "lib/vis-9.1.2"

# The texts that the scripts say, each by its English.
_SAID = re.compile(r'\btext\("([^"]+)"\)')
# What would end the element that a library stands in, and where the map of a script is.
_ENDING = re.compile(r"<(/(?:script|style)|!--)", re.IGNORECASE)
_MAP = re.compile(r"\n//# sourceMappingURL=\S*\s*$")


def render_scene(scene: Scene, *, language: str) -> str:
    """Render a scene as a whole HTML page that needs no other file; same scene, same bytes."""
    if language not in LANGUAGES:
        raise ValueError(f"unknown language “{language}”, known are {', '.join(LANGUAGES)}")
    drawn = _draw(scene, language)
    drawn.path = "network.html"
    drawn.templateEnv = make_environment(_PACKAGE)
    drawn.templateEnv.globals |= _describe_page(scene, language) | {"names": drawn.node_map}
    page: str = drawn.generate_html()
    return page


def _draw(scene: Scene, language: str) -> Network:
    from pyvis.network import Network

    drawn = Network(directed=True)
    # Places come from the layout: nothing is simulated, so the first picture is the last.
    drawn.set_options(_read(_PACKAGE, "templates/options.json"))
    nodes = {node.iri: node for node in scene.network.nodes}
    boxes = place_nodes(scene)
    for iri, box in boxes.items():
        node = nodes[iri]
        paint = scene.kinds[node.kind].light
        drawn.add_node(
            iri,
            shape="custom",
            label="\n".join(box.lines[language]),
            color={"background": paint.fill, "border": paint.line},
            x=box.x,
            y=box.y,
            extent=[box.width, box.height],
            kind=node.kind,
            lines=box.lines,
            link=iri if _is_link(iri) else "",
            name=node.name.spread(),
            summary=node.summary.spread(),
        )
    ranks = {iri: rank for rank, iri in enumerate(boxes)}
    pairs = sorted(scene.network.pairs.items(), key=lambda item: (ranks[item[0][0]], item[0]))
    for number, (pair, links) in enumerate(pairs):
        relations = [{"iri": link.relation, **link.label.spread()} for link in links]
        drawn.add_edge(*pair, id=f"link-{number}", relations=relations)
    return drawn


def _is_link(iri: str) -> bool:
    try:
        return urlsplit(iri).scheme in {"http", "https"}
    except ValueError:  # such as an unclosed bracket in the host
        return False


def _describe_page(scene: Scene, language: str) -> dict[str, Any]:
    own = {
        name: _read(_PACKAGE, f"templates/{name}")
        for name in ("network.css", "start.js", "shapes.js", "picture.js", "page.js")
    }
    # One block: the files share their names with one another and with nothing else.
    program = f'"use strict";\n{{\n{own["shapes.js"]}\n{own["picture.js"]}\n{own["page.js"]}}}\n'
    vis_script, vis_style = (
        # In strings `\/` means `/`; developer tools would ask for the map, which is not here.
        _ENDING.sub(r"<\\\1", _MAP.sub("\n", _read("pyvis", f"{_VIS}/{name}")))
        for name in ("vis-network.min.js", "vis-network.css")
    )
    # What is said in another language than the one that was chosen is not shown.
    hidden = "".join(
        f'html[lang="{tag}"] body [lang]:not([lang="{tag}"]) {{ display: none; }}\n'
        for tag in LANGUAGES
    )
    scripts = {"start": own["start.js"], "vis": vis_script, "program": program}
    styles = [vis_style, read_style("theme.css") + hidden + own["network.css"]]
    used = {node.kind for node in scene.network.nodes}
    return {
        "following": dict(zip(LANGUAGES, (*LANGUAGES[1:], LANGUAGES[0]), strict=True)),
        "kinds": {key: kind.describe() for key, kind in scene.kinds.items() if key in used},
        "language": language,
        "languages": LANGUAGES,
        "layers": [layer.spread() for layer in scene.layers],
        "letters": {"size": FONT_SIZE, "line": LINE_HEIGHT, "padding": PADDING},
        "policy": make_policy(list(scripts.values()), styles),
        "say": _say,
        "say_each": _say_each,
        "scripts": scripts,
        "styles": styles,
        "texts": {key: _say_each(key) for key in _SAID.findall(program)},
        "title": scene.network.title.spread(),
    }


def _say(key: str, tag: str, **values: str) -> str:
    return translate(key, tag).format_map(values)


def _say_each(key: str) -> dict[str, str]:
    return {tag: translate(key, tag) for tag in LANGUAGES}


def _read(package: str, name: str) -> str:
    # A browser hashes what it parsed, where every line ends in LF.
    text = resources.files(package).joinpath(name).read_text(encoding="utf-8")
    return text.replace("\r\n", "\n")
