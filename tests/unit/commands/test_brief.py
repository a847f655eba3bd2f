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
    done = bioprod("--project", built_folder, "--lang", language, "brief", THING)
    assert (done.status, done.err) == (0, "")
    assert done.out.startswith(said)
    assert "\n[^1]: " in done.out


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
    assert (done.status, done.out) == (1, "")
    assert said in done.err
    assert done.err.count("\n") == 1
