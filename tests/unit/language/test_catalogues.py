"""Which languages the program speaks, and what it says in each."""

from __future__ import annotations

from gettext import GNUTranslations

from bioprod_graph.language import SOURCE, list_languages, open_catalogue, translate


def test_a_language_is_known_by_its_catalogue() -> None:
    """The one of the source needs none, and is last."""
    *others, last = list_languages()
    assert last == SOURCE
    assert "fr" in others
    assert all(isinstance(open_catalogue(name), GNUTranslations) for name in others)


def test_what_has_no_entry_stays_as_it_is() -> None:
    """In a language that is known, in one that is not, and in that of the source."""
    for language in ("fr", "tlh", SOURCE):
        assert translate("said by nobody", language) == "said by nobody"


def test_nothing_is_nothing() -> None:
    """Gettext has the header of the catalogue there."""
    assert translate("", "fr") == ""


def test_a_text_is_said_in_the_language() -> None:
    """And in English as it is written."""
    assert translate("checking…", "fr") == "vérification…"
    assert translate("checking…", SOURCE) == "checking…"
