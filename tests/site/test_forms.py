"""The dataset in other forms: each is read by the program or the schema of those who ask for it."""

from __future__ import annotations

import csv
import hashlib
import json
import logging
import warnings
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

import jsonschema
import pyoxigraph as ox
import pytest
import rdflib
import yaml

from bioprod_graph.dataset import open_release
from bioprod_graph.rdf import read_values, select
from bioprod_graph.site import Publication, Site, make_forms
from bioprod_graph.sparql import read_query
from tests.site.conftest import PAGES
from tests.third_party import find_text

if TYPE_CHECKING:
    from pathlib import Path

    from bioprod_graph.project import Project


def load(file: Path) -> Any:
    return json.loads(file.read_text(encoding="utf-8"))


def expand(file: Path, kit: str, context: str) -> rdflib.Graph:
    """Read JSON-LD with its remote context replaced by the copy of it."""
    told = load(file)
    remote = load(find_text(kit) / context)["@context"]
    given = told["@context"]
    told["@context"] = [remote, *given[1:]] if isinstance(given, list) else remote
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        return rdflib.Graph().parse(data=json.dumps(told), format="json-ld", base="file:///x/")


def test_each_table_is_what_its_package_says(files: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # It reads what lies below the folder that it is started in.
    monkeypatch.chdir(files / "data")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import frictionless

        report = frictionless.validate("datapackage.json")
    assert report.valid, report.flatten(["type", "message"])
    assert report.stats["tasks"] > 1


def test_what_was_wrong_about_a_person_is_listed_as_gone(built: Project, files: Path) -> None:
    """What was withdrawn for another reason is not: of these no address is gone."""
    query = read_query(built.queries / "views" / "gone.rq", "views").text
    base, because = "https://w3id.org/bioprod/", "ontology#withdrawnBecause"
    told = "".join(
        f"<{base}id/claim/{slug}> <{base}{because}> <{base}id/concept/{slug}> .\n"
        for slug in ("wrong-about-person", "unsupported")
    )
    store = ox.Store()
    store.load(told.encode(), ox.RdfFormat.N_TRIPLES)
    (row,) = read_values(select(store, query))
    assert row == {"thing": f"{base}id/claim/wrong-about-person"}
    site = Site(open_release(built), built)
    listed = (files / "gone.txt").read_text(encoding="utf-8").split()
    assert [site.routes.base + path for path in listed] == site.gone


def test_the_package_has_the_tables_of_the_project(built: Project, files: Path) -> None:
    for told in load(files / "data" / "datapackage.json")["resources"]:
        content = (built.root / "data" / told["path"]).read_bytes()
        assert (files / "data" / told["path"]).read_bytes() == content
        assert told["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
        names = next(csv.reader(content.decode("utf-8").splitlines()))
        assert [field["name"] for field in told["schema"]["fields"]] == names


def test_croissant_reads_every_table(files: Path, caplog: pytest.LogCaptureFixture) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import mlcroissant

        caplog.set_level(logging.CRITICAL)
        dataset = mlcroissant.Dataset(files / "data" / "croissant.json")
    told = load(files / "data" / "datapackage.json")["resources"]
    assert dataset.metadata.ctx.issues.errors == set()
    assert {each.id for each in dataset.metadata.record_sets} == {each["name"] for each in told}
    digests = {each.sha256 for each in dataset.metadata.distribution}
    assert digests == {each["hash"].removeprefix("sha256:") for each in told}


@pytest.mark.third_party("kit/cff")
def test_the_citation_keeps_to_its_schema(files: Path) -> None:
    told = yaml.safe_load((files / "CITATION.cff").read_text(encoding="utf-8"))
    schema = load(find_text("kit/cff") / "schema-1.2.0.json")
    jsonschema.Draft7Validator(schema).validate(told)


@pytest.mark.third_party("kit/codemeta")
def test_codemeta_uses_terms_of_its_context(files: Path) -> None:
    graph = expand(files / "codemeta.json", "kit/codemeta", "codemeta.jsonld")
    told = load(files / "codemeta.json").keys() - {"@context", "type", "id"}
    (code,) = graph.subjects(rdflib.RDF.type, rdflib.URIRef("http://schema.org/SoftwareSourceCode"))
    said = {str(predicate) for predicate in graph.predicates(code)}
    assert {name.rsplit("/", 1)[1] for name in said if "#" not in name} == told
    assert not [each for each in graph.objects() if str(each).startswith("file:")]


@pytest.mark.third_party("kit/ro-crate")
def test_the_crate_holds_what_it_lists(files: Path) -> None:
    """What RO-Crate 1.1 asks: root, its licence, each part a file that is there, known terms."""
    folder = files / "data"
    graph = expand(folder / "ro-crate-metadata.json", "kit/ro-crate", "context-1.1.jsonld")
    told = load(folder / "ro-crate-metadata.json")["@graph"]
    nodes = {node["@id"]: node for node in told}
    assert len(nodes) == len(told)
    root = nodes["./"]
    assert {"name", "description", "datePublished", "license"} <= root.keys()
    assert nodes[root["license"]["@id"]]["@type"] == "CreativeWork"
    for part in root["hasPart"]:
        content = (folder / part["@id"]).read_bytes()
        assert nodes[part["@id"]]["sha256"] == hashlib.sha256(content).hexdigest()
    names = {name for node in told for name in node} - {"@id", "@type"}
    assert {str(each).rsplit("/", 1)[1] for each in graph.predicates()} >= names - {"conformsTo"}


def test_zenodo_is_told_what_it_asks_for(files: Path) -> None:
    told = load(files / ".zenodo.json")
    assert {"title", "description", "creators", "upload_type", "license"} <= told.keys()
    assert all(creator["name"] for creator in told["creators"])


def test_the_linkset_is_as_rfc_9264_says(files: Path, publication: Publication) -> None:
    (home,) = load(files / "linkset.json")["linkset"]
    assert home.pop("anchor").endswith("/")
    targets = [target for found in home.values() for target in found]
    assert all(target["href"].startswith("http") for target in targets)
    told = {link.rel for link in publication.list_links("")} - {"linkset"}
    assert home.keys() == told | {"license"}


def test_the_map_of_the_site_has_its_pages(built: Project, files: Path) -> None:
    root = ElementTree.fromstring((files / "sitemap.xml").read_bytes())  # noqa: S314 - it is ours
    found = [each.text for each in root.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")]
    pages = (page for page in sorted(PAGES) if page.endswith(".html"))
    assert found == [built.base + page.removesuffix("index.html") for page in pages]
    robots = (files / "robots.txt").read_text()
    assert f"Sitemap: {built.base}sitemap.xml" in robots.splitlines()


def test_programs_that_read_text_find_every_file(files: Path, built: Project) -> None:
    text = (files / "llms.txt").read_text(encoding="utf-8")
    links = [part.partition(")")[0] for part in text.split("](")[1:]]
    assert links
    assert all((files / link.removeprefix(built.base)).is_file() for link in links)


def test_a_publisher_who_is_not_known_is_not_named(built: Project) -> None:
    told = dict(make_forms(Publication(Site(open_release(built), built)), PAGES))
    assert "publisher" not in json.loads(told["data/croissant.json"])
    crate = json.loads(told["data/ro-crate-metadata.json"])["@graph"]
    assert not [node for node in crate if "publisher" in node]
