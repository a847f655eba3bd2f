"""Lists, dates, numbers, ordinals, plurals and quotes, as each language sets them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bioprod_graph.language import (
    is_date,
    join_names,
    quote,
    say_date,
    say_number,
    say_period,
    start_sentence,
)
from bioprod_graph.language.cldr import say_ordinal
from bioprod_graph.language.grammar import say_when

NOT_DATES = ("", "21", "2021-5", "2021-13", "2021-02-30", "05/2021", "2021-05-", "٢٠٢١")


class TestNames:
    """join_names, quote, start_sentence"""

    @pytest.mark.parametrize(
        ("names", "french", "english"),
        [
            ([], "", ""),
            (["A"], "A", "A"),
            (["A", "B"], "A et B", "A and B"),
            (["A", "B", "C"], "A, B et C", "A, B and C"),
        ],
    )
    def test_the_last_is_joined_by_a_word(
        self, names: list[str], french: str, english: str
    ) -> None:
        """No comma before it."""
        assert join_names(names, "fr") == french
        assert join_names(names, "en") == english

    def test_quotation_marks_are_those_of_the_language(self) -> None:
        """French ones hold no-break spaces."""
        assert quote("x", "fr") == "«\u00a0x\u00a0»"
        assert quote("x", "en") == "“x”"

    @pytest.mark.parametrize(
        ("text", "begun"),
        [
            ("l’Institut", "L’Institut"),
            ("élan", "Élan"),
            ("œuvre", "Œuvre"),
            ("mRNA is", "mRNA is"),
            ("« x »", "« x »"),
            ("", ""),
        ],
    )
    def test_a_sentence_begins_with_a_capital(self, text: str, begun: str) -> None:
        """But for a name that is written otherwise."""
        assert start_sentence(text) == begun


class TestDates:
    """is_date, say_date, say_when, say_period"""

    @pytest.mark.parametrize(
        ("date", "french", "english"),
        [
            ("2021", "2021", "2021"),
            ("2021-05", "mai 2021", "May 2021"),
            ("2021-12-01", "1er décembre 2021", "1 December 2021"),
            ("2020-02-29", "29 février 2020", "29 February 2020"),
        ],
    )
    def test_a_date_is_as_precise_as_it_is_given(
        self, date: str, french: str, english: str
    ) -> None:
        """The first of a month is an ordinal in French alone."""
        assert is_date(date)
        assert say_date(date, "fr") == french
        assert say_date(date, "en") == english

    @pytest.mark.parametrize(
        ("date", "french", "english"),
        [
            ("2021", "en 2021", "in 2021"),
            ("2021-05", "en mai 2021", "in May 2021"),
            ("2021-05-12", "le 12 mai 2021", "on 12 May 2021"),
        ],
    )
    def test_the_preposition_goes_with_the_precision(
        self, date: str, french: str, english: str
    ) -> None:
        """A day is `le` or `on`."""
        assert say_when(date, "fr") == french
        assert say_when(date, "en") == english

    @pytest.mark.parametrize("text", NOT_DATES)
    def test_what_is_no_date_is_refused(self, text: str) -> None:
        """Neither another form, nor a day that no calendar has."""
        assert not is_date(text)
        with pytest.raises(ValueError, match=r"date|month|day"):
            say_date(text, "fr")

    @pytest.mark.parametrize(
        ("since", "until", "french", "english"),
        [
            ("2020", "2022", "de 2020 à 2022", "from 2020 to 2022"),
            (
                "2020-04",
                "2022-05-01",
                "d’avril 2020 au 1er mai 2022",
                "from April 2020 to 1 May 2022",
            ),
            ("2020-05-02", "2021", "du 2 mai 2020 à 2021", "from 2 May 2020 to 2021"),
            ("2020", "", "depuis 2020", "since 2020"),
            ("2020-05-02", "", "depuis le 2 mai 2020", "since 2 May 2020"),
            ("", "2021", "jusqu’à 2021", "until 2021"),
            ("", "2021-05-02", "jusqu’au 2 mai 2021", "until 2 May 2021"),
            ("", "", "", ""),
        ],
    )
    def test_a_period_may_be_open_at_either_end(
        self, since: str, until: str, *, french: str, english: str
    ) -> None:
        """What is not known is not said."""
        assert say_period(since, until, "fr") == french
        assert say_period(since, until, "en") == english


class TestNumbers:
    """say_number, say_ordinal"""

    @pytest.mark.parametrize(
        ("value", "french", "english"),
        [
            (0, "0", "0"),
            (130, "130", "130"),
            (1500, "1\u202f500", "1,500"),
            ("95.0", "95", "95"),
            (Decimal("1234567.50"), "1\u202f234\u202f567,5", "1,234,567.5"),
            (-12, "\u221212", "\u221212"),
            ("1E3", "1\u202f000", "1,000"),
            ("0.0012", "0,0012", "0.0012"),
            (
                Decimal("-123456789012345678901234567890.12"),
                "\u2212123\u202f456\u202f789\u202f012\u202f345\u202f678\u202f901\u202f234\u202f567\u202f890,12",
                "\u2212123,456,789,012,345,678,901,234,567,890.12",
            ),
        ],
    )
    def test_thousands_and_decimals_are_told_apart(
        self, value: Decimal | int | str, french: str, english: str
    ) -> None:
        """By a narrow no-break space and a comma, or by a comma and a point."""
        assert say_number(value, "fr") == french
        assert say_number(value, "en") == english

    @pytest.mark.parametrize(
        ("n", "french", "english"),
        [
            (1, "1er", "1st"),
            (2, "2e", "2nd"),
            (3, "3e", "3rd"),
            (11, "11e", "11th"),
            (21, "21e", "21st"),
            (112, "112e", "112th"),
        ],
    )
    def test_ordinals(self, n: int, french: str, english: str) -> None:
        """French has the first alone; English teens are regular."""
        assert say_ordinal(n, "fr") == french
        assert say_ordinal(n, "en") == english
