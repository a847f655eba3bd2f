"""The project builds, its tables are sound, and every question of the catalogue can be asked."""

from pathlib import Path

import pytest

from bioprod_graph import open_graph
from bioprod_graph.pipeline import build_project
from bioprod_graph.project import find_project

PROJECT = find_project(str(Path(__file__).parents[1]))


@pytest.fixture(scope="module")
def graph():
    """Give the graph of the project, built without an error."""
    findings = build_project(PROJECT).findings
    assert [finding for finding in findings if finding.severity == "error"] == []
    return open_graph(PROJECT)


def test_every_question_can_be_asked(graph) -> None:
    """Each has an answer, if only that nothing is known yet."""
    for question in graph.questions:
        graph.ask(question)
