"""`bioprod brief`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.unit.commands.conftest import Run

THING = "recommendation/assises-idf-2021-11"


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("fr", "# Recommandation 11\u00a0: Faire connaître"),
        ("en", "# Recommendation 11: Making platforms"),
    ],
)
def test_writes_markdown_with_footnotes(
    bioprod: Run, built_folder: Path, *, language: str, said: str
) -> None:
    """In the language asked for."""
    words = ("--lang", language, "brief", THING, "--format", "markdown")
    done = bioprod("--project", built_folder, *words)
    assert (done.status, done.err) == (0, "")
    assert done.out.startswith(said)
    assert "\n[^1]: " in done.out


@pytest.mark.parametrize("columns", [60, 80, 120])
def test_writes_text_by_default(
    bioprod: Run, built_folder: Path, monkeypatch: pytest.MonkeyPatch, *, columns: int
) -> None:
    """As wide as the terminal is said to be; only addresses are longer."""
    monkeypatch.setenv("COLUMNS", str(columns))
    done = bioprod("--project", built_folder, "brief", "therapy/gene-therapy")
    assert (done.status, done.err) == (0, "")
    lines = [line for line in done.out.splitlines() if "://" not in line]
    assert columns - 10 < max(map(len, lines)) <= columns
    assert done.out.startswith("Gene therapy\n\n")
    assert "\nNotes\n\n[1] " in done.out


def test_a_report_on_no_one_thing_is_written_by_its_name(bioprod: Run, built_folder: Path) -> None:
    """The tracker is a report like the others."""
    brief = bioprod("--project", built_folder, "brief", "tracker")
    track = bioprod("--project", built_folder, "track")
    assert (brief.status, brief.out) == (0, track.out)


def test_tells_what_was_known_at_a_date(bioprod: Run, built_folder: Path) -> None:
    """Of recommendations, as the tracker does; of others it would not be true."""
    words = ("--project", built_folder)
    brief = bioprod(*words, "brief", THING, "--as-of", "2021")
    track = bioprod(*words, "track", "--recommendation", "11", "--as-of", "2021")
    assert (brief.status, brief.out) == (0, track.out)
    assert "Overall status at the end of 2021: no follow-up found." in brief.out
    done = bioprod(*words, "brief", "genopole", "--as-of", "2021")
    assert (done.status, done.out) == (2, "")
    assert done.err.startswith("bioprod: of organization nothing is told as of a date, only of ")


def test_writes_one_page_of_html(bioprod: Run, built_folder: Path) -> None:
    """In French, with nothing to fetch."""
    words = ("--lang", "fr", "brief", THING, "--format", "html")
    done = bioprod("--project", built_folder, *words)
    assert done.status == 0
    assert '<html lang="fr"' in done.out
    assert "<script" not in done.out
    assert "src=" not in done.out


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "nothing is named atlantis"), ("fr", "rien ne porte le nom atlantis")],
)
def test_what_is_not_there_is_told_in_one_line(
    bioprod: Run, built_folder: Path, *, language: str, said: str
) -> None:
    """And the status says so."""
    done = bioprod("--project", built_folder, "--lang", language, "brief", "atlantis")
    done.expect_refusal(said, status=1)


def test_a_number_alone_names_what_has_it(bioprod: Run, built_folder: Path) -> None:
    """Only a recommendation is the seventh; an axis may be the first, too."""
    first = bioprod("--project", built_folder, "--lang", "en", "brief", "7")
    assert first.status == 0
    assert first.out == bioprod("--project", built_folder, "brief", "recommendation 7").out
    several = bioprod("--project", built_folder, "--lang", "en", "brief", "1")
    assert several.status != 0
    assert "names 2 things" in several.err
