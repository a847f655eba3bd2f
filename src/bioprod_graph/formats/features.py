"""GeoJSON (RFC 7946): actors at the point of their seat, places at their own.

Positions are longitude, then latitude, in degrees of WGS 84 (section 3.1.1). The point is that of
the commune of the seat, not of a door; `precision` says so, `basis` on what the seat rests.
"""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bioprod_graph.language import Language
    from bioprod_graph.networks import Network, Node, Seat


def render_geojson(network: Network, seats: Iterable[Seat], language: Language) -> str:
    """Render those of the seats whose thing is a node of the network as one FeatureCollection."""
    nodes = {node.iri: node for node in network.nodes}
    shown = [seat for seat in seats if seat.node in nodes]
    times = Counter(seat.node for seat in shown)
    features = [_describe(nodes[seat.node], seat, language) for seat in shown]
    for feature, seat in zip(features, shown, strict=True):
        # An identifier is of one feature: that of a thing with several seats is left out.
        if times[seat.node] > 1:
            del feature["id"]
    document = {"type": "FeatureCollection", "features": features}
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _describe(node: Node, seat: Seat, language: Language) -> dict[str, Any]:
    known = {"basis": seat.basis, "since": seat.since, "until": seat.until}
    return {
        "type": "Feature",
        "id": node.iri,
        "geometry": {"type": "Point", "coordinates": [seat.longitude, seat.latitude]},
        "properties": {
            "name": node.label.say(language),
            **node.label.spread("label"),
            "iri": node.iri,
            "kind": node.kind,
            "classes": node.classes,
            "place": seat.place,
            **seat.label.spread("place"),
            "precision": seat.precision,
            **seat.point.spread("point"),
            **{name: value or None for name, value in known.items()},
            "assumed": seat.is_assumed,
        },
    }
