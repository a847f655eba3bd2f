"""Sentences of briefs: slots, forms, parts that may be left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from bioprod_graph.briefing.sentences import Speaker, find_listed, list_slots
from bioprod_graph.errors import ProjectError
from bioprod_graph.explanation import Wording
from bioprod_graph.identifiers import PrefixTable
from bioprod_graph.language import Phrasebook
from bioprod_graph.language.phrases import Article

if TYPE_CHECKING:
    from bioprod_graph.findings import Language

EX = "https://example.org/"
LABEL = ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#label")
PREFIXES = PrefixTable(EX, {"ex": f"{EX}id/"})


def _speaker(language: Language) -> Speaker:
    store = ox.Store()
    for slug, label in (("a", "Institut Écho"), ("b", "Œuvre"), ("c", "Zeta"), ("e", "Éligo")):
        store.add(ox.Quad(ox.NamedNode(f"{EX}id/{slug}"), LABEL, ox.Literal(label, language="fr")))
    phrases = {
        "ex:p": {"fr": "{subject} [porte|portent] {object}", "en": "{subject} runs {object}"}
    }
    articles = {"Institut": Article({"fr": "l’", "en": "the"}, is_plural=False)}
    book = Phrasebook(phrases, articles)
    return Speaker(Wording(store, PREFIXES, language, phrasebook=book))


def _thing(slug: str) -> ox.NamedNode:
    return ox.NamedNode(f"{EX}id/{slug}")


def test_a_name_has_its_article_and_contracts_with_the_word_before() -> None:
    said = _speaker("fr").say("membre de {x}", {"x": (_thing("a"),)})
    assert said == "Membre de l’Institut Écho."


def test_a_bare_name_has_no_article() -> None:
    assert _speaker("fr").say("siège : {x|name}", {"x": (_thing("a"),)}) == "Siège : Institut Écho."


def test_a_list_is_in_the_order_of_french_and_names_each_once() -> None:
    group = {"x": tuple(_thing(slug) for slug in "cbaeb")}
    assert _speaker("fr").say("{x|list}", group) == "Éligo, l’Institut Écho, Œuvre et Zeta."


@pytest.mark.parametrize(
    ("language", "dates", "said"),
    [
        ("fr", ("2021-05-31", ""), "Né, à partir du 31 mai 2021."),
        ("fr", ("2021-04", ""), "Né, à partir d’avril 2021."),
        ("fr", ("2019", "2023"), "Né, de 2019 à 2023."),
        ("fr", ("", "2020-12-31"), "Né, jusqu’au 31 décembre 2020."),
        ("en", ("2021-05", ""), "Né, from May 2021."),
    ],
)
def test_a_period_reads_as_the_language_has_it(
    language: Language, dates: tuple[str, str], said: str
) -> None:
    group = {
        name: (ox.Literal(date),)
        for name, date in zip(("since", "until"), dates, strict=True)
        if date
    }
    template = "né, {since|period}"
    assert _speaker(language).say(template, group) == said


def test_a_moment_is_a_date_unless_it_has_an_end() -> None:
    since, until = (ox.Literal("2019"),), (ox.Literal("2023"),)
    speaker = _speaker("en")
    assert speaker.fill("{since|moment}", {"since": since}) == "2019"
    assert speaker.fill("{since|moment}", {"since": since, "until": until}) == "from 2019 to 2023"


def test_a_part_in_brackets_is_left_out_when_a_slot_of_it_is_empty() -> None:
    assert _speaker("en").say("{x|name}[, {since|period}]", {"x": (_thing("c"),)}) == "Zeta."


def test_a_property_says_its_phrase_on_subject_and_object() -> None:
    group = {"p": (_thing("p"),), "thing": (_thing("a"),), "object": (_thing("c"), _thing("e"))}
    said = _speaker("fr").say("{p|phrase}[, {since|period}]", group)
    assert said == "L’Institut Écho porte Éligo et Zeta."


def test_a_phrase_lists_its_objects() -> None:
    assert find_listed("{p|phrase}, {x|list}") == ("x", "object")


def test_a_text_in_quotation_marks_has_those_of_the_language() -> None:
    group = {"x": (ox.Literal("Axe"),)}
    assert _speaker("fr").fill("{x|quoted}", group) == "«\u00a0Axe\u00a0»"
    assert _speaker("en").fill("{x|quoted}", group) == "“Axe”"


def test_a_sentence_that_has_its_end_gets_no_other() -> None:
    assert _speaker("en").say("{x}", {"x": (ox.Literal("Done."),)}) == "Done."


def test_an_unknown_form_is_told() -> None:
    with pytest.raises(ProjectError, match=r"\{x\|loud\}: no such form, known are date, list"):
        list_slots("{x|loud}")
