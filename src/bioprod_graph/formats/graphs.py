"""Networks for other programs: GraphML, GEXF, Cytoscape, DOT, CSV for Gephi, VOSviewer, GeoJSON.

All have the same attributes of nodes and links, of types that Gephi and Cytoscape document: text
for names and kinds, numbers for weights. A degree, places and clusters are left to whoever opens
the file. What a format cannot hold is refused by name.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from bioprod_graph import documents
from bioprod_graph.errors import FormatError
from bioprod_graph.files import write_csv
from bioprod_graph.formats.archives import make_archive
from bioprod_graph.formats.registry import ALL_PLACES, Format, register, write_json
from bioprod_graph.language import LANGUAGES, choose_data_language, name_forms
from bioprod_graph.notation import find_unholdable, keep_returns, name_character

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bioprod_graph.formats.registry import Setting
    from bioprod_graph.language import Text

# In a DOT string a backslash begins an escape, and a line end would be one.
_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n"})
# The attributes, as below; some are called as Gephi knows them in its tables.
_FORMS = name_forms("label")
_NODE = ("label", *_FORMS, "kind", "classes")
_EDGE = ("label", "relation", "subject", *_FORMS, "weight")
_GEPHI_NODE = ("Id", "Label", *_NODE[1:])
_GEPHI_EDGE = ("Source", "Target", "Type", "Id", "Label", *_EDGE[1:-1], "Weight")


class NodesAndLinks(Protocol):
    """What formats ask of a network, whose nodes and links are sorted.

    A node has `iri`, `label`, `kind` and `classes`; a link `source`, `target`, `relation`, `label`
    and `weight`.
    """

    @property
    def name(self) -> str:
        """Its name, for files."""

    @property
    def title(self) -> Text:
        """What it shows."""

    @property
    def directed(self) -> bool:
        """Whether a link has a direction."""

    @property
    def nodes(self) -> Sequence[Any]:
        """In order."""

    @property
    def links(self) -> Sequence[Any]:
        """In order."""


@dataclass(frozen=True)
class Seat:
    """Where a thing is: the place, its point in degrees, and what is known of it.

    `basis` is `source`, `ror`, `assumed`, or nothing; since and until are as precise as their
    source; for a place, all three are nothing.
    """

    node: str
    place: str
    label: Text
    latitude: float
    longitude: float
    precision: str
    point: Text
    basis: str
    since: str
    until: str

    @property
    def is_assumed(self) -> bool:
        """Whether the seat is assumed: no source says it."""
        return self.basis == "assumed"


class Points(NamedTuple):
    """A network, and the seats of its nodes."""

    network: Any
    seats: Sequence[Seat]


def _describe_node(node: Any, language: str) -> dict[str, str]:
    names = {"label": node.label.say(language), **node.label.spread("label")}
    return {**names, "kind": node.kind, "classes": node.classes}


def _describe_link(link: Any, language: str) -> dict[str, Any]:
    """Give the attributes of a link.

    `subject` is the node of which the relation is said: formats turn edges without direction.
    """
    return {
        "label": link.label.say(language),
        "relation": link.relation,
        "subject": link.source,
        **link.label.spread("label"),
        "weight": float(link.weight),
    }


def _render_xml(network: NodesAndLinks, setting: Setting, *, form: str) -> str:
    """Render a network as GraphML or as GEXF 1.2; raises FormatError for what XML cannot hold.

    http://graphml.graphdrawing.org/ · https://gexf.net/ – without the day, which is optional.
    """
    language = setting.language
    graph = {"name": network.title.say(language), **setting.imprint}
    nodes = {node.iri: _describe_node(node, language) for node in network.nodes}
    edges = [(k.source, k.target, _describe_link(k, language)) for k in network.links]
    told = [(form, graph), *nodes.items(), *((f"{s} – {t}", values) for s, t, values in edges)]
    for place, attribute, value in ((p, a, v) for p, values in told for a, v in values.items()):
        if character := find_unholdable(str(value)):
            raise FormatError(
                "{form} cannot hold {found}, which XML does not have ({place}): "
                "use cytoscape or csv",
                form=form,
                found=name_character(character),
                place=f"{attribute} – {place}",
            )
    environment = documents.make_environment("bioprod_graph.formats", folder="layout/networks")
    text = environment.get_template(f"{form}.xml").render(
        graph=graph,
        nodes=nodes,
        edges=edges,
        columns={"node": _NODE, "edge": _EDGE},
        direction="directed" if network.directed else "undirected",
        note=setting.tell(),
    )
    return keep_returns(f"{text}\n".encode()).decode()


def _render_cytoscape(network: NodesAndLinks, setting: Setting) -> str:
    """Render a network as the JSON of Cytoscape (.cyjs), where `name` is what is shown.

    https://js.cytoscape.org/#notation/elements-json – an edge has an identifier of its own, and
    its relation is an interaction.
    """
    nodes, edges = [], []
    for node in network.nodes:
        values = _describe_node(node, setting.language)
        nodes.append(values | {"id": node.iri, "value": node.iri, "name": values["label"]})
    for number, link in enumerate(network.links):
        values, key = _describe_link(link, setting.language), f"e{number}"
        ends = {"source": link.source, "target": link.target, "key": key, "id": key}
        edges.append(values | ends | {"interaction": values["label"]})
    elements = {"nodes": [{"data": d} for d in nodes], "edges": [{"data": d} for d in edges]}
    data = {"name": network.title.say(setting.language), **setting.imprint}
    document = {"data": list(data.items()), "directed": network.directed, "multigraph": True}
    return write_json(document | {"elements": elements}, indent=1)


def _render_dot(network: NodesAndLinks, setting: Setting) -> str:
    """Render a network in DOT; raises FormatError for U+0000, which ends a file for Graphviz.

    https://graphviz.org/doc/info/lang.html – strings have the escapes of labels
    (https://graphviz.org/docs/attr-types/escString/).
    """
    word, arrow = ("digraph", "->") if network.directed else ("graph", "--")
    lines = [f"{word} {_quote(network.name)} {{"]
    lines += [f"  comment={_quote(told)};"] if (told := setting.tell()) else []
    for node in network.nodes:
        lines.append(f"  {_quote(node.iri)} {_list(_describe_node(node, setting.language))};")
    for link in network.links:
        ends = f"{_quote(link.source)} {arrow} {_quote(link.target)}"
        lines.append(f"  {ends} {_list(_describe_link(link, setting.language))};")
    if wrong := next((line for line in lines if "\0" in line), None):
        raise FormatError(
            "dot cannot hold U+0000, which stands in a name of {about}: use cytoscape or csv",
            about=wrong.partition("[")[0].strip(),
        )
    return "\n".join([*lines, "}", ""])


def _quote(text: str) -> str:
    return f'"{text.translate(_ESCAPES)}"'


def _list(values: Mapping[str, Any]) -> str:
    return f"[{', '.join(f'{name}={_quote(str(value))}' for name, value in values.items())}]"


def _render_csv(network: NodesAndLinks, setting: Setting) -> bytes:
    """Render a network as a ZIP of nodes.csv and edges.csv, with the columns that Gephi knows.

    Exact (RFC 4180): no cell is guarded against spreadsheets, which have the format xlsx. Licence,
    version and digest stand in datapackage.json (https://datapackage.org/standard/data-package/).
    """
    direction, language = "Directed" if network.directed else "Undirected", setting.language
    nodes = [(node.iri, *_describe_node(node, language).values()) for node in network.nodes]
    edges = [
        (link.source, link.target, direction, f"e{n}", *_describe_link(link, language).values())
        for n, link in enumerate(network.links)
    ]
    tables = {"nodes.csv": [_GEPHI_NODE, *nodes], "edges.csv": [_GEPHI_EDGE, *edges]}
    members = [(name, write_csv(rows, end="\r\n").encode()) for name, rows in tables.items()]
    if told := setting.imprint:
        names = ((name, name.removesuffix(".csv")) for name in tables)
        document = {
            "name": network.name,
            "version": told["version"],
            "licenses": [{"path": told["licence"]}],
            "sources": [{"title": f"dataset.nq, SHA-256 {told['digest']}"}],
            "resources": [{"name": name, "path": path, "format": "csv"} for path, name in names],
        }
        members.append(("datapackage.json", write_json(document).encode()))
    return make_archive(members)


def _render_vosviewer(network: NodesAndLinks, setting: Setting) -> str:
    """Render a network as the JSON of VOSviewer.

    https://app.vosviewer.com/docs/file-types/json-file-type/ – links have no direction there: the
    strength of a pair is the sum of the weights between its nodes. A title is text, a description
    may be HTML.
    """
    from html import escape

    language = choose_data_language(setting.language)
    strengths: Counter[tuple[str, str]] = Counter()
    for link in network.links:
        strengths[min(link.source, link.target), max(link.source, link.target)] += link.weight
    items = [
        {"id": node.iri, "label": node.label.say(language), "url": node.iri}
        for node in network.nodes
    ]
    links = [
        {"source_id": source, "target_id": target, "strength": strength}
        for (source, target), strength in sorted(strengths.items())
        if source != target
    ]
    told = [network.title.say(other) for other in LANGUAGES if other != language]
    told += filter(None, [setting.tell(" · ")])
    info = {"title": network.title.say(language), "description": escape(" · ".join(told))}
    return write_json({"network": {"items": items, "links": links}, "info": info}, indent=1)


def _render_geojson(points: Points, setting: Setting) -> str:
    """Render those of the seats whose thing is a node of the network as one FeatureCollection.

    RFC 7946: longitude, then latitude, in degrees of WGS 84 (section 3.1.1). The point is that of
    the commune of the seat, not of a door; `precision` says so, `basis` on what the seat rests.
    """
    nodes = {node.iri: node for node in points.network.nodes}
    shown = [seat for seat in points.seats if seat.node in nodes]
    times = Counter(seat.node for seat in shown)
    features = [
        {
            "type": "Feature",
            # An identifier is of one feature: a thing with several seats has none.
            **({"id": seat.node} if times[seat.node] == 1 else {}),
            "geometry": {"type": "Point", "coordinates": [seat.longitude, seat.latitude]},
            "properties": _describe_seat(nodes[seat.node], seat, setting.language),
        }
        for seat in shown
    ]
    # Members of our own are allowed beside those of the standard (section 6.1).
    document = {"type": "FeatureCollection", **setting.imprint, "features": features}
    return write_json(document, indent=1)


def _describe_seat(node: Any, seat: Seat, language: str) -> dict[str, Any]:
    return {
        "name": node.label.say(language),
        **node.label.spread("label"),
        "iri": node.iri,
        "kind": node.kind,
        "classes": node.classes,
        "place": seat.place,
        **seat.label.spread("place"),
        "precision": seat.precision,
        **{f"point_{tag}": seat.point.forms.get(tag, "") for tag in LANGUAGES},
        **{name: getattr(seat, name) or None for name in ("basis", "since", "until")},
        "assumed": seat.is_assumed,
    }


_GRAPHML, _GEXF = (partial(_render_xml, form=form) for form in ("graphml", "gexf"))
_told = partial(Format, places=ALL_PLACES)
register(
    _told("graphml", "network", "application/graphml+xml", ".graphml", _GRAPHML),
    _told("gexf", "network", "application/gexf+xml", ".gexf", _GEXF),
    _told("cytoscape", "network", "application/json", ".cyjs", _render_cytoscape),
    _told("dot", "network", "text/vnd.graphviz", ".gv", _render_dot),
    _told("csv", "network", "application/zip", ".zip", _render_csv, is_binary=True),
    _told("vosviewer", "network", "application/json", ".json", _render_vosviewer),
    _told("geojson", "points", "application/geo+json", ".geojson", _render_geojson),
)
