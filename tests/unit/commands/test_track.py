"""`bioprod track`."""

from __future__ import annotations

import csv
import io
import json
import re
from typing import TYPE_CHECKING

import pytest

from bioprod_graph.formats import list_names

if TYPE_CHECKING:
    from pathlib import Path

    from tests.unit.commands.conftest import Run

STATUSES = {"none-known": 0, "unclear": 1, "announced": 2, "partly": 3, "done": 4}


class TestAll:
    """All recommendations."""

    def test_is_a_table_by_default(self, bioprod: Run, built_folder: Path) -> None:
        """That an 80-column terminal shows whole, with a row a recommendation."""
        done = bioprod("--project", built_folder, "track")
        assert (done.status, done.err) == (0, "")
        assert max(map(len, done.out.splitlines())) <= 80
        table = done.out.partition("Earlier facts")[0]
        assert re.findall(r"^(\d+)\. ", table, re.MULTILINE) == [str(n) for n in range(1, 12)]

    @pytest.mark.parametrize(
        ("language", "said"),
        [("fr", "Ce que sont devenues les recommandations"), ("en", "What became of")],
    )
    @pytest.mark.parametrize("form", ["table", "markdown", "html"])
    def test_speaks_both_languages(
        self, bioprod: Run, built_folder: Path, *, form: str, language: str, said: str
    ) -> None:
        """In each form for people."""
        done = bioprod("--project", built_folder, "--lang", language, "track", "--format", form)
        assert (done.status, done.err) == (0, "")
        assert said in done.out

    def test_json_and_csv_say_the_same(self, bioprod: Run, built_folder: Path) -> None:
        """The status is the highest of the follow-ups, the date that of the last of them."""
        written = json.loads(bioprod("--project", built_folder, "track", "--format", "json").out)
        text = bioprod("--project", built_folder, "track", "--format", "csv").out
        rows = list(csv.DictReader(io.StringIO(text, newline="")))
        assert len(rows) == len(written["recommendations"]) == 11
        for row, each in zip(rows, written["recommendations"], strict=True):
            facts = each["follow_ups"]
            keys = [fact["status"]["key"] for fact in facts] or ["none-known"]
            assert row["status"] == each["status"]["key"] == max(keys, key=STATUSES.__getitem__)
            assert row["date"] == (facts[-1]["date"] if facts else "")
            assert {fact["relation"]["key"] for fact in each["earlier"]} <= {"precedes"}
            assert "precedes" not in {fact["relation"]["key"] for fact in facts}

    def test_every_fact_has_a_source(self, bioprod: Run, built_folder: Path) -> None:
        """With a link that opens it."""
        written = json.loads(bioprod("--project", built_folder, "track", "--format", "json").out)
        for each in written["recommendations"]:
            for fact in (*each["follow_ups"], *each["earlier"]):
                assert fact["sources"]
                assert all(source["link"].startswith("http") for source in fact["sources"])


class TestOne:
    """One recommendation with all its evidence."""

    # A map is drawn of places, and a recommendation has none.
    @pytest.mark.parametrize("form", sorted({*list_names("document", "record", "rows")} - {"map"}))
    def test_is_written_in_each_form(self, bioprod: Run, built_folder: Path, form: str) -> None:
        """The same as all have."""
        done = bioprod(
            "--project", built_folder, "track", "--recommendation", "1", "--format", form
        )
        assert (done.status, done.err) == (0, "")
        assert done.out.endswith(("\n", "</sparql>"))

    @pytest.mark.parametrize(
        "name", ["1", "01", "assises-idf-2021-01", "recommendation/assises-idf-2021-01", "DIM"]
    )
    def test_is_found_by_number_slug_and_name(
        self, bioprod: Run, built_folder: Path, name: str
    ) -> None:
        """As every thing is; the name is that of the recommendation."""
        label = "R&D network (DIM) for biotherapies and bioproduction"
        given = label if name == "DIM" else name
        done = bioprod("--project", built_folder, "track", "--recommendation", given)
        assert (done.status, done.err) == (0, "")
        assert done.out.startswith(f"Recommendation 1: {label}\n")

    @pytest.mark.parametrize("language", ["fr", "en"])
    @pytest.mark.parametrize("form", ["text", "markdown", "html"])
    def test_is_the_brief_on_it(
        self, bioprod: Run, built_folder: Path, *, form: str, language: str
    ) -> None:
        """One text, however it is asked for."""
        words = ("--project", built_folder, "--lang", language)
        one = bioprod(*words, "track", "--recommendation", "4", "--format", form)
        brief = bioprod(*words, "brief", "recommendation/assises-idf-2021-04", "--format", form)
        assert (one.status, one.out) == (0, brief.out)

    @pytest.mark.parametrize("name", ["x", "1.0", "١", "organization/genopole"])
    def test_what_is_no_recommendation(self, bioprod: Run, built_folder: Path, name: str) -> None:
        """Is told in one line."""
        done = bioprod("--project", built_folder, "track", f"--recommendation={name}")
        assert (done.status, done.out) == (1, "")
        assert done.err.count("\n") == 1

    @pytest.mark.parametrize("number", ["0", "12"])
    def test_a_number_that_does_not_exist(
        self, bioprod: Run, built_folder: Path, number: str
    ) -> None:
        """Is told with those that do."""
        done = bioprod("--project", built_folder, "track", "--recommendation", number)
        assert (done.status, done.out) == (1, "")
        told = "numbers go from 1 to 11 (recommendation)"
        assert done.err == f"bioprod: nothing is named {number}: {told}\n"

    @pytest.mark.parametrize("name", ["R3", "rec 3", "recommandation 3"])
    def test_a_number_may_follow_how_its_class_begins(
        self, bioprod: Run, built_folder: Path, name: str
    ) -> None:
        """As people write it; what begins no class is not guessed at."""
        words = ("--project", built_folder, "track", "--recommendation")
        assert bioprod(*words, name).out == bioprod(*words, "3").out
        assert "nothing is named X3" in bioprod(*words, "X3").err

    def test_a_search_of_a_later_day_is_not_shown(self, bioprod: Run, built_folder: Path) -> None:
        """That none had been made is said instead, in the tracker and of one recommendation."""
        words = ("--project", built_folder, "track")
        told = {day: bioprod(*words, "--as-of", day).out for day in ("2023", "2026-11-28")}
        assert "no search had been" in told["2023"]
        assert "searches without" not in told["2023"]
        assert "searches without" in told["2026-11-28"]
        assert "looked for" in bioprod(*words, "--recommendation", "5").out
        one = bioprod(*words, "--recommendation", "5", "--as-of", "2023").out
        assert "No follow-up is known" in one
        assert "looked for" not in one

    def test_json_holds_it_alone(self, bioprod: Run, built_folder: Path) -> None:
        """In the schema of all."""
        words = ("--project", built_folder, "track", "--format", "json")
        whole, alone = (
            json.loads(bioprod(*words, *more).out) for more in ((), ("--recommendation", "3"))
        )
        assert alone == whole | {"recommendations": whole["recommendations"][2:3]}


