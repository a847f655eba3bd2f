"""Options that several commands share."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bioprod_graph.documents import Document


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
    """Parse a number of things; argparse tells what is wrong with any other text."""
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"expected a whole number, not {text!r}")
    return int(text)


def render_document(document: Document, form: str, *, width: int) -> str:
    """Render a document as HTML or Markdown, else as text of a width."""
    from bioprod_graph import documents

    if form == "html":
        return documents.render_html(document)
    if form == "markdown":
        return documents.render_markdown(document)
    return documents.render_text(document, width=width)
