"""The options of commands: how they are listed, those that several share, and what values mean."""

from argparse import ArgumentParser, _MutuallyExclusiveGroup
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from bioprod_graph.dataset import LAYERS
from bioprod_graph.errors import UsageError
from bioprod_graph.formats import Content, list_names

_LAST_PORT = 65_535
# The words of an argument that are one text, and need no quotes.
JOINED = "+"
# A year: what is longer is no deadline.
LONGEST_WAIT = 366 * 24 * 3600.0


class Option:
    """An option or an argument of a command, written as a manual does, and what is told of it.

    `--list` is there or not; `-o/--output FILE` has a value, `--set COLUMN=VALUE…` may be repeated;
    `thing` is an argument, `thing…` one of several words, `[thing]` one that may be left out. The
    rest is that of argparse.
    """

    def __init__(self, usage: str, told: str, **settings: Any) -> None:
        name, _, value = usage.strip("[]…").partition(" ")
        self.names = name.split("/")
        self.settings = {"help": told, **settings}
        if value:
            self.settings["metavar"] = value
        if usage.startswith("["):
            self.settings["nargs"] = "?"
        elif usage.endswith("…") and not name.startswith("-"):
            self.settings["nargs"] = JOINED
        elif usage.endswith("…"):
            self.settings |= {"action": "append", "default": []}
        elif name.startswith("-") and not value and not settings:
            self.settings["action"] = "store_true"


# Of those in a tuple, one excludes the others.
Options = Sequence[Option | tuple[Option, ...]]

DATE = Option("--as-of DATE", "what was known at a date: a year, a month or a day")
AGAINST = Option(
    "--against FILE",
    "what changed since another: a version that is kept, a build folder or an N-Quads file, "
    "gzipped or not",
)
LAYER = Option(
    "--layer…",
    "only what is said on the page, elsewhere, by a register or inferred; "
    "repeatable (default: all)",
    choices=LAYERS,
)
EVIDENCE = Option(
    "--evidence GRADE",
    "only what was read at least so well: position, words, record, paragraph or page",
)
PARAM = Option("--param NAME=VALUE…", "a parameter of the question")


class Choices(Sequence[str]):
    """Choices that are listed when somebody wants to know them: what is usual is one of them."""

    def __init__(self, list_all: Callable[[], Sequence[str]]) -> None:
        self._list = cache(list_all)

    def __getitem__(self, place: Any) -> Any:
        """Give one, or several."""
        return self._list()[place]

    def __len__(self) -> int:
        """Count them."""
        return len(self._list())


def make_format(*kinds: Content, default: str, own: tuple[str, ...] = ()) -> Option:
    """Make the option --format: all formats of what a command gives, and those of its own."""

    def list_all() -> Sequence[str]:
        return tuple(dict.fromkeys((default, *own, *list_names(*kinds))))

    return Option(
        "--format FORMAT",
        "how to write it: %(choices)s (default: %(default)s)",
        choices=Choices(list_all),
        default=default,
    )


def add_options(parser: ArgumentParser | _MutuallyExclusiveGroup, options: Options) -> None:
    """Add options to a parser."""
    for option in options:
        if isinstance(option, Option):
            parser.add_argument(*option.names, **option.settings)
        else:
            add_options(parser.add_mutually_exclusive_group(), option)


def parse_count(text: str) -> int:
    """Parse a number of things. Raises UsageError for any other text: the parser says of what."""
    if not text.isdecimal():
        raise UsageError("expected a whole number, not '{text}'", text=text)
    return int(text)


def parse_port(text: str) -> int:
    """Parse the number of a port; raises UsageError for any other text."""
    if not text.isdecimal() or int(text) > _LAST_PORT:
        raise UsageError("expected a number from 0 to 65535, not '{text}'", text=text)
    return int(text)


def parse_seconds(text: str) -> float:
    """Parse a time to wait; raises UsageError for any other text."""
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds <= LONGEST_WAIT:
        raise UsageError("expected a number of seconds, not '{text}'", text=text)
    return seconds


def parse_size(text: str) -> int:
    """Parse a size; raises UsageError for any other text."""
    from bioprod_graph.apart import parse_memory

    try:
        return parse_memory(text)
    except ValueError:
        raise UsageError(
            "expected a size from 32M on, as 500M or 2G, not '{text}'", text=text
        ) from None
