"""`bioprod draw`."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.unit.commands.conftest import Run


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "open this file in a browser"), ("fr", "ouvrez ce fichier dans un navigateur")],
)
def test_writes_a_page_and_tells_where(
    bioprod: Run, built_folder: Path, tmp_path: Path, *, language: str, said: str
) -> None:
    """The path is data, so that a script can open it."""
    path = tmp_path / "network.html"
    done = bioprod("--project", built_folder, "--lang", language, "draw", "--output", path)
    assert (done.status, done.out) == (0, f"{path}\n")
    assert said in done.err
    assert path.read_text(encoding="utf-8").lower().startswith("<!doctype html>")


def test_writes_into_the_build_folder_by_default(bioprod: Run, built_folder: Path) -> None:
    """Beside the builds."""
    done = bioprod("--project", built_folder, "draw")
    assert done.status == 0
    assert done.out == f"{(built_folder / 'build').parent.resolve() / 'build' / 'network.html'}\n"
    (built_folder / "build" / "network.html").unlink()


@pytest.mark.parametrize("name", ["missing/network.html", "."])
def test_where_it_cannot_write_is_misuse(
    bioprod: Run, built_folder: Path, *, tmp_path: Path, name: str
) -> None:
    """In one line."""
    done = bioprod("--project", built_folder, "draw", "--output", tmp_path / name)
    assert (done.status, done.out) == (2, "")
    assert done.err.startswith(f"bioprod: --output {tmp_path / name}: cannot be written (")
    assert done.err.count("\n") == 1


def test_a_malformed_view_is_one_line(bioprod: Run, built_folder: Path, tmp_path: Path) -> None:
    """A kind of thing without its columns."""
    root = tmp_path / "project"
    shutil.copytree(built_folder, root, symlinks=True)
    (root / "queries").unlink()
    shutil.copytree(built_folder / "queries", root / "queries")
    (root / "queries" / "views" / "network-kinds.csv").write_text("kind\nevent\n")
    done = bioprod("--project", root, "draw", "--output", tmp_path / "network.html")
    assert (done.status, done.out) == (1, "")
    assert "network-kinds.csv" in done.err
    assert done.err.count("\n") == 1


def test_a_project_without_the_view_is_one_line(bioprod: Run, workshop: Path) -> None:
    """That names the file which is missing."""
    done = bioprod("--project", workshop, "draw")
    assert (done.status, done.out) == (1, "")
    assert "network-" in done.err
    assert done.err.count("\n") == 1
