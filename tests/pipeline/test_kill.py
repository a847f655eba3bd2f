"""A build that is killed, at whatever moment, leaves the last good one, and no hindrance."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from bioprod_graph.dataset import open_release
from bioprod_graph.pipeline.build import build_project
from bioprod_graph.project import Project
from bioprod_graph.questions import ask
from tests.samples import sample

pytestmark = pytest.mark.skipif(os.name == "nt", reason="there is no SIGKILL")

TINY = Path(__file__).resolve().parents[1] / "data" / "tiny"
SPREAD = 12
RANDOM = 60

# Counts the moments of a build: each call and return in the pipeline, of Python and of libraries.
# At the moment that is asked for it kills itself; without one it tells each on stdout.
_CHILD = """
import os, signal, sys
from pathlib import Path
from bioprod_graph.pipeline import assemble, build, release, runs
from bioprod_graph.project import Project

files = {module.__file__ for module in (assemble, build, release, runs)}
wanted, moment = int(sys.argv[2]), 0

def watch(frame, event, argument):
    global moment
    if frame.f_code.co_filename not in files:
        return
    moment += 1
    if moment == wanted:
        os.kill(os.getpid(), signal.SIGKILL)
    if not wanted:
        os.write(1, f"{frame.f_code.co_name} {getattr(argument, '__name__', event)}\\\\n".encode())

project = Project(Path(sys.argv[1]), Path(sys.argv[1]) / "build")
sys.setprofile(watch)
build.build_project(project)
""".replace("\\\\n", "\\n")


def _start(root: Path, moment: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", _CHILD, str(root), str(moment)],
        stdout=subprocess.PIPE,
        text=True,
        # Moments are counted: the order of sets must not move them.
        env=os.environ | {"PYTHONHASHSEED": "0"},
    )


def _change(project: Project) -> None:
    """Change a cell, so that the next build differs."""
    table = project.root / "data" / "things.csv"
    table.write_text(table.read_text(encoding="utf-8").replace("95.0", "96.0"), encoding="utf-8")


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A project with a good build, changed since."""
    root = tmp_path_factory.mktemp("good") / "project"
    shutil.copytree(TINY, root)
    project = Project(root, root / "build")
    build_project(project)
    _change(project)
    return project


@pytest.fixture
def changed(good: Project, tmp_path: Path) -> Project:
    """A copy of it."""
    root = tmp_path / "project"
    shutil.copytree(good.root, root, symlinks=True)
    return Project(root, root / "build")


@pytest.fixture(scope="module")
def moments(good: Project, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """All moments of a build that is not killed."""
    root = tmp_path_factory.mktemp("counted") / "project"
    shutil.copytree(good.root, root, symlinks=True)
    with _start(root, 0) as child:
        told, _ = child.communicate()
    assert child.returncode == 0
    return told.splitlines()


def _weights(project: Project) -> set[str]:
    return {row["w"] for row in ask("SELECT ?w { thing:clock tiny:weight ?w }", project)}


def _assert_whole(project: Project, weights: set[str]) -> None:
    """The current build is complete: its digests are right, and its store answers."""
    manifest = open_release(project).manifest
    assert len(ask("SELECT * { GRAPH ?g { ?s ?p ?o } }", project)) == manifest["counts"]["quads"]
    assert _weights(project) == weights


def _assert_recovers(project: Project) -> None:
    """The next build works and removes what was left."""
    build_project(project)
    _assert_whole(project, {"96"})
    names = {path.name for path in project.build.iterdir()}
    number = int((project.current).readlink().name)
    assert names - {f"{number - 1:06}"} == {".lock", f"{number:06}", "current"}


def _assert_killed(child: subprocess.Popen[str]) -> None:
    child.communicate()
    assert child.returncode == -signal.SIGKILL


def _switched(moments: list[str]) -> int:
    """The number of the moment at which the link has been replaced."""
    return next(n for n, told in enumerate(moments, 1) if told.startswith("_synchronize_folder"))


class TestChosenMoments:
    """The child kills itself right then."""

    def test_there_are_many(self, moments: list[str]) -> None:
        """In all steps of the pipeline."""
        assert len(moments) > 10 * SPREAD
        steps = {told.split()[0] for told in moments}
        assert {"assemble_project", "write_sorted", "write_manifest", "load_sorted"} <= steps
        assert {"new_release", "_switch", "_prune"} <= steps

    @pytest.mark.parametrize("part", sample(range(SPREAD), every=5))
    def test_spread_over_the_build(self, changed: Project, moments: list[str], part: int) -> None:
        """From the first to the last, the old build or the new one answers, never half of one."""
        with _start(changed.root, 1 + part * (len(moments) - 1) // (SPREAD - 1)) as child:
            _assert_killed(child)
        _assert_whole(changed, _weights(changed))
        _assert_recovers(changed)

    @pytest.mark.parametrize("times", [2, pytest.param(SPREAD, marks=pytest.mark.slow)])
    def test_every_one_of_the_switch(
        self, good: Project, moments: list[str], *, times: int, tmp_path: Path
    ) -> None:
        """Between the new folder and the link that names it, the last good build stays."""
        inside = [n for n, told in enumerate(moments, 1) if told.split()[0] == "_switch"]
        seen = set()
        for moment in inside[:: max(1, (len(inside) - 1) // (times - 1))]:
            root = tmp_path / str(moment)
            shutil.copytree(good.root, root, symlinks=True)
            project = Project(root, root / "build")
            with _start(root, moment) as child:
                _assert_killed(child)
            seen |= _weights(project)
            _assert_whole(project, _weights(project))
            _assert_recovers(project)
        # Both sides of the switch were seen: before it the old weight, after it the new one.
        assert len(seen) == 2


class TestRandomMoments:
    """The parent kills while the child runs on, wherever it is by then."""

    @pytest.fixture(params=sample(range(RANDOM), every=40))
    def lines(self, request: pytest.FixtureRequest, moments: list[str]) -> int:
        """How many lines are read before."""
        return random.Random(request.param).randrange(1, len(moments) // 2)  # noqa: S311

    def test_at_random(self, changed: Project, lines: int) -> None:
        """In the midst of a library, too."""
        with _start(changed.root, 0) as child:
            assert child.stdout is not None
            for _ in range(lines):
                child.stdout.readline()
            child.kill()
            child.communicate()
        _assert_whole(changed, _weights(changed))
        _assert_recovers(changed)
