"""The parser of words, which helps and complains in the language of the person.

argparse looks up what it says itself in a catalogue of gettext: it is lent ours.
"""

from __future__ import annotations

import argparse
import sys
from contextlib import contextmanager
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING, Any, NoReturn

from bioprod_graph.errors import BioprodError, UsageError
from bioprod_graph.language import SOURCE, Message, open_catalogue, translate
from bioprod_graph.notation import show_line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

# The exit status of a call that is wrong.
MISUSE = 2


class Parser(argparse.ArgumentParser):
    """Says what is wrong in one line, in the language of the person, and where the help is."""

    def __init__(self, *, language: str = SOURCE, command: str = "", **settings: Any) -> None:
        """Make a parser; the help of a command ends with its examples."""
        super().__init__(formatter_class=_Formatter, **settings)
        self._language, self._command = language, command

    def list_examples(self) -> list[str]:
        """List the examples of the command."""
        return read_examples(self._command)

    def format_help(self) -> str:
        """Write the help, examples last."""
        if shown := self.list_examples():
            head = Message("examples:").say(self._language)
            self.epilog = "\n".join([head, *(f"  {example}" for example in shown)])
        return super().format_help()

    def translate(self) -> None:
        """Say in the language of the parser what it holds, which is English until then."""
        if self._language != SOURCE:
            self.change_texts(partial(translate, language=self._language))

    def change_texts(self, say: Callable[[str], str]) -> None:
        """Change each text of the help, a paragraph at a time, and the words for values."""
        self.description = change_paragraphs(self.description or "", say)
        self.epilog = change_paragraphs(self.epilog or "", say)
        for action in self._actions:
            action.help = say(action.help or "")
            # The word that stands for a value in the help; of an argument it is its name.
            if isinstance(action.metavar, str):
                action.metavar = say(action.metavar)
            elif not action.option_strings and not action.choices:
                action.metavar = say(action.dest)

    def error(self, message: str) -> NoReturn:
        """Tell in one line what is wrong with the words, and end with 2."""
        told = Message("{message}; see {program} --help", message=message, program=self.prog)
        self.exit(MISUSE, f"{self.prog}: {show_line(told.say(self._language))}\n")

    def exit(self, status: int = 0, message: str | None = None) -> NoReturn:
        """Write what there is to say, and end."""
        # Help that cannot be written fails here, where it can be told, and not at the very end.
        sys.stdout.flush()
        super().exit(status, message)

    def _get_value(self, action: argparse.Action, arg_string: str) -> Any:
        """Convert a word; what its type refuses is told as of this argument."""
        try:
            return super()._get_value(action, arg_string)
        except UsageError as error:
            raise argparse.ArgumentError(action, error.message(self._language)) from None

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        """Refuse what is not among the choices; argparse would show words as Python writes them."""
        if action.choices is not None and value not in action.choices:
            told = Message(
                "invalid choice: '{value}' (choose from {choices})",
                value=value,
                choices=", ".join(map(str, action.choices)),
            )
            raise argparse.ArgumentError(action, told.say(self._language))


class _Formatter(argparse.HelpFormatter):
    """Sets paragraphs to the width of the terminal, and leaves indented lines as they are."""

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        import textwrap

        wrapper = textwrap.TextWrapper(width, break_on_hyphens=False, break_long_words=False)
        wrapper.initial_indent = wrapper.subsequent_indent = indent
        return change_paragraphs(text, wrapper.fill)


def read_examples(command: str) -> list[str]:
    """Read the examples of a command from the project; without one, or without the file, none."""
    from bioprod_graph.files import read_rows
    from bioprod_graph.project import find_project

    try:
        rows = list(read_rows(find_project(None).queries / "examples.csv", ("example", "command")))
    except BioprodError:
        return []
    return [row["example"] for row in rows if row["command"] == command]


def change_paragraphs(text: str, change: Callable[[str], str]) -> str:
    r"""Change each paragraph of a text, given as one line; empty and indented lines stay.

    >>> change_paragraphs("one\ntwo\n\nthree:\n  four", str.upper)
    'ONE TWO\n\nTHREE:\n  four'
    """
    lines = text.strip().split("\n")
    parts = (
        [change(" ".join(group))] if is_prose else group
        for is_prose, group in groupby(lines, key=lambda line: line[:1] not in ("", " "))
    )
    return "\n".join(line for part in parts for line in part)


@contextmanager
def lend_catalogue(language: str) -> Iterator[None]:
    """Let argparse find its own texts in the catalogue of a language, in what follows."""
    catalogue = open_catalogue(language)
    # The names by which it knows the functions of the standard library.
    own = {name: vars(argparse)[name] for name in ("_", "ngettext")}
    vars(argparse).update(_=catalogue.gettext, ngettext=catalogue.ngettext)
    try:
        yield
    finally:
        vars(argparse).update(own)
