"""Options that several commands share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bioprod_graph.errors import UsageError

if TYPE_CHECKING:
    import argparse


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
    """Parse a number of things. Raises UsageError for any other text: the parser says of what."""
    if not text.isdecimal():
        raise UsageError(
            en=f"expected a whole number, not '{text}'",
            fr=f"un nombre entier était attendu, pas « {text} »",
        )
    return int(text)
