"""What a shell may complete a line with: commands, options, their values, names of the project.

The scripts in `shells/` ask with the line up to the cursor. An answer has a line for each
candidate, with what it is after a tab; with the status FILES, a file is meant, which shells know.
"""

from __future__ import annotations

import shlex
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

from bioprod_graph.commands.line import COMMANDS, find_command, make_command, make_parser
from bioprod_graph.errors import BioprodError
from bioprod_graph.language import choose_data_language
from bioprod_graph.notation import show_line
from bioprod_graph.project import Project, find_project
from bioprod_graph.sparql import read_queries

if TYPE_CHECKING:
    from argparse import Action

    from bioprod_graph.commands.parser import Parser
    from bioprod_graph.language import Sayable

FILES = 3
# The options and arguments whose values are files.
_FILES = frozenset(
    {"project", "file", "files", "document", "documents", "output", "old", "new", "against"}
)
Named = Iterable[tuple[str, "Sayable | str"]]


def write_candidates(line: str, language: str) -> int:
    """Write what completes the last word of a line; give the exit status."""
    *words, begun = _split(line)
    with suppress(BioprodError):  # what is wrong is told when the line is run
        command, rest = find_command(words[1:])
        parser = make_command(command, language) if command else make_parser(language)
        asked = _read(rest, _Asked(parser, begun, choose_data_language(language)))
        found = asked.find()
        if found is None:
            return FILES
        for name, said in found:
            told = said if isinstance(said, str) else said.say(asked.language)
            if f"{asked.kept}{name}".startswith(begun):
                sys.stdout.write(f"{asked.kept}{name}\t{show_line(told)}\n")
    return 0


def _split(line: str) -> list[str]:
    """Split a line as a shell does; its last word, maybe empty, is the one that is typed."""
    for end in ("", "'", '"'):
        with suppress(ValueError):
            words = shlex.split(line + end)
            return [*words, ""] if line[-1:].isspace() and not end else words or [""]
    return [""]


def _read(words: list[str], asked: _Asked) -> _Asked:
    """Read the words before the one that is typed, as far as they make sense."""
    options, place, begun = asked.options, 0, asked.begun
    for word in words:
        name, equals, value = word.partition("=")
        if asked.wanted:
            asked.given[asked.wanted.dest], asked.wanted = word, None
        elif name in options and equals:
            asked.given[options[name].dest] = value
        elif name in options:
            asked.wanted = options[name] if options[name].nargs != 0 else None
        else:
            asked.given.update({each.dest: word for each in asked.arguments[place : place + 1]})
            place += 1
    option, equals, value = begun.partition("=")
    if asked.wanted is None and equals and option in options:
        return replace(asked, wanted=options[option], begun=value, kept=f"{option}=")
    if asked.wanted is None and not begun.startswith("-"):
        return replace(asked, wanted=next(iter(asked.arguments[place:]), None))
    return asked


@dataclass
class _Asked:
    """What a shell asks for: the value of an argument or of an option, else an option."""

    parser: Parser
    begun: str
    language: str
    # What stands before the value in the same word.
    kept: str = ""
    wanted: Action | None = None
    given: dict[str, str] = field(default_factory=dict)

    @property
    def options(self) -> dict[str, Action]:
        """The options of the command, by each of their names."""
        return {name: each for each in self.parser.list_actions() for name in each.option_strings}

    @property
    def arguments(self) -> list[Action]:
        """The arguments of the command."""
        return [each for each in self.parser.list_actions() if not each.option_strings]

    @cached_property
    def project(self) -> Project:
        """The project that the line is about."""
        return find_project(self.given.get("project"))

    def find(self) -> Named | None:
        """Find what the word may be; nothing where it is a file."""
        if self.wanted is None:
            options = self.options.items() if self.begun.startswith("-") else ()
            return [(name, self.parser.say_help(action)) for name, action in options]
        if self.wanted.dest in _FILES:
            return None
        if self.wanted.choices is not None:
            told = self.parser.list_commands()
            return [(str(choice), told.get(str(choice), "")) for choice in self.wanted.choices]
        dest = self.wanted.dest
        find = _FINDERS.get(f"{self.parser.command} {dest}") or _FINDERS.get(dest)
        return find(self) if find else ()


def _name_files(folder: str) -> Callable[[_Asked], Named]:
    def name(asked: _Asked) -> Named:
        files = read_queries(asked.project.queries / folder, folder)
        return ((file.name, file.text_of("title")) for file in files)

    return name


def _name_scenes(asked: _Asked) -> Iterator[tuple[str, Sayable | str]]:
    """Name the scenes, then things."""
    from bioprod_graph.scenes import list_scenes

    with suppress(BioprodError):  # a project may have none
        yield from ((file.name, file.text_of("title")) for file in list_scenes(asked.project))
    yield from _name_things(asked)


def _name_networks(asked: _Asked) -> Named:
    from bioprod_graph.networks import list_networks

    return ((name, "") for name in list_networks(asked.project))


def _name_tables(asked: _Asked) -> Named:
    from bioprod_graph.tables import read_tables

    return ((table.name, "") for table in read_tables(asked.project))


def _name_things(asked: _Asked) -> Iterator[tuple[str, Sayable | str]]:
    """Name the things whose KIND/SLUG begins so; without a stroke, kinds, and things by slug."""
    from bioprod_graph.dataset import Names, open_release, read_label

    store = open_release(asked.project).store
    names = Names(store, asked.project)
    for path in names.list_begun(asked.begun):
        _, _, slug = path.partition("/")
        shown = path if "/" in asked.begun or not slug else slug
        yield shown, read_label(store, names.expand(path)) if slug else ""


def _name_properties(asked: _Asked) -> Iterator[tuple[str, Sayable | str]]:
    from bioprod_graph.dataset import open_release
    from bioprod_graph.proofs import list_properties

    prefixes = asked.project.prefixes
    yield from ((name, "") for name in list_properties(open_release(asked.project).store, prefixes))
    yield from _name_things(asked)


def _name_parameters(asked: _Asked) -> Iterator[tuple[str, Sayable | str]]:
    """Name the parameters of the question, then the things that one may be."""
    from bioprod_graph.questions import find_question

    named = asked.given.get("query") or asked.given.get("name", "")
    question = find_question(asked.project.queries / "questions", named)
    name, equals, value = asked.begun.partition("=")
    for parameter in question.parameters:
        if not equals:
            yield f"{parameter.name}=", parameter.text
        elif parameter.name == name and parameter.type == "iri":
            # Of the kind of the default, until another is typed.
            kind, stroke, _ = parameter.default.rpartition("/")
            begun = kind + stroke if (kind + stroke).startswith(value) else value
            found = _name_things(replace(asked, begun=begun))
            yield from ((f"{name}={each}", said) for each, said in found)


# What an argument or an option may be: of one command, else of any.
_FINDERS: dict[str, Callable[[_Asked], Named]] = {
    "query name": _name_files("questions"),
    "describe": _name_files("questions"),
    "query": _name_files("questions"),
    "measure of": _name_files("projections"),
    "kind": _name_files("gaps"),
    "of": _name_networks,
    "scene": _name_scenes,
    "other": _name_things,
    "table": _name_tables,
    "predicate": _name_properties,
    "param": _name_parameters,
    "help name": lambda _: ((name, "") for name in COMMANDS),
    **dict.fromkeys(("thing", "name", "subject", "object", "around"), _name_things),
    "recommendation": _name_things,
}
