"""The page of the Région says 139 things, and the dataset holds each of them.

`tests/data/page-statements.csv` has a row for each: what the page says in our words, the thing of
the dataset that says it, and what must stand in one of its statements.
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

if TYPE_CHECKING:
    from bioprod_graph.project import Project

TABLE = Path(__file__).parents[1] / "data" / "page-statements.csv"
with TABLE.open(encoding="utf-8", newline="") as file:
    STATEMENTS = list(csv.DictReader(file))


def test_all_are_there() -> None:
    """They are numbered from 1 to 139."""
    assert [int(row["number"]) for row in STATEMENTS] == list(range(1, 140))


@pytest.mark.parametrize("row", STATEMENTS, ids=lambda row: row["number"])
def test_the_dataset_holds_it(row: dict[str, str], built: Project, store: ox.Store) -> None:
    """One statement of the thing has these words, in English, or leads there."""
    thing = ox.NamedNode(f"{built.base}id/{row['thing']}")
    objects = [quad.object for quad in store.quads_for_pattern(thing, None, None)]
    said = [str(term) for term in objects if getattr(term, "language", None) in {None, "en"}]
    assert any(row["holds"] in text for text in said), row["statement"]
