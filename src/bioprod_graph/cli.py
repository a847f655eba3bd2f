"""The command `bioprod`: finds the command's module, runs it, and turns errors into one line."""

from __future__ import annotations

import argparse
import io
import os
import sys
from contextlib import suppress
from importlib import import_module
from typing import TYPE_CHECKING, Any, NoReturn

from bioprod_graph._version import __version__
from bioprod_graph.errors import BioprodError, DatasetError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bioprod_graph.findings import Language

COMMANDS = (
    "build",
    "check",
    "query",
    "explain",
    "track",
    "brief",
    "gaps",
    "cite",
    "measure",
    "export",
    "add",
    "verify",
    "draw",
    "diff",
)
# Options before the command that take a value.
_VALUED = ("--project", "--lang")
_MISUSE = 2
_INTERRUPTED = 130
# How RocksDB begins to tell of it.
_DAMAGE = "Corruption: "


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one line, and where the help is."""

    def error(self, message: str) -> NoReturn:
        self.exit(_MISUSE, f"{self.prog}: {message}; see {self.prog} --help\n")

    def exit(self, status: int = 0, message: str | None = None) -> NoReturn:
        # Help that cannot be written fails here, where it can be told, and not at the very end.
        sys.stdout.flush()
        super().exit(status, message)


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command; give its exit status: 0 fine, 1 findings or no such thing, 2 misuse."""
    _write_utf8()
    try:
        return _run(list(sys.argv[1:] if argv is None else argv))
    except BrokenPipeError:
        # The reader of our output has gone; what is left unsaid is not missed.
        _forget_output()
        return 0
    except OSError as error:
        _forget_output()
        where = f"{error.filename}: " if error.filename else ""
        sys.stderr.write(f"bioprod: {where}{error.strerror or error}\n")
        return 1
    except KeyboardInterrupt:
        sys.stderr.write("bioprod: stopped\n")
        return _INTERRUPTED


def make_parser(only: str | None) -> argparse.ArgumentParser:
    """Make the parser; with `only`, the module of that command alone is imported."""
    parser = _Parser(
        prog="bioprod",
        description="The open, cited knowledge graph of biotherapies and bioproduction "
        "in Île-de-France.",
        allow_abbrev=False,
        epilog="bioprod COMMAND --help tells more of each command.",
    )
    parser.add_argument(
        "--version",
        action="version",
        version=f"bioprod {__version__}",
        help="show the version and exit",
    )
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
    pending = iter(words)
    for word in pending:
        if word in _VALUED:
            next(pending, None)
        elif not word.startswith("-"):
            return word if word in COMMANDS else None
    return None


def _run(words: list[str]) -> int:
    arguments = make_parser(_find_command(words)).parse_args(words)
    if arguments.command is None:
        make_parser(None).print_help(sys.stderr)
        return _MISUSE
    from bioprod_graph.commands.context import Context, choose_language

    module = import_module(f"bioprod_graph.commands.{arguments.command}")
    context = Context(arguments.project, choose_language(arguments.lang))
    try:
        return int(module.run(arguments, context))
    except BioprodError as error:
        return _report(error, context.language)
    except RuntimeError as error:
        # A damaged block of the store is found only when it is read, whoever reads it.
        if not str(error).startswith(_DAMAGE):
            raise
        damage = DatasetError(
            en=f"the store is damaged ({error}): bioprod build makes it anew",
            fr=f"le magasin de données est abîmé ({error}) : bioprod build le refait",
        )
        return _report(damage, context.language)


def _report(error: BioprodError, language: Language) -> int:
    """Tell an error in one line, in the language of the person; give the exit status."""
    sys.stderr.write(f"bioprod: {error.message(language)}\n")
    return error.exit_status


def _write_utf8() -> None:
    """RDF, JSON and CSV are UTF-8, whatever the system’s encoding; a terminal is asked less of."""
    out = sys.stdout
    if not isinstance(out, io.TextIOWrapper):
        return
    if out.isatty():
        out.reconfigure(errors="replace")
    else:
        out.reconfigure(encoding="utf-8", newline="")


def _forget_output() -> None:
    """Drop what is buffered: it would fail again, loudly, when the interpreter ends."""
    with suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
