"""The page of the network: one HTML file, written by pyvis through our own template.

pyvis's stock template loads files from other hosts in every mode. Here everything is in the file:
the copy of vis-network that pyvis carries, one script and one style sheet. The content security
policy names each by its SHA-256 and allows nothing else, so no text from the data can run.
"""

from __future__ import annotations

import json
import re
from importlib import resources
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from bioprod_graph.documents.templates import make_environment, make_policy
from bioprod_graph.scenes.layout import FONT_SIZE, LINE_HEIGHT, PADDING, place_nodes
from bioprod_graph.scenes.network import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import networkx as nx
    from pyvis.network import Network

    from bioprod_graph.scenes.layout import Box
    from bioprod_graph.scenes.network import Kind

_PACKAGE = "bioprod_graph.scenes"

# Places come from layout.py: nothing is simulated, so the first picture is the last.
OPTIONS = {
    "physics": {"enabled": False},
    "layout": {"improvedLayout": False},
    "interaction": {
        "dragNodes": False,
        "hover": True,
        "hoverConnectedEdges": False,
        "selectConnectedEdges": False,
        "tooltipDelay": 250,
    },
    "nodes": {"shape": "custom", "chosen": False},
    "edges": {
        "arrows": {"to": {"enabled": True, "scaleFactor": 0.45}},
        "arrowStrikethrough": False,
        "chosen": False,
        "smooth": {"type": "cubicBezier", "forceDirection": "horizontal", "roundness": 0.6},
        "width": 1.2,
    },
}

# What would end a script or open a comment in it, and what JavaScript once took for a line end.
_UNSAFE = str.maketrans(
    {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}
)


def render_network(
    graph: nx.DiGraph[str],
    kinds: Mapping[str, Kind],
    *,
    language: str = "fr",
    title: Mapping[str, str],
    layers: Sequence[Mapping[str, str]] = (),
) -> str:
    """Render the graph as a whole HTML page that needs no other file; same graph, same bytes.

    `layers` are the names, in each language, of the layers that were drawn.
    """
    if language not in LANGUAGES:
        raise ValueError(f"unknown language “{language}”, known are {', '.join(LANGUAGES)}")
    missing = [each for each in LANGUAGES if not title.get(each)]
    if missing:
        raise ValueError(f"the title lacks the language “{missing[0]}”")
    network = _draw(graph, kinds, language)
    network.path = "network.html"
    network.templateEnv = make_environment(_PACKAGE, filters={"embed": embed})
    network.templateEnv.globals |= _describe_page(graph, kinds, language)
    network.templateEnv.globals |= {"names": network.node_map, "title": dict(title)}
    network.templateEnv.globals |= {"layers": layers}
    page: str = network.generate_html()
    return page


def embed(json_text: str) -> str:
    r"""Make JSON safe inside a script element; it means the same.

    >>> embed('"</script>"')
    '"\\u003c/script\\u003e"'
    """
    return json_text.translate(_UNSAFE)


def _draw(graph: nx.DiGraph[str], kinds: Mapping[str, Kind], language: str) -> Network:
    from pyvis.network import Network

    network = Network(directed=True)
    network.set_options(json.dumps(OPTIONS))
    boxes = place_nodes(graph, kinds)
    for node, data in graph.nodes(data=True):
        paint = kinds[data["kind"]].light
        network.add_node(
            node,
            shape="custom",
            label="\n".join(boxes[node].lines[language]),
            color={"background": paint.fill, "border": paint.line},
            **_describe_node(node, data, boxes[node]),
        )
    for number, (source, target, data) in enumerate(graph.edges(data=True)):
        network.add_edge(source, target, id=f"link-{number}", relations=data["relations"])
    return network


def _describe_node(node: str, data: Mapping[str, Any], box: Box) -> dict[str, Any]:
    return {
        "x": box.x,
        "y": box.y,
        "extent": [box.width, box.height],
        "kind": data["kind"],
        "lines": box.lines,
        "link": node if _is_link(node) else "",
        "name": data["name"],
        "summary": data["summary"],
    }


def _is_link(iri: str) -> bool:
    try:
        return urlsplit(iri).scheme in {"http", "https"}
    except ValueError:  # such as an unclosed bracket in the host
        return False


def _describe_page(
    graph: nx.DiGraph[str], kinds: Mapping[str, Kind], language: str
) -> dict[str, Any]:
    start, style, program = _read_own("start.js"), _read_own("network.css"), _read_program()
    vis_script, vis_style = _read_vis()
    scripts, styles = [start, vis_script, program], [vis_style, style]
    used = {data["kind"] for _, data in graph.nodes(data=True)}
    return {
        "kinds": {key: _describe_kind(kind) for key, kind in kinds.items() if key in used},
        "language": language,
        "languages": LANGUAGES,
        "letters": {"size": FONT_SIZE, "line": LINE_HEIGHT, "padding": PADDING},
        "policy": make_policy(scripts, styles),
        "scripts": dict(zip(("start", "vis", "program"), scripts, strict=True)),
        "styles": styles,
        "texts": json.loads(_read_own("texts.json")),
    }


def _describe_kind(kind: Kind) -> dict[str, Any]:
    return {
        "label": kind.label,
        "plural": kind.plural,
        "shape": kind.shape,
        "light": kind.light._asdict(),
        "dark": kind.dark._asdict(),
    }


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
