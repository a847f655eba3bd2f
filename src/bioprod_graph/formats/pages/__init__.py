"""Formats of documents, each in its module, which is imported when something is written in it."""

from __future__ import annotations

from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING

from bioprod_graph.formats.registry import ALL_PLACES, Format, register

if TYPE_CHECKING:
    from bioprod_graph.documents import Document
    from bioprod_graph.formats.registry import Setting


def _render(document: Document, setting: Setting, *, name: str) -> str:
    module = import_module(f"{__name__}.{name}")
    written: str = getattr(module, f"render_{name}")(document, setting)
    return written


_TEXT = partial(_render, name="text")

register(
    Format(
        "html", "document", "text/html", ".html", partial(_render, name="html"), places=ALL_PLACES
    ),
    Format(
        "markdown",
        "document",
        "text/markdown",
        ".md",
        partial(_render, name="markdown"),
        is_exact=False,
    ),
    # A report is a table to some and a text to others: both names are known.
    Format("table", "document", "text/plain", ".txt", _TEXT, is_exact=False),
    Format("text", "document", "text/plain", ".txt", _TEXT, is_exact=False),
)
