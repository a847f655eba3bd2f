"""What catalogues and search engines harvest: held to the rules of those who read it."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pyshacl
import pytest
import rdflib

from bioprod_graph.dataset import open_release
from bioprod_graph.language import LANGUAGES
from bioprod_graph.rdf import select
from bioprod_graph.site import Publication, Site
from tests.third_party import find_text

if TYPE_CHECKING:
    from pathlib import Path

    from bioprod_graph.project import Project

DCAT_AP = "kit/dcat-ap-3.0.1"
SPDX = "http://spdx.org/rdf/terms#"
VOID = "PREFIX void: <http://rdfs.org/ns/void#> "


@pytest.fixture(scope="module")
def void(files: Path) -> ox.Store:
    store = ox.Store()
    store.load((files / ".well-known/void").read_bytes(), format=ox.RdfFormat.TURTLE)
    return store


@pytest.mark.third_party(DCAT_AP)
@pytest.mark.parametrize("name", ["shapes", "range", "shapes_recommended"])
def test_the_catalogue_keeps_to_dcat_ap(files: Path, name: str) -> None:
    """0 violations, and nothing recommended is missing: a warning does not conform either."""
    graph = rdflib.Graph().parse(files / "catalog.ttl")
    shapes = rdflib.Graph().parse(find_text(DCAT_AP) / "html" / "shacl" / f"{name}.ttl")
    # pySHACL, since it keeps derived types of integers, which these shapes ask for.
    conforms, _, said = pyshacl.validate(graph, shacl_graph=shapes)
    assert conforms, said


def test_the_catalogue_tells_each_dump_with_its_digest(
    built: Project, publication: Publication, files: Path
) -> None:
    graph = rdflib.Graph().parse(files / "catalog.ttl")
    told = {str(url) for url in graph.objects(None, rdflib.DCAT.downloadURL)}
    assert told == {built.base + dump.path for dump in publication.dumps}
    sums = {str(sum_) for sum_ in graph.objects(None, rdflib.URIRef(f"{SPDX}checksumValue"))}
    made = {hashlib.sha256((files / dump.path).read_bytes()) for dump in publication.dumps}
    assert sums == {each.hexdigest() for each in made}


def test_void_counts_what_the_release_holds(quads: list[ox.Quad], void: ox.Store) -> None:
    said = {quad.triple for quad in quads}
    (whole,) = select(void, f"{VOID}SELECT ?n WHERE {{ ?d a void:Dataset ; void:triples ?n }}")
    parts = select(void, f"{VOID}SELECT ?n {{ ?d void:propertyPartition/void:triples ?n }}")
    assert int(whole["n"].value) == len(said)
    assert sum(int(part["n"].value) for part in parts) == len(said)


def test_void_names_both_ends_of_its_links(void: ox.Store) -> None:
    pattern = "?l a void:Linkset ; void:subjectsTarget ?s ; void:objectsTarget/void:uriSpace ?o"
    (all_,) = select(void, f"{VOID}SELECT (COUNT(?l) AS ?n) {{ ?l a void:Linkset }}")
    (told,) = select(void, f"{VOID}SELECT (COUNT(?l) AS ?n) {{ {pattern} }}")
    assert int(all_["n"].value) == int(told["n"].value) > 0


def test_nothing_is_told_of_a_publisher_who_is_not_known(built: Project) -> None:
    bare = Publication(Site(open_release(built), built))
    told = dict(bare.list_told())
    graph = rdflib.Graph().parse(data=told["catalog.ttl"], format="turtle")
    assert list(graph.objects(None, rdflib.DCAT.distribution))
    for predicate in (rdflib.DCTERMS.publisher, rdflib.DCAT.contactPoint, rdflib.DCAT.service):
        assert not list(graph.subject_objects(predicate)), predicate


def test_a_page_tells_search_engines_its_thing_in_its_language(
    built: Project, publication: Publication
) -> None:
    iri = f"{built.base}id/event/assises-idf-2021"
    told = [publication.embed(iri, language) for language in LANGUAGES]
    assert all(page["@graph"][0]["@id"] == iri for page in told)
    names = [page["@graph"][0]["name"] for page in told]
    assert len(set(names)) == len(LANGUAGES)
    assert publication.embed(f"{built.base}id/event/unknown", LANGUAGES[0]) == {}


def test_the_home_tells_search_engines_the_dataset(
    publication: Publication, built: Project
) -> None:
    graph = publication.embed(built.base, LANGUAGES[0])["@graph"]
    (dataset,) = (node for node in graph if node["@type"] == "Dataset")
    # What Google asks for, https://developers.google.com/search/docs/appearance/structured-data
    assert 50 <= len(dataset["description"]) <= 5000
    for name in ("name", "license", "creator", "identifier", "keywords", "version", "url"):
        assert dataset[name], name
    nodes = {node["@id"]: node for node in graph}
    for each in dataset["distribution"]:
        file = nodes[each["@id"]]
        assert file["@type"] == "DataDownload"
        assert {"contentUrl", "encodingFormat", "sha256"} <= file.keys()


def test_programs_are_led_from_a_page_to_its_data(publication: Publication, built: Project) -> None:
    folder = "id/event/assises-idf-2021"
    links = publication.list_links(folder)
    assert (built.base + folder) in {link.goal for link in links if link.rel == "cite-as"}
    assert f"{folder}.ttl" in {link.goal for link in links if "describedby" in link.rel}
    home = publication.list_links("")
    assert {link.goal for link in home if link.rel == "item"} == {d.path for d in publication.dumps}
