"""What catalogues and search engines harvest: held to the rules of those who read it."""

from __future__ import annotations

import hashlib
import json
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pyshacl
import pytest
import rdflib

from bioprod_graph.dataset import open_release
from bioprod_graph.language import LANGUAGES
from bioprod_graph.rdf import select
from bioprod_graph.site import CONTEXT, Publication, Site
from oxishacl import Shapes, validate
from tests.third_party import find_text

if TYPE_CHECKING:
    from bioprod_graph.project import Project

DCAT_AP = "kit/dcat-ap-3.0.1"
SCHEMA = "http://schema.org/"
RDF_TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
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


SPEX = "kit/sparql-examples"


@pytest.mark.third_party(SPEX)
def test_the_questions_stand_as_examples_of_an_endpoint(built: Project, files: Path) -> None:
    """All of them, as the shape of such examples has it; without a target one does not conform."""
    graph = rdflib.Graph().parse(files / ".well-known/sparql-examples", format="turtle")
    # A backslash in it is not escaped, which no parser reads.
    written = (find_text(SPEX) / "spex.shacl").read_text("utf-8").replace(r"\s", r"\\s")
    shapes = rdflib.Graph().parse(data=written, format="turtle")
    conforms, _, said = pyshacl.validate(graph, shacl_graph=shapes)
    assert conforms, said
    executable = rdflib.URIRef("http://www.w3.org/ns/shacl#SPARQLExecutable")
    listed = set(graph.subjects(rdflib.RDF.type, executable))
    assert len(listed) == len(list((built.queries / "questions").glob("*.rq")))
    graph.remove((next(iter(listed)), rdflib.URIRef("https://schema.org/target"), None))
    assert not pyshacl.validate(graph, shacl_graph=shapes)[0]


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


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_home_tells_search_engines_the_dataset(
    publication: Publication, built: Project, language: str
) -> None:
    """It keeps to `dataset-shapes.ttl`: what those who list datasets ask for, and recommend."""
    told = {**publication.embed(built.base, language), "@context": {"@vocab": SCHEMA}}
    store, shapes = ox.Store(), Path(__file__).parents[1] / "data" / "site" / "dataset-shapes.ttl"
    store.load(json.dumps(told).encode(), format=ox.RdfFormat.JSON_LD)
    assert list(store.quads_for_pattern(None, RDF_TYPE, ox.NamedNode(f"{SCHEMA}Dataset")))
    quads = ox.parse(path=shapes, format=ox.RdfFormat.TURTLE)
    assert list(validate(store, Shapes.parse(quads))) == []


def test_both_forms_of_a_description_say_the_same_to_every_program(files: Path) -> None:
    for file in files.glob("*.jsonld"):
        if file.name != CONTEXT and (turtle := file.with_suffix(".ttl")).exists():
            forms = (ox.RdfFormat.TURTLE, ox.RdfFormat.JSON_LD)
            read = [
                {quad.triple for quad in ox.parse(path=path, format=form)}
                for path, form in zip((turtle, file), forms, strict=True)
            ]
            assert read[0] == read[1], file
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", DeprecationWarning)
                graphs = [set(rdflib.Graph().parse(path)) for path in (turtle, file)]
            assert graphs[0] == graphs[1], file
            assert len(graphs[0]) == len(read[0]), file


def test_programs_are_led_from_a_page_to_its_data(publication: Publication, built: Project) -> None:
    folder = "id/event/assises-idf-2021"
    links = publication.list_links(folder)
    assert (built.base + folder) in {link.goal for link in links if link.rel == "cite-as"}
    assert f"{folder}.ttl" in {link.goal for link in links if "describedby" in link.rel}
    home = publication.list_links("")
    assert {link.goal for link in home if link.rel == "item"} == {d.path for d in publication.dumps}
