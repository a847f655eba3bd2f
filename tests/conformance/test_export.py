"""Exports of the real data, read by other programs as their formats say."""

from __future__ import annotations

import io
import json
import re
import warnings
from contextlib import closing
from functools import partial
from typing import TYPE_CHECKING, Any

import jsonschema
import networkx as nx
import openpyxl
import owlready2
import pyoxigraph as ox
import pytest
import rdflib
from rdflib.compare import isomorphic

from bioprod_graph.dataset import open_release, read_statements
from bioprod_graph.formats.xlsx import render_workbook
from bioprod_graph.language import LANGUAGES
from bioprod_graph.networks import read_network, read_points
from bioprod_graph.reports import make_sheets
from tests.rendering import render_network, render_points, write_statements

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bioprod_graph.language import Language
    from bioprod_graph.networks import Network
    from bioprod_graph.project import Project

LARGE = ("actors-and-initiatives", "things")
NETWORKS = (
    *("actors", "assises"),
    *(pytest.param(name, marks=pytest.mark.slow) for name in LARGE),
)
# rdflib’s names for the formats that hold a graph, and for those that hold a dataset.
GRAPHS = {"jsonld": "json-ld", "ntriples": "nt", "rdfxml": "xml", "turtle": "turtle"}
DATASETS = {"nquads": "nquads", "trig": "trig"}
# RFC 7946, sections 3 and 4: what a point feature is, within France’s bounds and a margin.
GEOJSON = {
    "type": "object",
    "required": ["type", "features"],
    "properties": {
        "type": {"const": "FeatureCollection"},
        "crs": False,
        "features": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["type", "geometry", "properties"],
                "properties": {
                    "type": {"const": "Feature"},
                    "id": {"type": ["string", "number"]},
                    "properties": {"type": "object"},
                    "geometry": {
                        "type": "object",
                        "required": ["type", "coordinates"],
                        "properties": {
                            "type": {"const": "Point"},
                            "coordinates": {
                                "type": "array",
                                "minItems": 2,
                                "maxItems": 2,
                                "prefixItems": [
                                    {"type": "number", "minimum": -180, "maximum": 180},
                                    {"type": "number", "minimum": -90, "maximum": 90},
                                ],
                            },
                        },
                    },
                },
            },
        },
    },
}


@pytest.fixture(scope="module")
def store(built: Project) -> ox.Store:
    """The store of the real data."""
    return open_release(built).store


@pytest.fixture(scope="module", params=NETWORKS)
def network(request: pytest.FixtureRequest, built: Project, store: ox.Store) -> Network:
    """Every network of the real data."""
    return read_network(store, built, request.param)


@pytest.fixture(scope="module")
def quads(built: Project) -> list[ox.Quad]:
    """All that is said of Genopole and of the Assises, and who says so."""
    things = {
        f"{built.base}id/{name}" for name in ("organization/genopole", "event/assises-idf-2021")
    }
    return read_statements(built.current / "dataset.nq", things=things)


def _read_rdflib(content: bytes, form: str) -> rdflib.Graph:
    graph = rdflib.Graph()
    with warnings.catch_warnings():
        # Its reader of JSON-LD uses what rdflib itself calls deprecated.
        warnings.simplefilter("ignore", DeprecationWarning)
        graph.parse(data=content, format=form)
    return graph


class TestStatements:
    """Formats of RDF 1.1, read by rdflib."""

    @pytest.mark.parametrize("form", sorted(GRAPHS))
    def test_a_graph_is_the_same(self, built: Project, quads: list[ox.Quad], form: str) -> None:
        """Isomorphic to the plainest of them, written by Oxigraph."""
        plain = ox.serialize({quad.triple for quad in quads}, format=ox.RdfFormat.N_TRIPLES)
        assert plain
        content = write_statements(quads, form, built.prefixes)
        graph = _read_rdflib(content, GRAPHS[form])
        assert len(graph) > 100
        assert isomorphic(graph, _read_rdflib(plain, "nt"))

    @pytest.mark.parametrize("form", sorted(DATASETS))
    def test_a_dataset_is_the_same(self, built: Project, quads: list[ox.Quad], form: str) -> None:
        """Graph by graph; the named graphs have the same names."""
        plain = ox.serialize(quads, format=ox.RdfFormat.N_QUADS)
        assert plain
        content = write_statements(quads, form, built.prefixes)
        with warnings.catch_warnings():
            # rdflib uses, in reading a dataset, what it calls deprecated itself.
            warnings.simplefilter("ignore", DeprecationWarning)
            found, expected = rdflib.Dataset(), rdflib.Dataset()
            found.parse(data=content, format=DATASETS[form])
            expected.parse(data=plain, format="nquads")
            assert set(found.quads()) == set(expected.quads())

    def test_all_is_the_dataset_byte_for_byte(self, built: Project) -> None:
        """As N-Quads, the whole is the file that was built."""
        path = built.current / "dataset.nq"
        assert (
            write_statements(read_statements(path), "nquads", built.prefixes) == path.read_bytes()
        )

    def test_no_blank_node_is_written(self, built: Project) -> None:
        """In any of the statements."""
        quads = read_statements(built.current / "dataset.nq")
        assert not any(isinstance(q.subject, ox.BlankNode) for q in quads)
        assert not any(isinstance(q.object, ox.BlankNode) for q in quads)


WHOLE = pytest.param(None, marks=pytest.mark.slow)


