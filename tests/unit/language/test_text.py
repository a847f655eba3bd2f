"""Text of the data, and what is said where a language is missing."""

from __future__ import annotations

import pytest

from bioprod_graph.language import Text, choose_data_language

BOTH = {"fr": "axe", "en": "axis"}


class TestText:
    """Text"""

    @pytest.mark.parametrize(
        ("forms", "french", "english", "german"),
        [
            (BOTH, "axe", "axis", "axis"),
            ({"fr": "axe"}, "axe", "axe", "axe"),
            ({"en": "axis"}, "axis", "axis", "axis"),
            ({"en": "axis", "fr": ""}, "axis", "axis", "axis"),
            ({"de": "Achse"}, "Achse", "Achse", "Achse"),
            ({"de": "Achse", "": "A1"}, "A1", "A1", "Achse"),
            ({}, "axis-1", "axis-1", "axis-1"),
        ],
    )
    def test_what_is_missing_is_said_in_another_language(
        self, forms: dict[str, str], french: str, *, english: str, german: str
    ) -> None:
        """That of the reader, the other of the data, any, then what stands for it."""
        text = Text(forms, otherwise="axis-1")
        assert (text.say("fr"), text.say("en"), text.say("de")) == (french, english, german)

    def test_is_read_from_a_row_or_a_header(self) -> None:
        """NAME_LANGUAGE for each language of the data."""
        row = {"label_fr": "axe", "label_en": "axis", "label_de": "Achse", "id": "1"}
        assert Text.read(row, "label") == Text(BOTH)
        assert Text.read(row, "summary", otherwise="1").say("fr") == "1"

    def test_of_two_in_one_language_the_first_in_order_is_kept(self) -> None:
        """Whatever order they are found in."""
        found = [("fr", "b"), ("fr", "a"), ("en", "c")]
        assert Text.collect(found) == Text.collect(reversed(found))
        assert Text.collect(found).forms == {"en": "c", "fr": "a"}

    def test_is_true_where_anything_is_known(self) -> None:
        """What stands for it does not count."""
        assert Text({"": "x"})
        assert not Text({"fr": ""}, otherwise="x")

    def test_is_a_value(self) -> None:
        """Equal by what it says, and shown so."""
        assert len({Text(BOTH), Text(dict(reversed(BOTH.items()))), Text({})}) == 2
        assert Text(BOTH) != BOTH
        assert repr(Text(BOTH)) == "Text({'en': 'axis', 'fr': 'axe'})"


def test_who_reads_another_language_is_shown_english_data() -> None:
    """Messages may be in more languages than the data."""
    assert [choose_data_language(name) for name in ("fr", "en", "de")] == ["fr", "en", "en"]
