"""The manifest tells what is in a build, and from what it was made."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox
import pytest

from bioprod_graph import __version__
from bioprod_graph.pipeline.build import build_project

if TYPE_CHECKING:
    from bioprod_graph.project import Project

# Lists that rows are checked against, and that are no part of the graph; and what is said of rows,
# which has no graph of its own.
UNPUBLISHED = {
    *("candidate-facts", "candidate-ties", "candidates", "insee-codes", "name-decisions"),
    *("link-decisions", "reviews"),
}


def _read(project: Project) -> dict[str, Any]:
    manifest: dict[str, Any] = json.loads((project.current / "manifest.json").read_bytes())
    return manifest


@pytest.mark.parametrize("kind", ["tiny", "built"])
class TestManifest:
    """Of the tiny project and of the real one."""

    @pytest.fixture
    def project(self, kind: str, request: pytest.FixtureRequest) -> Project:
        """A project with a finished build."""
        project: Project = request.getfixturevalue(kind)
        if kind == "tiny":
            build_project(project)
        return project

    def test_the_file_is_what_it_says(self, project: Project) -> None:
        """Size and digest of dataset.nq."""
        content = (project.current / "dataset.nq").read_bytes()
        assert _read(project)["files"] == {
            "dataset.nq": {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
        }

    def test_the_counts_are_those_of_the_file(self, project: Project) -> None:
        """Quads, graphs, rows that became graphs, statements by rule."""
        counts = _read(project)["counts"]
        quads = list(
            ox.parse(path=str(project.current / "dataset.nq"), format=ox.RdfFormat.N_QUADS)
        )
        inferred = f"{project.base}graph/inferred/"
        graphs = [getattr(quad.graph_name, "value", "") for quad in quads]
        by_rule = {
            rule: graphs.count(inferred + rule)
            for rule in {g.removeprefix(inferred) for g in graphs if g.startswith(inferred)}
        }
        assert counts["quads"] == len(quads)
        assert counts["graphs"] == len(set(graphs))
        assert {rule: count for rule, count in counts["inferred"].items() if count} == by_rule
        rows = {g for g in graphs if g.startswith(f"{project.base}graph/record/")}
        records = counts["records"]
        assert sum(records[name] for name in records if name not in UNPUBLISHED) == len(rows)

    def test_the_inputs_are_complete(self, project: Project) -> None:
        """Every file of ontology/ and queries/, every table and description, with its digest."""
        inputs = _read(project)["inputs"]
        for name, digest in inputs.items():
            assert hashlib.sha256((project.root / name).read_bytes()).hexdigest() == digest
        wanted = {
            path.relative_to(project.root).as_posix()
            for folder in ("ontology", "queries", "data")
            for path in (project.root / folder).rglob("*")
            if path.is_file() and (folder != "data" or path.suffix in (".csv", ".json"))
        }
        assert set(inputs) == wanted
        assert list(inputs) == sorted(inputs)

    def test_the_versions_are_there(self, project: Project, kind: str) -> None:
        """Of the program, and of the ontology where it states one."""
        versions = _read(project)["versions"]
        assert versions["program"] == __version__
        assert bool(versions["ontology"]) == (kind == "built")
        assert _read(project)["base"] == project.base
