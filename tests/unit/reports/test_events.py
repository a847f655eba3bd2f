"""A second event beside the first, by tables alone: `tests/data/two-events`, all of it invented."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from bioprod_graph.errors import NotFoundError
from bioprod_graph.reports import make_report
from tests.rendering import render_csv, render_html, render_json, render_markdown, render_text

if TYPE_CHECKING:
    from bioprod_graph.project import Project


def tell(project: Project, name: str, as_of: str | None = None) -> str:
    document = make_report(name, project=project, as_of=as_of).make_document()
    return render_text(document).replace("\u00a0", " ")


def test_each_set_stands_under_its_name(two_events: Project) -> None:
    """The older event first; each has its axes, its numbers and its counts."""
    shore, hill = tell(two_events, "tracker").split("Recommendations of the Hill\n")
    assert "Recommendations of the Shore\n" in shore
    for told, titles in (
        (shore, ["Axis 1 · Sail"]),
        (hill, ["Axis 1 · Climb", "Axis 2 · Look around"]),
    ):
        assert "1 of 2 with a known follow-up" in told
        assert [line for line in told.splitlines() if line.startswith("Axis")] == titles
    assert "1. Lighthouse   announced           Plan of the lighthouse  May 2020" in shore
    assert "1. Footpath     done                Opening of the path  15 January 2024" in hill
    assert "announced           1\nlink unclear        –\nno follow-up found  2\n" in shore
    assert "done                1\npartly done         –\n" in hill
    # Every value of each vocabulary, also what no fact has.
    assert "0  the body itself\n          1  our reading of the link" in shore
    assert "0  result partly seen\n          1  result not known" in hill


def test_all_forms_hold_both(two_events: Project) -> None:
    """For people and for programs."""
    report = make_report("tracker", project=two_events)
    document = report.make_document()
    for render in (render_html, render_markdown, render_text):
        for title in ("Recommendations of the Shore", "Recommendations of the Hill"):
            assert title in render(document)
    rows = list(csv.DictReader(io.StringIO(render_csv(report), newline="")))
    assert [(row["number"], row["title"]) for row in rows] == [
        ("1", "Lighthouse"),
        ("2", "Jetty"),
        ("1", "Footpath"),
        ("2", "Telescope"),
    ]
    written = json.loads(render_json(report))
    # There is not one event: each recommendation tells its own.
    assert written["event"] is None
    events = [each["set"]["event"].rpartition("/")[2] for each in written["recommendations"]]
    assert events == ["shore-2020", "shore-2020", "hill-2023", "hill-2023"]


def test_between_two_events_one_set_is_there(two_events: Project) -> None:
    """Of the other it is said that it did not exist yet."""
    text = tell(two_events, "tracker", "2021")
    assert "did not exist yet: they came of an event\nheld in June 2023 (Meeting on the" in text
    assert "1. Lighthouse" in text
    assert "1. Footpath" not in text


def test_a_set_has_its_own_report(two_events: Project) -> None:
    """The tracker of one event."""
    text = tell(two_events, "recommendation-set/hill-2023")
    assert text.startswith("Recommendations of the Hill: what became of them\n")
    assert "1. Footpath" in text
    assert "Lighthouse" not in text


def test_a_number_of_two_recommendations_names_both(two_events: Project) -> None:
    """Whoever asks for it chooses."""
    with pytest.raises(NotFoundError, match="recommendation 1 names 2 things, give one of") as told:
        make_report("recommendation 1", project=two_events)
    assert "hill-2023-01" in str(told.value)
    assert "shore-2020-01" in str(told.value)


def test_numbers_are_told_with_their_event(two_events: Project, built: Project) -> None:
    """Where other reports name recommendations of several; where there is one event, without."""
    text = tell(two_events, "therapy/gene-therapy")
    assert "Recommendation 1 of “Meeting on the Hill”, “Footpath”: lay out a footpath" in text
    assert "Recommendation 1 of “Meeting on the Shore”, “Lighthouse”" in text
    assert "Recommendation 1, “R&D network" in tell(built, "therapy/gene-therapy")


def test_json_holds_one_of_two(two_events: Project) -> None:
    """Chosen by its identifier."""
    only = ox.NamedNode(f"{two_events.base}id/recommendation/hill-2023-01")
    written = json.loads(
        render_json(make_report("tracker", project=two_events), recommendation=only)
    )
    assert [each["title"] for each in written["recommendations"]] == ["Footpath"]
    assert written["recommendations"][0]["follow_ups"][0]["observes"][0]["name"] == "Ridge path"
