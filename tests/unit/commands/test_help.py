"""Help that is complete and true, for every command."""

from __future__ import annotations

import argparse
import shlex
from importlib import import_module
from typing import TYPE_CHECKING

import pytest

from bioprod_graph.cli import COMMANDS, make_parser

if TYPE_CHECKING:
    from tests.unit.commands.conftest import Run


def _parser(command: str) -> argparse.ArgumentParser:
    for action in make_parser(command)._actions:
        if isinstance(action, argparse._SubParsersAction):
            parser: argparse.ArgumentParser = action.choices[command]
            return parser
    raise AssertionError(command)


EXAMPLES = [
    (command, example)
    for command in COMMANDS
    for example in import_module(f"bioprod_graph.commands.{command}").EXAMPLES
]


@pytest.mark.parametrize("command", COMMANDS)
class TestHelp:
    """`bioprod COMMAND --help`."""

    def test_is_the_docstring_of_the_module(self, bioprod: Run, command: str) -> None:
        """On stdout, with exit 0, and without a project."""
        done = bioprod(command, "--help")
        assert (done.status, done.err) == (0, "")
        document = import_module(f"bioprod_graph.commands.{command}").__doc__
        assert document is not None
        assert document.strip() in done.out

    def test_mentions_each_option(self, bioprod: Run, command: str) -> None:
        """With a word on each."""
        text = bioprod(command, "--help").out
        for action in _parser(command)._actions:
            for name in action.option_strings or [str(action.metavar or action.dest)]:
                assert name in text
            assert action.help

    def test_has_examples(self, bioprod: Run, command: str) -> None:
        """At least one, each on a line."""
        module = import_module(f"bioprod_graph.commands.{command}")
        assert module.EXAMPLES
        text = bioprod(command, "--help").out
        for example in module.EXAMPLES:
            assert f"\n  {example}\n" in text

    def test_fits_the_page(
        self, bioprod: Run, command: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """What we wrote has at most 100 columns."""
        monkeypatch.setenv("COLUMNS", "80")
        assert max(len(line) for line in bioprod(command, "--help").out.splitlines()) <= 100

    def test_an_unknown_option_is_misuse(self, bioprod: Run, command: str) -> None:
        """In one line that says where the help is."""
        done = bioprod(command, "--nonsense")
        assert (done.status, done.out) == (2, "")
        assert done.err.count("\n") == 1
        assert "--help" in done.err


@pytest.mark.parametrize(("command", "example"), EXAMPLES, ids=[e for _, e in EXAMPLES])
def test_examples_parse(command: str, example: str) -> None:
    """As they stand, and are of the command whose help they are in."""
    program, *words = shlex.split(example)
    assert program == "bioprod"
    assert make_parser(None).parse_args(words).command == command
