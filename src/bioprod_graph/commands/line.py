"""The line that a person types: its command, which may stand anywhere, and its options."""

from __future__ import annotations

from contextlib import suppress
from importlib import import_module
from typing import TYPE_CHECKING

from bioprod_graph._version import __version__
from bioprod_graph.commands.options import LAYER, Option, add_options
from bioprod_graph.commands.parser import Parser
from bioprod_graph.errors import BioprodError, UsageError
from bioprod_graph.language import SOURCE, Message, Sayable, list_languages, translate
from bioprod_graph.names import suggest

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import ModuleType

COMMANDS = (
    "build",
    "check",
    "query",
    "ask",
    "explain",
    "track",
    "brief",
    "compare",
    "gaps",
    "cite",
    "measure",
    "export",
    "add",
    "verify",
    "sources",
    "without",
    "verify-answer",
    "draw",
    "publish",
    "serve",
    "fair",
    "mcp",
    "load",
    "registers",
    "link",
    "review",
    "diff",
    "new",
    "help",
    "version",
    "completion",
)
# What a shell asks with, instead of a command.
ASKED = "__complete"
# What every command has.
_COMMON = (
    Option(
        "--project DIR…",
        "the project folder (default: the nearest above, else the one in the package)",
    ),
    Option(
        "--lang", "language of what people read (default: the system’s)", choices=list_languages()
    ),
    Option("--no-pager", "write all at once; else PAGER shows what is longer than the screen"),
)
_VERSION = Option(
    "-V/--version",
    "show the version and exit",
    action="version",
    version=f"bioprod {__version__}",
)
# Those whose next word is their value, before the command too, whatever it looks like.
_VALUED = frozenset(name for option in (*_COMMON[:2], LAYER) for name in option.names)
_FLAGS = frozenset((*_COMMON[2].names, *_VERSION.names))


def import_command(name: str) -> ModuleType:
    """Import the module of a command."""
    return import_module(f"bioprod_graph.commands.{name.replace('-', '_')}")


def find_command(words: Sequence[str]) -> tuple[str | None, list[str]]:
    """Find the command among the words of a line; give it, and the others.

    What follows an option is its value, unless it is a command. Raises UsageError for what stands
    in the place of a command and is none.
    """
    before = ""
    for place, word in enumerate(words):
        if before in _VALUED:
            before = ""
        elif word.startswith("-"):
            before = "" if "=" in word else word
        elif word in COMMANDS:
            return word, [*words[:place], *words[place + 1 :]]
        elif word and (not before or before in _FLAGS):
            raise UsageError("there is no command {name}; {hint}", name=word, hint=_hint_at(word))
    return None, list(words)


def _hint_at(word: str) -> Sayable:
    """Say what is meant by a word that is no command: the question of that name, else one near."""
    from bioprod_graph.project import find_project

    with suppress(BioprodError, OSError):
        if (find_project(None).queries / "questions" / f"{word}.rq").is_file():
            return Message("did you mean {name}?", name=f"bioprod query {word}")
    return suggest(word, COMMANDS)


def make_parser(language: str = SOURCE) -> Parser:
    """Make the parser of a line without a command, whose help lists them all.

    What argparse itself says is in the language where it is lent to it, by `lend_catalogue`.
    """
    parser = Parser(
        language=language,
        prog="bioprod",
        description="The open, cited knowledge graph of biotherapies and bioproduction "
        "in Île-de-France.",
        allow_abbrev=False,
        epilog="bioprod COMMAND --help tells more of each command. --lang, --project and "
        "--no-pager stand anywhere on the line. A thing is named by KIND/SLUG, as "
        "organization/genopole, by its slug, as genopole, or by its name.",
    )
    add_options(parser, (_VERSION, *_COMMON))
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    for name in COMMANDS:
        text = import_command(name).__doc__ or ""
        commands.add_parser(name, help=translate(text.partition("\n")[0], language))
    parser.translate()
    return parser


def _find_choices(names: Sequence[str]) -> dict[str, str]:
    """Find the choices that an option of that name has in any command, which is named with each."""
    found: dict[str, str] = {}
    for command in reversed(COMMANDS):
        for option in import_command(command).OPTIONS:
            if isinstance(option, Option) and {*names} & {*option.names}:
                found |= dict.fromkeys(option.settings.get("choices", ()), f"bioprod {command}")
    return found


def make_command(name: str, language: str = SOURCE) -> Parser:
    """Make the parser of a command, without importing any other."""
    module = import_command(name)
    parser = Parser(
        language=language,
        command=name,
        elsewhere=_find_choices,
        prog=f"bioprod {name}",
        description=module.__doc__,
        allow_abbrev=False,
    )
    parser.set_defaults(command=name)
    add_options(parser, (*module.OPTIONS, *_COMMON))
    parser.translate()
    return parser
