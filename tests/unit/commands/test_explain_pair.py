"""`bioprod explain A B`: how two things are connected."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.unit.commands.conftest import Run

PAIR = ("person/nawal-ouzren", "organization:region-ile-de-france")


@pytest.mark.parametrize(
    ("language", "parts"),
    [
        ("en", ["Nawal Ouzren → Île-de-France Region", "2 steps", "takes part in the First"]),
        ("fr", ["Nawal Ouzren → Région Île-de-France", "2 étapes", "prend part aux 1res"]),
    ],
)
def test_steps_are_sentences_with_passages(
    bioprod: Run, built_folder: Path, *, language: str, parts: list[str]
) -> None:
    """In either language; what is inferred is told as such."""
    done = bioprod("--project", built_folder, "--lang", language, "explain", *PAIR)
    assert (done.status, done.err) == (0, "")
    for part in [*parts, "organized-by-role", "[1]", "\nPassages\n[1] "]:
        assert part in done.out


def test_both_may_be_named(bioprod: Run, built_folder: Path) -> None:
    """By slug, or by a name in either language."""
    words = ("--project", built_folder, "explain")
    assert bioprod(*words, "Nawal Ouzren", "Île-de-France Region") == bioprod(*words, *PAIR)
    assert bioprod(*words, "nawal-ouzren", "région Île-de-France") == bioprod(*words, *PAIR)


def test_a_step_names_the_row_that_it_rests_on(bioprod: Run, built_folder: Path) -> None:
    """And the rule by which it follows."""
    words = ("explain", "yposkesi", "sk-pharmteco")
    text = " ".join(bioprod("--project", built_folder, *words).out.split())
    written = bioprod("--project", built_folder, *words, "--format", "json").out
    (step,) = json.loads(written)["paths"][0]["steps"]
    (premise, *_) = (p for p in step["premises"] if "/record/" in p["graphs"][0])
    row = premise["graphs"][0].rpartition("/")[2]
    assert f"(inferred, rule tie-direct, from ties.csv, row {row})" in text


@pytest.mark.parametrize("most", [1, 2, 4])
def test_so_many_paths_as_are_asked_for(bioprod: Run, built_folder: Path, most: int) -> None:
    """The shortest first."""
    words = ("explain", *PAIR, "--paths", str(most), "--format", "json")
    found = json.loads(bioprod("--project", built_folder, *words).out)
    lengths = [path["length"] for path in found["paths"]]
    assert len(lengths) == most
    assert lengths == sorted(lengths)


def test_the_shape_of_the_json(bioprod: Run, built_folder: Path) -> None:
    """Each step is a proof with its evidence, and they lead from one thing to the other."""
    words = ("explain", *PAIR, "--format", "json")
    found = json.loads(bioprod("--project", built_folder, *words).out)
    assert list(found) == ["from", "to", "longest", "paths"]
    for path in found["paths"]:
        assert path["length"] == len(path["steps"]) <= found["longest"]
        here = found["from"]
        for step in path["steps"]:
            assert step["sentence"].endswith(".")
            assert step["evidence"]
            assert ("rule" in step) != ("graphs" in step)
            ends = {step["subject"], step["object"]}
            assert here in ends
            (here,) = ends - {here}
        assert here == found["to"]


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        ((PAIR[0], PAIR[0]), 2, ("two different things", "deux choses différentes")),
        ((PAIR[0], "organization/none"), 1, ("nothing is said of", "rien n’est dit de")),
        (("person/none", PAIR[1]), 1, ("nothing is said of", "rien n’est dit de")),
        ((PAIR[0], "bioprod:holdsPost"), 2, ("two things, or subject", "deux choses, ou sujet")),
        ((PAIR[0], "rdf:type"), 2, ("two things, or subject", "deux choses, ou sujet")),
        ((PAIR[0], "concept/percent"), 1, ("no path of at most 6", "aucun chemin d’au plus 6")),
        ((PAIR[0], "nope:x"), 2, ("unknown prefix nope:", "préfixe inconnu nope:")),
    ],
)
def test_mistakes_are_one_line_in_the_language_of_the_person(
    bioprod: Run,
    built_folder: Path,
    *,
    words: tuple[str, str],
    status: int,
    said: tuple[str, str],
    lang: str,
) -> None:
    """A property is not taken for a thing."""
    done = bioprod("--project", built_folder, "--lang", lang, "explain", *words)
    done.expect_refusal(said[lang == "fr"], status=status)


@pytest.mark.parametrize("count", ["0", "-1", "101", "x", "²"])
def test_a_number_of_paths_is_from_1_to_100(bioprod: Run, built_folder: Path, count: str) -> None:
    """Else it is misuse, told in one line."""
    done = bioprod("--project", built_folder, "explain", *PAIR, f"--paths={count}")
    assert done.status == 2
    assert "a number of paths from 1 to 100" in done.err


def test_what_was_meant_is_told(bioprod: Run, built_folder: Path) -> None:
    """A name with two slips, and a property without its prefix, which is one where it fits."""
    words = ("--project", built_folder, "explain")
    near = bioprod(*words, "Institut Pastor")
    assert near.err.endswith("did you mean organization/institut-pasteur?\n")
    assert "did you mean bioprod:worksOn?" in bioprod(*words, "genethon", "worksOn").err
    said = ("event/assises-idf-2021", "organizedBy", "organization/genopole")
    assert bioprod(*words, *said).out.startswith("Genopole organised or co-organised")
