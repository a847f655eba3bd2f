"""The command `bioprod`: finds the command's module, runs it, and turns errors into one line."""

from __future__ import annotations

import argparse
import io
import os
import re
import sys
from contextlib import nullcontext, suppress
from importlib import import_module
from typing import TYPE_CHECKING, Any, NoReturn

from bioprod_graph._version import __version__
from bioprod_graph.clock import check_clock
from bioprod_graph.commands.termination import Terminated, ending_tidily
from bioprod_graph.errors import BioprodError, DatasetError, say_reason
from bioprod_graph.notation.visible import show_line

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
_TERMINATED = 143
# Commands that write files, which are not to stay half-made when the system ends them.
_WRITING = frozenset({"add", "build", "draw", "export", "verify"})
# How RocksDB begins to tell of it.
_DAMAGE = "Corruption: "


# What argparse says, and the same in French; each captured part is said in its turn.
_FRENCH = (
    (r"argument (.+?): (.+)", "argument {} : {}"),
    (
        r"invalid choice: ['\"](.*)['\"] \(choose from '?(.+?)'?\)",
        "choix inconnu « {} » (au choix : {})",
    ),
    (r"the following arguments are required: (.+)", "il manque {}"),
    (r"unrecognized arguments: (.+)", "argument inconnu : {}"),
    (r"one of the arguments (.+) is required", "il faut l’un des arguments {}"),
    (r"not allowed with argument (.+)", "ne va pas avec l’argument {}"),
    (r"expected one argument", "une valeur est attendue"),
    (r"expected at (?:least|most) one argument", "une valeur est attendue"),
    (
        r"ignored explicit argument ['\"](.*)['\"]",
        "aucune valeur n’est attendue, et « {} » est donné",
    ),
    (r"ambiguous option: (\S+) could match (.+)", "option ambiguë : {} pourrait être {}"),
    (r"invalid \w+ value: ['\"](.*)['\"]", "valeur incorrecte « {} »"),
    (r"expected a whole number, not ['\"](.*)['\"]", "un nombre entier était attendu, pas « {} »"),
    (
        r"expected a number of seconds, not ['\"](.*)['\"]",
        "un nombre de secondes était attendu, pas « {} »",
    ),
    (
        r"expected a size from 32M on, as 500M or 2G, not ['\"](.*)['\"]",
        "une taille à partir de 32M était attendue, comme 500M ou 2G, pas « {} »",
    ),
    (
        r"expected a number of paths from 1 to 100, not ['\"](.*)['\"]",
        "un nombre de chemins de 1 à 100 était attendu, pas « {} »",
    ),
)


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one line, in the language of the person, and where the help is."""

    def __init__(self, *args: Any, option: str | None = None, **settings: Any) -> None:
        super().__init__(*args, **settings)
        self._option = option

    def error(self, message: str) -> NoReturn:
        from bioprod_graph.commands.context import choose_language

        if choose_language(self._option) == "fr":
            see = f"{_say_in_french(message)}\u00a0; voir {self.prog} --help"
        else:
            see = f"{message}; see {self.prog} --help"
        self.exit(_MISUSE, f"{self.prog}: {show_line(see)}\n")

    def exit(self, status: int = 0, message: str | None = None) -> NoReturn:
        # Help that cannot be written fails here, where it can be told, and not at the very end.
        sys.stdout.flush()
        super().exit(status, message)


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
        told = BioprodError(
            en=f"{where}{error.strerror or error}", fr=f"{where}{say_reason(error)}"
        )
        return _report(told, _choose_language(argv))
    except KeyboardInterrupt:
        _report(BioprodError(en="stopped", fr="arrêté"), _choose_language(argv))
        return _INTERRUPTED
    except Terminated:
        _report(BioprodError(en="stopped", fr="arrêté"), _choose_language(argv))
        return _TERMINATED


def make_parser(only: str | None, option: str | None = None) -> argparse.ArgumentParser:
    """Make the parser; with `only`, the module of that command alone is imported.

    What is wrong is said in the language of the option --lang, else of the system.
    """
    parser = _Parser(
        option=option,
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
        choices=("fr", "en"),
        help="language of what people read, but for this help (default: the system’s)",
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", parser_class=_Parser)
    for name in COMMANDS:
        _add_command(commands, name, option=option, is_full=only in (None, name))
    return parser


def _add_command(commands: Any, name: str, *, option: str | None, is_full: bool) -> None:
    if not is_full:
        commands.add_parser(name, option=option)
        return
    module = import_module(f"bioprod_graph.commands.{name}")
    summary, _, _ = (module.__doc__ or "").partition("\n")
    examples = "\n".join(f"  {example}" for example in module.EXAMPLES)
    parser = commands.add_parser(
        name,
        option=option,
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


def _find_language(words: Sequence[str]) -> str | None:
    """Find the value of --lang before it is known whether the rest makes sense."""
    named = [
        after if word == "--lang" else word.removeprefix("--lang=")
        for word, after in zip(words, [*words[1:], ""], strict=False)
        if word == "--lang" or word.startswith("--lang=")
    ]
    return next((name for name in named if name in ("fr", "en")), None)


def _get_words(argv: Sequence[str] | None) -> list[str]:
    return list(sys.argv[1:] if argv is None else argv)


def _choose_language(argv: Sequence[str] | None) -> Language:
    from bioprod_graph.commands.context import choose_language

    return choose_language(_find_language(_get_words(argv)))


def _say_in_french(message: str) -> str:
    """Say in French what argparse says; what is not known stays as it is."""
    for pattern, french in _FRENCH:
        match = re.fullmatch(pattern, message)
        if match is not None:
            return french.format(*(_say_in_french(part) for part in match.groups()))
    return message.replace("', '", ", ")


def _run(words: list[str]) -> int:
    parser = make_parser(_find_command(words), _find_language(words))
    arguments = parser.parse_args(words)
    if arguments.command is None:
        make_parser(None).print_help(sys.stderr)
        return _MISUSE
    from bioprod_graph.commands.context import Context, choose_language

    module = import_module(f"bioprod_graph.commands.{arguments.command}")
    context = Context(arguments.project, choose_language(arguments.lang))
    try:
        check_clock()
        with ending_tidily() if arguments.command in _WRITING else nullcontext():
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
    sys.stderr.write(f"bioprod: {show_line(error.message(language))}\n")
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