@pytest.fixture(scope="module", params=[WHOLE, ("organization/genopole", "event/assises-idf-2021")])
def flat(request: pytest.FixtureRequest, built: Project) -> list[ox.Quad]:
    """All statements, and those about some things."""
    things = request.param and {f"{built.base}id/{name}" for name in request.param}
    return read_statements(built.current / "dataset.nq", things=things)


class TestFlat:
    """Files without named graphs stand alone: who opens one is sent nowhere for the rest."""

    @pytest.mark.parametrize("form", ["ntriples", "rdfxml"])
    def test_owlready2_loads_it(
        self, built: Project, flat: list[ox.Quad], *, form: str, tmp_path: Path
    ) -> None:
        """As any other ontology, from the file alone, with as many statements."""
        path = tmp_path / "export.owl"
        path.write_bytes(write_statements(flat, form, built.prefixes))
        with closing(owlready2.World()) as world, path.open("rb") as file:
            ontology = world.get_ontology(f"{built.base}export").load(only_local=True, fileobj=file)
            assert ontology.imported_ontologies == []
            expected = {
                quad.triple for quad in flat if not quad.predicate.value.endswith("imports")
            }
            # It adds a statement or two about itself.
            assert len(world.graph) - len(expected) in (0, 1, 2)

    @pytest.mark.parametrize("form", sorted(GRAPHS))
    def test_it_imports_nothing(self, built: Project, flat: list[ox.Quad], form: str) -> None:
        """rdflib reads all the rest."""
        graph = _read_rdflib(write_statements(flat, form, built.prefixes), GRAPHS[form])
        assert not list(graph.objects(predicate=rdflib.OWL.imports))
        expected = {quad.triple for quad in flat if not quad.predicate.value.endswith("imports")}
        assert len(graph) == len(expected)


def test_owlready2_opens_the_ontology_as_one_file(built: Project, tmp_path: Path) -> None:
    """No imports, one header, lists that are lists, every term of ours, and nothing of the data."""
    quads = read_statements(built.current / "dataset.nq")
    path = tmp_path / "ontology.owl"
    path.write_bytes(write_statements(quads, "owl", built.prefixes))
    with closing(owlready2.World()) as world:
        ontology = world.get_ontology(path.as_uri()).load(only_local=True)
        assert ontology.base_iri == f"{built.base}ontology#"
        assert ontology.imported_ontologies == []
        kinds = {f"http://www.w3.org/2002/07/owl#{kind}" for kind in ("Class", "ObjectProperty")}
        declared = (str(each.subject) for each in quads if str(each.object)[1:-1] in kinds)
        own = {iri[1:-1] for iri in declared if iri[1:].startswith(ontology.base_iri)}
        known = {term.iri for term in (*ontology.classes(), *ontology.object_properties())}
        assert own
        assert own <= known
        chains = [each for each in ontology.object_properties() if each.property_chain]
        assert all(len(each.property_chain[0].properties) == 2 for each in chains)
        assert chains
        assert len(next(iter(ontology.disjoint_classes())).entities) > 2
        assert world[f"{built.base}id/organization/genopole"] is None


READ: dict[str, Callable[[str], Any]] = {
    "graphml": nx.parse_graphml,
    "gexf": lambda text: nx.read_gexf(io.BytesIO(text.encode())),
    "cytoscape": lambda text: nx.cytoscape_graph(json.loads(text), name="label"),
}


class TestNetworks:
    """Formats of networks, read by networkx."""

    @pytest.mark.parametrize("form", sorted(READ))
    def test_the_network_is_the_same(self, network: Network, form: str) -> None:
        """Nodes with their names, and as many edges between the same ends."""
        render = {
            "cytoscape": partial(render_network, "cytoscape"),
            "gexf": partial(render_network, "gexf"),
            "graphml": partial(render_network, "graphml"),
        }[form]
        graph = READ[form](render(network, "fr"))
        labels = {node: data["label_en"] for node, data in graph.nodes(data=True)}
        assert labels == {node.iri: node.label.say("en") for node in network.nodes}
        found = sorted(tuple(sorted(pair)) for pair in graph.edges())
        assert found == sorted(tuple(sorted((k.source, k.target))) for k in network.links)

    def test_no_text_looks_like_an_address_of_mail(self, network: Network) -> None:
        """Nobody’s address leaves with an export."""
        assert not re.search(
            r"[\w.+-]+@[\w-]+\.[a-z]{2,}", render_network("graphml", network, "fr")
        )


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_workbook_holds_no_formula(language: Language, built: Project, store: ox.Store) -> None:
    """Nor an error, in any cell of any sheet."""
    workbook = openpyxl.load_workbook(
        io.BytesIO(render_workbook(make_sheets(store, built, language)))
    )
    types = {c.data_type for ws in workbook for row in ws.iter_rows() for c in row}
    assert types <= {"s", "n"}


class TestPoints:
    """GeoJSON."""

    def test_is_geojson(self, built: Project, store: ox.Store) -> None:
        """Point features in degrees, longitude first, without the `crs` that the RFC removed."""
        seats = read_points(store, built.queries / "exports" / "points.rq")
        network = read_network(store, built, "things")
        document = json.loads(render_points(network, seats, "fr"))
        jsonschema.validate(document, GEOJSON)
        assert document["features"]
        for feature in document["features"]:
            longitude, latitude = feature["geometry"]["coordinates"]
            assert longitude < latitude, "no place of the data lies where this would be false"
