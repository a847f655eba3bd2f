"""`bioprod explain`."""

from __future__ import annotations

import json
import re
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
    words = ("explain", "thing/clock", "tiny:weight", "96.0")
    done = bioprod("--project", workshop, "--lang", language, *words)
    assert (done.status, done.err) == (0, "")
    assert f"{said}, " in done.out
    assert "\nPassages\n[1]" in done.out


@pytest.mark.parametrize("number", ["96", "96.0", "96.00", "+96", '"96.0"^^xsd:decimal'])
def test_a_number_may_be_written_in_any_form(bioprod: Run, workshop: Path, number: str) -> None:
    """As the row says it, or as the dataset does."""
    words = ("--project", workshop, "explain", "thing/clock", "tiny:weight")
    assert bioprod(*words, number).status == 0
    assert bioprod(*words, number) == bioprod(*words, "96")


@pytest.mark.parametrize("number", ["3", "03", '"3"^^xsd:nonNegativeInteger'])
def test_so_may_a_whole_number(bioprod: Run, built_folder: Path, number: str) -> None:
    """On the real data."""
    thing, words = "recommendation/assises-idf-2021-03", ("--project", built_folder, "explain")
    done = bioprod(*words, thing, "schema:position", number)
    assert (done.status, done.err) == (0, "")
    assert done == bioprod(*words, thing, "schema:position", "3")


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


@pytest.mark.parametrize("name", ["clock", "Clock", "CLOCK", "thing:clock"])
def test_a_thing_is_found_by_slug_and_name(bioprod: Run, workshop: Path, name: str) -> None:
    """As by its identifier."""
    words = ("--project", workshop, "explain")
    assert bioprod(*words, name) == bioprod(*words, "thing/clock")


def test_what_repeats_is_counted_or_with_all_written(bioprod: Run, built_folder: Path) -> None:
    """No statement is lost, none in standard terms stands between the others."""
    words = ("--project", built_folder, "explain", "organization/genopole")
    short, full = bioprod(*words).out, bioprod(*words, "--all").out
    proofs = json.loads(bioprod(*words, "--format", "json").out)
    head, _, rest = full.partition("\nIn standard terms, in wider classes")
    rest = rest.partition("\nPassages\n")[0]
    basis = re.compile(r"^    (?:stated|inferred)", re.MULTILINE)
    assert len(basis.findall(head)) + len(basis.findall(rest)) == len(proofs)
    assert f"\nand {len(basis.findall(rest))} statements in standard terms" in short
    assert "schema:" in rest
    assert "schema:" not in head
    assert short.startswith(head)


@pytest.mark.parametrize(
    ("language", "own", "other"),
    [("fr", "Incubateur de", "Incubator of"), ("en", "Incubator of", "Incubateur de")],
)
def test_a_thing_is_told_in_the_language_of_the_reader(
    bioprod: Run, built_folder: Path, *, language: str, own: str, other: str
) -> None:
    """Once, and not in the other."""
    done = bioprod("--project", built_folder, "--lang", language, "explain", "genopole")
    assert done.out.count(own) == 1
    assert other not in done.out
    assert done.out.startswith("Genopole  organization:genopole\n")


def test_as_json(bioprod: Run, workshop: Path) -> None:
    """One object for one statement, with its premises."""
    words = ("explain", "thing/clock", "tiny:hasPart", "thing/movement", "--format", "json")
    proof = json.loads(bioprod("--project", workshop, *words).out)
    assert proof["rule"] == "prp-inv1"
    assert len(proof["premises"]) == 2


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (["thing/nothing"], 1, "nothing is said of thing/nothing"),
        (["thing/clock", "tiny:note"], 2, "subject, predicate and object"),
        (["thing/clock", "tiny:note", "x"], 1, "nothing is said of thing/clock with tiny:note"),
        (["thing/clock", "tiny:hasPart", "thing/x"], 1, "the graph does not say that"),
        (["thign:clock"], 2, "did you mean thing:?"),
        (["a b"], 1, "nothing is named a b"),
        (["<a b>"], 2, "not an IRI"),
        (["clok"], 1, "nothing is named clok: did you mean thing/clock?"),
        (["thing/clok"], 1, "nothing is said of thing/clok: did you mean thing/clock?"),
        (["thing/clock", "thing/movement", "--all"], 2, "--all is for a thing alone"),
        ([], 2, "subject"),
    ],
)
def test_mistakes_are_one_line(
    bioprod: Run, workshop: Path, words: list[str], *, status: int, said: str
) -> None:
    """No such thing is 1, misuse is 2."""
    done = bioprod("--project", workshop, "explain", *words)
    done.expect_refusal(said, status=status)


@pytest.mark.parametrize("words", [("genopole",), ("yposkesi", "sk-pharmteco")])
def test_lines_are_as_wide_as_they_may_be(
    bioprod: Run, built_folder: Path, monkeypatch: pytest.MonkeyPatch, *, words: tuple[str, ...]
) -> None:
    """But for addresses, which stay whole; the words are the same."""
    told = []
    for width in (40, 120):
        monkeypatch.setenv("COLUMNS", str(width))
        out = bioprod("--project", built_folder, "explain", *words).out
        lines = [line for line in out.splitlines() if " " in line.strip()]
        assert width // 2 < max(map(len, lines)) <= width
        told.append(out.split())
    assert told[0] == told[1]


def test_the_second_word_may_have_been_meant_as_a_property(bioprod: Run, workshop: Path) -> None:
    """The nearest property is told, not things of a like name."""
    done = bioprod("--project", workshop, "explain", "thing/clock", "tiny:partOff")
    assert (done.status, done.out) == (1, "")
    assert "no property is named tiny:partOff; did you mean tiny:partOf?" in done.err


@pytest.mark.parametrize("name", ["organisé par", "organised by", "a organisé ou coorganisé"])
def test_a_property_goes_by_its_name(bioprod: Run, built_folder: Path, name: str) -> None:
    """As the ontology calls it, or as a sentence says it, in any language."""
    words = ("--project", built_folder, "explain", "event/assises-idf-2021")
    done = bioprod(*words, name, "genopole")
    assert done.status == 0
    assert done == bioprod(*words, "bioprod:organizedBy", "genopole")


def test_a_property_of_nearly_that_name_is_told(bioprod: Run, built_folder: Path) -> None:
    """Where one has all the words."""
    words = ("--project", built_folder, "explain", "event/assises-idf-2021")
    done = bioprod(*words, "a organisé", "genopole")
    done.expect_refusal("did you mean bioprod:organizedBy?", status=1)


def test_the_properties_that_there_are_are_told(bioprod: Run, workshop: Path) -> None:
    """Where none is nearly called so."""
    done = bioprod("--project", workshop, "explain", "thing/clock", "owner", "x")
    done.expect_refusal("no property is named owner; there are ", status=1)
    assert "tiny:weight" in done.err
