"""`bioprod sources`."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bioprod_graph.project import Project
    from tests.unit.commands.conftest import Run


def test_tells_how_many_rows_fall_without_each(two_events: Project, bioprod: Run) -> None:
    """A row counts for a source if its passages are all of it."""
    alone = Counter[str]()
    homes: dict[str, str] = {}
    for path in sorted((two_events.root / "data").glob("*.csv")):
        rows = csv.DictReader(io.StringIO(path.read_text(encoding="utf-8")))
        if path.name == "passages.csv":
            homes |= {row["id"]: row["source"] for row in rows}
    for path in (two_events.root / "data").glob("*.csv"):
        for row in csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))):
            found = {homes[name] for name in (row.get("passages") or "").split("|") if name}
            alone.update(found if len(found) == 1 else ())
    done = bioprod("--project", two_events.root, "sources", "--format", "json")
    told = json.loads(done.out)["sources"]
    assert {each["id"].rpartition("/")[2]: each["alone"] for each in told} == alone


def test_what_is_at_risk_is_told_by_risk(built_folder: object, bioprod: Run) -> None:
    done = bioprod("--project", str(built_folder), "sources", "--at-risk", "--format", "json")
    told = json.loads(done.out)
    assert all(each["address"].startswith("http:") for each in told["insecure"])
    assert told["alone"]
    done = bioprod("--project", str(built_folder), "sources", "--at-risk", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(done.out)))
    counts = Counter(row["risk"] for row in rows)
    assert counts["alone"] == len(told["alone"])
    assert {row["risk"] for row in rows} <= {"alone", "copies", "insecure", "undated", "moved"}
