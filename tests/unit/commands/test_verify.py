"""`bioprod verify`."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING

import pytest

from bioprod_graph.pipeline.build import build_project

if TYPE_CHECKING:
    from pathlib import Path

    from bioprod_graph.project import Project
    from tests.unit.commands.conftest import Run


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "inventory: 3 of 3 passages agree; the whole text is the same\n"),
        ("fr", "inventory : 3 passages sur 3 concordent ; le texte entier est le même\n"),
    ],
)
def test_a_true_copy_agrees(bioprod: Run, workshop: Path, *, language: str, said: str) -> None:
    """Each passage on a line, the sum on stderr."""
    words = ("verify", "--document", workshop / "document.txt")
    done = bioprod("--project", workshop, "--lang", language, *words)
    assert done.status == 0
    assert [line[0] for line in done.out.splitlines()] == ["✓"] * 3
    assert done.err == said


def test_a_copy_comes_from_the_standard_input(
    bioprod: Run, workshop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where a file is -; what is no text is told as of a file."""
    copy = (workshop / "document.txt").read_bytes()
    for content, status in ((copy, 0), (copy.replace(b"2020", b"2021"), 1), (b"\xff", 2)):
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(content)))
        words = ("verify", "--document", "-", "--source", "inventory")
        assert bioprod("--project", workshop, *words).status == status


@pytest.mark.parametrize(("language", "said"), [("en", "differs"), ("fr", "diffère")])
def test_a_changed_copy_does_not(
    bioprod: Run, workshop: Path, tmp_path: Path, *, language: str, said: str
) -> None:
    """Exit 1, with what is wrong beside the passage."""
    text = (workshop / "document.txt").read_text(encoding="utf-8")
    (tmp_path / "copy.txt").write_text(text.replace("mars 2020", "juin 2020"), encoding="utf-8")
    words = ("verify", "--document", tmp_path / "copy.txt", "--source", "inventory")
    done = bioprod("--project", workshop, "--lang", language, *words)
    assert done.status == 1
    assert sum(line.startswith("✗") for line in done.out.splitlines()) == 1
    assert said in done.err


def test_passages_are_shown_as_the_copy_has_them(bioprod: Run, workshop: Path) -> None:
    """Indented under their lines; in JSON as text."""
    words = ("verify", "--document", workshop / "document.txt", "--show")
    shown = bioprod("--project", workshop, *words).out
    rows = json.loads(bioprod("--project", workshop, *words, "--format", "json").out)
    assert "\n    L’horloge de" in shown
    assert [row["agrees"] for row in rows] == [True] * 3
    assert rows[0]["text"].startswith("L’horloge de")


def test_json_without_show_holds_no_text(bioprod: Run, workshop: Path) -> None:
    """Which belongs to others."""
    words = ("verify", "--document", workshop / "document.txt", "--format", "json")
    rows = json.loads(bioprod("--project", workshop, *words).out)
    assert set(rows[0]) == {"passage", "start", "end", "agrees", "problem"}


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "3 passages located, {} rows changed\n"),
        ("fr", "3 passages trouvés, {} lignes modifiées\n"),
    ],
)
def test_update_fills_offsets_and_digests_in(
    bioprod: Run, tiny: Project, *, language: str, said: str
) -> None:
    """They need not be right before, they are afterwards, and then there is nothing to change."""
    table = tiny.root / "data" / "passages.csv"
    before = table.read_text(encoding="utf-8")
    table.write_text(before.replace(",0,54,", ",1,55,"), encoding="utf-8")
    words = ("--lang", language, "verify", "--source", "inventory", "--update", "--document")
    document = tiny.root / "document.txt"
    first = bioprod("--project", tiny.root, *words, document)
    second = bioprod("--project", tiny.root, *words, document)
    assert (first.status, first.out, first.err) == (0, "", said.format(1))
    assert (second.status, second.err) == (0, said.format(0))
    assert table.read_text(encoding="utf-8") == before
    build_project(tiny)
    assert bioprod("--project", tiny.root, "verify", "--document", document).status == 0


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        ([], 2, "--document"),
        (["--document", "no-such.txt"], 2, "no-such.txt: cannot be read"),
        (["--document", "DOCUMENT", "--source", "nothing"], 1, "bioprod sources lists all"),
        (["--document", "DOCUMENT", "--source", "inventry"], 1, "did you mean inventory?"),
        (["--document", "DOCUMENT", "--update"], 2, "--update needs --source"),
        (["--document", "DOCUMENT", "--update", "--source", "nothing"], 1, "nothing"),
    ],
)
def test_mistakes_are_one_line(
    bioprod: Run, workshop: Path, words: list[str], *, status: int, said: str
) -> None:
    """On stderr."""
    document = str(workshop / "document.txt")
    given = [document if word == "DOCUMENT" else word for word in words]
    done = bioprod("--project", workshop, "verify", *given)
    done.expect_refusal(said, status=status)


def test_a_copy_that_is_not_utf_8_is_told(bioprod: Run, workshop: Path, tmp_path: Path) -> None:
    """By name."""
    (tmp_path / "copy.txt").write_bytes(b"a\n\xe9")
    done = bioprod("--project", workshop, "verify", "--document", tmp_path / "copy.txt")
    assert done.status == 2
    assert "copy.txt: cannot be read (it is not UTF-8 text, see line 2)" in done.err


def test_all_copies_of_a_folder_are_compared(bioprod: Run, workshop: Path, tmp_path: Path) -> None:
    """Each named by its source, also as a page; what names no source is left alone."""
    text = (workshop / "document.txt").read_text(encoding="utf-8")
    (tmp_path / "stranger.txt").write_text(text, encoding="utf-8")
    empty = bioprod("--project", workshop, "--lang", "en", "verify", "--documents", tmp_path)
    assert (empty.status, "no file is named by a source" in empty.err) == (2, True)
    (tmp_path / "inventory.txt").write_text(text, encoding="utf-8")
    words = ("--project", workshop, "--lang", "en", "verify", "--documents", tmp_path)
    assert bioprod(*words).err == "1 copy: 3 of 3 passages agree\n"
    (tmp_path / "inventory.txt").write_text(text.replace("2020", "2021"), encoding="utf-8")
    assert bioprod(*words).status == 1
