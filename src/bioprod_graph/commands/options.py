"""Options that several commands share."""

from __future__ import annotations

import argparse

# A year: what is longer is no deadline.
_LONGEST = 366 * 24 * 3600.0


def add_layer_option(parser: argparse.ArgumentParser) -> None:
    """Add the option --layer, which may be given several times."""
    from bioprod_graph.questions.layers import LAYERS

    parser.add_argument(
        "--layer",
        action="append",
        choices=LAYERS,
        default=[],
        help="only what is said on the page, said elsewhere or inferred; repeatable (default: all)",
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
    """Parse a number of things; argparse tells what is wrong with any other text."""
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"expected a whole number, not {text!r}")
    return int(text)


def parse_seconds(text: str) -> float:
    """Parse a time to wait; argparse tells what is wrong with any other text."""
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds <= _LONGEST:
        raise argparse.ArgumentTypeError(f"expected a number of seconds, not {text!r}")
    return seconds


def parse_size(text: str) -> int:
    """Parse a size; argparse tells what is wrong with any other text."""
    from bioprod_graph.apart.limits import parse_memory

    try:
        return parse_memory(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None
