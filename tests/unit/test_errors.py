"""Errors: one tree, one line each, and whose fault it is told by the exit status."""

from __future__ import annotations

import inspect

import pytest

from bioprod_graph import errors
from bioprod_graph.errors import BioprodError, QueryError, UsageError, one_line

KINDS = [kind for _, kind in inspect.getmembers(errors, inspect.isclass)]


class TestTree:
    @pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
    def test_every_error_is_one_of_ours(self, kind: type[BaseException]) -> None:
        """One except clause at the outermost edge catches all that is reported on purpose."""
        assert issubclass(kind, BioprodError)
        assert f" {kind.__name__} " in f" {errors.__doc__} "

    @pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
    def test_only_misuse_exits_with_2(self, kind: type[BioprodError]) -> None:
        """A wrong call is 2, all else is 1."""
        assert kind.exit_status == (2 if kind in (UsageError, QueryError) else 1)


class TestOneLine:
    def test_line_ends_and_runs_of_blanks_become_one_blank(self) -> None:
        """The message of a library fits into a line of ours."""
        assert (
            one_line(" error at 1:2:\n  expected\r\n\tone of ") == "error at 1:2: expected one of"
        )

    def test_a_long_message_is_cut(self) -> None:
        """A grammar of a thousand alternatives is not read by anyone."""
        assert len(one_line("x" * 10_000)) < 500
