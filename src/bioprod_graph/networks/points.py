"""Where things are: the answers to `queries/exports/points.rq`, a place and its point a row."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from bioprod_graph.errors import ProjectError
from bioprod_graph.formats import Seat
from bioprod_graph.language import Text
from bioprod_graph.networks.things import read_name
from bioprod_graph.rdf import read_rows, select
from bioprod_graph.sparql.query_files import read_query

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import pyoxigraph as ox


_POLE, _DATE_LINE = 90.0, 180.0


def read_points(store: ox.Store, path: Path) -> list[Seat]:
    """Read what has a point; raises ProjectError for a bad row."""
    rows = read_rows(select(store, read_query(path, "exports").text))
    missing = [row for row in rows if not {"node", "place"} <= row.keys()]
    if missing:
        raise ProjectError(
            "{path}: the row {missing} has no ?node or no ?place", path=path, missing=missing[0]
        )
    seats = {_parse_seat(row, read_name(store, row["place"]), path) for row in rows}
    return sorted(seats, key=lambda seat: (seat.node, seat.place, seat.since, seat.precision))


def _parse_seat(row: Mapping[str, str], label: Text, path: Path) -> Seat:
    latitude, longitude = (_parse_degrees(row.get(n, "")) for n in ("latitude", "longitude"))
    # What is no number is within no bounds either.
    if not (abs(latitude) <= _POLE and abs(longitude) <= _DATE_LINE):
        raise ProjectError("{path}: the row {dict} has no point in degrees", path=path, dict=row)
    return Seat(
        row["node"],
        row["place"],
        label,
        latitude=latitude,
        longitude=longitude,
        precision=_cut(row.get("precision", "")).lower(),
        point=Text.read(row, "point"),
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
