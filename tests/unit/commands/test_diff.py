"""`bioprod diff`."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.unit.commands.conftest import Run

ROOT = Path(__file__).parents[3]
DECIMAL = "http://www.w3.org/2001/XMLSchema#decimal"


@pytest.fixture
def words(workshop: Path) -> list[str | Path]:
    """The two builds of the workshop, one weight apart, compared."""
    build = workshop / "build"
    return ["--project", workshop, "diff", build / "000001", build / "current"]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "1 thing: 0 facts came, 0 went, 1 changed\n"),
        ("fr", "1 chose : 0 fait apparu, 0 disparu, 1 modifié\n"),
    ],
)
def test_tells_changes_by_thing(
    bioprod: Run, words: list[str | Path], *, language: str, said: str
) -> None:
    """What went, what came, and the sum on stderr."""
    done = bioprod("--lang", language, *words)
    assert done.status == 0
    assert done.out == (
        'thing:clock\n  - tiny:weight "95"^^xsd:decimal\n  + tiny:weight "96"^^xsd:decimal\n'
    )
    assert done.err == said


def test_as_markdown(bioprod: Run, words: list[str | Path]) -> None:
    """A heading for each thing, a list of what changed."""
    assert bioprod(*words, "--format", "markdown").out == (
        "### `thing:clock`\n\n"
        '- `- tiny:weight "95"^^xsd:decimal`\n'
        '- `+ tiny:weight "96"^^xsd:decimal`\n\n'
    )


def test_as_json(bioprod: Run, words: list[str | Path]) -> None:
    """With IRIs in full."""
    assert json.loads(bioprod(*words, "--format", "json").out) == [
        {
            "thing": "https://example.org/tiny/id/thing/clock",
            "predicate": "https://example.org/tiny/ontology#weight",
            "kind": "changed",
            "went": [f'"95"^^<{DECIMAL}>'],
            "came": [f'"96"^^<{DECIMAL}>'],
        }
    ]


def test_things_are_named_by_curie(bioprod: Run, workshop: Path, tmp_path: Path) -> None:
    """An IRI that a prefix fits, as value too; inferred facts only if asked for."""
    base = "https://example.org/tiny/"
    new = tmp_path / "new.nq"
    (tmp_path / "old.nq").write_text("")
    new.write_text(
        f"<{base}id/thing/a> <{base}ontology#partOf> <{base}id/thing/b> <{base}graph/x> .\n"
        f"<{base}id/thing/b> <{base}ontology#hasPart> <{base}id/thing/a> "
        f"<{base}graph/inferred/prp-inv1> .\n"
    )
    both = ("--project", workshop, "diff", tmp_path / "old.nq", new)
    assert bioprod(*both).out == "thing:a\n  + tiny:partOf thing:b\n"
    assert bioprod(*both, "--inferred").out == (
        "thing:a\n  + tiny:partOf thing:b\nthing:b\n  + tiny:hasPart thing:a\n"
    )


def test_the_same_is_no_change(bioprod: Run, workshop: Path) -> None:
    """Exit 0 all the same."""
    current = workshop / "build" / "current"
    done = bioprod("--project", workshop, "diff", current, current / "dataset.nq")
    assert (done.status, done.out) == (0, "")
    assert done.err == "0 things: 0 facts came, 0 went, 0 changed\n"


def test_compressed_it_is_the_same(bioprod: Run, workshop: Path, tmp_path: Path) -> None:
    """As the dumps of releases are."""
    path = tmp_path / "old.nq.gz"
    path.write_bytes(gzip.compress((workshop / "build" / "000001" / "dataset.nq").read_bytes()))
    both = (
        bioprod("--project", workshop, "diff", old, workshop / "build" / "current")
        for old in (path, workshop / "build" / "000001")
    )
    packed, plain = both
    assert packed == plain
    assert packed.status == 0


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (None, 2),
        (b"nonsense\n", 1),
        (gzip.compress(b"nonsense\n"), 1),
        (gzip.compress(b"nonsense\n")[:-3], 2),
        (gzip.compress(b"nonsense\n")[:10] + b"\xff" * 20, 2),
    ],
    ids=["missing", "malformed", "malformed within", "cut", "damaged"],
)
def test_what_cannot_be_read_is_one_line(
    bioprod: Run, workshop: Path, *, tmp_path: Path, content: bytes | None, status: int
) -> None:
    """What is not there, or no file of its kind, is misuse; what it says is a finding."""
    path = tmp_path / "old.nq"
    if content is not None:
        path.write_bytes(content)
    done = bioprod("--project", workshop, "diff", path, workshop / "build" / "current")
    assert (done.status, done.out) == (status, "")
    assert done.err.count("\n") == 1
    assert str(path) in done.err


def test_what_would_be_too_large_is_not_unpacked(
    bioprod: Run, workshop: Path, *, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A few bytes may hold a thousand times as many."""
    monkeypatch.setattr("bioprod_graph.dataset.statements.QUADS", 1_000_000)
    path = tmp_path / "bomb.nq.gz"
    path.write_bytes(gzip.compress(b"#" * 2_000_000))
    done = bioprod("--project", workshop, "diff", path, workshop / "build" / "current")
    assert done.status == 2
    assert done.err == (
        f"bioprod: OLD {path}: cannot be read (it is larger than the 1 MB that are read)\n"
    )


