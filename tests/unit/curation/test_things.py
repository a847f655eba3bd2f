"""What new rows speak of: things that rows make, concepts that the shapes have there."""

from __future__ import annotations

from pathlib import Path

import pytest

from bioprod_graph.curation import plan_addition
from bioprod_graph.curation.things import Mentionable
from bioprod_graph.findings import Location
from bioprod_graph.project import Project
from bioprod_graph.tables import Draft, find_table, read_records, read_tables

ROOT = Path(__file__).parents[3]
TIE = {
    "id": "zz-tie",
    "subject": "organization/genopole",
    "relation": "partner-of",
    "object": "organization/sanofi",
    "passages": "assises-idf-2021-page-reco-05",
    "curator": "bioprod-graph",
    "curated": "2026-11-29",
    "confidence": "high",
}


def find_unknown(folder: Path, *rows: tuple[str, dict[str, str]]) -> list[tuple[str, str]]:
    """Give the column and the words of each finding about things, of rows that are added."""
    project = Project(ROOT, folder)
    tables = read_tables(project)
    drafts = [
        Draft(find_table(tables, name), cells, Location("new.csv", 2)) for name, cells in rows
    ]
    found = plan_addition(project, tables, drafts).findings
    return [(f.path, f.said.say("en")) for f in found if f.check == "table:unknown-thing"]


def test_no_row_of_the_dataset_is_refused(tmp_path: Path) -> None:
    """What a build takes, an addition takes."""
    project = Project(ROOT, tmp_path)
    records, things = (
        [*read_records(project, read_tables(project), lambda _: None)],
        Mentionable(project),
    )
    for record in records:
        things.add_record(record)
    assert [(f.location, f.value) for f in things.find_unknown(records)] == []
    assert len(records) > 6_000


@pytest.mark.parametrize(
    ("column", "value", "told"),
    [
        ("subject", "organization/genopol", "did you mean organization/genopole?"),
        # What can be no key is not brought into the form of one that is not there.
        ("subject", "Île-de-France Region", "did you mean organization/region-ile-de-france?"),
        ("object", "Une équipe", "add it first"),
        ("object", "organization/zzqq", "add it first"),
        ("relation", "partenaire", "did you mean partner-of?"),
        ("relation", "zzqq", "one of acquired-by, "),
        # A concept, but none that ties.
        ("relation", "organizer", "one of acquired-by, "),
    ],
)
def test_what_is_not_there_is_refused_with_what_is_near(
    tmp_path: Path, *, column: str, value: str, told: str
) -> None:
    """By the name of the column; nothing else of the row is."""
    ((path, said),) = find_unknown(tmp_path, ("ties", TIE | {column: value}))
    assert path == column
    assert said.startswith(f"“{value}” in the column “{column}” stands for nothing")
    assert told in said


def test_a_recommendation_is_found_by_its_title(tmp_path: Path) -> None:
    """As people know it; what is to be typed is its key."""
    for typed in ("Job board", "Guichet unique", "One-stop shop"):
        ((path, said),) = find_unknown(tmp_path, ("follow-ups", {"recommendation": typed}))
        assert (path, "did you mean assises-idf-2021-0" in said) == ("recommendation", True), said


def test_what_is_added_with_a_row_is_there(tmp_path: Path) -> None:
    """A body may come with its tie."""
    place = {"id": "zz-place", "label_fr": "Zz", "label_en": "Zz", "kind": "Commune"}
    tie = TIE | {"relation": "located-at", "object": "place/zz-place"}
    assert [path for path, _ in find_unknown(tmp_path, ("ties", tie))] == ["object"]
    assert find_unknown(tmp_path, ("places", place), ("ties", tie)) == []
