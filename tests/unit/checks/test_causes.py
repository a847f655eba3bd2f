"""What follows from a thing that nobody knows is folded under it, with what may have been meant."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from bioprod_graph.checks import fold_findings
from bioprod_graph.findings import Finding, Location
from bioprod_graph.identifiers import PrefixTable
from bioprod_graph.language import Text
from bioprod_graph.rdf import make_store
from bioprod_graph.sparql import QueryFile

if TYPE_CHECKING:
    from bioprod_graph.findings import Severity

BASE = "https://example.org/"
PREFIXES = PrefixTable(BASE, {"gear": f"{BASE}gear/"})
CHECK = QueryFile(Path("unknown.rq"), {"cause": ("value",)}, "")
CAUSE = Location("data/ties.csv", 3, 4)


def find(
    check: str, line: int, *, focus: str = "", value: str = "", severity: Severity = "error"
) -> Finding:
    where = Location("data/ties.csv", line, 4) if line else None
    return Finding(
        severity, check, Text({"en": "Nobody knows it."}), where, focus=focus, value=value
    )


def fold(*findings: Finding) -> list[Finding]:
    kind = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
    wheel = ox.NamedNode(f"{BASE}gear/wheel")
    graph = ox.NamedNode(f"{BASE}graph")
    store = make_store([ox.Quad(wheel, kind, ox.NamedNode(f"{BASE}Gear"), graph)])
    return list(fold_findings(list(findings), [CHECK], store, prefixes=PREFIXES))


def test_the_nearest_known_thing_is_suggested() -> None:
    """Of the same kind; what resembles none is left as it is."""
    near, far = fold(
        find("query:unknown", 3, value="gear:wheal"), find("query:unknown", 9, value="gear:zzz")
    )
    assert near.message("en") == "Nobody knows it. Did you mean gear:wheel?"
    assert far.message("en") == "Nobody knows it."
    assert near.cause is far.cause is None


def test_the_rest_follows() -> None:
    """Other rows that name the thing, errors in the row, and what is found about the thing."""
    first, *rest = fold(
        find("query:unknown", 3, value="gear:wheal"),
        find("query:unknown", 7, value="gear:wheal"),
        find("shape:Tie", 3, focus="gear:tie"),
        find("shape:Gear", 0, focus="gear:wheal", severity="info"),
    )
    assert first.cause is None
    assert [finding.cause for finding in rest] == [CAUSE] * len(rest)


def test_what_has_another_cause_does_not() -> None:
    """Notes and typography of the row, errors of other rows."""
    _, *rest = fold(
        find("query:unknown", 3, value="gear:wheal"),
        find("shape:Tie", 3, severity="info"),
        find("table:typography", 3, severity="warning"),
        find("shape:Tie", 4),
    )
    assert [finding.cause for finding in rest] == [None] * len(rest)
