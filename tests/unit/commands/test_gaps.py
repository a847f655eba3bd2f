"""`bioprod gaps`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.unit.commands.conftest import Run


@pytest.mark.parametrize(("language", "word"), [("fr", "lacune"), ("en", "gap")])
def test_lists_gaps_and_counts_them(
    bioprod: Run, built_folder: Path, *, language: str, word: str
) -> None:
    """A gap is no error: exit 0."""
    words = ("--project", built_folder, "--lang", language, "gaps", "--format", "json")
    done = bioprod(*words)
    gaps = json.loads(done.out)
    assert done.status == 0
    assert done.err == f"{len(gaps)} {word}{'s' if len(gaps) > 1 else ''}\n"


def test_a_kind_is_a_part_of_them(bioprod: Run, built_folder: Path) -> None:
    """Two are both."""
    words = ("--project", built_folder, "gaps", "--format", "json")
    kinds = ["claim-without-date", "source-without-date"]
    every = json.loads(bioprod(*words).out)
    some = json.loads(bioprod(*words, "--kind", kinds[1], "--kind", kinds[0]).out)
    assert some == [gap for gap in every if gap["kind"] in kinds] != []


@pytest.mark.parametrize("form", ["table", "csv", "json", "markdown"])
def test_every_format_names_the_file(bioprod: Run, built_folder: Path, form: str) -> None:
    """Where the gap is filled."""
    kind = "claim-without-date"
    done = bioprod("--project", built_folder, "gaps", "--kind", kind, "--format", form)
    assert done.status == 0
    assert "data/claims.csv" in done.out


def test_an_unknown_kind_names_the_nearest(bioprod: Run, built_folder: Path) -> None:
    """In one line."""
    done = bioprod("--project", built_folder, "gaps", "--kind", "claims-without-date")
    assert (done.status, done.out) == (1, "")
    assert done.err == (
        "bioprod: no kind of gap is named claims-without-date; did you mean claim-without-date?\n"
    )


def test_a_project_without_kinds_is_told(bioprod: Run, workshop: Path) -> None:
    """In one line."""
    done = bioprod("--project", workshop, "gaps")
    assert (done.status, done.out) == (1, "")
    assert "there are no kinds of gaps" in done.err
    assert done.err.count("\n") == 1
