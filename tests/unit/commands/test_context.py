"""Where commands write."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from bioprod_graph.commands.context import Context

if TYPE_CHECKING:
    import pytest


def _stand_at_a_terminal(monkeypatch: pytest.MonkeyPatch, lines: int) -> list[str]:
    paged: list[str] = []
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.setenv("LINES", str(lines))
    monkeypatch.setattr("pydoc.pager", paged.append)
    return paged


def test_what_is_longer_than_the_screen_is_paged(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Only on a terminal."""
    paged = _stand_at_a_terminal(monkeypatch, 3)
    Context(None, "en").write("1\n2\n3\n4\n")
    assert paged == ["1\n2\n3\n4\n"]
    assert capsys.readouterr().out == ""


def test_what_fits_is_not(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is simply written."""
    paged = _stand_at_a_terminal(monkeypatch, 30)
    Context(None, "en").write("1\n2\n")
    assert paged == []
    assert capsys.readouterr().out == "1\n2\n"
