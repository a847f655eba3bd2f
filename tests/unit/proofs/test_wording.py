"""Statements said as sentences, with the real labels, phrases and articles."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from bioprod_graph.proofs import Wording, read_wording
from bioprod_graph.rdf import select
from bioprod_graph.sparql.query_files import QueryFile

if TYPE_CHECKING:
    from pathlib import Path

    from bioprod_graph.language import Language
    from bioprod_graph.project import Project

PHRASED = """
PREFIX bioprod: <https://w3id.org/bioprod/ontology#>
SELECT ?s ?p ?o WHERE { ?s ?p ?o FILTER(STRSTARTS(STR(?p), STR(bioprod:))) }
"""


@pytest.mark.parametrize(
    ("words", "french", "english"),
    [
        (
            (
                "strategy/smart-sante-2020-2022",
                "bioprod:ledBy",
                "organization/region-ile-de-france",
            ),
            "La Région Île-de-France mène «\u00a0Stratégie régionale Smart santé 2020-2022\u00a0».",
            "The Île-de-France Region leads “Smart santé 2020–2022 regional strategy”.",
        ),
        (
            ("organization/institut-paris-region", "bioprod:involvedIn", "event/assises-idf-2021"),
            "L’Institut Paris Region prend part aux 1res Assises régionales des biothérapies et de "
            "la bioproduction.",
            "Institut Paris Region takes part in the First regional Assises on biotherapies and "
            "bioproduction.",
        ),
        (
            ("recommendation/assises-idf-2021-01", "bioprod:targets", "therapy/gene-therapy"),
            "La recommandation «\u00a0Réseau R&D (DIM) biothérapies et bioproduction\u00a0» vise "
            "la thérapie génique.",
            "The recommendation “R&D network (DIM) for biotherapies and bioproduction” targets "
            "gene therapy.",
        ),
        (
            # A fact of the year before, which follows from nothing.
            (
                "recommendation/assises-idf-2021-05",
                "bioprod:hasFollowUp",
                "follow-up/assises-idf-2021-05-campus-biotech-digital",
            ),
            "Faits qui se rattachent à la recommandation «\u00a0Job board pour capter les talents"
            "\u00a0»\u00a0: Annonce d’une formation aux métiers de la bioproduction.",
            "Facts that bear on the recommendation “Job board to attract talent”: Announcement of "
            "training in the bioproduction trades.",
        ),
    ],
)
def test_names_stand_in_sentences_with_their_articles(
    built: Project, built_store: ox.Store, *, words: tuple[str, str, str], french: str, english: str
) -> None:
    """Article, contraction, number of the verb, quotation marks."""
    subject, predicate, value = (built.prefixes.expand(word) for word in words)
    said = [
        read_wording(built_store, built, language).say((subject, predicate, value))
        for language in ("fr", "en")
    ]
    assert said == [french, english]


@pytest.mark.parametrize(
    ("name", "value", "french", "english"),
    [
        ("since", ox.Literal("2021-05-01"), "1er mai 2021", "1 May 2021"),
        ("value", ox.Literal(1500), "1\u202f500", "1,500"),
        ("siren", ox.Literal("237500079"), "237500079", "237500079"),
        ("title", ox.Literal("Chef", language="fr"), "«\u00a0Chef\u00a0»", "“Chef”"),
        (
            "website",
            ox.NamedNode("https://example.org/"),
            "https://example.org/",
            "https://example.org/",
        ),
    ],
)
def test_values_are_said_as_what_they_are(
    built: Project,
    built_store: ox.Store,
    *,
    name: str,
    value: ox.Literal,
    french: str,
    english: str,
) -> None:
    """Dates, numbers, codes, texts and addresses."""
    thing = built.prefixes.expand("organization/genopole")
    statement = thing, built.prefixes.expand(f"bioprod:{name}"), value
    assert french in read_wording(built_store, built, "fr").say(statement)
    assert english in read_wording(built_store, built, "en").say(statement)


@pytest.mark.parametrize(
    ("language", "said"),
    [("fr", "la ligne a_b de event-places.csv"), ("en", "the row a_b of event-places.csv")],
)
def test_the_graph_of_a_row_is_named_by_the_row(
    built: Project, built_store: ox.Store, *, language: Language, said: str
) -> None:
    """Rules speak of rows too."""
    graph = ox.NamedNode(f"{built.base}graph/record/event-places/a_b")
    assert read_wording(built_store, built, language).name(graph) == said


def test_a_rule_gives_its_reason_in_a_sentence(
    built: Project, built_store: ox.Store, tmp_path: Path
) -> None:
    """Things with their article, terms of the ontology without."""
    rule = QueryFile(tmp_path / "x.rq", {"why_fr": ("{a} participe à {b}, de {c}.",)}, "")
    bound = {
        "a": built.prefixes.expand("organization/region-ile-de-france"),
        "b": built.prefixes.expand("event/assises-idf-2021"),
        "c": built.prefixes.expand("bioprod:Assises"),
    }
    why = read_wording(built_store, built, "fr").say_why(rule, bound)
    assert why.startswith("La Région Île-de-France participe aux 1res Assises régionales")
    assert why.endswith(", d’assises.")


@pytest.mark.parametrize("step", [16, pytest.param(1, marks=pytest.mark.slow)])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_nobody_meets_an_arrow(
    built: Project, built_store: ox.Store, *, language: Language, step: int
) -> None:
    """Every statement by a property of ours is a sentence."""
    wording = read_wording(built_store, built, language)
    count = 0
    for row in list(select(built_store, PHRASED))[::step]:
        subject, predicate, value = row["s"], row["p"], row["o"]
        if isinstance(subject, ox.NamedNode) and isinstance(value, ox.NamedNode | ox.Literal):
            assert isinstance(predicate, ox.NamedNode)
            said = wording.say((subject, predicate, value))
            assert " → " not in said.replace(wording.name(subject), "")
            assert "  " not in said
            count += 1
    assert count > 1000 // step


def test_without_phrases_an_arrow_leads_from_name_to_name(
    built: Project, built_store: ox.Store
) -> None:
    """As in a project that has none."""
    terms = ("organization/genopole", "bioprod:seat", "place/evry-courcouronnes")
    subject, predicate, value = (built.prefixes.expand(term) for term in terms)
    said = Wording(built_store, built.prefixes, "en").say((subject, predicate, value))
    assert said == "Genopole — seat → Évry-Courcouronnes"
