"""The command `bioprod`: finds the command's module, runs it, and turns errors into one line."""

import io
import os
import re
import sys
from collections.abc import Callable, Sequence
from contextlib import nullcontext, suppress
from functools import partial
from pathlib import Path

from bioprod_graph._version import __version__
from bioprod_graph.clock import check_clock
from bioprod_graph.commands.context import Context, Terminated, ending_tidily, measure_terminal
from bioprod_graph.commands.line import (
    ASKED,
    find_command,
    import_command,
    make_command,
    make_parser,
)
from bioprod_graph.commands.options import LONGEST_WAIT
from bioprod_graph.commands.parser import MISUSE, lend_catalogue, read_first
from bioprod_graph.errors import BioprodError, DatasetError, say_reason
from bioprod_graph.language import Message, choose_language, list_languages
from bioprod_graph.notation import set_beside, show_line, wrap

_INTERRUPTED = 130
_TERMINATED = 143
# Commands that write files, which are not to stay half-made when the system ends them.
_WRITING = frozenset({"add", "build", "draw", "export", "new", "publish", "verify"})
# How RocksDB begins to tell of it.
_DAMAGE = "Corruption: "


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command; give its exit status: 0 fine, 1 findings or no such thing, 2 misuse."""
    _settle_streams()
    words = list(sys.argv[1:] if argv is None else argv)
    language = _find_language(words[1].split() if words[:-1] == [ASKED] else words)
    task = partial(_run, words, language)
    if _is_cramped():
        task = partial(_run_apart, partial(_answer, task, language))
    return _answer(task, language)


def _answer(task: Callable[[], int], language: str) -> int:
    """Do it, and say in one line what goes wrong; give the exit status."""
    try:
        return task()
    except BrokenPipeError:
        # The reader of our output has gone; what is left unsaid is not missed.
        _forget_output()
        return 0
    except BioprodError as error:
        return _report(error, language)
    except OSError as error:
        _forget_output()
        told = Message("{reason}", reason=say_reason(error))
        if error.filename:
            told = Message("{path}: {reason}", path=error.filename, reason=told)
        return _report(BioprodError(told), language)
    except (KeyboardInterrupt, Terminated) as end:
        _report(BioprodError("stopped"), language)
        return _INTERRUPTED if isinstance(end, KeyboardInterrupt) else _TERMINATED


def _find_language(words: Sequence[str]) -> str:
    """Find the language that is asked for, before it is known whether the rest makes sense."""
    named = re.findall("^--lang[=\n](.*)$", "\n".join(words), re.MULTILINE)
    return choose_language(next((n for n in reversed(named) if n in list_languages()), None))


def _run(words: Sequence[str], language: str) -> int:
    if words[:1] == [ASKED]:
        from bioprod_graph.commands.candidates import write_candidates

        return write_candidates("".join(words[1:]), language)
    with lend_catalogue(language):
        name, rest = find_command(words)
        given = (make_command(name, language) if name else make_parser(language)).read(rest)
    if name is None:
        return _welcome(next(reversed(given.project), None), language)
    module = import_command(given.command)
    check_clock()
    try:
        with ending_tidily() if given.command in _WRITING else nullcontext():
            return int(module.run(Context(next(reversed(given.project), None), language, given)))
    except RuntimeError as error:
        # A damaged block of the store is found only when it is read, whoever reads it.
        if not str(error).startswith(_DAMAGE):
            raise
        raise DatasetError(
            "the store is damaged ({error}): bioprod build makes it anew", error=error
        ) from None


def _is_cramped() -> bool:
    """Tell whether the system allows this program no more than so much memory (ulimit -v)."""
    try:
        import resource
    except ImportError:  # Windows
        return False
    return resource.getrlimit(resource.RLIMIT_AS)[0] != resource.RLIM_INFINITY


def _run_apart(task: Callable[[], int]) -> int:
    """Run it in a child: the engine ends its process where it finds no memory, and cannot be asked.

    What the engine says then is not for people; what we say goes where it would.
    """
    from bioprod_graph.apart import Limits, run_apart

    told = os.dup(2)

    def work(_: object) -> bytes:
        sys.stderr = os.fdopen(told, "w", 1, sys.stderr.encoding, sys.stderr.errors)
        try:
            status = task()
        except SystemExit as end:  # help was written
            status = end.code if isinstance(end.code, int) else 0
        except ImportError:  # what is there otherwise finds no place
            raise MemoryError from None
        with suppress(OSError):
            sys.stdout.flush()
        return b"%d" % status

    return int(run_apart(work, Limits(seconds=LONGEST_WAIT)))


def _welcome(project: str | None, language: str) -> int:
    """Say what to type first, to who typed no command."""
    rows = [(example, told.say(language)) for example, told in read_first(project)]
    head = Message("bioprod {version}; what to type first:", version=__version__)
    foot = Message("bioprod help lists all commands, bioprod help COMMAND tells more of each")
    width = measure_terminal().columns
    first, last = ("\n".join(wrap(each.say(language), width)) for each in (head, foot))
    sys.stderr.write(f"{first}\n{set_beside(rows, width, indent=2)}{last}\n")
    return MISUSE


def _report(error: BioprodError, language: str) -> int:
    """Tell an error in one line, in the language of the person; give the exit status."""
    sys.stderr.write(f"bioprod: {show_line(error.message(language))}\n")
    return error.exit_status


def _settle_streams() -> None:
    """Let a stream that is closed lead nowhere, and what is written be UTF-8, as RDF is.

    That holds whatever the system’s encoding; a terminal is asked less of.
    """
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        stream = getattr(sys, name)
        if stream is None:
            # It stays open, so that no other file takes its place.
            setattr(sys, name, Path(os.devnull).open(mode, encoding="utf-8"))  # noqa: SIM115
        elif name == "stdin" or not isinstance(stream, io.TextIOWrapper):
            continue
        elif stream.isatty():
            stream.reconfigure(errors="replace")
        else:
            # A path that is not UTF-8 is written as the system has it.
            stream.reconfigure(encoding="utf-8", errors="surrogateescape", newline="")


def _forget_output() -> None:
    """Drop what is buffered: it would fail again, loudly, when the interpreter ends."""
    with suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
