"""Commands are run as a person runs them: words in, exit status, stdout and stderr out."""

from __future__ import annotations

import shutil
import signal
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import pytest

from bioprod_graph.cli import main
from bioprod_graph.pipeline.build import build_project
from bioprod_graph.project import Project

if TYPE_CHECKING:
    from collections.abc import Iterator

TINY = Path(__file__).resolve().parents[2] / "data" / "tiny"


@dataclass(frozen=True)
class Done:
    """What a command did."""

    status: int
    out: str
    err: str

    def expect_refusal(self, said: str, *, status: int) -> None:
        """It wrote nothing, and told this in one line."""
        assert (self.status, self.out) == (status, "")
        assert said in self.err
        assert self.err.count("\n") == 1


class Run(Protocol):
    """Runs `bioprod` with words."""

    def __call__(self, *words: str | Path) -> Done:
        """Give what it did."""


@pytest.fixture
def bioprod(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    """The command, in English unless told otherwise."""
    monkeypatch.delenv("BIOPROD_PROJECT", raising=False)
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    interrupt = signal.getsignal(signal.SIGINT)

    def run(*words: str | Path) -> Done:
        capsys.readouterr()
        try:
            status = main([str(word) for word in words])
        except SystemExit as end:
            status = int(end.code or 0)
        captured = capsys.readouterr()
        return Done(status, captured.out, captured.err)

    yield run
    signal.signal(signal.SIGINT, interrupt)


@pytest.fixture(scope="session")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the tiny project, built twice with a change between; not to be changed."""
    root = tmp_path_factory.mktemp("workshop") / "tiny"
    shutil.copytree(TINY, root)
    project = Project(root, root / "build")
    build_project(project)
    table = root / "data" / "things.csv"
    table.write_text(table.read_text(encoding="utf-8").replace("95.0", "96.0"), encoding="utf-8")
    build_project(project)
    return root
