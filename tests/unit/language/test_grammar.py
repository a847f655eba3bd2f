"""French words that melt into their neighbour."""

from __future__ import annotations

import pytest

from bioprod_graph.language.grammar import Article, Phrasebook, contract_words
from bioprod_graph.language.messages import Text


@pytest.mark.parametrize(
    ("text", "contracted"),
    [
        ("de le CNRS", "du CNRS"),
        ("De le CNRS", "Du CNRS"),
        ("à le Centre", "au Centre"),
        ("de les Ateliers", "des Ateliers"),
        ("À les Ateliers", "Aux Ateliers"),
        ("à Les Ulis", "aux Ulis"),
        ("de Le Kremlin-Bicêtre", "du Kremlin-Bicêtre"),
        ("de la Région", "de la Région"),
        ("jusqu’à le 2 mai", "jusqu’au 2 mai"),
        ("jusque à les Ulis", "jusqu’aux Ulis"),
    ],
)
def test_prepositions_melt_into_articles(text: str, contracted: str) -> None:
    """Du, des, au, aux; towns too."""
    assert contract_words(text, "fr") == contracted


@pytest.mark.parametrize(
    ("text", "elided"),
    [
        ("de Inserm", "d’Inserm"),
        ("de Évry", "d’Évry"),
        ("de Île-de-France", "d’Île-de-France"),
        ("de Œuvre", "d’Œuvre"),
        ("de le Institut", "de l’Institut"),
        ("Le institut", "L’institut"),
        ("la Hôpital", "l’Hôpital"),
        ("de Henri-Mondor", "d’Henri-Mondor"),
        ("de Yposkesi", "d’Yposkesi"),
        ("de les Yvelines", "des Yvelines"),
        ("ce que il dit", "ce qu’il dit"),
        ("jusque en 2022", "jusqu’en 2022"),
        ("lorsque on", "lorsqu’on"),
        ("ne est", "n’est"),
        ("se allie", "s’allie"),
    ],
)
def test_a_vowel_is_elided_before_another(text: str, elided: str) -> None:
    """And before an h that is silent."""
    assert contract_words(text, "fr") == elided


@pytest.mark.parametrize(
    "text",
    [
        "le handicap",
        "de haut niveau",
        "la Haute Autorité",
        "le héros",
        "le hub",
        "de onze recommandations",
        "le onzième",
        "le oui",
        "le yaourt",
        "de 11 recommandations",
        "de Genopole",
        "de «\u00a0Inserm\u00a0»",
        "monde animal",
        "dis-le à Anne",
        "parle en",
    ],
)
def test_what_is_not_elided_stays(text: str) -> None:
    """H aspiré, onze and oui, figures, quotation marks, and ends of words."""
    assert contract_words(text, "fr") == text


def test_english_stays_as_it_is() -> None:
    """Nothing contracts there."""
    assert contract_words("de le Inserm", "en") == "de le Inserm"


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("Essonne", "en Essonne"),
        ("Seine-et-Marne", "en Seine-et-Marne"),
        ("Val-de-Marne", "dans le Val-de-Marne"),
        ("Yvelines", "dans les Yvelines"),
        ("Évry-Courcouronnes", "à Évry-Courcouronnes"),
        ("Les Ulis", "aux Ulis"),
    ],
)
def test_a_place_has_the_preposition_that_its_article_wants(name: str, place: str) -> None:
    """A town has none."""
    said = {"Essonne": "l’", "Seine-et-Marne": "la", "Val-de-Marne": "le", "Yvelines": "les"}
    articles = {
        each: Article(Text({"fr": word, "en": "the" if word == "les" else ""}), word == "les")
        for each, word in said.items()
    }
    names = Phrasebook({}, articles)
    assert contract_words(names.put(name, "place", "fr"), "fr") == place
    assert names.put("Yvelines", "place", "en") == "in the Yvelines"
