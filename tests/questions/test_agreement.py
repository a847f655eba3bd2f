"""What a question and a gap both tell, they tell alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

if TYPE_CHECKING:
    from bioprod_graph.project import Project


def test_recommendations_without_a_follow_up_are_those_of_the_gap(
    built: Project, store: ox.Store
) -> None:
    """What is older than a recommendation is a follow-up for neither."""

    def find(name: str, variable: str) -> set[object]:
        query = (built.queries / name).read_text(encoding="utf-8")
        rows = store.query(query, use_default_graph_as_union=True)
        assert isinstance(rows, ox.QuerySolutions)
        return {row[variable] for row in rows}

    gaps = find("gaps/recommendation-without-evidence.rq", "focus")
    assert gaps
    assert find("questions/without-follow-up.rq", "recommendation") == gaps
