"""What the program says, with its places filled."""

from __future__ import annotations

import pytest

from bioprod_graph.language import Message, Text

RULES = Message("applying the rules…")


def _count(n: int) -> Message:
    return Message("{n} gap", many="{n} gaps", n=n)


class TestMessage:
    """Message"""

    def test_is_english_until_it_is_said_otherwise(self) -> None:
        """So that a trace or a log can be read by all."""
        assert str(RULES) == "applying the rules…"
        assert repr(RULES) == "Message('applying the rules…')"
        assert RULES.say("fr") == "application des règles…"

    def test_a_language_without_catalogue_is_answered_in_english(self) -> None:
        """Whatever it is."""
        assert RULES.say("tlh") == str(RULES)

    def test_a_place_is_filled_with_text_number_or_message(self) -> None:
        """A message is said in the language of what it stands in."""
        told = Message("{message}; see {program} --help", message=RULES, program=3)
        assert told.say("en") == "applying the rules…; see 3 --help"
        assert told.say("fr") == "application des règles…\u00a0; voyez 3 --help"

    def test_a_place_may_hold_what_the_data_say(self) -> None:
        """In the same language."""
        told = Message("since {date}", date=Text({"fr": "l’hiver", "en": "winter"}))
        assert (told.say("fr"), told.say("en")) == ("depuis l’hiver", "since winter")

    def test_braces_of_what_is_filled_in_stay(self) -> None:
        """They are no places."""
        assert Message("since {date}", date="{date} %s").say("en") == "since {date} %s"

    def test_nothing_says_nothing(self) -> None:
        """In any language."""
        assert Message("").say("fr") == ""

    @pytest.mark.parametrize(
        ("n", "french", "english"),
        [
            (0, "0 lacune", "0 gaps"),
            (1, "1 lacune", "1 gap"),
            (2, "2 lacunes", "2 gaps"),
            (1234, "1\u202f234 lacunes", "1,234 gaps"),
        ],
    )
    def test_a_number_has_the_plural_of_the_language(
        self, n: int, french: str, english: str
    ) -> None:
        """French has it from 2 on; the number is written as the language does."""
        assert _count(n).say("fr") == french
        assert _count(n).say("en") == english

    def test_two_are_equal_if_they_say_the_same_with_the_same(self) -> None:
        """So that findings that hold them are told once."""
        assert len({_count(1), _count(1), _count(2), RULES}) == 3
        assert _count(1) not in ("1 gap", _count(2))


def test_what_is_no_message_is_said_as_it_is() -> None:
    """A path, a number."""
    assert Message("{it}", it=12).say("fr") == "12"
    assert Message("{it}", it=RULES).say("fr") == "application des règles…"
