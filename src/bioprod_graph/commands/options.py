"""Options that several commands share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bioprod_graph.errors import UsageError

if TYPE_CHECKING:
    import argparse

    from bioprod_graph.formats import Kind

# A year: what is longer is no deadline.
_LONGEST = 366 * 24 * 3600.0


def add_format_option(
    parser: argparse.ArgumentParser, *kinds: Kind, default: str, own: tuple[str, ...] = ()
) -> None:
    """Add the option --format: all formats of what the command gives, and those of its own."""
    from bioprod_graph.formats import list_names

    parser.add_argument(
        "--format",
        choices=tuple(dict.fromkeys((default, *own, *list_names(*kinds)))),
        default=default,
        metavar="FORMAT",
        help="how to write it: %(choices)s (default: %(default)s)",
    )


def add_layer_option(parser: argparse.ArgumentParser) -> None:
    """Add the option --layer, which may be given several times."""
    from bioprod_graph.dataset import LAYERS

    parser.add_argument(
        "--layer",
        action="append",
        choices=LAYERS,
        default=[],
        help="only what is said on the page, said elsewhere or inferred; repeatable (default: all)",
    )


def add_date_option(parser: argparse.ArgumentParser) -> None:
    """Add the option --as-of."""
    parser.add_argument(
        "--as-of", metavar="DATE", help="what was known at a date: a year, a month or a day"
    )


def add_param_option(parser: argparse.ArgumentParser) -> None:
    """Add the option --param, which may be given several times."""
    parser.add_argument(
        "--param",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="a parameter of the question",
    )


def parse_count(text: str) -> int:
    """Parse a number of things. Raises UsageError for any other text: the parser says of what."""
    if not text.isdecimal():
        raise UsageError("expected a whole number, not '{text}'", text=text)
    return int(text)


def parse_seconds(text: str) -> float:
    """Parse a time to wait; raises UsageError for any other text."""
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds <= _LONGEST:
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
