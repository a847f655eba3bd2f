"""Templates filled with terms: slots, forms, what is named, parts that may be left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from bioprod_graph.documents.model import Part
from bioprod_graph.documents.speaker import Speaker, read_slots
from bioprod_graph.errors import ProjectError
from bioprod_graph.identifiers import PrefixTable
from bioprod_graph.language import Phrasebook, Text
from bioprod_graph.language.phrases import Article
from bioprod_graph.language.templates import TemplateError
from bioprod_graph.proofs import Wording

if TYPE_CHECKING:
    from bioprod_graph.documents.speaker import Group
    from bioprod_graph.language import Language

EX = "https://example.org/"
LABEL = ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#label")
PREFIXES = PrefixTable(EX, {"ex": f"{EX}id/"})


def _speaker(language: Language) -> Speaker:
    store = ox.Store()
    for slug, label in (("a", "Institut Écho"), ("b", "Œuvre"), ("c", "Zeta"), ("e", "Éligo")):
        store.add(ox.Quad(ox.NamedNode(f"{EX}id/{slug}"), LABEL, ox.Literal(label, language="fr")))
    phrases = {
        "ex:p": Text(
            {"fr": "{subject} [porte|portent] {object|list}", "en": "{subject} runs {object|list}"}
        )
    }
    articles = {"Institut": Article(Text({"fr": "l’", "en": "the"}), is_plural=False)}
    book = Phrasebook(phrases, articles)
    return Speaker(Wording(store, PREFIXES, language, phrasebook=book))


def _say(language: Language, template: str, group: Group) -> str:
    return "".join(part.text for part in _speaker(language).say(template, group))


def _thing(slug: str) -> ox.NamedNode:
    return ox.NamedNode(f"{EX}id/{slug}")


def test_a_name_has_its_article_and_contracts_with_the_word_before() -> None:
    said = _say("fr", "membre de {x}", {"x": (_thing("a"),)})
    assert said == "Membre de l’Institut Écho."


def test_a_bare_name_has_no_article() -> None:
    assert _say("fr", "siège : {x|name}", {"x": (_thing("a"),)}) == "Siège : Institut Écho."


def test_a_list_is_in_the_order_of_french_and_names_each_once() -> None:
    group = {"x": tuple(_thing(slug) for slug in "cbaeb")}
    assert _say("fr", "{x|list}", group) == "Éligo, l’Institut Écho, Œuvre et Zeta."


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
    assert _say(language, template, group) == said


def test_a_moment_is_a_date_unless_it_has_an_end() -> None:
    since, until = (ox.Literal("2019"),), (ox.Literal("2023"),)
    speaker = _speaker("en")
    assert speaker.fill("{since|moment}", {"since": since}) == "2019"
    assert speaker.fill("{since|moment}", {"since": since, "until": until}) == "from 2019 to 2023"


def test_a_part_in_brackets_is_left_out_when_a_slot_of_it_is_empty() -> None:
    assert _say("en", "{x|name}[, {since|period}]", {"x": (_thing("c"),)}) == "Zeta."


def test_a_property_says_its_phrase_on_subject_and_object() -> None:
    group = {"p": (_thing("p"),), "thing": (_thing("a"),), "object": (_thing("c"), _thing("e"))}
    said = _say("fr", "{p|phrase}[, {since|period}]", group)
    assert said == "L’Institut Écho porte Éligo et Zeta."


def test_a_phrase_lists_its_objects() -> None:
    assert read_slots("{p|phrase}, {x|list}") == ({"p"}, {"x", "object"})


def test_a_text_in_quotation_marks_has_those_of_the_language() -> None:
    group = {"x": (ox.Literal("Axe"),)}
    assert _speaker("fr").fill("{x|quoted}", group) == "«\u00a0Axe\u00a0»"
    assert _speaker("en").fill("{x|quoted}", group) == "“Axe”"


def test_a_sentence_that_has_its_end_gets_no_other() -> None:
    assert _say("en", "{x}", {"x": (ox.Literal("Done."),)}) == "Done."


def test_an_unknown_form_is_told() -> None:
    with pytest.raises(TemplateError, match=r"\{x\|loud\}: no such form, known are count, date"):
        read_slots("{x|loud}")


def test_what_is_named_is_told_apart() -> None:
    """Without its article, which the language melts with the word before."""
    parts = _speaker("fr").say(
        "membre de {x}, de {y|quoted} et à {z|list}",
        {
            "x": (_thing("a"),),
            "y": (_thing("b"),),
            "z": (_thing("c"), _thing("e")),
        },
    )
    assert parts == [
        Part("Membre de "),
        Part("l’"),
        Part("Institut Écho", f"{EX}id/a"),
        Part(", de "),
        Part("«\u00a0"),
        Part("Œuvre", f"{EX}id/b"),
        Part("\u00a0»"),
        Part(" et "),
        Part("à "),
        Part("Éligo", f"{EX}id/e"),
        Part(" et à "),
        Part("Zeta", f"{EX}id/c"),
        Part("."),
    ]


def test_a_phrase_tells_what_it_names() -> None:
    group = {"p": (_thing("p"),), "thing": (_thing("a"),), "object": (_thing("c"), _thing("e"))}
    named = [part.text for part in _speaker("en").say("{p|phrase}", group) if part.thing]
    assert named == ["Institut Écho", "Éligo", "Zeta"]


def test_a_text_that_says_the_same_names_nothing() -> None:
    group: Group = {"x": (ox.Literal("Zeta"),), "y": (_thing("c"),)}
    parts = _speaker("en").compose("{x}, {y|name}", group)
    assert [part.thing for part in parts] == ["", "", f"{EX}id/c"]


def test_a_mark_has_its_rank() -> None:
    number = ox.NamedNode("http://www.w3.org/2001/XMLSchema#integer")
    group: Group = {
        "x": (_thing("c"),),
        "x_step": (ox.Literal("2", datatype=number),),
        "x_steps": (ox.Literal("4", datatype=number),),
    }
    assert _speaker("en").compose("{x|mark}", group) == [Part("Zeta", f"{EX}id/c", (2, 4))]


@pytest.mark.parametrize("missing", ["x_step", "x_steps"])
def test_a_mark_without_its_rank_is_told(missing: str) -> None:
    group = {name: (_thing("c"),) for name in ("x", "x_step", "x_steps") if name != missing}
    with pytest.raises(ProjectError, match="/c has no place in a vocabulary"):
        _speaker("en").compose("{x|mark}", group)


def test_a_count_of_nothing_is_none() -> None:
    assert _speaker("fr").fill("{x|count} sur {y|count}", {"y": (_thing("a"), _thing("b"))}) == (
        "0 sur 2"
    )


def test_a_key_is_the_end_of_an_identifier() -> None:
    assert _speaker("en").fill("{x|key}", {"x": (_thing("a"),)}) == "a"


def test_what_is_no_date_stays_as_it_is() -> None:
    group = {"x": (ox.Literal("spring"),)}
    assert _speaker("en").fill("{x|date}, {x|when}, {x|end}", group) == "spring, spring, spring"
