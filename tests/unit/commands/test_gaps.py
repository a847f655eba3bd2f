"""`bioprod gaps`."""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from bioprod_graph.language import say_number

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
    count = say_number(len(gaps), "fr" if language == "fr" else "en")
    assert done.err == f"{count} {word}{'s' if len(gaps) > 1 else ''}\n"


def test_a_table_counts_them_once(bioprod: Run, built_folder: Path) -> None:
    """In its first line, and not again in the last that a terminal shows."""
    done = bioprod("--project", built_folder, "gaps", "--lang", "en")
    assert " gaps, most important first" in done.out.splitlines()[0]
    assert done.err == ""


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


def test_recommendations_without_evidence_are_those_of_which_none_is_known(
    bioprod: Run, built_folder: Path
) -> None:
    """What the tracker says, and no other."""
    words = ("--project", built_folder)
    kind = ("--kind", "recommendation-without-evidence", "--format", "json")
    gaps = json.loads(bioprod(*words, "gaps", *kind).out)
    track = json.loads(bioprod(*words, "track", "--format", "json").out)["recommendations"]
    unknown = {each["id"] for each in track if each["status"]["key"] == "none-known"}
    assert {gap["thing"] for gap in gaps} == unknown != set()


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_table_fits_a_terminal(bioprod: Run, built_folder: Path, language: str) -> None:
    """Of 80 columns; it tells of each kind how many there are, and shows ten."""
    words = ("--project", built_folder, "--lang", language, "gaps")
    gaps = json.loads(bioprod(*words, "--format", "json").out)
    counts = Counter(gap["kind"] for gap in gaps)
    out = bioprod(*words).out
    assert max(map(len, out.splitlines())) <= 80
    for kind, count in counts.items():
        assert re.search(rf"\({count}\)(?: ·|\s)\s*{kind}\n", out)
        assert (f"--kind {kind} " in " ".join(out.split())) is (count > 10)


@pytest.mark.parametrize("words", [("--all",), ("--top", "0")])
def test_all_are_shown_if_asked_for(
    bioprod: Run, built_folder: Path, words: tuple[str, ...]
) -> None:
    """And with --kind all of that kind."""
    start = ("--project", built_folder, "gaps")
    whole = bioprod(*start, *words).out
    assert "…" not in whole
    kind = bioprod(*start, "--kind", "source-without-date").out
    assert kind.partition("\n\n")[2] in whole
    assert len(bioprod(*start, "--kind", "source-without-date", "--top", "1").out) < len(kind)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--top", "-1"), "expected a whole number, not '-1'"),
        (("--top", "3", "--all"), "not allowed with argument"),
        (("--top", "3", "--format", "csv"), "--top is for the table: csv holds all gaps"),
    ],
)
def test_what_is_wrong_is_one_line(
    bioprod: Run, built_folder: Path, *, words: tuple[str, ...], said: str
) -> None:
    """That says what."""
    done = bioprod("--project", built_folder, "gaps", *words)
    assert (done.status, done.out) == (2, "")
    assert said in done.err


def test_an_unknown_kind_names_the_nearest(bioprod: Run, built_folder: Path) -> None:
    """In one line."""
    done = bioprod("--project", built_folder, "gaps", "--kind", "claims-without-date")
    assert (done.status, done.out) == (1, "")
    assert done.err == (
        "bioprod: no kind of gap is named claims-without-date; did you mean claim-without-date?\n"
    )


@pytest.mark.parametrize(
    ("is_there", "said"),
    [(False, "cannot be read (No such file or directory)"), (True, "there are no kinds of gaps")],
)
def test_a_project_without_kinds_is_told(
    bioprod: Run, workshop: Path, *, is_there: bool, said: str
) -> None:
    """In one line, whether their folder is empty or missing."""
    folder = workshop / "queries" / "gaps"
    if is_there:
        folder.mkdir()
    done = bioprod("--project", workshop, "gaps")
    done.expect_refusal(f"{folder}: {said}", status=1)
