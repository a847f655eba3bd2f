"""`bioprod compare`."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from bioprod_graph.project import Project
    from tests.unit.commands.conftest import Run

UNTOUCHED = (
    "meeting and trust",
    "settling of companies",
    "skills and jobs",
    "European links",
    "investment",
    "innovation contests",
)


def ask(bioprod: Run, project: Path, *sets: str) -> set[tuple[str, str, str]]:
    """Give theme, recommendation of the first set, and what another has on it."""
    done = bioprod("--project", project, "compare", *sets, "--format", "csv")
    assert done.status == 0
    keys = ("theme_label", "recommendation_label", "other_label")
    return {
        (theme, own, other)
        for theme, own, other in (
            tuple(row[key] for key in keys) for row in csv.DictReader(io.StringIO(done.out))
        )
    }


@pytest.mark.parametrize("second", [(), ("shore-2020",)])
def test_puts_two_sets_side_by_side(
    bioprod: Run, two_events: Project, second: tuple[str, ...]
) -> None:
    """By theme and not by number: the footpath is the first of its set, the jetty the second."""
    assert ask(bioprod, two_events.root, "hill-2023", *second) == {
        ("joint research", "Footpath", "Jetty"),
        ("making known", "Telescope", ""),
    } | {(theme, "", "") for theme in UNTOUCHED}


def test_the_one_set_of_the_data_has_nothing_beside_it(bioprod: Run, built_folder: Path) -> None:
    """All eleven are there, and blanks are blanks."""
    found = ask(bioprod, built_folder, "assises-idf-2021")
    assert len({own for _, own, _ in found if own}) == 11
    assert {other for *_, other in found} == {""}


def test_a_set_that_is_not_there_is_refused(bioprod: Run, built_folder: Path) -> None:
    """The nearest is told; an event of the same slug is not taken for it."""
    done = bioprod("--project", built_folder, "compare", "assises-idf-2012")
    done.expect_refusal("recommendation-set/assises-idf-2021", status=1)


def test_sets_are_named_where_none_is_given(bioprod: Run, built_folder: Path) -> None:
    """The line says which there are."""
    done = bioprod("--project", built_folder, "compare")
    assert (done.status, done.out) == (2, "")
    assert "recommendation-set/assises-idf-2021" in done.err


def test_says_that_a_set_is_the_only_one(bioprod: Run, built_folder: Path) -> None:
    done = bioprod("--project", built_folder, "--lang", "en", "compare", "assises-idf-2021")
    assert done.status == 0
    assert "is the only set" in done.err
