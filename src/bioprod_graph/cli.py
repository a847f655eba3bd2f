"""The command `bioprod`: finds the command's module, runs it, and turns errors into one line."""

from __future__ import annotations

import io
import os
import sys
from contextlib import nullcontext, suppress
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any

from bioprod_graph._version import __version__
from bioprod_graph.clock import check_clock
from bioprod_graph.commands.context import Context, choose_language
from bioprod_graph.commands.parser import MISUSE, Parser, lend_catalogue, read_examples
from bioprod_graph.commands.termination import Terminated, ending_tidily
from bioprod_graph.errors import BioprodError, DatasetError, say_reason
from bioprod_graph.language import SOURCE, list_languages, translate
from bioprod_graph.notation.visible import show_line

if TYPE_CHECKING:
    from collections.abc import Sequence

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
_INTERRUPTED = 130
_TERMINATED = 143
# Commands that write files, which are not to stay half-made when the system ends them.
_WRITING = frozenset({"add", "build", "draw", "export", "verify"})
# How RocksDB begins to tell of it.
_DAMAGE = "Corruption: "


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command; give its exit status: 0 fine, 1 findings or no such thing, 2 misuse."""
    _write_utf8()
    try:
        return _run(_get_words(argv))
    except BrokenPipeError:
        # The reader of our output has gone; what is left unsaid is not missed.
        _forget_output()
        return 0
    except OSError as error:
        _forget_output()
        where = f"{error.filename}: " if error.filename else ""
        told = BioprodError("{where}{reason}", where=where, reason=say_reason(error))
        return _report(told, _choose_language(argv))
    except KeyboardInterrupt:
        _report(BioprodError("stopped"), _choose_language(argv))
        return _INTERRUPTED
    except Terminated:
        _report(BioprodError("stopped"), _choose_language(argv))
        return _TERMINATED


def make_parser(only: str | None, language: str = SOURCE) -> Parser:
    """Make the parser; with `only`, the module of that command alone is imported.

    What argparse itself says is in the language where it is lent to it, by `lend_catalogue`.
    """
    parser = Parser(
        language=language,
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
        "--lang",
        choices=list_languages(),
        help="language of what people read (default: the system’s)",
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    for name in COMMANDS:
        _add_command(commands, name, language=language, is_full=only in (None, name))
    parser.translate()
    return parser


def _add_command(commands: Any, name: str, *, language: str, is_full: bool) -> None:
    if not is_full:
        commands.add_parser(name)
        return
    module = import_module(f"bioprod_graph.commands.{name}")
    summary, _, _ = (module.__doc__ or "").partition("\n")
    parser = commands.add_parser(
        name,
        language=language,
        help=translate(summary, language),
        description=module.__doc__,
        examples=partial(read_examples, name),
    )
    module.add_arguments(parser)
    parser.translate()


def _find_command(words: list[str]) -> str | None:
    pending = iter(words)
    for word in pending:
        if word in _VALUED:
            next(pending, None)
        elif not word.startswith("-"):
            return word if word in COMMANDS else None
    return None


def _find_language(words: Sequence[str]) -> str | None:
    """Find the value of --lang before it is known whether the rest makes sense."""
    named = [
        after if word == "--lang" else word.removeprefix("--lang=")
        for word, after in zip(words, [*words[1:], ""], strict=False)
        if word == "--lang" or word.startswith("--lang=")
    ]
    return next((name for name in reversed(named) if name in list_languages()), None)


def _get_words(argv: Sequence[str] | None) -> list[str]:
    return list(sys.argv[1:] if argv is None else argv)


def _choose_language(argv: Sequence[str] | None) -> str:
    return choose_language(_find_language(_get_words(argv)))


def _run(words: list[str]) -> int:
    language = choose_language(_find_language(words))
    with lend_catalogue(language):
        arguments = make_parser(_find_command(words), language).parse_args(words)
        if arguments.command is None:
            make_parser(None, language).print_help(sys.stderr)
            return MISUSE
    module = import_module(f"bioprod_graph.commands.{arguments.command}")
    context = Context(arguments.project, choose_language(arguments.lang))
    try:
        check_clock()
        with ending_tidily() if arguments.command in _WRITING else nullcontext():
            return int(module.run(arguments, context))
    except BioprodError as error:
        return _report(error, context.spoken)
    except RuntimeError as error:
        # A damaged block of the store is found only when it is read, whoever reads it.
        if not str(error).startswith(_DAMAGE):
            raise
        damage = DatasetError(
            "the store is damaged ({error}): bioprod build makes it anew", error=error
        )
        return _report(damage, context.spoken)


def _report(error: BioprodError, language: str) -> int:
    """Tell an error in one line, in the language of the person; give the exit status."""
    told = error.message(language)
    sys.stderr.write(f"bioprod: {show_line(told)}\n")
    return error.exit_status


def _write_utf8() -> None:
    """RDF, JSON and CSV are UTF-8, whatever the system’s encoding; a terminal is asked less of."""
    out = sys.stdout
    if not isinstance(out, io.TextIOWrapper):
        return
    if out.isatty():
        out.reconfigure(errors="replace")
    else:
        # A path that is not UTF-8 is written as the system has it.
        out.reconfigure(encoding="utf-8", errors="surrogateescape", newline="")


def _forget_output() -> None:
    """Drop what is buffered: it would fail again, loudly, when the interpreter ends."""
    with suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
