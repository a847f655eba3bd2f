"""Errors: one tree, one line each, and whose fault it is told by the exit status."""

from __future__ import annotations

import errno
import inspect

import pytest

from bioprod_graph import errors
from bioprod_graph.errors import (
    BioprodError,
    FindingsError,
    FormatError,
    QueryError,
    UsageError,
    one_line,
    say_reason,
)
from bioprod_graph.findings import Finding
from bioprod_graph.language import Message, Text

KINDS = [
    kind
    for _, kind in inspect.getmembers(errors, inspect.isclass)
    if kind.__module__ == errors.__name__
]


class TestTree:
    @pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
    def test_every_error_is_one_of_ours(self, kind: type[BaseException]) -> None:
        """One except clause at the outermost edge catches all that is reported on purpose."""
        assert issubclass(kind, BioprodError)
        assert f" {kind.__name__} " in f" {errors.__doc__} "

    @pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
    def test_only_misuse_exits_with_2(self, kind: type[BioprodError]) -> None:
        """A wrong call is 2, all else is 1."""
        assert kind.exit_status == (2 if kind in (UsageError, QueryError, FormatError) else 1)


class TestLanguages:
    def test_an_error_may_speak_both(self) -> None:
        """Its text is English; the message is of the language asked for."""
        error = UsageError(Text({"en": "wrong", "fr": "faux"}))
        assert (str(error), error.message("en"), error.message("fr")) == ("wrong", "wrong", "faux")

    def test_what_is_only_english_is_told_in_english(self) -> None:
        """Better than nothing."""
        assert UsageError("wrong").message("fr") == "wrong"

    @pytest.mark.parametrize(
        ("count", "english", "french"),
        [
            (1, "1 error in the data", "1 erreur dans les données\u00a0: rien"),
            (2, "2 errors in the data", "2 erreurs dans les données\u00a0: rien"),
        ],
    )
    def test_findings_are_counted(self, count: int, *, english: str, french: str) -> None:
        """Warnings are not."""
        found = [
            Finding("error", "c", Text({"fr": "faux", "en": "wrong"}), focus=str(n))
            for n in range(count)
        ]
        error = FindingsError([*found, Finding("warning", "c", Text({"fr": "", "en": ""}))])
        assert str(error).startswith(english)
        assert error.message("fr").startswith(french)


class TestReasons:
    @pytest.mark.parametrize(
        ("error", "said"),
        [
            (OSError(errno.ENOENT, "No such file or directory"), "il n’y a pas de tel fichier"),
            (OSError("No such file or directory (os error 2)"), "il n’y a pas de tel fichier"),
            (IsADirectoryError(errno.EISDIR, "Is a directory"), "c’est un dossier"),
            (UnicodeDecodeError("utf-8", b"\xff", 0, 1, "why"), "UTF-8"),
            (OSError(errno.EIO, "Input\noutput"), "Input output"),
            ("refused", "refused"),
        ],
    )
    def test_what_the_system_refuses_is_told_in_french(self, error: object, said: str) -> None:
        """What is not known keeps its own words, on one line."""
        assert said in Message("{reason}", reason=say_reason(error)).say("fr")


class TestOneLine:
    def test_line_ends_and_runs_of_blanks_become_one_blank(self) -> None:
        """The message of a library fits into a line of ours."""
        assert (
            one_line(" error at 1:2:\n  expected\r\n\tone of ") == "error at 1:2: expected one of"
        )

    def test_a_long_message_is_cut(self) -> None:
        """A grammar of a thousand alternatives is not read by anyone."""
        assert len(one_line("x" * 10_000)) < 500
