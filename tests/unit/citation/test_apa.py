"""References in the style of the APA, in English and as it is written in French."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bioprod_graph.citation.apa import render_apa
from bioprod_graph.dataset import Author, Edition
from bioprod_graph.language import Text
from tests.unit.citation.conftest import A, B, C

if TYPE_CHECKING:
    from bioprod_graph.findings import Language
    from tests.unit.citation.conftest import MakeWork

DATASET = {
    "fr": f"Amis d’Ada. (2024). Jeu : essai (version 1.2.3\u00a0; SHA-256 {A}) [jeu de données]. "
    "https://example.org/set/\n",
    "en": f"Ada’s. (2024). Set: a try (Version 1.2.3; SHA-256 {A}) [Data set]. "
    "https://example.org/set/\n",
}
ENTRY = {
    "fr": f"Amis d’Ada. (2024). Horloge (SHA-256 {B}) [notice du jeu de données]. "
    "Dans Jeu : essai (version 1.2.3). https://example.org/id/thing/clock\n",
    "en": f"Ada’s. (2024). Horloge (SHA-256 {B}) [Data set entry]. "
    "In Set: a try (Version 1.2.3). https://example.org/id/thing/clock\n",
}
ANSWER = {
    "fr": f"(réponse\u00a0: SHA-256 {B}\u00a0; requête\u00a0: SHA-256 {C}) "
    "[réponse à une requête]. ",
    "en": f"(answer: SHA-256 {B}; query: SHA-256 {C}) [Answer to a query]. ",
}


@pytest.mark.parametrize("language", ["fr", "en"])
class TestKinds:
    """What is cited."""

    def test_the_dataset(self, make_work: MakeWork, language: Language) -> None:
        """Group, year, title, version, kind, address without a full stop."""
        assert render_apa(make_work("dataset"), language) == DATASET[language]

    def test_an_entry(self, make_work: MakeWork, language: Language) -> None:
        """In the whole."""
        assert render_apa(make_work("entry"), language) == ENTRY[language]

    def test_an_answer(self, make_work: MakeWork, language: Language) -> None:
        """With the digests of answer and query."""
        assert f" Horloge {ANSWER[language]}" in render_apa(make_work("answer"), language)


@pytest.mark.parametrize(
    ("names", "french", "english"),
    [
        (["A"], "A. (", "A. ("),
        (["A Inc."], "A Inc. (", "A Inc. ("),
        (["A", "B"], "A et B. (", "A & B. ("),
        (["A", "B", "C"], "A, B et C. (", "A, B, & C. ("),
    ],
)
def test_authors_are_joined(
    make_work: MakeWork, edition: Edition, *, names: list[str], french: str, english: str
) -> None:
    """As each language does, with one full stop."""
    authors = tuple(Author(f"https://example.org/{n}", Text({"": n})) for n in names)
    work = make_work(edition=replace(edition, authors=authors))
    assert render_apa(work, "fr").startswith(french)
    assert render_apa(work, "en").startswith(english)


def test_a_title_stays_on_one_line(make_work: MakeWork) -> None:
    """Whatever blanks it holds."""
    assert " One two (" in render_apa(make_work(title="One\n  two"), "en")
