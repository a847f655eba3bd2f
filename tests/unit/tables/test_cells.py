"""What a file of text and a cell must not hold."""

from __future__ import annotations

import unicodedata

import pytest

from bioprod_graph.findings import Finding, Location
from bioprod_graph.tables.cells import LONGEST_CELL, check_cell, decode_text

WHERE = Location("a.csv", 2, 3)


def find_faults(cell: str) -> list[str]:
    """Give the names of what is found in a cell."""
    return [finding.check.removeprefix("table:") for finding in check_cell(cell, "note", WHERE)]


class TestDecode:
    @pytest.mark.parametrize("text", ["", "a,b\n1,2\n", "a,b\r\n1,2\r\n", "é€😀\n", "no line end"])
    def test_plain_utf_8_is_read_as_it_is(self, text: str) -> None:
        """Line ends, within quotes or without, are not changed."""
        assert decode_text(text.encode("utf-8"), "a.csv") == text

    def test_a_byte_order_mark_is_skipped(self) -> None:
        """Some editors write one; a second is a character of the text."""
        assert decode_text(b"\xef\xbb\xbfa\n", "a.csv") == "a\n"
        assert decode_text(b"\xef\xbb\xbf" * 2 + b"a\n", "a.csv") == "\ufeffa\n"

    @pytest.mark.parametrize(
        ("content", "line", "words"),
        [
            ("a\n".encode("utf-16"), 1, "UTF-16"),
            ("a,b\n".encode("utf-16-le"), 1, "UTF-16"),
            ("a,b\n".encode("utf-16-be"), 1, "UTF-16"),
            (b"a\nb\n\xe9\n", 3, "not UTF-8 (byte 0xe9)"),
            (b"a\nbcdef\0\n", 2, "NUL"),
            (b"a\rb\rc", 1, "CR alone"),
            (b"a\r\nb\rc", 2, "CR alone"),
        ],
    )
    def test_any_other_file_is_refused_on_its_line(
        self, content: bytes, line: int, words: str
    ) -> None:
        """One finding with the line of the first fault."""
        found = decode_text(content, "a.csv")
        assert isinstance(found, Finding)
        assert found.check == "table:encoding"
        assert found.location == Location("a.csv", line)
        assert words in found.message("en")


class TestCell:
    @pytest.mark.parametrize(
        "cell",
        [
            "Un mot",
            "Deux\nlignes, et une tabulation\t.",
            "l’Île-de-France : « œuvre »",
            "x" * LONGEST_CELL,
            "the name @ sign",
            "a@b",
            "12 345 678",
            "SIREN 130 005 481",
            "ISNI 0000 0001 2112 9282",
            "2021-05-01",
            "0123456789012",
            "48.9356, 2.3539",
            "https://example.org/a?b=0123456789x",
        ],
    )
    def test_a_good_cell_is_free_of_faults(self, cell: str) -> None:
        """Codes, dates and figures are no phone numbers."""
        assert find_faults(cell) == []

    @pytest.mark.parametrize(
        ("cell", "fault"),
        [
            ("x" * (LONGEST_CELL + 1), "long-cell"),
            (" a", "outer-blank"),
            ("a\n", "outer-blank"),
            ("a\u00a0", "outer-blank"),
            (unicodedata.normalize("NFD", "é"), "not-nfc"),
            *((f"a{c}b", "bidi-character") for c in "\u061c\u200e\u200f\u202a\u202e\u2066\u2069"),
            *((f"a{c}b", "invisible-character") for c in "\u00ad\u200b\u200c\u200d\u2060\ufeff"),
            *((f"a{c}b", "control-character") for c in "\x01\x0b\x1f\x7f\x80\x9f"),
            ("write to some.one+x@mail.example.org now", "e-mail-address"),
            ("prénom@example.org", "e-mail-address"),
            ("tel. 01 99 00 12 34", "phone-number"),
            ("01-99-00-12-34", "phone-number"),
            ("+33 1.99.00.12.34", "phone-number"),
            ("+33199001234", "phone-number"),
            ("00 33 1 99 00 12 34", "phone-number"),
            ("+1 (202) 555-0123", "phone-number"),
        ],
    )
    def test_a_fault_is_found(self, cell: str, fault: str) -> None:
        """Each has a check of its own."""
        assert find_faults(cell) == [fault]

    def test_all_faults_of_a_cell_are_told_where_it_stands(self) -> None:
        """Two faults are two findings; each names the column and the character."""
        found = list(check_cell(" a\u200b", "note", WHERE))
        assert [f.check for f in found] == ["table:outer-blank", "table:invisible-character"]
        assert {f.location for f in found} == {WHERE}
        assert {f.path for f in found} == {"note"}
        assert "U+200B" in found[1].message("fr")
        assert "U+200B" in found[1].message("en")

    @pytest.mark.parametrize("unit", ["x", "1 ", "a.", "@", "+1", "01 "])
    def test_a_long_cell_is_judged_as_a_short_one(self, unit: str) -> None:
        """Also one of 100,000 characters, which the reader still lets through."""
        long, short = find_faults(unit * (100_000 // len(unit))), find_faults(unit * 10)
        assert long == ["long-cell", *short]
