"""`bioprod cite`."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.unit.commands.conftest import Run

FORMATS = {"apa": "(", "bibtex": "@misc{", "csl-json": "[\n", "jsonld": "{\n"}
WHAT = [
    [],
    ["organization/genopole"],
    ["Génopôle"],
    ["--query", "who-is-named", "--param", "recommendation=7"],
]


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("what", WHAT, ids=["dataset", "thing", "name", "answer"])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_cites_in_every_format(
    bioprod: Run, built_folder: Path, *, what: list[str], form: str, language: str
) -> None:
    """The same bytes each time, and nothing on stderr."""
    words = ["--project", str(built_folder), "--lang", language, "cite", *what, "--format", form]
    done = bioprod(*words)
    assert (done.status, done.err) == (0, "")
    assert FORMATS[form] in done.out
    assert "bioprod" in done.out
    assert bioprod(*words) == done


def test_the_dataset_as_text_is_the_default(bioprod: Run, built_folder: Path) -> None:
    """On one line."""
    done = bioprod("--project", built_folder, "cite")
    assert done.out.count("\n") == 1
    assert done == bioprod("--project", built_folder, "cite", "--format", "apa")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_an_answer_is_that_of_the_command_query(
    bioprod: Run, built_folder: Path, language: str
) -> None:
    """Whoever asks again in that language can compare."""
    words = ("--project", built_folder, "--lang", language)
    cited = bioprod(*words, "cite", "--query", "organisers", "--format", "csl-json").out
    answer = bioprod(*words, "query", "organisers", "--format", "tsv").out
    assert hashlib.sha256(answer.encode()).hexdigest() in json.loads(cited)[0]["note"]


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (["organization/genopole", "--query", "organisers"], 2, "not both"),
        (["--param", "lang=fr"], 2, "name one with --query"),
        (["--query", "organiser"], 1, "did you mean organisers?"),
        (["--query", "organisers", "--param", "x"], 2, "expected NAME=VALUE"),
        (["organization/nothing"], 1, "nothing is said of organization/nothing"),
        (["nonsense"], 1, "nothing is named nonsense"),
        (["--format", "doi"], 2, "invalid choice"),
    ],
)
def test_mistakes_are_told_in_one_line(
    bioprod: Run, built_folder: Path, *, words: list[str], status: int, said: str
) -> None:
    """Whatever is wrong."""
    done = bioprod("--project", built_folder, "cite", *words)
    done.expect_refusal(said, status=status)


def test_a_project_that_cannot_be_cited_is_told(bioprod: Run, workshop: Path) -> None:
    """With the file that is missing."""
    done = bioprod("--project", workshop, "cite")
    done.expect_refusal("dataset.rq", status=1)


def test_the_name_of_a_question_is_no_thing(bioprod: Run, built_folder: Path) -> None:
    """It is told how an answer is cited."""
    done = bioprod("--project", built_folder, "cite", "organisers")
    assert (done.status, done.out) == (2, "")
    assert done.err == "bioprod: organisers is a question: give it as --query organisers\n"
