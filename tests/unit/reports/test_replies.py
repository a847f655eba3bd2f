"""What a body replied stands beside what it replied to, with its note; who reviewed, at the end."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from bioprod_graph.rdf import make_store
from tests.rendering import render_html, render_markdown

if TYPE_CHECKING:
    from tests.unit.reports.conftest import Read

REPLIED = """
BASE <https://w3id.org/bioprod/>
PREFIX bioprod: <ontology#>
PREFIX concept: <id/concept/>
PREFIX oa: <http://www.w3.org/ns/oa#>
PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
<graph/record/replies/it-exists> {
  <id/reply/it-exists> bioprod:repliesTo <graph/record/follow-ups/a> ;
    bioprod:repliedBy <id/organization/lab> ; bioprod:about <id/recommendation/c> ;
    bioprod:date "2026-12" ; bioprod:summary "Il existe."@fr, "It exists."@en }
<id/organization/lab> rdfs:label "Laboratoire"@fr, "Laboratory"@en .
<graph/record/replies/it-exists> prov:wasDerivedFrom <id/passage/letter> ;
  bioprod:review concept:machine-review .
<graph/record/follow-ups/a> bioprod:review concept:one-person-review .
<id/passage/letter> oa:hasSource <id/source/letter> .
<id/source/letter> rdfs:label "Lettre"@fr, "Letter"@en .
"""


def _add(scene: ox.Store) -> None:
    scene.extend(make_store(ox.parse(REPLIED.encode(), format=ox.RdfFormat.TRIG)))


def test_a_reply_stands_with_what_it_is_about(scene: ox.Store, read: Read) -> None:
    """It is told in our words, with who replied, when, and the passage it was read in."""
    assert "replies" not in render_markdown(read().one("c").make_document())
    _add(scene)
    written = render_markdown(read().one("c").make_document())
    assert "Laboratory replies (December 2026): It exists.[^" in written
    assert ": Letter" in written
    assert "It exists." not in render_markdown(read().one("d").make_document())


def test_a_page_says_how_many_rows_a_person_reviewed(scene: ox.Store, read: Read) -> None:
    """Where nothing is known of reviews nothing is said of them."""
    assert "reviewed" not in render_html(read().one("c").make_document())
    machine = ox.NamedNode("https://w3id.org/bioprod/id/concept/machine-review")
    review = ox.NamedNode("https://w3id.org/bioprod/ontology#review")
    scene.add(ox.Quad(ox.NamedNode("urn:row"), review, machine))
    assert "None of the 1 rows has yet been" in render_html(read().one("c").make_document())
    _add(scene)
    assert "by a person: 1 of 3." in render_html(read().one("c").make_document())
