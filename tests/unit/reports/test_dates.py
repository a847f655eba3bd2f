"""Dates of three precisions, at dates of three precisions: `queries/reports/shared/as-of.rq`."""

from __future__ import annotations

from itertools import pairwise

import pyoxigraph as ox
import pytest

from bioprod_graph.errors import UsageError
from bioprod_graph.rdf import make_store
from tests.unit.reports.conftest import Told

BASE = "https://w3id.org/bioprod/"
PREFIXES = f"""
PREFIX bioprod: <{BASE}ontology#>
PREFIX oa: <http://www.w3.org/ns/oa#>
PREFIX prov: <http://www.w3.org/ns/prov#>
"""


def is_known(date: str, oldest: list[str], as_of: str) -> bool:
    """Tell whether a fact of a date is known, with sources that cannot be older than theirs."""
    sources = "".join(
        f"<urn:row> prov:wasDerivedFrom <urn:p{n}> . <urn:p{n}> oa:hasSource <urn:s{n}> ."
        + (f'<urn:s{n}> bioprod:issued "{told}" .' if told else "")
        for n, told in enumerate(oldest)
    )
    fact = f'<urn:row> {{ <urn:fact> bioprod:followUpOf <urn:r> ; bioprod:date "{date}" }}'
    trig = f"{PREFIXES}{fact} <urn:provenance> {{ {sources} }}"
    store = make_store(ox.parse(trig, format=ox.RdfFormat.TRIG))
    return "urn:row" not in Told(store, "en", as_of).tracker.left_out


class TestReached:
    """Every precision against every other."""

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
        assert [as_of for as_of in not_yet.split() if is_known(date, [], as_of)] == []
        assert [as_of for as_of in from_then_on.split() if not is_known(date, [], as_of)] == []

    @pytest.mark.parametrize("date", ["2021", "2021-12", "2022-01", "2022-05", "2022-05-15"])
    def test_what_was_reached_stays_so(self, date: str) -> None:
        """Day by day nothing that was known is forgotten."""
        days = [f"2022-{month:02}-{day:02}" for month in (1, 5, 6, 12) for day in (1, 15, 28)]
        seen = [is_known(date, [], day) for day in days]
        assert all(earlier <= later for earlier, later in pairwise(seen))


class TestKnown:
    """The sources have their say."""

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


class TestParse:
    """What is a date."""

    @pytest.mark.parametrize("text", ["2022", "2022-05", "2022-05-31", "2024-02-29"])
    def test_three_precisions(self, text: str) -> None:
        """As they are written."""
        given = Told(ox.Store(), "en", text).tracker.given
        assert given["as_of"].value == text

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
        report = Told(ox.Store(), "en", "").tracker
        with pytest.raises(UsageError, match=r"is no date such as 2022, "):
            report.leave_out_unknown(text)

    def test_a_kind_that_tells_of_no_dates_refuses_them(self) -> None:
        """What is said of a body was not sorted by date."""
        report = Told(ox.Store(), "en", "").on(f"{BASE}id/organization/a")
        with pytest.raises(UsageError, match=r"of organization nothing is told .* of recommend"):
            report.leave_out_unknown("2022")
