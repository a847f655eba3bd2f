"""The formats of exports: what each holds, and whether it is text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Holds = Literal["network", "statements", "points", "sheets"]


@dataclass(frozen=True)
class Format:
    """A format: what it holds; a binary one is not shown in a terminal."""

    name: str
    holds: Holds
    is_binary: bool = False


_ALL = (
    Format("graphml", "network"),
    Format("gexf", "network"),
    Format("dot", "network"),
    Format("csv", "network", is_binary=True),
    Format("cytoscape", "network"),
    Format("vosviewer", "network"),
    Format("jsonld", "statements"),
    Format("turtle", "statements"),
    Format("trig", "statements"),
    Format("nquads", "statements"),
    Format("ntriples", "statements"),
    Format("rdfxml", "statements"),
    Format("geojson", "points"),
    Format("xlsx", "sheets", is_binary=True),
)
FORMATS: dict[str, Format] = {form.name: form for form in _ALL}
