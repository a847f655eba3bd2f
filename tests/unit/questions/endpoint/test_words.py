"""A stranger's words are quoted on one line, clean and short."""

from __future__ import annotations

from email.message import Message

import pytest

from bioprod_graph.questions.endpoint.words import clean, find_words, say_wait


class TestClean:
    """clean"""

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
        assert clean(text) == line
        assert clean(text).isprintable()

    def test_cuts_what_is_long(self) -> None:
        """And shows that it did."""
        assert clean("x" * 300) == "x" * 300
        assert clean("x" * 301) == "x" * 299 + "…"
        assert clean("abcdef", 3) == "ab…"


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
            ('{"message": "a\\nb", "error": "c"}', "a b"),
            ('{"error": {"message": "inner"}}', "inner"),
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


class TestSayWait:
    """say_wait"""

    @pytest.mark.parametrize(
        ("asked", "english"),
        [
            ("120", "; it asks to wait 120 s"),
            (" 0 ", "; it asks to wait 0 s"),
            ("Fri, 01 Jan 2027 10:00:00 GMT", "; it asks to wait until 2027-01-01 10:00 UTC"),
            ("Fri, 01 Jan 2027 10:00:00 +0200", "; it asks to wait until 2027-01-01 08:00 UTC"),
            ("soon", ""),
            ("-5", ""),
            ("1e99", ""),
            ("9" * 20, ""),
            ("", ""),
        ],
    )
    def test_says_a_time_or_a_day(self, asked: str, english: str) -> None:
        """What is neither is left out."""
        headers = Message()
        headers["Retry-After"] = asked
        assert say_wait(headers)[0] == english
        assert bool(say_wait(headers)[1]) is bool(english)
