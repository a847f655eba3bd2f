"""Dates of three precisions, at dates of three precisions."""

from __future__ import annotations

from itertools import pairwise

import pytest

from bioprod_graph.errors import UsageError
from bioprod_graph.tracking.dates import (
    is_before,
    is_known,
    is_reached,
    order_date,
    parse_date,
)


class TestReached:
    """`is_reached`: every precision against every other."""

    @pytest.mark.parametrize(
        ("date", "not_yet", "from_then_on"),
        [
            (
                "2022",
                "2021 2021-12-31 2022-01 2022-12 2022-12-31",
                "2022 2023 2023-01 2023-01-01",
            ),
            (
                "2022-05",
                "2021 2022-04 2022-04-30 2022-05-01 2022-05-31",
                "2022 2022-05 2022-06 2022-06-01",
            ),
            ("2022-05-12", "2021 2022-04 2022-05-11", "2022 2022-05 2022-05-12 2022-05-13"),
            ("2022-12", "2022-11 2022-12-31", "2022 2022-12 2023-01-01"),
        ],
    )
    def test_a_date_counts_when_it_is_over(
        self, date: str, not_yet: str, from_then_on: str
    ) -> None:
        """Or when its own year or month is asked for, which is meant to its end."""
        assert [as_of for as_of in not_yet.split() if is_reached(date, as_of)] == []
        assert [as_of for as_of in from_then_on.split() if not is_reached(date, as_of)] == []

    def test_what_was_reached_stays_so(self) -> None:
        """Day by day nothing that was known is forgotten."""
        days = [f"2022-{month:02}-{day:02}" for month in range(1, 13) for day in (1, 15, 28)]
        for date in ("2021", "2021-12", "2022-01", "2022-05", "2022-05-15"):
            seen = [is_reached(date, day) for day in days]
            assert all(earlier <= later for earlier, later in pairwise(seen))


class TestKnown:
    """`is_known`: the sources have their say."""

    def test_a_fact_is_not_known_before_it_was_told(self) -> None:
        """Where all sources have a date before which they cannot have told of it."""
        assert not is_known("2021-06", ["2022-03-01", "2023"], "2022-02")
        assert is_known("2021-06", ["2022-03-01", "2023"], "2022-03")

    def test_the_earliest_source_is_enough(self) -> None:
        """In whatever order they are given."""
        assert is_known("2021-06", ["2023", "2022-03-01"], "2022-03-01")

    def test_one_source_without_a_date_leaves_it_open(self) -> None:
        """It may have told of the fact on the day itself."""
        assert is_known("2021-06", ["2022-03-01", ""], "2021-06")
        assert is_known("2021-06", [], "2021-06")

    def test_an_announcement_ahead_of_its_date_is_not_known_as_a_fact(self) -> None:
        """The date of the fact must be reached, too."""
        assert not is_known("2023", ["2022-03-01"], "2022-12")


class TestBefore:
    """`is_before`: for sure."""

    @pytest.mark.parametrize(
        ("date", "before", "not_before"),
        [
            ("2021-05", "2020 2021-04 2021-04-30", "2021 2021-05 2021-05-01 2022"),
            ("2021-05-12", "2020 2021-04 2021-05-11", "2021 2021-05 2021-05-12 2021-06"),
            ("2021", "2020 2020-12-31", "2021 2021-01-01"),
        ],
    )
    def test_what_may_be_later_is_not_before(
        self, date: str, *, before: str, not_before: str
    ) -> None:
        """A year is meant to its end; a month may have been over on its first day."""
        assert all(is_before(as_of, date) for as_of in before.split())
        assert not any(is_before(as_of, date) for as_of in not_before.split())

    def test_without_a_date_nothing_is_before(self) -> None:
        """Now is after everything."""
        assert not is_before("", "2021-05")


class TestOrder:
    """`order_date`."""

    def test_imprecise_dates_come_after_their_parts(self) -> None:
        """They may be as late as their end."""
        dates = ["2021-12-31", "2021-12", "2021", "2022-01-01", "2022-05-31", "2022-05", "2022"]
        assert sorted(sorted(dates, reverse=True), key=order_date) == dates


class TestParse:
    """`parse_date`."""

    @pytest.mark.parametrize("text", ["2022", "2022-05", "2022-05-31", "2024-02-29"])
    def test_three_precisions(self, text: str) -> None:
        """As they are written."""
        assert parse_date(text, option="--as-of") == text

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "22",
            "2022-13",
            "2022-5",
            "2022-02-30",
            "2023-02-29",
            "2022-05-31T00",
            "mai",
            "２０２２",
        ],
    )
    def test_others_are_refused(self, text: str) -> None:
        """In one line that shows what is expected."""
        with pytest.raises(UsageError, match=r"^--as-of .*: expected a date, such as 2022, "):
            parse_date(text, option="--as-of")
