"""Where things are: the answers to `queries/exports/points.rq`, a place and its point a row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bioprod_graph.errors import ProjectError
from bioprod_graph.formats import Seat
from bioprod_graph.language import Text
from bioprod_graph.networks.row_reader import read_name
from bioprod_graph.rdf import read_values, select
from bioprod_graph.sparql import read_query

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import pyoxigraph as ox

_BOUNDS = {"latitude": 90.0, "longitude": 180.0}


def read_points(store: ox.Store, path: Path) -> list[Seat]:
    """Read the things that have coordinates (degrees); raises ProjectError for a bad row."""
    rows = read_values(select(store, read_query(path, "exports").text))
    for row in rows:
        if not {"node", "place"} <= row.keys():
            raise ProjectError(
                "{path}: the row {missing} has no ?node or no ?place", path=path, missing=row
            )
    seats = {_parse_seat(row, read_name(store, row["place"]), path) for row in rows}
    return sorted(seats, key=lambda seat: (seat.node, seat.place, seat.since, seat.precision))


def _parse_seat(row: Mapping[str, str], label: Text, path: Path) -> Seat:
    try:
        point = {name: float(row.get(name, "")) for name in _BOUNDS}
    except ValueError:
        point = dict.fromkeys(_BOUNDS, float("nan"))
    # What is no number is within no bounds either.
    if not all(abs(point[name]) <= bound for name, bound in _BOUNDS.items()):
        raise ProjectError("{path}: the row {dict} has no point in degrees", path=path, dict=row)
    precision, basis = (row.get(n, "").replace("#", "/") for n in ("precision", "basis"))
    return Seat(
        row["node"],
        row["place"],
        label,
        **point,
        precision=precision.rpartition("/")[2].lower(),
        point=Text.read(row, "point"),
        basis=basis.rpartition("/")[2].removesuffix("-basis"),
        since=row.get("since", ""),
        until=row.get("until", ""),
    )
