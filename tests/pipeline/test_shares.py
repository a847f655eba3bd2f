"""What was read in the text is no smaller a share of the rows than in the last version."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from bioprod_graph.rdf import make_store, read_values, select

if TYPE_CHECKING:
    from bioprod_graph.project import Project

ROOT = Path(__file__).resolve().parents[2]
SHARES = (ROOT / "queries" / "views" / "shares.rq").read_text(encoding="utf-8")
EXACT = {"position", "words"}


def measure(counts: dict[str, dict[str, int]]) -> float:
    """Give the share of the rows that are not from registers; 0 where no row has a grade."""
    total: Counter[str] = Counter()
    for kind in counts.keys() - {"register"}:
        total.update(counts[kind])
    return sum(total[grade] for grade in EXACT) / (total.total() or 1)


def count(store: ox.Store) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for row in read_values(select(store, SHARES)):
        found.setdefault(row["kind"], {})[row["grade"]] = int(row["rows"])
    return found


def find_last_version() -> Path:
    def number(path: Path) -> list[int]:
        return [int(part) for part in path.name.removesuffix(".nq.gz").split(".")]

    return max((ROOT / "releases").glob("*.nq.gz"), key=number)


def test_no_smaller_share_is_read_in_the_text(built: Project) -> None:
    """The manifest of a build tells its shares; those of a version are in the version."""
    manifest = json.loads((built.current / "manifest.json").read_text(encoding="utf-8"))
    lines = gzip.decompress(find_last_version().read_bytes())
    before = count(make_store(ox.parse(lines, format=ox.RdfFormat.N_QUADS)))
    assert measure(manifest["evidence"]) >= measure(before)


def test_the_share_is_that_of_rows_that_are_not_from_registers() -> None:
    """A register is read whole, and counts neither way."""
    counts = {"page": {"position": 3, "page": 1}, "register": {"record": 9}}
    assert measure(counts) == 3 / 4
    assert measure({}) == 0
