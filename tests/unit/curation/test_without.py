"""What falls with a source is what a rebuild without its rows lacks."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import pytest

from bioprod_graph.cli import main
from bioprod_graph.curation import weigh_thing
from bioprod_graph.dataset import compare_said, read_said
from bioprod_graph.pipeline import build_project
from bioprod_graph.project import Project

if TYPE_CHECKING:
    from pathlib import Path

# The rows that rest on a source, found by reading the tables.
ROWS = {
    "sources": ("hill-news,",),
    "passages": ("hill-news-first,",),
    "initiatives": ("path,",),
    "follow-ups": ("hill-2023-01-path,", "shore-2020-01-plan,"),
}


@pytest.fixture(scope="module")
def by_hand(two_events: Project, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The project of two events, built without a source."""
    root = tmp_path_factory.mktemp("without") / "project"
    shutil.copytree(two_events.root, root, ignore=shutil.ignore_patterns("build"))
    for name, starts in ROWS.items():
        path = root / "data" / f"{name}.csv"
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        left = [line for line in lines if not line.startswith(starts)]
        assert len(lines) - len(left) == len(starts)
        path.write_text("".join(left), encoding="utf-8")
    project = Project(root, root / "build")
    build_project(project)
    return project


def test_equals_a_rebuild_without_its_rows(two_events: Project, by_hand: Project) -> None:
    """Stated and inferred, and nothing else."""
    source = f"{two_events.base}id/source/hill-news"
    loss = weigh_thing(two_events, source, report="tracker", language="en")
    old, new = (
        read_said(project.current, base=two_events.base) for project in (two_events, by_hand)
    )
    assert loss.stated == compare_said(old, new) != []
    old, new = (
        read_said(project.current, base=two_events.base, with_inferred=True)
        for project in (two_events, by_hand)
    )
    told = {*loss.stated, *loss.inferred}
    assert set(compare_said(old, new)) <= told
    assert loss.inferred


def test_tells_of_statuses(two_events: Project) -> None:
    """Two recommendations lose what is known to have come of them; two never had any."""
    source = f"{two_events.base}id/source/hill-news"
    loss = weigh_thing(two_events, source, report="tracker", language="en")
    assert loss.answers["tracker"] == (2, 2)


def test_nothing_is_built_or_changed(
    two_events: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    def read() -> dict[Path, bytes]:
        folders = (two_events.root / "data", two_events.current.resolve())
        files = (path for folder in folders for path in folder.glob("*.*"))
        return {path: path.read_bytes() for path in files}

    before, source = read(), "source/hill-page"
    words = ["--project", str(two_events.root), "without", source, "--format", "json"]
    assert main(words) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["source"] == f"{two_events.base}id/{source}"
    assert told["answers"]["tracker"]["went"]
    things = {fact["thing"] for fact in told["facts"]}
    assert f"{two_events.base}id/recommendation/hill-2023-01" in things
    assert f"{two_events.base}id/recommendation/shore-2020-01" not in things
    assert read() == before


def test_what_is_not_there_is_refused(
    two_events: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["--project", str(two_events.root), "--lang", "en", "without", "source/hill-song"]
    assert main(words) == 1
    assert capsys.readouterr().out == ""
