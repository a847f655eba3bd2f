"""A clock that the engines cannot read is told before they end the process for it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, NoReturn

import pytest

from bioprod_graph.cli import main
from bioprod_graph.clock import check_clock
from bioprod_graph.dataset import open_release
from bioprod_graph.errors import BioprodError
from bioprod_graph.pipeline.build import build_project

if TYPE_CHECKING:
    from collections.abc import Callable

    from bioprod_graph.project import Project


def _overflow() -> NoReturn:
    raise OverflowError("timestamp too large to convert to C _PyTime_t")


@pytest.mark.parametrize("now", [lambda: -10_000_000.0, _overflow], ids=["1969", "9999"])
class TestWrong:
    """Before 1970, and after 2262."""

    def test_a_command_says_so(
        self,
        tiny: Project,
        monkeypatch: pytest.MonkeyPatch,
        *,
        capsys: pytest.CaptureFixture[str],
        now: Callable[[], float],
    ) -> None:
        """In one line."""
        build_project(tiny)
        monkeypatch.setattr(time, "time", now)
        for command in (["build"], ["check"], ["query", "--sparql", "ASK {}"]):
            assert main(["--project", str(tiny.root), *command]) == 1
            told = capsys.readouterr()
            assert told.out == ""
            assert told.err.startswith("bioprod: the clock of this machine stands before 1970 or")
            assert told.err.count("\n") == 1

    def test_so_does_the_release(
        self, tiny: Project, monkeypatch: pytest.MonkeyPatch, now: Callable[[], float]
    ) -> None:
        """To whoever opens it from Python."""
        build_project(tiny)
        monkeypatch.setattr(time, "time", now)
        with pytest.raises(BioprodError, match="the clock of this machine") as caught:
            open_release(tiny)
        assert caught.value.message("fr").startswith("l’horloge de cette machine est avant 1970")


@pytest.mark.parametrize("now", [0.0, 4_102_444_800.0, 9_223_372_036.0])
def test_any_other_time_will_do(monkeypatch: pytest.MonkeyPatch, now: float) -> None:
    """1970, 2100, 2262."""
    monkeypatch.setattr(time, "time", lambda: now)
    check_clock()
