"""Help that is complete and true, for every command."""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING

import pytest

from bioprod_graph.commands.line import COMMANDS, find_command, import_command, make_command
from bioprod_graph.commands.parser import read_examples, read_first
from bioprod_graph.language import list_languages

if TYPE_CHECKING:
    from tests.unit.commands.conftest import Run


# Words that stand in English help and in no French one.
ENGLISH = re.compile(
    r"(?<![\w-])(the|is|are|and|of|with|this|that|which|how|where|what|show|write|only|default)"
    r"(?![\w-])"
)


def _read_paragraphs(text: str) -> list[str]:
    """Give the paragraphs of a text, each on one line."""
    return [" ".join(part.split()) for part in text.strip().split("\n\n")]


EXAMPLES = [(command, example) for command in COMMANDS for example in read_examples(command)]


@pytest.mark.parametrize("command", COMMANDS)
class TestHelp:
    """`bioprod COMMAND --help`."""

    def test_is_the_docstring_of_the_module(self, bioprod: Run, command: str) -> None:
        """On stdout, with exit 0, and without a project."""
        done = bioprod(command, "--help")
        assert (done.status, done.err) == (0, "")
        document = import_command(command).__doc__
        assert document is not None
        written = _read_paragraphs(done.out)
        assert set(_read_paragraphs(document)) <= set(written)

    def test_mentions_each_option(self, bioprod: Run, command: str) -> None:
        """With a word on each."""
        text = bioprod(command, "--help").out
        for action in make_command(command).list_actions():
            for name in action.option_strings or [str(action.metavar or action.dest)]:
                assert name in text
            assert action.help

    def test_has_examples(self, bioprod: Run, command: str) -> None:
        """At least one, each on a line."""
        examples = read_examples(command)
        assert examples
        text = bioprod(command, "--help").out
        for example in examples:
            assert f"\n  {example}\n" in text

    @pytest.mark.parametrize("language", list_languages())
    def test_fits_the_terminal(
        self, bioprod: Run, command: str, *, language: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Paragraphs are set to its width; an example or the choices of an option stand as one."""
        monkeypatch.setenv("COLUMNS", "80")
        for line in bioprod("--lang", language, command, "--help").out.splitlines():
            is_whole = line.startswith("  bioprod ") or len(line.split()) <= 2
            assert len(line) <= (100 if is_whole else 80)

    def test_is_french_to_who_reads_french(self, bioprod: Run, command: str) -> None:
        """To the last word, set as French is, with the words for values; examples stay."""
        done = bioprod("--lang", "fr", command, "--help")
        assert (done.status, done.err) == (0, "")
        text, _, examples = done.out.partition("\nexemples\u00a0:\n")
        assert text.startswith(f"utilisation\u00a0: bioprod {command} [-h]")
        assert not ENGLISH.search(text)
        assert not re.search(r" [:;!?»]|« |'", text)
        shown = [f"  {example}" for example in read_examples(command)]
        assert examples.splitlines() == shown

    def test_each_value_has_a_word_or_its_choices(self, command: str) -> None:
        """A word is translated, the name that argparse would make of the option is not."""
        for action in make_command(command).list_actions():
            if action.option_strings and action.nargs != 0:
                assert action.metavar or action.choices

    def test_an_unknown_option_is_misuse(self, bioprod: Run, command: str) -> None:
        """In one line that says where the help is."""
        done = bioprod(command, "--nonsense")
        assert (done.status, done.out) == (2, "")
        assert done.err.count("\n") == 1
        assert "--help" in done.err


@pytest.mark.parametrize("how", ["option", "system"])
def test_help_of_the_program_is_french(
    bioprod: Run, monkeypatch: pytest.MonkeyPatch, *, how: str
) -> None:
    """Where it is asked for, and where the system speaks French."""
    monkeypatch.setenv("LC_ALL", "fr_FR.UTF-8" if how == "system" else "C")
    words = ["--lang", "fr"] if how == "option" else []
    text = bioprod(*words, "--help").out
    assert text.startswith("utilisation\u00a0: bioprod [-h]")
    assert "\narguments\u00a0:\n  COMMANDE\n" in text
    assert "\noptions\u00a0:\n  -h, --help" in text
    assert "\nbioprod COMMANDE --help en dit plus sur chaque commande." in text
    assert not ENGLISH.search(text)


def test_who_types_no_command_is_told_what_to_type_first(bioprod: Run) -> None:
    """On stderr, for nothing was asked; each line is of a command that there is."""
    for language, told in (("fr", "que taper d’abord"), ("en", "to type first")):
        done = bioprod("--lang", language)
        assert (done.status, done.out) == (2, "")
        assert told in done.err.splitlines()[0]
        first = read_first(None)
        assert len(first) == 5
        for example, said in first:
            assert f"  {example}" in done.err
            assert f"{example} {said.say(language)}" in " ".join(done.err.split())
            command, rest = find_command(shlex.split(example)[1:])
            assert command is not None
            assert make_command(command).read(rest)


@pytest.mark.parametrize("words", [(), ("query", "--list"), ("measure", "--list")])
@pytest.mark.parametrize("language", list_languages())
def test_lists_fit_a_narrow_terminal(
    bioprod: Run, monkeypatch: pytest.MonkeyPatch, *, language: str, words: tuple[str, ...]
) -> None:
    """A text that finds no place beside a name stands below it; a pipe has a line for each name."""
    monkeypatch.setenv("COLUMNS", "40")
    narrow = bioprod("--lang", language, *words)
    shown = (narrow.out + narrow.err).splitlines()
    assert max(map(len, shown)) <= 40
    monkeypatch.delenv("COLUMNS")
    if words:
        wide = bioprod("--lang", language, *words).out
        assert " ".join(wide.split()) == " ".join(narrow.out.split())
        assert len(wide.splitlines()) < len(shown)


@pytest.mark.parametrize(("command", "example"), EXAMPLES, ids=[e for _, e in EXAMPLES])
def test_examples_parse(command: str, example: str) -> None:
    """As they stand, and are of the command whose help they are in."""
    program, *words = shlex.split(example)
    assert program == "bioprod"
    named, rest = find_command(words)
    assert named == command
    assert make_command(named).read(rest)
