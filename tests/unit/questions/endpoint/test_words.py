"""A stranger's words are quoted on one line, quote_words and short."""

from __future__ import annotations

import pytest

from bioprod_graph.questions.endpoint.address import quote_words
from bioprod_graph.questions.endpoint.replies import find_words


class TestClean:
    """quote_words"""

    @pytest.mark.parametrize(
        ("text", "line"),
        [
            ("a\n  b\tc\r\nd", "a b c d"),
            ("\x1b[31mred\x1b[0m", "[31mred [0m"),
            ("\u202eright\u2066\u200f\u200b\ufeff", "right"),
            ("\x9b31m\x07\x00\x7f", "31m"),
            ("a\u2028b\u2029c\u0085d", "a b c d"),
            ("é 日本 🙂", "é 日本 🙂"),
            ("\ud800x", "x"),
            ("", ""),
        ],
    )
    def test_gives_one_line_that_can_be_seen(self, text: str, line: str) -> None:
        """No control, nothing that turns the direction of writing."""
        assert quote_words(text) == line
        assert quote_words(text).isprintable()

    def test_cuts_what_is_long(self) -> None:
        """And shows that it did."""
        assert quote_words("x" * 300) == "x" * 300
        assert quote_words("x" * 301) == "x" * 299 + "…"
        assert quote_words("abcdef", 3) == "ab…"


class TestFindWords:
    """find_words"""

    @pytest.mark.parametrize(
        ("page", "words"),
        [
            ("\n----\n  Syntax error at 'x' \nmore", "Syntax error at 'x'"),
            (
                "SPARQL: SELECT\n at\nx.Exception: too deep\n at y",
                "x.Exception: too deep",
            ),
            ("<html><head><title>\n No  such <b>\n", "No such"),
            ("<!DOCTYPE html><title> </title><style>b {}</style><p>Down</p>", "Down"),
            ("<?xml version='1.0'?><error>too &lt;deep&gt;</error>", "too <deep>"),
            ('{\n  "status": 400,\n  "message": "a"}', '{ "status": 400, "message": "a"}'),
            ('{"errors": [1]}', '{"errors": [1]}'),
            ('{"broken', '{"broken'),
            ('{"a":' * 20_000, '{"a":' * 59 + '{"a"…'),
            ("<http://example.org/a> is unknown", "<http://example.org/a> is unknown"),
            ("....", ""),
            ("", ""),
        ],
    )
    def test_finds_the_first_that_is_useful(self, page: str, *, words: str) -> None:
        """Of text, HTML and JSON."""
        assert find_words(page) == words
