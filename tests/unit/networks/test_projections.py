"""Projections: files that declare a network."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bioprod_graph.errors import FileError, NotFoundError, ProjectError
from bioprod_graph.networks import find_projection, project_network, read_projections

if TYPE_CHECKING:
    import pyoxigraph as ox

    from bioprod_graph.networks import Network, Projection
    from bioprod_graph.project import Project

BASE = "https://w3id.org/bioprod/"
FOLDER = Path(__file__).resolve().parents[3] / "queries" / "projections"
HEADER = """#+ title_fr: Titre
#+ title_en: Title
#+ description_fr: Nœuds et liens
#+ description_en: Nodes and links
#+ directed: {directed}
"""
QUERY = """SELECT ?source ?target ?relation ?weight
WHERE {{ VALUES (?source ?target ?relation ?weight) {{ {rows} }} }}
"""


def _links(network: Network) -> set[tuple[str, str, str]]:
    return {(cut(link.source), cut(link.target), cut(link.relation)) for link in network.links}


def cut(iri: str) -> str:
    """The last part of an IRI."""
    return iri.replace("#", "/").rpartition("/")[2]


def _write(folder: Path, rows: str, *, directed: str = "no") -> Projection:
    text = HEADER.format(directed=directed) + QUERY.format(rows=rows)
    (folder / "mine.rq").write_text(text, encoding="utf-8")
    return find_projection(folder, "mine")


class TestActors:
    """`actors`: initiatives are collapsed into links."""

    def test_nodes_are_organisations(self, scene: ox.Store, actors: Projection) -> None:
        """Also the one that has no link; no initiative."""
        network = project_network(scene, actors, BASE)
        assert {cut(node.iri) for node in network.nodes} == {
            *("one", "two", "three", "four", "five", "alone")
        }

    def test_links_are_ties_and_shared_initiatives(
        self, scene: ox.Store, actors: Projection
    ) -> None:
        """The three around `alpha` are linked two by two, by `alpha`; `beta` links nobody."""
        assert _links(project_network(scene, actors, BASE)) == {
            ("one", "four", "memberOf"),
            ("four", "one", "partnerOf"),
            ("two", "four", "memberOf"),
            ("five", "four", "alpha"),
            ("five", "three", "alpha"),
            ("four", "three", "alpha"),
        }

    def test_names_are_in_both_languages(self, scene: ox.Store, actors: Projection) -> None:
        """Where one is missing the other stands; classes are the most specific."""
        nodes = {cut(n.iri): n for n in project_network(scene, actors, BASE).nodes}
        assert nodes["three"].label.spread() == {"fr": "Trois", "en": "Trois"}
        assert (nodes["four"].classes, nodes["four"].kind) == ("Cluster", "organization")

    def test_relations_have_names(self, scene: ox.Store, actors: Projection) -> None:
        """Of the property, or of the initiative."""
        links = project_network(scene, actors, BASE).links
        assert {link.label.say("fr") for link in links} == {"membre de", "partenaire de", "Alpha"}


class TestActorsAndInitiatives:
    """`actors-and-initiatives`: initiatives are nodes."""

    def test_initiatives_are_nodes(self, scene: ox.Store) -> None:
        """Also the one that has no link."""
        projection = find_projection(FOLDER, "actors-and-initiatives")
        network = project_network(scene, projection, BASE)
        assert {"alpha", "beta", "alone"} <= {cut(node.iri) for node in network.nodes}
        assert ("alpha", "three", "fundedBy") in _links(network)
        assert ("alpha", "four", "ledBy") in _links(network)
        assert len(network.links) == 6


class TestThings:
    """`things`: what rows state of two things."""

    def test_ties_are_links(self, scene: ox.Store) -> None:
        """A tie is no node, and its relation is the direct property, with its direction."""
        network = project_network(scene, find_projection(FOLDER, "things"), BASE)
        links = _links(network)
        assert ("one", "four", "memberOf") in links
        assert ("one", "here", "seat") in links
        assert not any(node.kind in ("tie", "concept") for node in network.nodes)


class TestAnyProjection:
    """What holds of all files of the folder."""

    def test_all_are_well_made(self) -> None:
        """There is at least what the commands name by default."""
        assert {p.name for p in read_projections(FOLDER)} >= {
            *("actors", "actors-and-initiatives", "assises", "things")
        }

    @pytest.mark.parametrize("name", ["assises", "things"])
    def test_the_real_data_has_a_network(self, built: Project, name: str) -> None:
        """With nodes that have names in both languages, and links between them."""
        from bioprod_graph.dataset import open_release

        network = project_network(open_release(built).store, find_projection(FOLDER, name), BASE)
        assert network.links
        iris = {node.iri for node in network.nodes}
        assert all(link.source in iris and link.target in iris for link in network.links)
        assert all(set(node.label.forms) == {"fr", "en"} for node in network.nodes)

    def test_both_ways_are_one_without_direction(self, scene: ox.Store, tmp_path: Path) -> None:
        """And the greater of two weights is kept."""
        rows = "(<urn:b> <urn:a> <urn:r> 2) (<urn:a> <urn:b> <urn:r> 3)"
        links = project_network(scene, _write(tmp_path, rows), BASE).links
        assert [(k.source, k.target, k.weight) for k in links] == [("urn:a", "urn:b", 3.0)]

    def test_both_ways_are_two_with_direction(self, scene: ox.Store, tmp_path: Path) -> None:
        """As they were told."""
        rows = "(<urn:b> <urn:a> <urn:r> 2) (<urn:a> <urn:b> <urn:r> 3)"
        projection = _write(tmp_path, rows, directed="yes")
        assert len(project_network(scene, projection, BASE).links) == 2

    def test_a_link_to_oneself_is_left_out(self, scene: ox.Store, tmp_path: Path) -> None:
        """The node stays."""
        network = project_network(scene, _write(tmp_path, "(<urn:a> <urn:a> <urn:r> 1)"), BASE)
        assert (len(network.nodes), len(network.links)) == (1, 0)

    @pytest.mark.parametrize("weight", ["0", "-1", '"much"', "1e999"])
    def test_a_weight_is_a_number_over_zero(
        self, scene: ox.Store, *, tmp_path: Path, weight: str
    ) -> None:
        """Anything else is told with the file."""
        projection = _write(tmp_path, f"(<urn:a> <urn:b> <urn:r> {weight})")
        with pytest.raises(ProjectError, match=r"mine\.rq: the weight .* no number over zero"):
            project_network(scene, projection, BASE)

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            (HEADER.format(directed="perhaps") + QUERY.format(rows=""), "expected yes, no"),
            (HEADER.format(directed="no") + "SELECT ?source WHERE { }", r"gives no \?relation"),
            (HEADER.format(directed="no") + "ASK { }", "expected a SELECT query"),
            (HEADER.format(directed="no") + "SELECT", "malformed SPARQL"),
            ("SELECT * { }", "the header lacks"),
        ],
    )
    def test_a_malformed_file_is_told(self, tmp_path: Path, *, text: str, said: str) -> None:
        """In one line that names it."""
        (tmp_path / "mine.rq").write_text(text, encoding="utf-8")
        with pytest.raises(ProjectError, match=said):
            find_projection(tmp_path, "mine")

    def test_an_unknown_name_is_told(self, tmp_path: Path) -> None:
        """With the nearest, all, or that there are none."""
        with pytest.raises(NotFoundError, match="did you mean actors"):
            find_projection(FOLDER, "actor")
        with pytest.raises(NotFoundError, match="there are actors, "):
            find_projection(FOLDER, "zzz")
        with pytest.raises(NotFoundError, match="holds none"):
            find_projection(tmp_path, "actors")
        with pytest.raises(FileError, match="absent: cannot be read"):
            find_projection(tmp_path / "absent", "actors")
