"""Templates as text: what is told once, and what melts."""

from __future__ import annotations

import pytest

from bioprod_graph.language import contract_pieces, drop_date, split_template
from bioprod_graph.language.grammar import contract_words, say_end
from bioprod_graph.language.sentences import TemplateSlot


@pytest.mark.parametrize(
    ("name", "date", "shown"),
    [
        ("Accord, mai 2022", "2022-05", "Accord"),
        ("Accord en mai 2022", "2022-05-12", "Accord"),
        ("Accord signé le 12 mai 2022", "2022-05-12", "Accord signé"),
        ("Accord, 2022", "2022-05-12", "Accord"),
        ("Accord annoncé pour 2022", "2022", "Accord annoncé pour 2022"),
        ("Accord en mai 2021", "2022-05", "Accord en mai 2021"),
        ("Accord en mai 2022", "2022", "Accord en mai 2022"),
        ("Accord", "mai", "Accord"),
    ],
)
def test_a_date_is_told_once(name: str, date: str, shown: str) -> None:
    """A name loses its own at its end, where it says no more than the date beside it."""
    assert drop_date(name, date, "fr") == shown


@pytest.mark.parametrize(
    ("pieces", "contracted"),
    [
        (["membre de ", "Inserm"], ["membre d’", "Inserm"]),
        (["de ", "le ", "CNRS", "."], ["du ", "", "CNRS", "."]),
        (["à ", "Le Plessis", " et ", "Paris"], ["au Plessis", "", " et ", "Paris"]),
        (["", "Inserm", ""], ["", "Inserm", ""]),
        ([], []),
    ],
)
def test_pieces_contract_as_their_text_does(pieces: list[str], contracted: list[str]) -> None:
    """Each stays where it was; what melts goes into what precedes it."""
    assert contract_pieces(pieces, "fr") == contracted
    assert "".join(contracted) == contract_words("".join(pieces), "fr")
    assert contract_pieces(pieces, "en") == pieces


def test_a_part_is_left_out_with_its_slot() -> None:
    """The others stay, and what agrees."""
    template = "{a} [is|are][, {b}][ ({c|date})]."
    assert list(split_template(template, {"a", "c"})) == [
        TemplateSlot("", "a"),
        TemplateSlot(" ", agreeing=("is", "are")),
        TemplateSlot(" (", "c", "date"),
        TemplateSlot(")."),
    ]


@pytest.mark.parametrize(
    ("date", "french", "english"),
    [
        ("2021", "à la fin de 2021", "at the end of 2021"),
        ("2021-10", "à la fin d’octobre 2021", "at the end of October 2021"),
        ("2021-10-01", "le 1er octobre 2021", "on 1 October 2021"),
    ],
)
def test_an_end_is_that_of_a_year_or_a_month(date: str, french: str, english: str) -> None:
    """A day is meant as it is."""
    assert (say_end(date, "fr"), say_end(date, "en")) == (french, english)
