"""`bioprod explain`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.unit.commands.conftest import Run


@pytest.mark.parametrize(
    ("language", "said"), [("en", "stated in things.csv"), ("fr", "énoncé dans things.csv")]
)
def test_a_stated_fact_leads_to_its_row(
    bioprod: Run, workshop: Path, *, language: str, said: str
) -> None:
    """And to the passages it cites."""
    # The store has the number in its canonical spelling.
    words = ("explain", "thing/clock", "tiny:weight", "96")
    done = bioprod("--project", workshop, "--lang", language, *words)
    assert (done.status, done.err) == (0, "")
    assert f"{said}, " in done.out
    assert "\nPassages\n[1]" in done.out


@pytest.mark.parametrize(
    ("language", "said"), [("en", "rule prp-inv1: "), ("fr", "règle prp-inv1")]
)
def test_an_inferred_fact_leads_to_rule_and_premises(
    bioprod: Run, workshop: Path, *, language: str, said: str
) -> None:
    """Each explained in turn."""
    words = ("explain", "thing:clock", "tiny:hasPart", "thing/movement")
    done = bioprod("--project", workshop, "--lang", language, *words)
    assert done.status == 0
    assert said in done.out
    assert "└" in done.out


def test_a_thing_alone_is_an_overview(bioprod: Run, workshop: Path) -> None:
    """Everything that is said of it."""
    done = bioprod("--project", workshop, "explain", "https://example.org/tiny/id/thing/clock")
    assert done.status == 0
    assert done.out.startswith("Clock  thing:clock\n")
    assert "inferred, rule prp-inv1" in done.out


def test_as_json(bioprod: Run, workshop: Path) -> None:
    """One object for one statement, with its premises."""
    words = ("explain", "thing/clock", "tiny:hasPart", "thing/movement", "--format", "json")
    proof = json.loads(bioprod("--project", workshop, *words).out)
    assert proof["rule"] == "prp-inv1"
    assert len(proof["premises"]) == 2


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (["thing/nothing"], 1, "nothing is said of thing:nothing"),
        (["thing/clock", "tiny:note"], 2, "subject, predicate and object"),
        (["thing/clock", "tiny:note", "x"], 1, "nothing is said of thing:clock with tiny:note"),
        (["thing/clock", "tiny:hasPart", "thing/x"], 1, "the graph does not say that"),
        (["thign:clock"], 2, "did you mean thing:?"),
        (["a b"], 2, "not an IRI"),
        ([], 2, "subject"),
    ],
)
def test_mistakes_are_one_line(
    bioprod: Run, workshop: Path, words: list[str], *, status: int, said: str
) -> None:
    """No such thing is 1, misuse is 2."""
    done = bioprod("--project", workshop, "explain", *words)
    assert (done.status, done.out) == (status, "")
    assert said in done.err
    assert done.err.count("\n") == 1
