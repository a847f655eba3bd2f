"""GeoJSON (RFC 7946): actors at the point of their seat, places at their own.

Positions are longitude, then latitude, in degrees of WGS 84 (section 3.1.1). The point is that of
the commune of the seat, not of a door; `precision` says so, `basis` on what the seat rests.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bioprod_graph.errors import ProjectError
from bioprod_graph.measures.network import read_labels
from bioprod_graph.rdf import read_rows, select
from bioprod_graph.sparql.query_files import read_query

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    import pyoxigraph as ox

    from bioprod_graph.language import Language
    from bioprod_graph.measures import Network, Node

_ASSUMED = "assumed"
_POLE, _DATE_LINE = 90.0, 180.0


@dataclass(frozen=True)
class Seat:
    """Where a thing is: the place and its names, its point in degrees, and what is known of it.

    `basis` is `source`, `ror`, `assumed`, or nothing; since and until are as precise as their
    source; for a place, all three are nothing.
    """

    node: str
    place: str
    place_fr: str
    place_en: str
    latitude: float
    longitude: float
    precision: str
    point_fr: str
    point_en: str
    basis: str
    since: str
    until: str

    @property
    def is_assumed(self) -> bool:
        """Whether the seat is assumed: no source says it."""
        return self.basis == _ASSUMED


def read_points(store: ox.Store, path: Path) -> list[Seat]:
    """Read what has a point, by `queries/exports/points.rq`; raises ProjectError for a bad row."""
    rows = read_rows(select(store, read_query(path, "exports").text))
    missing = [row for row in rows if not {"node", "place"} <= row.keys()]
    if missing:
        raise ProjectError(
            "{path}: the row {missing} has no ?node or no ?place", path=path, missing=missing[0]
        )
    seats = {_parse_seat(row, read_labels(store, row["place"]), path) for row in rows}
    return sorted(seats, key=lambda seat: (seat.node, seat.place, seat.since, seat.precision))


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
            "name": node.label(language),
            "label_fr": node.label_fr,
            "label_en": node.label_en,
            "iri": node.iri,
            "kind": node.kind,
            "classes": node.classes,
            "place": seat.place,
            "place_fr": seat.place_fr,
            "place_en": seat.place_en,
            "precision": seat.precision,
            "point_fr": seat.point_fr,
            "point_en": seat.point_en,
            **{name: value or None for name, value in known.items()},
            "assumed": seat.is_assumed,
        },
    }


def _parse_seat(row: Mapping[str, str], labels: tuple[str, str], path: Path) -> Seat:
    latitude, longitude = (_parse_degrees(row.get(n, "")) for n in ("latitude", "longitude"))
    # What is no number is within no bounds either.
    if not (abs(latitude) <= _POLE and abs(longitude) <= _DATE_LINE):
        raise ProjectError(
            "{path}: the row {dict} has no point in degrees", path=path, dict=dict(row)
        ) from None
    return Seat(
        row["node"],
        row["place"],
        *labels,
        latitude=latitude,
        longitude=longitude,
        precision=_cut(row.get("precision", "")).lower(),
        point_fr=row.get("point_fr", ""),
        point_en=row.get("point_en", ""),
        basis=_cut(row.get("basis", "")).removesuffix("-basis"),
        since=row.get("since", ""),
        until=row.get("until", ""),
    )


def _parse_degrees(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return math.nan


def _cut(iri: str) -> str:
    return iri.replace("#", "/").rpartition("/")[2]
