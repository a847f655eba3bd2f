"""Sentences from the table of phrases, names with their articles."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

import pyoxigraph as ox
import pytest

from bioprod_graph.documents.phrasebook import read_phrasebook
from bioprod_graph.documents.speaker import Speaker
from bioprod_graph.errors import ProjectError
from bioprod_graph.identifiers import PrefixTable
from bioprod_graph.language import Phrasebook, is_date

if TYPE_CHECKING:
    from bioprod_graph.language import Language
    from bioprod_graph.rdf import Term

ONTOLOGY = Path(__file__).resolve().parents[3] / "ontology"
BASE = "https://w3id.org/bioprod/ontology#"
OWL = "http://www.w3.org/2002/07/owl#"
RDF_TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
LANGUAGES: tuple[Language, ...] = ("fr", "en")


def find_properties() -> list[str]:
    """Give the CURIEs of all object and datatype properties that the modules define."""
    found = set()
    for path in sorted((ONTOLOGY / "modules").glob("*.ttl")):
        for triple in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE):
            kinds = (f"<{OWL}ObjectProperty>", f"<{OWL}DatatypeProperty>")
            if triple.predicate == RDF_TYPE and str(triple.object) in kinds:
                found.add(str(triple.subject).strip("<>"))
    return sorted(f"bioprod:{iri.removeprefix(BASE)}" for iri in found if iri.startswith(BASE))


BOOK = read_phrasebook(ONTOLOGY / "wording")
SMALL = read_phrasebook(Path(__file__).resolve().parents[2] / "data" / "wording")
PROPERTIES = find_properties()


class Names:
    """Things are named by what their IRI holds."""

    def __init__(self, book: Phrasebook, language: Language) -> None:
        self.phrasebook = book
        self.language = language
        self.prefixes = PrefixTable("https://example.org/", {})

    def name(self, term: Term) -> str:
        return unquote(term.value.removeprefix("urn:"))


def say(book: Phrasebook, curie: str, *told: str, language: Language) -> str:
    terms = [
        ox.Literal(text) if is_date(text) else ox.NamedNode(f"urn:{quote(text)}") for text in told
    ]
    parts = Speaker(Names(book, language)).say_phrase(curie, *terms)
    assert parts is not None
    return "".join(part.text for part in parts)


class TestTables:
    """ontology/wording/"""

    def test_every_property_of_ours_has_a_phrase(self) -> None:
        """So that no reader meets an arrow."""
        assert PROPERTIES
        assert [curie for curie in PROPERTIES if curie not in BOOK.phrases] == []

    @pytest.mark.parametrize("names", [("Genopole", "Inserm"), ("1res Assises", "2021-05")])
    def test_a_phrase_becomes_a_sentence(self, names: tuple[str, str]) -> None:
        """In both languages, with capital and full stop, and nothing of the table left in it."""
        for language in LANGUAGES:
            said = {c: say(BOOK, c, *names, language=language) for c in BOOK.phrases}
            whole = re.compile(r"[A-ZÀÉ«“0-9].*\.")
            assert {c: text for c, text in said.items() if not whole.fullmatch(text)} == {}
            assert {c: text for c, text in said.items() if set("{}[]|") & set(text)} == {}
            assert {c: text for c, text in said.items() if "  " in text} == {}

    def test_a_french_phrase_is_set_as_french_is(self) -> None:
        """A no-break space before : ; ! ? and inside « », and a curved apostrophe."""
        said = {curie: phrase.say("fr") for curie, phrase in BOOK.phrases.items()}
        wrong = re.compile("(?<!\u00a0)[:;!?»]|«(?!\u00a0)|['\"“”]")
        assert {curie: text for curie, text in said.items() if wrong.search(text)} == {}

    def test_an_english_phrase_is_set_as_english_is(self) -> None:
        """Curved quotation marks, and no space before punctuation."""
        said = {curie: phrase.say("en") for curie, phrase in BOOK.phrases.items()}
        wrong = re.compile("['\"«»\u00a0]|\\s[:;!?,.]")
        assert {curie: text for curie, text in said.items() if wrong.search(text)} == {}

    def test_tables_are_sorted_by_key(self) -> None:
        """A diff shows one line a phrase."""
        for table in (BOOK.phrases, BOOK.articles):
            assert list(table) == sorted(table)


class TestSay:
    """Speaker.say_phrase"""

    @pytest.mark.parametrize(
        ("language", "said"),
        [
            ("fr", "L’Institut A et B a organisé les 1res Assises."),
            ("en", "Institut A et B organises the 1res Assises."),
        ],
    )
    def test_names_come_with_their_articles(self, language: Language, said: str) -> None:
        """And the verb agrees with who acts."""
        found = say(SMALL, "tiny:organizedBy", "1res Assises", "Institut A et B", language=language)
        assert found == said

    @pytest.mark.parametrize(
        ("language", "said"),
        [("fr", "Les 1res Assises ont organisé X."), ("en", "The 1res Assises organise X.")],
    )
    def test_the_verb_agrees_in_number(self, language: Language, said: str) -> None:
        """Several things do what one does."""
        assert say(SMALL, "tiny:organizedBy", "X", "1res Assises", language=language) == said

    def test_a_title_in_quotation_marks_has_no_article_and_is_one_thing(self) -> None:
        """As it stands in the source."""
        said = say(SMALL, "tiny:titled", "1res Assises", "CNRS", language="fr")
        assert said == "«\u00a01res Assises\u00a0» porte sur le siège du CNRS."

    @pytest.mark.parametrize(
        ("value", "french", "english"),
        [
            ("2021-05-12", "Naissance de X le 12 mai 2021.", "X was born on 12 May 2021."),
            ("2021", "Naissance de X en 2021.", "X was born in 2021."),
            ("en mai", "Naissance de X en mai.", "X was born en mai."),
        ],
    )
    def test_a_date_is_said(self, value: str, french: str, english: str) -> None:
        """With its preposition; what is no date stands as it is."""
        assert say(SMALL, "tiny:born", "X", value, language="fr") == french
        assert say(SMALL, "tiny:born", "X", value, language="en") == english

    def test_french_contracts(self) -> None:
        """De le, de, que."""
        assert (
            say(SMALL, "tiny:seat", "CNRS", "2021-05", language="fr") == "Siège du CNRS, mai 2021."
        )
        assert say(SMALL, "tiny:seat", "Évry", "x", language="fr") == "Siège d’Évry, x."

    @pytest.mark.parametrize("value", ["Vraiment\u00a0!", "«\u00a0Oui.\u00a0»", "a…"])
    def test_a_sentence_has_one_end(self, value: str) -> None:
        """No full stop after another."""
        assert say(SMALL, "tiny:seat", "X", value, language="fr").endswith(value)

    def test_what_names_hold_is_not_read_as_a_phrase(self) -> None:
        """Braces and brackets in a name are its own."""
        said = say(SMALL, "tiny:seat", "{object}", "[a|b]", language="en")
        assert said == "Seat of {object}: [a|b]."

    def test_an_unknown_property_has_no_sentence(self) -> None:
        """Who asks is told."""
        thing = ox.NamedNode("urn:a")
        assert Speaker(Names(SMALL, "fr")).say_phrase("tiny:unknown", thing, thing) is None


class TestArticles:
    """Phrasebook.with_article, is_plural"""

    @pytest.mark.parametrize(
        ("name", "french", "english"),
        [
            ("Institut Curie", "l’Institut Curie", "Institut Curie"),
            ("Institute of Vision", "Institute of Vision", "the Institute of Vision"),
            ("CNRS", "le CNRS", "the CNRS"),
            ("1res Assises", "les 1res Assises", "the 1res Assises"),
            ("France BioLead", "France BioLead", "France BioLead"),
            ("France", "la France", "France"),
            ("Instituts", "Instituts", "Instituts"),
            ("l’Institut Curie", "l’Institut Curie", "l’Institut Curie"),
            ("", "", ""),
        ],
    )
    def test_the_longest_beginning_decides(self, name: str, french: str, english: str) -> None:
        """By whole words; most names of firms have no article, nor what has one already."""
        assert SMALL.with_article(name, "fr") == french
        assert SMALL.with_article(name, "en") == english

    @pytest.mark.parametrize(
        ("name", "is_plural"),
        [("1res Assises", True), ("les entreprises", True), ("CNRS", False), ("X", False)],
    )
    def test_some_names_are_several_things(self, name: str, *, is_plural: bool) -> None:
        """As the table says, or the article that is there already."""
        assert SMALL.is_plural(name) is is_plural


class TestRead:
    """read_phrasebook"""

    def test_a_project_without_tables_has_no_phrases(self, tmp_path: Path) -> None:
        """It is read all the same."""
        assert read_phrasebook(tmp_path / "none") == Phrasebook({}, {})

    @pytest.mark.parametrize(
        ("phrases", "articles", "message"),
        [
            ("property,fr\n", "", r"phrases.csv:1: the columns are property,phrase_fr"),
            ("P\na:b,{subject} {object}\n", "", r"phrases.csv:2: 2 cells, expected 3"),
            ("P\na:b,{subject},{subject} {object}\n", "", r":2: a phrase needs \{subject\}"),
            ("P\na:b,{subject} {object},{subject} {objet}\n", "", ":2: a phrase needs"),
            (
                "P\na:b,{subject} {object} [a,{subject} {object}\n",
                "",
                r":2: “.*\[a”: expected",
            ),
            ("P\n,{subject} {object},{subject} {object}\n", "", ":2: the first cell is empty"),
            ("P\nA\nA\n", "", ":3: the first cell is .* before: “a:b”"),
            ("P\n", "first_word\n", "articles.csv:1: the columns are first_word"),
            ("P\n", "Q\nCNRS,le,the,\nCNRS,le,the,\n", "articles.csv:3: the first cell"),
            ("P\n", None, "articles.csv: cannot be read"),
            ('P\n"a', "", "phrases.csv:2: this is no readable CSV"),
        ],
    )
    def test_a_bad_row_is_told_with_its_place(
        self, tmp_path: Path, phrases: str, *, articles: str | None, message: str
    ) -> None:
        """File and line."""
        row = "a:b,{subject} {object},{subject} {object}"
        phrases = phrases.replace("P\n", "property,phrase_fr,phrase_en\n").replace(
            "A\n", f"{row}\n"
        )
        (tmp_path / "phrases.csv").write_text(phrases, encoding="utf-8")
        if articles is not None:
            articles = (articles or "Q\n").replace(
                "Q\n", "first_word,article_fr,article_en,number\n"
            )
            (tmp_path / "articles.csv").write_text(articles, encoding="utf-8")
        with pytest.raises(ProjectError, match=message):
            read_phrasebook(tmp_path)
