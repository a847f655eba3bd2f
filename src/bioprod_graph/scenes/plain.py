"""Scenes as others know networks: a graph of networkx, and a page of pyvis as it comes.

pyvis puts titles of nodes into its page as HTML if they hold a link, so that nodes have none here;
its template is read by an environment that escapes, and what it would load from other hosts is left
out.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bioprod_graph.dataset import open_release
from bioprod_graph.documents import make_environment
from bioprod_graph.drawing import read_colours
from bioprod_graph.language import SOURCE
from bioprod_graph.project import find_project
from bioprod_graph.scenes.around import read_named

if TYPE_CHECKING:
    import networkx as nx

    from bioprod_graph.language import Language
    from bioprod_graph.project import Project
    from bioprod_graph.scenes.reading import Scene

# The shapes of vis-network that come nearest to our glyphs; any other is a dot.
_SHAPES = {"triangle": "triangle", "diamond": "diamond", "hexagon": "hexagon", "cross": "star"}
_SHAPES |= dict.fromkeys(("bar", "square", "sheet"), "square")
_OUTSIDE = re.compile(
    r'<link\b[^>]*href="https?:[^>]*>|<script\b[^>]*src="https?:[^>]*>\s*</script>'
)
_LINE_ENDS = re.compile("[\u2028\u2029]")


def network(
    name: str, *, project: Project | None = None, language: Language = SOURCE, hops: int = 1
) -> nx.MultiDiGraph[str]:
    """Give a scene, or what lies around a thing, as a graph of networkx.

    Nodes are IRIs, with label, group, color and shape; edges have title, color and dashes. So
    `pyvis.network.Network.from_nx` takes it as it is, and pandas its edges. Raises NotFoundError if
    neither a scene nor a thing has this name, DatasetError if nothing was built.

    >>> graph = network("ecosystem")
    >>> sorted(graph.nodes["https://w3id.org/bioprod/id/organization/genethon"])
    ['color', 'group', 'label', 'shape']
    """
    project = project or find_project()
    store = open_release(project).store
    return export_graph(read_named(store, project, name, hops=hops), language)


def export_graph(scene: Scene, language: Language) -> nx.MultiDiGraph[str]:
    """Make the graph of a scene, in one language and in the colours of the light theme."""
    import networkx as nx

    colours, kinds = read_colours("light"), scene.kinds
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph(name=scene.network.title.say(language))
    for node in scene.network.nodes:
        kind = kinds.get(node.kind)
        graph.add_node(
            node.iri,
            label=_clean(node.name.say(language)),
            group=kind.label.say(language) if kind else node.kind,
            color=colours.get(kind.colour if kind else "", colours["ink2"]),
            shape=_SHAPES.get(kind.shape if kind else "", "dot"),
        )
    for link in scene.network.links:
        kind = kinds.get(link.kind)
        graph.add_edge(
            link.source,
            link.target,
            title=_clean(link.label.say(language)),
            color=colours.get(kind.colour if kind else "", colours["edge"]),
            dashes=link.inferred,
        )
    return graph


def render_plain(scene: Scene, language: Language) -> str:
    """Render a scene as pyvis does, in one file, without what it would load from other hosts."""
    from pyvis.network import Network

    drawn = Network(height="95vh", directed=True, cdn_resources="in_line")
    drawn.from_nx(export_graph(scene, language))
    drawn.templateEnv = make_environment("pyvis")
    return _OUTSIDE.sub("", drawn.generate_html())


def _clean(text: str) -> str:
    """Keep a label on one line: in a script of old, these end one."""
    return _LINE_ENDS.sub(" ", text)
