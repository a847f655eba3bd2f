"""The order of names."""

from __future__ import annotations

from itertools import permutations
from typing import TYPE_CHECKING

import pytest

from bioprod_graph.language import sort_key

if TYPE_CHECKING:
    from bioprod_graph.language import Language

ORDER = (
    "11 recommandations",
    "130 participants",
    "Cellectis",
    "DIM BioConvS",
    "Éligo Bioscience",
    "elvesys",
    "Généthon",
    "Genopole",
    "GenoSafe",
    "Île-de-France",
    "Imagine",
    "Institut Curie",
    "I-Stem",
    "LAB 9",
    "LAB 116",
    "L’Oréal",
    "Œuvre",
    "Okomera",
    "Paris-Saclay Cancer Cluster",
    "Paris Santé Cochin",
)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_letters_count_first(language: Language) -> None:
    """Not case, accents, spaces or punctuation; œ is oe, and numbers go by their value."""
    assert sorted(sorted(ORDER), key=lambda name: sort_key(name, language)) == list(ORDER)


@pytest.mark.parametrize(
    ("language", "expected"),
    [("fr", ["cote", "côte", "coté", "côté"]), ("en", ["cote", "coté", "côte", "côté"])],
)
def test_accents_break_ties(language: Language, expected: list[str]) -> None:
    """From the end of the word in French, from its beginning in English."""
    for words in permutations(expected):
        assert sorted(words, key=lambda word: sort_key(word, language)) == expected


def test_an_accent_never_weighs_more_than_a_letter() -> None:
    """É stays with E."""
    words = ["Évry", "Essonne", "Etampes", "Épinay"]
    assert sorted(words, key=lambda w: sort_key(w, "fr")) == [
        "Épinay",
        "Essonne",
        "Etampes",
        "Évry",
    ]


def test_different_texts_have_different_keys() -> None:
    """So that an order is the same wherever it is made; composed and not, sorted as one letter."""
    assert sort_key("I-Stem", "fr") != sort_key("ISTEM", "fr")
    assert sort_key("\u00c9lan", "fr")[:2] == sort_key("E\u0301lan", "fr")[:2]
    assert sort_key("", "fr") < sort_key("a", "fr")
    assert sort_key("\u0301a", "fr") != sort_key("a", "fr")
