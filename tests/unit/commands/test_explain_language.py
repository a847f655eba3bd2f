"""Errors that people meet most are told in their language, whichever the command."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from bioprod_graph.project import Project
    from tests.unit.commands.conftest import Run

MISTAKES = [
    ("explain organization/none", 1, "nothing is said of", "rien n’est dit de"),
    ("explain nope:x", 2, "unknown prefix nope:", "préfixe inconnu nope:"),
    (
        "explain organisation:genopole",
        2,
        "did you mean organization:?",
        "vouliez-vous dire organization:",
    ),
    ("query organiser", 1, "no question is named", "aucune question ne s’appelle"),
    ("query organisers --param x=1", 2, "unknown parameter x", "paramètre inconnu x"),
    ("query organisers --param lang=de", 2, "expected fr | en", "attendu fr | en"),
    (
        "query who-could-answer --param recommendation=x",
        2,
        "expected a whole number",
        "attendu un nombre entier",
    ),
    ("query posts-held-in --param date=x", 2, "expected a date", "attendu une date"),
    ("--project nowhere query --list", 1, "there is no folder", "il n’y a pas de dossier"),
]


@pytest.mark.parametrize(("words", "status", "english", "french"), MISTAKES)
def test_an_error_speaks_the_language_asked_for(
    bioprod: Run, built_folder: Path, *, words: str, status: int, english: str, french: str
) -> None:
    """One line each; the exit status is the same."""
    told = {}
    for language in ("en", "fr"):
        done = bioprod("--project", built_folder, "--lang", language, *words.split())
        assert (done.status, done.out) == (status, "")
        assert re.fullmatch(r"bioprod: [^\n]+\n", done.err)
        told[language] = done.err
    assert english in told["en"]
    assert french in told["fr"]
    assert english not in told["fr"]


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "make it with bioprod build"), ("fr", "\u00a0: bioprod build le construit")],
)
def test_a_dataset_that_is_not_there(
    bioprod: Run, tiny: Project, *, language: str, said: str
) -> None:
    """And how to make it."""
    done = bioprod("--project", tiny.root, "--lang", language, "explain", "thing/clock")
    assert done.status == 1
    assert said in done.err


def test_the_language_of_the_system_counts_too(
    bioprod: Run, tiny: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the option is not given."""
    monkeypatch.setenv("LC_ALL", "fr_FR.UTF-8")
    done = bioprod("--project", tiny.root, "explain", "thing/clock")
    assert "aucun jeu de données" in done.err