class TestAsOf:
    """What was known at a date."""

    @pytest.mark.parametrize("date", ["2021", "2021-05", "2021-05-31"])
    def test_three_precisions(self, bioprod: Run, built_folder: Path, date: str) -> None:
        """The date is told back."""
        done = bioprod("--project", built_folder, "track", "--as-of", date, "--format", "json")
        assert (done.status, json.loads(done.out)["as_of"]) == (0, date)

    def test_before_all_facts_none_is_known(self, bioprod: Run, built_folder: Path) -> None:
        """Nor are there older ones."""
        done = bioprod("--project", built_folder, "track", "--as-of", "1900", "--format", "json")
        each = json.loads(done.out)["recommendations"]
        assert {one["status"]["key"] for one in each} == {"none-known"}
        assert [one["earlier"] for one in each] == [[]] * len(each)

    def test_no_fact_is_known_before_its_sources_can_have_told_it(
        self, bioprod: Run, built_folder: Path
    ) -> None:
        """Where all of them have a date, their own or that of the latest fact they report."""
        words = ("--project", built_folder, "track", "--format", "json", "--as-of")
        for year in ("2020", "2021", "2022"):
            for each in json.loads(bioprod(*words, year).out)["recommendations"]:
                for fact in (*each["follow_ups"], *each["earlier"]):
                    dates = [s["issued"] or s["not_before"] or "" for s in fact["sources"]]
                    assert min(dates)[:4] <= year

    @pytest.mark.parametrize(
        ("language", "said"), [("fr", "n’existaient pas encore"), ("en", "did not exist yet")]
    )
    def test_before_the_event_there_were_no_recommendations(
        self, bioprod: Run, built_folder: Path, *, language: str, said: str
    ) -> None:
        """From the month of the event on there were."""
        words = ("--project", built_folder, "--lang", language, "track", "--as-of")
        then, since = (bioprod(*words, date).out for date in ("2021-04-30", "2021-05"))
        assert said in then
        assert said not in since

    def test_what_was_known_is_known_now(self, bioprod: Run, built_folder: Path) -> None:
        """Nothing is forgotten."""
        words = ("--project", built_folder, "track", "--format", "json")
        now, then = (
            {
                fact["id"]
                for each in json.loads(bioprod(*words, *more).out)["recommendations"]
                for fact in each["follow_ups"]
            }
            for more in ((), ("--as-of", "2022"))
        )
        assert then <= now

    @pytest.mark.parametrize("date", ["2022-13", "22", "yesterday", "2022-02-30", ""])
    def test_what_is_no_date_is_misuse(self, bioprod: Run, built_folder: Path, date: str) -> None:
        """In one line that shows how dates are written."""
        done = bioprod("--project", built_folder, "track", f"--as-of={date}")
        assert (done.status, done.out) == (2, "")
        assert done.err == (f"bioprod: “{date}” is no date such as 2022, 2022-05 or 2022-05-31\n")


def test_a_project_without_the_report_is_one_line(bioprod: Run, workshop: Path) -> None:
    """That names what is missing."""
    done = bioprod("--project", workshop, "track")
    done.expect_refusal("reports", status=1)
