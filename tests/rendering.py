"""Values in formats of the registry, as tests ask for them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import networkx as nx

from bioprod_graph import reports
from bioprod_graph.formats import Content, Points, Setting, find_format
from bioprod_graph.formats.registry import write_json

if TYPE_CHECKING:
    from bioprod_graph.reports import Report


def render_bytes(value: Any, kind: Content, name: str, **setting: Any) -> bytes:
    """Render a value in a format, as bytes."""
    written = find_format(name, kind).render(value, Setting(**setting))
    return written.encode() if isinstance(written, str) else written


def render(value: Any, kind: Content, name: str, **setting: Any) -> str:
    """Render a value in a format, as text."""
    return render_bytes(value, kind, name, **setting).decode()


render_html = partial(render, kind="document", name="html")
render_markdown = partial(render, kind="document", name="markdown")
render_text = partial(render, kind="document", name="text")


def render_network(form: str, network: Any, language: str, **setting: Any) -> str:
    """Render a network as text."""
    return render(network, "network", form, language=language, **setting)


def make_graph(network: Any, language: str) -> nx.MultiGraph[str]:
    """Give a network as networkx holds it, with an edge for each link."""
    graph: nx.MultiGraph[str] = nx.MultiDiGraph() if network.directed else nx.MultiGraph()
    graph.graph["name"] = network.title.say(language)
    for node in network.nodes:
        graph.add_node(
            node.iri,
            label=node.label.say(language),
            **node.label.spread("label"),
            kind=node.kind,
            classes=node.classes,
        )
    for number, link in enumerate(network.links):
        graph.add_edge(
            link.source,
            link.target,
            key=f"e{number}",
            label=link.label.say(language),
            **link.label.spread("label"),
            relation=link.relation,
            subject=link.source,
            weight=link.weight,
        )
    return graph


def render_points(network: Any, seats: Any, language: str) -> str:
    """Render points as GeoJSON."""
    return render(Points(network, seats), "points", "geojson", language=language)


def render_work(form: str, work: Any, language: str) -> str:
    """Render the citation of a work."""
    return render(work, "work", form, language=language)


def write_statements(statements: Any, form: str, prefixes: Any) -> bytes:
    """Write statements in a format."""
    return render_bytes(statements, "statements", form, prefixes=prefixes)


def render_csv(report: Report) -> str:
    """Render the rows of a report as CSV."""
    return render(reports.make_report_rows(report), "rows", "csv")


def render_json(report: Report, **only: Any) -> str:
    """Render the record of a report as JSON."""
    return write_json(reports.make_report_json(report, **only))
