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

from bioprod_graph.documents.templates import make_environment, make_policy, read_style
from bioprod_graph.language import LANGUAGES, translate
from bioprod_graph.networks import FONT_SIZE, LINE_HEIGHT, PADDING, place_nodes

if TYPE_CHECKING:
    from pyvis.network import Network

    from bioprod_graph.networks import Box, Node, Scene

_PACKAGE = "bioprod_graph.scenes"

# The texts that the scripts say, each by its English.
_SAID = re.compile(r'\btext\("([^"]+)"\)')

# What would end a script or open a comment in it, and what JavaScript once took for a line end.
_UNSAFE = str.maketrans(
    {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}
)


def render_scene(scene: Scene, *, language: str) -> str:
    """Render a scene as a whole HTML page that needs no other file; same scene, same bytes."""
    if language not in LANGUAGES:
        raise ValueError(f"unknown language “{language}”, known are {', '.join(LANGUAGES)}")
    drawn = _draw(scene, language)
    drawn.path = "network.html"
    drawn.templateEnv = make_environment(_PACKAGE, filters={"embed": embed})
    drawn.templateEnv.globals |= _describe_page(scene, language) | {"names": drawn.node_map}
    page: str = drawn.generate_html()
    return page


def embed(json_text: str) -> str:
    r"""Make JSON safe inside a script element; it means the same.

    >>> embed('"</script>"')
    '"\\u003c/script\\u003e"'
    """
    return json_text.translate(_UNSAFE)


def _draw(scene: Scene, language: str) -> Network:
    from pyvis.network import Network

    drawn = Network(directed=True)
    # Places come from the layout: nothing is simulated, so the first picture is the last.
    drawn.set_options(_read_own("options.json"))
    nodes = {node.iri: node for node in scene.network.nodes}
    boxes = place_nodes(scene)
    for iri, box in boxes.items():
        paint = scene.kinds[nodes[iri].kind].light
        drawn.add_node(
            iri,
            shape="custom",
            label="\n".join(box.lines[language]),
            color={"background": paint.fill, "border": paint.line},
            **_describe_node(nodes[iri], box),
        )
    ranks = {iri: rank for rank, iri in enumerate(boxes)}
    pairs = sorted(scene.network.pairs.items(), key=lambda item: (ranks[item[0][0]], item[0]))
    for number, (pair, links) in enumerate(pairs):
        relations = [{"iri": link.relation, **link.label.spread()} for link in links]
        drawn.add_edge(*pair, id=f"link-{number}", relations=relations)
    return drawn


def _describe_node(node: Node, box: Box) -> dict[str, Any]:
    return {
        "x": box.x,
        "y": box.y,
        "extent": [box.width, box.height],
        "kind": node.kind,
        "lines": box.lines,
        "link": node.iri if _is_link(node.iri) else "",
        "name": node.name.spread(),
        "summary": node.summary.spread(),
    }


def _is_link(iri: str) -> bool:
    try:
        return urlsplit(iri).scheme in {"http", "https"}
    except ValueError:  # such as an unclosed bracket in the host
        return False


def _describe_page(scene: Scene, language: str) -> dict[str, Any]:
    start, program = _read_own("start.js"), _read_program()
    vis_script, vis_style = _read_vis()
    # What is said in another language than the one that was chosen is not shown.
    hidden = "".join(
        f'html[lang="{tag}"] body [lang]:not([lang="{tag}"]) {{ display: none; }}\n'
        for tag in LANGUAGES
    )
    own_style = read_style("theme.css") + hidden + _read_own("network.css")
    scripts, styles = [start, vis_script, program], [vis_style, own_style]
    used = {node.kind for node in scene.network.nodes}
    return {
        "following": dict(zip(LANGUAGES, (*LANGUAGES[1:], LANGUAGES[0]), strict=True)),
        "kinds": {key: kind.describe() for key, kind in scene.kinds.items() if key in used},
        "language": language,
        "languages": LANGUAGES,
        "layers": [layer.spread() for layer in scene.layers],
        "letters": {"size": FONT_SIZE, "line": LINE_HEIGHT, "padding": PADDING},
        "policy": make_policy(scripts, styles),
        "say": _say,
        "say_each": _say_each,
        "scripts": dict(zip(("start", "vis", "program"), scripts, strict=True)),
        "styles": styles,
        "texts": {key: _say_each(key) for key in _SAID.findall(program)},
        "title": scene.network.title.spread(),
    }


def _say(key: str, tag: str, **values: str) -> str:
    return translate(key, tag).format_map(values)


def _say_each(key: str) -> dict[str, str]:
    return {tag: translate(key, tag) for tag in LANGUAGES}


def _read_own(name: str) -> str:
    folder = resources.files(_PACKAGE) / "templates"
    return _read_text(folder / name)


def _read_program() -> str:
    # One block: the files share their names with one another and with nothing else.
    parts = "\n".join(_read_own(name) for name in ("shapes.js", "picture.js", "page.js"))
    return f'"use strict";\n{{\n{parts}}}\n'


def _read_vis() -> tuple[str, str]:
    folder = resources.files("pyvis") / "lib" / "vis-9.1.2"
    script = _read_text(folder / "vis-network.min.js")
    # The map is not here: developer tools would ask for it.
    script = re.sub(r"\n//# sourceMappingURL=\S*\s*$", "\n", script)
    return _keep_inside(script), _keep_inside(_read_text(folder / "vis-network.css"))


def _read_text(file: Any) -> str:
    # A browser hashes what it parsed, where every line ends in LF.
    return str(file.read_text(encoding="utf-8")).replace("\r\n", "\n")


def _keep_inside(text: str) -> str:
    r"""Keep a library from ending the element that it stands in; in strings `\/` means `/`."""
    return re.sub(r"<(/(?:script|style)|!--)", r"<\\\1", text, flags=re.IGNORECASE)
