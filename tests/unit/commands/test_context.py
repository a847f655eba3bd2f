"""Where commands write."""

from __future__ import annotations

import sys
from errno import ENOSPC
from typing import TYPE_CHECKING

import pytest

from bioprod_graph.cli import main
from bioprod_graph.commands.context import Context
from bioprod_graph.language import Text

if TYPE_CHECKING:
    from bioprod_graph.language import Language


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


def test_nobody_is_paged_who_will_not_be(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """With --no-pager, wherever it stands on the line."""
    paged = _stand_at_a_terminal(monkeypatch, 3)
    for words in (["--no-pager", "completion", "zsh"], ["completion", "zsh", "--no-pager"]):
        assert main(words) == 0
        assert capsys.readouterr().out.startswith("#compdef")
    assert paged == []
    assert main(["completion", "zsh"]) == 0
    assert len(paged) == 1


ACTING = "a\x1b[31mb\u202ec\x07\x9b\td\r\n"
SHOWN = "a\ufffd[31mb\ufffdc\ufffd\ufffd\td\n"


@pytest.mark.parametrize("is_terminal", [True, False])
def test_text_for_people_never_acts(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *, is_terminal: bool
) -> None:
    """Neither now nor when the file that it went to is shown."""
    monkeypatch.setattr(sys.stdout, "isatty", lambda: is_terminal)
    Context(None, "en").write(ACTING)
    assert capsys.readouterr().out == SHOWN


def test_what_is_exact_stays_so_in_a_file_or_a_pipe(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """To the letter; a terminal is shown what would act on it."""
    Context(None, "en").write(ACTING, exact=True)
    assert capsys.readouterr().out == ACTING
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    Context(None, "en").write(ACTING, exact=True)
    assert capsys.readouterr().out == SHOWN


def test_what_is_paged_does_not_act(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pagers let some of it through."""
    paged = _stand_at_a_terminal(monkeypatch, 3)
    Context(None, "en").write(ACTING * 4, exact=True)
    assert paged == [SHOWN * 4]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_what_is_told_does_not_act(capsys: pytest.CaptureFixture[str], language: Language) -> None:
    """On stderr."""
    Context(None, language).tell(Text({"fr": ACTING, "en": ACTING}))
    assert capsys.readouterr().err == f"{SHOWN}\n"


def test_what_fits_is_not(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is simply written."""
    paged = _stand_at_a_terminal(monkeypatch, 30)
    Context(None, "en").write("1\n2\n")
    assert paged == []
    assert capsys.readouterr().out == "1\n2\n"


@pytest.mark.parametrize(("named", "is_paged"), [("no-such-pager -R", False), ("A=1 cat", True)])
def test_nothing_is_lost_by_a_pager_that_is_not_there(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    *,
    named: str,
    is_paged: bool,
) -> None:
    """What it was to show is written at once."""
    paged = _stand_at_a_terminal(monkeypatch, 3)
    monkeypatch.delenv("MANPAGER", raising=False)
    monkeypatch.setenv("PAGER", named)
    Context(None, "en").write("1\n2\n3\n4\n")
    assert (paged, capsys.readouterr().out) == (
        (["1\n2\n3\n4\n"], "") if is_paged else ([], "1\n2\n3\n4\n")
    )


def test_help_that_cannot_be_written_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Or a script takes an empty file for the help."""

    def refuse(_: str) -> int:
        raise OSError(ENOSPC, "full")

    monkeypatch.setattr(sys.stdout, "write", refuse)
    assert main(["--lang", "en", "query", "--help"]) == 1
    assert capsys.readouterr().err.startswith("bioprod: ")
