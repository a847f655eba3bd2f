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

from bioprod_graph.commands.options import JOINED, PARAM
from bioprod_graph.errors import BioprodError, UsageError
from bioprod_graph.language import SOURCE, Message, Text, name_forms, open_catalogue, translate
from bioprod_graph.names import find_near, suggest
from bioprod_graph.notation import show_line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from bioprod_graph.language import Sayable

# What other commands write a file by.
_TO_FILE = ("-o", "--output")
# The exit status of a call that is wrong.
MISUSE = 2


class Parser(argparse.ArgumentParser):
    """Says what is wrong in one line, in the language of the person, and where the help is."""

    def __init__(
        self,
        *,
        language: str = SOURCE,
        command: str = "",
        elsewhere: Callable[[Sequence[str]], Mapping[str, str]] = lambda _: {},
        **settings: Any,
    ) -> None:
        """Make a parser; the help of a command ends with its examples.

        `elsewhere` gives the choices of an option of other commands, each with what to call.
        """
        # To measure the terminal loads what packs archives: that is done for help alone.
        super().__init__(formatter_class=partial(_Formatter, width=80), **settings)
        self._language, self.command, self._elsewhere = language, command, elsewhere

    def list_examples(self) -> list[str]:
        """List the examples of the command."""
        return read_examples(self.command)

    def list_actions(self) -> list[argparse.Action]:
        """List its options and arguments, in the order of its help."""
        return self._actions

    def list_commands(self) -> dict[str, str]:
        """List the commands that it has, with what the help says of each."""
        groups = [each for each in self._actions if isinstance(each, argparse._SubParsersAction)]
        listed = (choice for group in groups for choice in group._get_subactions())
        return {choice.dest: choice.help or "" for choice in listed}

    def say_help(self, action: argparse.Action) -> str:
        """Say what an option is for, with its choices and default."""
        return self._get_formatter()._expand_help(action) if action.help else ""

    def format_help(self) -> str:
        """Write the help, examples last."""
        self.formatter_class = _Formatter
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

    def read(self, words: Sequence[str]) -> argparse.Namespace:
        """Parse the words of a line; an option that there is not is told before what is missing."""
        known = [name for action in self._actions for name in action.option_strings]
        for word in words[: words.index("--")] if "--" in words else words:
            name, _, _ = word.partition("=")
            if name not in known and (hint := _say_unknown(name, known)):
                self.error(Message("{name}: {hint}", name=name, hint=hint).say(self._language))
        given, extra = self.parse_known_args(words)
        for hint in self._place(extra[0], known) if extra else ():
            self.error(Message("{name}: {hint}", name=extra[0], hint=hint).say(self._language))
        for action in self._actions:
            if action.nargs == JOINED:
                setattr(given, action.dest, " ".join(getattr(given, action.dest)))
        places = (action.dest for action in self._actions if not action.option_strings)
        if "" in (vars(given).get(place) for place in places):
            self.error(Message("a word is empty: write one, or leave it out").say(self._language))
        return self.parse_args(words) if extra else given

    def _place(self, word: str, known: Sequence[str]) -> Iterator[Sayable]:
        """Say where a word may belong that has no place in the line."""
        if word.startswith("-") and word != "-":
            yield suggest(word, known, otherwise=Message("there is no such option"))
        for action in self._actions:
            if action.option_strings and word in (action.choices or ()):
                yield Message("did you mean {name}?", name=f"{action.option_strings[0]} {word}")
        if PARAM.names[0] in known:
            yield Message("a parameter is given as --param NAME=VALUE")
        valued = (each for each in self._actions if each.metavar and not each.choices)
        first = next(valued, None)
        if first and first.option_strings and first.dest != "project":
            yield Message("did you mean {name}?", name=f"{first.option_strings[0]} {word}")

    def error(self, message: str) -> NoReturn:
        """Tell in one line what is wrong with the words, and end with 2."""
        told = Message("{message}; see {program} --help", message=message, program=self.prog)
        if message.endswith("?"):
            told = Message("{message} See {program} --help", message=message, program=self.prog)
        self.exit(MISUSE, f"{self.prog}: {show_line(told.say(self._language))}\n")

    def exit(self, status: int = 0, message: str | None = None) -> NoReturn:
        """Write what there is to say, and end."""
        # Help that cannot be written fails here, where it can be told, and not at the very end.
        sys.stdout.flush()
        super().exit(status, message)

    def _print_message(self, message: str, file: Any = None) -> None:
        """Write help; argparse would not tell that it cannot be written."""
        if file is sys.stdout:
            sys.stdout.write(message)
        else:
            super()._print_message(message, file)

    def _get_value(self, action: argparse.Action, arg_string: str) -> Any:
        """Convert a word; what its type refuses is told as of this argument."""
        try:
            return super()._get_value(action, arg_string)
        except UsageError as error:
            raise argparse.ArgumentError(action, error.message(self._language)) from None

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        """Refuse what is not among the choices; argparse would show words as Python writes them."""
        if action.choices is not None and value not in action.choices:
            known = list(map(str, action.choices))
            listed = Message("choose from {choices}", choices=", ".join(known))
            others = self._elsewhere(action.option_strings)
            for near in find_near(str(value), set(others) - set(known)):
                has_it = Message("{command} has {name}", command=others[near], name=near)
                listed = Message("{said}; {more}", said=listed, more=has_it)
            hint = suggest(str(value), known, otherwise=listed)
            told = Message("invalid choice: '{value}'; {hint}", value=value, hint=hint)
            raise argparse.ArgumentError(action, told.say(self._language))


def _say_unknown(name: str, known: Sequence[str]) -> Sayable | None:
    """Say what to type instead of an option that there is not; nothing of what is none."""
    if name in _TO_FILE and "--format" in known:
        return Message("what is written goes to a file by > FILE at the end of the line")
    if not name.startswith("--") or " " in name:
        return None
    return suggest(name, known, otherwise=Message("there is no such option"))


class _Formatter(argparse.HelpFormatter):
    """Sets paragraphs to the width of the terminal, and leaves indented lines as they are."""

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        import textwrap

        wrapper = textwrap.TextWrapper(width, break_on_hyphens=False, break_long_words=False)
        wrapper.initial_indent = wrapper.subsequent_indent = indent
        return change_paragraphs(text, wrapper.fill)


def read_examples(command: str) -> list[str]:
    """Read the examples of a command from the project; without one, or without the file, none."""
    rows = _read_rows(None, "examples.csv", ("example", "command"))
    return [row["example"] for row in rows if row["command"] == command]


def read_first(project: str | None) -> list[tuple[str, Text]]:
    """Read what is to be typed first, each with what comes of it; without a project, nothing."""
    rows = _read_rows(project, "first.csv", ("example", *name_forms("told")))
    return [(row["example"], Text.read(row, "told")) for row in rows]


def _read_rows(project: str | None, name: str, columns: tuple[str, ...]) -> list[dict[str, str]]:
    from bioprod_graph.files import read_rows
    from bioprod_graph.project import find_project

    try:
        return list(read_rows(find_project(project).queries / name, columns))
    except BioprodError:
        return []


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
