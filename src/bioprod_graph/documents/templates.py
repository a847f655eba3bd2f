"""The door to jinja2: how templates are read, and the policy of the pages that they make."""

from __future__ import annotations

import base64
import hashlib
import json
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from bioprod_graph.language import say_number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jinja2 import Environment


_SHARED = "bioprod_graph.documents"


@cache
def make_environment(package: str, *, folder: str = "templates") -> Environment:
    """Make the environment for the templates in a folder of a package: one, for all who ask.

    Templates are compiled once; what differs from page to page is given to `render`.

    Everything is escaped for HTML, and a name that a template does not get is an error. The filter
    `json` writes a value as JSON, the same every time; `tojson`, jinja2’s own, makes it safe in a
    script. `number` writes a number in the `language` of the page.
    """
    from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined, pass_context

    environment = Environment(
        # What all pages share stands with the documents.
        loader=ChoiceLoader([PackageLoader(package, folder), PackageLoader(_SHARED, "layout")]),
        autoescape=True,
        # Templates stay as they are while a program runs: they are not looked at for each page.
        auto_reload=False,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["json"] = lambda value: json.dumps(
        value, ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )
    environment.filters["number"] = pass_context(
        lambda page, number: say_number(number, page["language"])
    )
    return environment


def make_policy(
    scripts: Sequence[str], styles: Sequence[str], *, runs_workers: bool = False
) -> str:
    """Make the content security policy that lets these run, and nothing else.

    https://www.w3.org/TR/CSP3/ – each is named by its SHA-256; what is not named stays shut. These
    scripts may start workers, which the same policy holds, from a Blob if they run workers.
    """
    named = {"script-src": scripts, "style-src": styles}
    allowed = [f"{name} {' '.join(map(_digest, texts))}" for name, texts in named.items() if texts]
    allowed += ["worker-src blob:"] if runs_workers else []
    fixed = ["img-src data:", "font-src data:", "base-uri 'none'", "form-action 'none'"]
    return "; ".join(["default-src 'none'", *allowed, *fixed])


def _digest(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def read_style(name: str) -> str:
    """Read by name a style sheet or a script that pages share."""
    file = resources.files("bioprod_graph.documents") / "layout" / name
    # A browser hashes what it parsed, where every line ends in LF.
    return file.read_text(encoding="utf-8").replace("\r\n", "\n")
