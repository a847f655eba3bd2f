"""JSON-LD that two parsers read alike, with nothing fetched and no blank node."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest
from rdflib import Graph
from rdflib.compare import isomorphic

from bioprod_graph.citation.jsonld import render_jsonld
from bioprod_graph.rdf import serialize
from tests.unit.citation.conftest import A, B, C

if TYPE_CHECKING:
    from bioprod_graph.citation.work import Work
    from bioprod_graph.dataset import Edition
    from bioprod_graph.findings import Language
    from tests.unit.citation.conftest import MakeWork

SCHEMA = "http://schema.org/"
KINDS = ["dataset", "entry", "answer"]


def load(work: Work, language: Language = "en") -> ox.Store:
    store = ox.Store()
    store.load(render_jsonld(work, language).encode(), format=ox.RdfFormat.JSON_LD)
    return store


def objects(store: ox.Store, subject: str, name: str) -> set[str]:
    quads = store.quads_for_pattern(ox.NamedNode(subject), ox.NamedNode(SCHEMA + name), None)
    return {str(quad.object) for quad in quads}


def ni(sha256: str) -> str:
    """Name bytes by RFC 6920."""
    digest = base64.urlsafe_b64encode(bytes.fromhex(sha256)).decode().rstrip("=")
    return f"ni:///sha-256;{digest}"


# rdflib reads JSON-LD by way of what it calls deprecated itself.
@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
@pytest.mark.parametrize("kind", KINDS)
def test_two_parsers_read_the_same(make_work: MakeWork, kind: str) -> None:
    """The context is in place: no network is needed."""
    text = render_jsonld(make_work(kind), "en")
    quads = load(make_work(kind))
    lines = serialize([quad.triple for quad in quads], ox.RdfFormat.N_TRIPLES)
    ours = Graph().parse(data=lines, format="nt")
    theirs = Graph().parse(data=text, format="json-ld")
    assert len(ours) > 10
    assert isomorphic(ours, theirs)


@pytest.mark.parametrize("kind", KINDS)
def test_every_term_is_of_schema_org_and_no_node_is_blank(make_work: MakeWork, kind: str) -> None:
    """Nothing is lost in expansion."""
    for quad in load(make_work(kind)):
        assert isinstance(quad.subject, ox.NamedNode)
        assert not isinstance(quad.object, ox.BlankNode)
        assert quad.predicate.value.startswith(
            (SCHEMA, "http://www.w3.org/1999/02/22-rdf-syntax-ns#")
        )


def test_the_dataset_is_described(make_work: MakeWork, edition: Edition) -> None:
    """Names in both languages, version, date, licence, makers, and the digest of its file."""
    store = load(make_work("dataset"))
    assert objects(store, edition.iri, "name") == {'"Jeu : essai"@fr', '"Set: a try"@en'}
    assert objects(store, edition.iri, "version") == {'"1.2.3"'}
    assert objects(store, edition.iri, "license") == {f"<{edition.license}>"}
    assert objects(store, edition.iri, "creator") == {f"<{edition.authors[0].iri}>"}
    assert objects(store, edition.iri, "datePublished") == {
        '"2024-02-29"^^<http://www.w3.org/2001/XMLSchema#date>'
    }
    assert objects(store, edition.iri, "encoding") == {f"<{ni(A)}>"}
    assert objects(store, ni(A), "sha256") == {f'"{A}"'}


def test_an_entry_is_about_the_thing(make_work: MakeWork, edition: Edition) -> None:
    """What is cited is what is said, not the thing; it is a part of the dataset."""
    store = load(make_work("entry"))
    assert objects(store, ni(B), "about") == {"<https://example.org/id/thing/clock>"}
    assert objects(store, ni(B), "isPartOf") == {f"<{edition.iri}>"}
    assert objects(store, ni(B), "sha256") == {f'"{B}"'}


@pytest.mark.parametrize("language", ["fr", "en"])
def test_an_answer_is_based_on_a_query(make_work: MakeWork, language: Language) -> None:
    """In the language it was given in, with both digests."""
    work = make_work("answer")
    store = load(work, language)
    assert objects(store, ni(B), "isBasedOn") == {f"<{work.iri}>"}
    assert objects(store, work.iri, "encoding") == {f"<{ni(C)}>"}
    assert objects(store, ni(B), "inLanguage") == {f'"{language}"'}


@pytest.mark.parametrize(("issued", "typed"), [("2024-02-29", True), ("2024", False)])
def test_a_partial_date_is_no_date_of_xsd(
    make_work: MakeWork, edition: Edition, *, issued: str, typed: bool
) -> None:
    """xsd:date has a day."""
    work = make_work("dataset", edition=replace(edition, issued=issued))
    (date,) = objects(load(work), edition.iri, "datePublished")
    assert date.startswith(f'"{issued}"')
    assert date.endswith("#date>") == typed


def test_the_same_work_has_the_same_bytes(make_work: MakeWork) -> None:
    """And is JSON."""
    first, second = (render_jsonld(make_work("answer"), "fr") for _ in range(2))
    assert first == second
    assert json.loads(first)["@type"] == ["CreativeWork", "MediaObject"]