def test_one_dataset_is_misuse(bioprod: Run, workshop: Path) -> None:
    """There must be two."""
    done = bioprod("--project", workshop, "diff", workshop / "build" / "current")
    assert (done.status, done.out) == (2, "")
    assert "NEW" in done.err


def test_takes_a_version_that_is_kept_and_a_folder_of_builds(
    bioprod: Run, workshop: Path, words: list[str | Path]
) -> None:
    """A folder of builds is its last one; what `query --since` takes is taken here, too."""
    kept, build = workshop / "releases" / "0.1.0.nq.gz", workshop / "build"
    kept.parent.mkdir()
    kept.write_bytes(gzip.compress((build / "000001" / "dataset.nq").read_bytes()))
    told = bioprod(*words).out
    assert bioprod("--project", workshop, "diff", "0.1.0", build).out == told


def test_says_of_a_folder_that_it_holds_no_dataset(
    bioprod: Run, workshop: Path, tmp_path: Path
) -> None:
    """Nothing is damaged, and no build would mend it."""
    done = bioprod("--project", workshop, "diff", tmp_path, workshop / "build")
    assert done.status != 0
    assert "is no build folder" in done.err


def test_values_fit_on_a_line(bioprod: Run, workshop: Path, tmp_path: Path) -> None:
    """Long texts are cut, names of graphs begin after the base, and come last; JSON has all."""
    base, text = "https://example.org/tiny/", "word " * 40
    (tmp_path / "old.nq").write_text("")
    (tmp_path / "new.nq").write_text(
        f'<{base}graph/other/a> <{base}ontology#note> "{text}" <{base}graph/x> .\n'
        f'<{base}id/thing/b> <{base}ontology#note> "{text}"@en <{base}graph/x> .\n'
    )
    words = ("--project", workshop, "diff", tmp_path / "old.nq", tmp_path / "new.nq")
    thing, note, graph, other = bioprod(*words).out.splitlines()
    assert (thing, graph) == ("thing:b", "<graph/other/a>")
    assert note.endswith('…"@en')
    assert max(map(len, (note, other))) < 90
    assert text in bioprod(*words, "--format", "json").out


def test_a_version_that_is_not_kept_names_those_that_are(bioprod: Run) -> None:
    done = bioprod("--project", ROOT, "diff", "0.2.0", "9.9.9")
    assert (done.status, done.out) == (1, "")
    assert done.err.startswith("bioprod: releases/ keeps no version 9.9.9, only 0.2.0")
