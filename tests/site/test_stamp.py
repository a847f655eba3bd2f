"""A site that would be made again as it is stays as it is; whatever it is made from counts."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import oxishacl
from bioprod_graph.site import Stamp, write_site

if TYPE_CHECKING:
    from bioprod_graph.project import Project

FILES = [("index.html", b"one"), ("a/index.html", b"two")]


@pytest.fixture
def site(tiny: Project, tmp_path: Path) -> Path:
    """A site of the tiny project that was kept."""
    folder = tmp_path / "site"
    tiny.build.mkdir(exist_ok=True)
    write_site(folder, FILES)
    Stamp(tiny, "a setting").keep(folder)
    return folder


def test_a_site_that_is_whole_is_known_again(tiny: Project, site: Path) -> None:
    assert Stamp(tiny, "a setting").count(site) == len(FILES)


def test_other_settings_make_another_site(tiny: Project, site: Path) -> None:
    assert Stamp(tiny, "another").count(site) == 0


@pytest.mark.parametrize("part", ["ontology", "data", "queries"])
def test_what_changes_in_the_project_counts(tiny: Project, site: Path, part: str) -> None:
    path = next(path for path in sorted((tiny.root / part).rglob("*")) if path.is_file())
    written = path.read_bytes()
    path.write_bytes(written + b"\n")
    assert Stamp(tiny, "a setting").count(site) == 0
    path.write_bytes(written)
    assert Stamp(tiny, "a setting").count(site) == len(FILES)
    path.with_name("added").write_bytes(b"")
    assert Stamp(tiny, "a setting").count(site) == 0


def test_what_changes_in_the_program_counts(
    tiny: Project, site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = shutil.copytree(Path(oxishacl.__path__[0]), site.with_name("program"))
    monkeypatch.setattr(oxishacl.__spec__, "submodule_search_locations", [str(copy)])
    assert Stamp(tiny, "a setting").count(site) == len(FILES)
    (copy / "page.html").write_text("a template")
    assert Stamp(tiny, "a setting").count(site) == 0


def test_another_release_makes_another_site(tiny: Project, site: Path) -> None:
    tiny.current.mkdir()
    (tiny.current / "SHA256SUMS").write_text("another")
    assert Stamp(tiny, "a setting").count(site) == 0


def test_a_site_that_was_changed_is_made_again(tiny: Project, site: Path) -> None:
    (site / "index.html").write_bytes(b"one!")
    assert Stamp(tiny, "a setting").count(site) == 0
    (site / "index.html").write_bytes(b"one")
    assert Stamp(tiny, "a setting").count(site) == len(FILES)
    (site / "a" / "index.html").unlink()
    assert Stamp(tiny, "a setting").count(site) == 0
