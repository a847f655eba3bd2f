"""GeoJSON (RFC 7946): actors at the point of their seat, places at their own.

Positions are longitude, then latitude, in degrees of WGS 84 (section 3.1.1). The point is that of
the commune of the seat, not of a door; `precision` says so, `basis` on what the seat rests.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from bioprod_graph.formats.registry import ALL_PLACES, Format, register, write_json
from bioprod_graph.language import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bioprod_graph.formats.graphs import Node
    from bioprod_graph.formats.registry import Setting
    from bioprod_graph.language import Text


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


def _render(points: Points, setting: Setting) -> str:
    """Render those of the seats whose thing is a node of the network as one FeatureCollection."""
    nodes: dict[str, Node] = {node.iri: node for node in points.network.nodes}
    shown: list[Seat] = [seat for seat in points.seats if seat.node in nodes]
    times = Counter(seat.node for seat in shown)
    features = [_describe(nodes[seat.node], seat, setting.language) for seat in shown]
    for feature, seat in zip(features, shown, strict=True):
        # An identifier is of one feature: that of a thing with several seats is left out.
        if times[seat.node] > 1:
            del feature["id"]
    # Members of our own are allowed beside those of the standard (section 6.1).
    return write_json(
        {"type": "FeatureCollection", **setting.imprint, "features": features}, indent=1
    )


def _describe(node: Node, seat: Seat, language: str) -> dict[str, Any]:
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
            **{f"point_{tag}": seat.point.forms.get(tag, "") for tag in LANGUAGES},
            **{name: value or None for name, value in known.items()},
            "assumed": seat.is_assumed,
        },
    }


register(
    Format("geojson", "points", "application/geo+json", ".geojson", _render, places=ALL_PLACES)
)
