"""The command `bioprod`: finds the command's module, runs it, and turns errors into one line."""

from __future__ import annotations

import argparse
import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any, NoReturn

from bioprod_graph._version import __version__
from bioprod_graph.errors import BioprodError

if TYPE_CHECKING:
    from collections.abc import Sequence

COMMANDS = ("build", "check", "query", "explain", "verify", "draw", "diff")
_MISUSE = 2


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one line, and where the help is."""

    def error(self, message: str) -> NoReturn:
        self.exit(_MISUSE, f"{self.prog}: {message}; see {self.prog} --help\n")


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command; give its exit status: 0 fine, 1 findings or no such thing, 2 misuse."""
    words = list(sys.argv[1:] if argv is None else argv)
    arguments = make_parser(_find_command(words)).parse_args(words)
    if arguments.command is None:
        make_parser(None).print_help(sys.stderr)
        return _MISUSE
    return _run(arguments)


def make_parser(only: str | None) -> argparse.ArgumentParser:
    """Make the parser; with `only`, the module of that command alone is imported."""
    parser = _Parser(
        prog="bioprod",
        description="The open, cited knowledge graph of biotherapies and bioproduction "
        "in Île-de-France.",
        epilog="bioprod COMMAND --help tells more of each command.",
    )
    parser.add_argument("--version", action="version", version=f"bioprod {__version__}")
    parser.add_argument(
        "--project",
        metavar="DIR",
        help="the project folder (default: the nearest above, else the one in the package)",
    )
    parser.add_argument(
        "--lang", choices=("fr", "en"), help="language of what people read (default: the system’s)"
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", parser_class=_Parser)
    for name in COMMANDS:
        _add_command(commands, name, is_full=only in (None, name))
    return parser


def _add_command(commands: Any, name: str, *, is_full: bool) -> None:
    if not is_full:
        commands.add_parser(name)
        return
    module = import_module(f"bioprod_graph.commands.{name}")
    summary, _, _ = (module.__doc__ or "").partition("\n")
    examples = "\n".join(f"  {example}" for example in module.EXAMPLES)
    parser = commands.add_parser(
        name,
        help=summary,
        description=module.__doc__,
        epilog=f"examples:\n{examples}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    module.add_arguments(parser)


def _find_command(words: list[str]) -> str | None:
    return next((word for word in words if word in COMMANDS), None)


def _run(arguments: argparse.Namespace) -> int:
    from bioprod_graph.commands.context import Context, choose_language

    module = import_module(f"bioprod_graph.commands.{arguments.command}")
    context = Context(arguments.project, choose_language(arguments.lang))
    try:
        return int(module.run(arguments, context))
    except BioprodError as error:
        sys.stderr.write(f"bioprod: {error}\n")
        return error.exit_status
    except BrokenPipeError:
        # The reader of our output has gone; what is left unsaid is not missed.
        sys.stderr.close()
        return 0
    except KeyboardInterrupt:
        sys.stderr.write("bioprod: stopped\n")
        return 130
