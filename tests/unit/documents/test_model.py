"""What a document may hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import pytest

from bioprod_graph.documents import Document, Note, Paragraph, Sentence, TableBlock
from bioprod_graph.documents.text import Marker, clean, name_host, read_link
from bioprod_graph.language import split_end
from tests.unit.documents.conftest import PAGE, REPORT

if TYPE_CHECKING:
    from bioprod_graph.language import Language


class TestModel:
    """Documents and tables."""

    def test_a_row_has_a_cell_for_each_column(self) -> None:
        """Else a value would stand under the wrong name."""
        with pytest.raises(ValueError, match="row 2 of the table has not 1 cells"):
            TableBlock(("one",), ((Sentence("a"),), (Sentence("b"), Sentence("c"))))

    def test_rows_stand_together_under_sub_headings(self) -> None:
        """In their order; without any, all of them do under none."""
        rows = tuple((Sentence(text),) for text in "abc")
        assert [(heading, len(group)) for heading, group in TableBlock(("x",), rows).groups] == [
            ("", 3)
        ]
        groups = TableBlock(("x",), rows, ("1", "1", "2")).groups
        assert [(heading, len(group)) for heading, group in groups] == [("1", 2), ("2", 1)]

    def test_blocks_come_in_the_order_of_reading(self, whole: Document) -> None:
        """As do the sentences of each."""
        said = [sentence.text for block in whole.blocks for sentence in block.sentences]
        assert said == [
            *("8 of 11", "with a follow-up", "3", "without any"),
            *("1. Network", "partly", "2. Shop", "none"),
            *("It names Genopole", "It is the second."),
        ]

    def test_other_languages_are_refused(self) -> None:
        """The page would call itself what it is not."""
        with pytest.raises(ValueError, match="unknown language “de”"):
            Document("Titel", cast("Language", "de"), None, (), "")


class TestNotes:
    """The numbers of the notes."""

    def test_numbers_follow_the_reader(self, document: Document) -> None:
        """The lead first, then each section from top to bottom."""
        assert Marker(document.blocks, "en").numbers == {PAGE: 1, REPORT: 2}

    def test_marks_of_a_sentence_rise(self) -> None:
        """However the notes were given, each once."""
        one, two = Note("one"), Note("two")
        sentence = Sentence("x", (two, one, two))
        marker = Marker([Paragraph((Sentence("first", (one,)), sentence))], "en")
        assert marker.mark(sentence)[1] == [1, 2]

    def test_same_text_with_another_link_is_another_note(self) -> None:
        """Two passages may bear one name."""
        assert Note("a", "https://example.org/1") != Note("a", "https://example.org/2")

    @pytest.mark.parametrize(
        ("text", "parts"),
        [
            ("Oui.", ("Oui", ".")),
            ("Oui\u00a0!", ("Oui", "\u00a0!")),
            ("Quoi\u202f?", ("Quoi", "\u202f?")),
            ("Et…", ("Et", "…")),
            ("Sans point", ("Sans point", "")),
            ("«\u00a0Oui.\u00a0»", ("«\u00a0Oui.\u00a0»", "")),
            ("", ("", "")),
        ],
    )
    def test_french_marks_stand_before_the_stop(self, text: str, parts: tuple[str, str]) -> None:
        """As French sets them; the no-break space goes with its sign."""
        assert split_end(text, "fr") == parts

    def test_english_marks_stand_after_it(self) -> None:
        """As English sets them."""
        assert split_end("Yes.", "en") == ("Yes.", "")


class TestText:
    """What comes from data."""

    def test_french_spaces_stay(self) -> None:
        """Only the spaces that break are joined."""
        assert clean(" a\t\r\n b\u00a0: «\u202fc\u202f» ") == "a b\u00a0: «\u202fc\u202f»"

    @pytest.mark.parametrize("character", ["\0", "\x1b", "\x7f", "\u0085", "\u202e", "\u2067"])
    def test_what_acts_on_other_text_goes(self, character: str) -> None:
        """Control characters move a terminal's cursor; others turn the direction of a page."""
        assert character not in clean(f"a{character}b")

    @pytest.mark.parametrize(
        ("address", "link"),
        [
            ("https://example.org/a?b=c&d#e", "https://example.org/a?b=c&d#e"),
            ("http://example.org/a b<c>\"d'", "http://example.org/a%20b%3Cc%3E%22d'"),
            ("https://example.org/%C3%A9é", "https://example.org/%C3%A9%C3%A9"),
            ("mailto:someone", "mailto:someone"),
            ("HTTPS://example.org", "https://example.org"),
        ],
    )
    def test_links_of_the_web_and_of_mail(self, address: str, link: str) -> None:
        """What an address may not hold is encoded, what is encoded already stays."""
        assert read_link(address) == link

    @pytest.mark.parametrize(
        "address",
        [
            "",
            "javascript:alert(1)",
            "java\nscript:alert(1)",
            " javascript:alert(1)",
            "data:text/html,x",
            "file:///etc/passwd",
            "vbscript:x",
            "https:",
            "https:///a",
            "http://[bad",
            "mailto:",
            "//example.org/",
            "page.html",
        ],
    )
    def test_other_addresses_are_no_links(self, address: str) -> None:
        """Whatever they pretend to be."""
        assert read_link(address) is None

    @pytest.mark.parametrize(
        ("address", "link"),
        [
            ("../a/", "../a/"),
            ("a b.html#x", "a%20b.html#x"),
            ("//a/b", None),
            ("javascript:x", None),
        ],
    )
    def test_links_beside_the_page(self, address: str, link: str | None) -> None:
        """Where they are allowed; others are as they always were."""
        assert read_link(address, is_relative=True) == link
        assert read_link("https://example.org/", is_relative=True) == "https://example.org/"

    def test_a_link_is_named_by_its_host(self) -> None:
        """Or by the address of mail."""
        assert name_host("https://www.example.org:8080/a") == "example.org"
        assert name_host("mailto:someone") == "someone"
