"""A command that writes ends tidily when the system asks it to, at whatever moment."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from bioprod_graph.commands.context import Terminated, ending_tidily
from bioprod_graph.dataset import open_release
from bioprod_graph.pipeline.build import build_project
from bioprod_graph.project import Project

pytestmark = pytest.mark.skipif(os.name == "nt", reason="there is no SIGTERM to be told of")

TINY = Path(__file__).resolve().parents[1] / "data" / "tiny"
SPREAD = 12
ROW = "id=door label_fr=Porte label_en=Door kind=Part passages=balance confidence=high"

# Runs the program and counts its moments: each call and return in what writes. At the moment that
# is asked for it sends itself SIGTERM; without one it tells how many there are.
_CHILD = """
import os, signal, sys
from bioprod_graph.cli import main
from bioprod_graph import curation
from bioprod_graph.tables import adding, passages
from bioprod_graph.files import writing
from bioprod_graph.formats import archives
from bioprod_graph.pipeline import assemble, build, release, runs

watched = (curation, adding, passages, writing, archives, assemble, build, release, runs)
names = {module.__file__ for module in watched}
wanted, moment = int(sys.argv[1]), 0

def watch(frame, event, argument):
    global moment
    if frame.f_code.co_filename in names:
        moment += 1
        if moment == wanted:
            os.kill(os.getpid(), signal.SIGTERM)

sys.setprofile(watch)
status = main(sys.argv[2:])
sys.setprofile(None)
if not wanted:
    print(moment)
sys.exit(status)
"""


def _run(root: Path, moment: int, words: list[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", _CHILD, str(moment), "--project", str(root), *words],
        check=False,
        capture_output=True,
        text=True,
        env=os.environ | {"PYTHONHASHSEED": "0", "LC_ALL": "C.UTF-8"},
    )


def _read_all(folder: Path) -> dict[str, bytes]:
    """Read all files that a person keeps; the lock is not one."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != ".lock"
    }


def _made(root: Path) -> Project:
    shutil.copytree(TINY, root)
    project = Project(root, root / "build")
    build_project(project)
    return project


COMMANDS = [
    ["build"],
    ["add", "things", *(part for name in ROW.split() for part in ("--set", name))],
    ["verify", "--document", "{root}/document.txt", "--source", "inventory", "--update"],
    ["export", "--format", "turtle", "--output", "{root}/out.ttl"],
]


@pytest.mark.parametrize("command", COMMANDS, ids=lambda words: words[0])
class TestEveryMoment:
    """From the first to the last that the command writes."""

    @pytest.fixture(scope="class")
    @staticmethod
    def made(tmp_path_factory: pytest.TempPathFactory) -> Project:
        """The tiny project with a build."""
        return _made(tmp_path_factory.mktemp("made") / "tiny")

    @pytest.mark.parametrize("times", [2, pytest.param(SPREAD, marks=pytest.mark.slow)])
    def test_it_leaves_all_as_it_was_or_is_done(
        self, made: Project, command: list[str], *, times: int, tmp_path: Path
    ) -> None:
        """Exit 143 and one line; no file is there in half, or beside what it was to become."""

        def run(number: int) -> tuple[subprocess.CompletedProcess[str], Path]:
            root = tmp_path / str(number) / "tiny"
            shutil.copytree(made.root, root, symlinks=True)
            return _run(root, number, [word.format(root=root) for word in command]), root

        whole, done = run(0)
        assert whole.returncode == 0, whole.stderr
        moments = int(whole.stdout.split()[-1])
        assert moments > SPREAD
        for part in range(times):
            ended, root = run(1 + part * (moments - 1) // (times - 1))
            assert ended.returncode == 143
            assert ended.stderr == "bioprod: stopped\n"
            left = {path.name for path in root.rglob("*")} - {".lock"}
            assert [n for n in left if n.startswith(("unfinished-", ".")) or "new" in n] == []
            for folder in ("data", "ontology", "queries"):
                assert _read_all(root / folder) in (
                    _read_all(made.root / folder),
                    _read_all(done / folder),
                )
            open_release(Project(root, root / "build"))


class TestEndingTidily:
    """ending_tidily"""

    @staticmethod
    def _end(cleaned: list[str]) -> None:
        with ending_tidily():
            try:
                os.kill(os.getpid(), signal.SIGTERM)
            finally:
                os.kill(os.getpid(), signal.SIGTERM)  # another does not stop the tidying
                cleaned.append("cleaned")

    def test_what_is_unfinished_is_tidied(self) -> None:
        """And SIGTERM means afterwards what it meant before."""
        before = signal.getsignal(signal.SIGTERM)
        cleaned: list[str] = []
        with pytest.raises(Terminated):
            self._end(cleaned)
        assert cleaned == ["cleaned"]
        assert signal.getsignal(signal.SIGTERM) is before

    def test_in_another_thread_nothing_changes(self) -> None:
        """Only the main one is told of signals."""
        from threading import Thread

        before = signal.getsignal(signal.SIGTERM)
        seen: list[object] = []

        def look() -> None:
            with ending_tidily():
                seen.append(signal.getsignal(signal.SIGTERM))

        thread = Thread(target=look)
        thread.start()
        thread.join()
        assert seen == [before]
