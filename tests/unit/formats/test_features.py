"""GeoJSON: what is where, how precisely, and on what it rests."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from bioprod_graph.errors import ProjectError
from bioprod_graph.networks import read_points
from tests.rendering import render_points

if TYPE_CHECKING:
    from bioprod_graph.formats import Seat
    from bioprod_graph.networks import Network

POINTS = Path(__file__).resolve().parents[3] / "queries" / "exports" / "points.rq"


@pytest.fixture(scope="session")
def seats(scene: ox.Store) -> list[Seat]:
    """What has a point."""
    return read_points(scene, POINTS)


def test_seats_and_places_have_points(seats: list[Seat]) -> None:
    """A seat in a place without a point has none."""
    assert [seat.node.rpartition("/id/")[2] for seat in seats] == [
        *("organization/one", "organization/two", "place/here")
    ]


def test_longitude_comes_first(seats: list[Seat], actors: Network) -> None:
    """RFC 7946, section 3.1.1; only nodes of the network are drawn."""
    document = json.loads(render_points(actors, seats, "fr"))
    assert document["type"] == "FeatureCollection"
    assert [f["geometry"]["coordinates"] for f in document["features"]] == [[2.25, 48.5]] * 2


def test_what_is_known_of_a_seat_is_told(seats: list[Seat], actors: Network) -> None:
    """Precision, basis and period; what is not known is null."""
    first, second = json.loads(render_points(actors, seats, "fr"))["features"]
    told = first["properties"]
    assert (told["precision"], told["basis"], told["since"]) == ("commune", "source", "2019")
    assert (told["assumed"], told["until"]) == (False, None)
    assert (told["place_en"], told["point_fr"]) == ("Here", "Mairie d’Ici")
    assert (second["properties"]["basis"], second["properties"]["assumed"]) == ("assumed", True)


def test_an_identifier_is_of_one_feature(seats: list[Seat], actors: Network) -> None:
    """A thing with two seats has two features, told by their property `iri`."""
    moved = [seats[0], replace(seats[0], place="urn:there"), seats[1]]
    features = json.loads(render_points(actors, moved, "fr"))["features"]
    assert ["id" in feature for feature in features] == [False, False, True]
    assert features[0]["properties"]["iri"] == features[1]["properties"]["iri"] == seats[0].node


def test_an_assumed_seat_says_so(seats: list[Seat]) -> None:
    """The others, and places, do not."""
    assert [seat.is_assumed for seat in seats] == [False, True, False]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ('(<urn:a> <urn:b> "north" 1)', "no point in degrees"),
        ('(<urn:a> <urn:b> "NaN" 1)', "no point in degrees"),
        ('(<urn:a> <urn:b> 1 "INF")', "no point in degrees"),
        ("(<urn:a> <urn:b> 90.1 1)", "no point in degrees"),
        ("(<urn:a> <urn:b> 1 -180.5)", "no point in degrees"),
        ("(<urn:a> <urn:b> UNDEF 1)", "no point in degrees"),
        ("(<urn:a> UNDEF 1 1)", r"no \?node or no \?place"),
    ],
)
def test_a_bad_row_is_told(tmp_path: Path, *, rows: str, said: str) -> None:
    """With the file."""
    path = tmp_path / "points.rq"
    names = "?node ?place ?latitude ?longitude"
    path.write_text(f"SELECT {names} WHERE {{ VALUES ({names}) {{ {rows} }} }}")
    with pytest.raises(ProjectError, match=said):
        read_points(ox.Store(), path)
