"""A project is found in one order of precedence, and names its own places."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import bioprod_graph
from bioprod_graph.errors import ProjectError
from bioprod_graph.project import Project, find_project

TINY = Path(__file__).parents[1] / "data" / "tiny"


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    """A second project."""
    return shutil.copytree(TINY, tmp_path / "elsewhere")


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """A copy of the package that carries a project, as a wheel does."""
    site = tmp_path / "site"
    package = Path(bioprod_graph.__file__).parent
    shutil.copytree(
        package, site / "bioprod_graph", ignore=shutil.ignore_patterns("_project", "__pycache__")
    )
    shutil.copytree(TINY, site / "bioprod_graph" / "_project")
    return site


def find_in_process(site: Path, start: Path) -> list[str]:
    """Ask a fresh process, which imports the copy of the package, for the project it finds."""
    code = (
        "from bioprod_graph.project import find_project\n"
        "p = find_project()\n"
        "print(p.root, p.build, p.is_carried, p.base, sep='\\n')\n"
    )
    environment = {k: v for k, v in os.environ.items() if k != "BIOPROD_PROJECT"}
    environment |= {"PYTHONPATH": str(site), "XDG_CACHE_HOME": str(start / "cache")}
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=start,
        env=environment,
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout.splitlines()


class TestFind:
    def test_the_option_comes_first(self, tiny: Project, elsewhere: Path) -> None:
        """What is said on the command line holds."""
        found = find_project(
            str(elsewhere), environment={"BIOPROD_PROJECT": str(tiny.root)}, start=tiny.root
        )
        assert found == Project(elsewhere, elsewhere / "build")

    def test_then_the_variable(self, tiny: Project, elsewhere: Path) -> None:
        """The environment holds against the working folder."""
        found = find_project(
            None, environment={"BIOPROD_PROJECT": str(elsewhere)}, start=tiny.root
        )
        assert found.root == elsewhere

    def test_then_the_nearest_folder_above(self, tiny: Project) -> None:
        """A command works from anywhere within a project."""
        found = find_project(None, environment={}, start=tiny.root / "ontology" / "modules")
        assert found == tiny

    def test_then_the_one_that_the_package_carries(self, installed: Path, tmp_path: Path) -> None:
        """Its builds go to the user’s cache folder, by version."""
        root, build, is_carried, base = find_in_process(installed, tmp_path)
        assert Path(root) == installed / "bioprod_graph" / "_project"
        assert Path(build) == tmp_path / "cache" / "bioprod-graph" / bioprod_graph.__version__
        assert is_carried == "True"
        assert base == "https://example.org/tiny/"

    def test_where_the_process_stands_is_the_start(
        self, tiny: Project, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Nothing need be said in the folder of a project."""
        monkeypatch.chdir(tiny.root)
        monkeypatch.setenv("BIOPROD_PROJECT", "")
        assert find_project() == tiny

    def test_none_at_all_is_told(self, tmp_path: Path) -> None:
        """The error says how to name one; the package of a checkout carries none."""
        with pytest.raises(ProjectError, match="no project in .* name one with --project DIR"):
            find_project(None, environment={}, start=tmp_path)

    def test_a_folder_that_is_not_there_is_told(self, tmp_path: Path) -> None:
        """Where the name came from is told too."""
        with pytest.raises(ProjectError, match="^BIOPROD_PROJECT: there is no folder"):
            find_project(
                None, environment={"BIOPROD_PROJECT": str(tmp_path / "absent")}, start=tmp_path
            )

    def test_a_folder_that_is_no_project_is_told(self, tmp_path: Path) -> None:
        """The first missing mark is named."""
        with pytest.raises(ProjectError, match=r"is no project, it has no ontology/prefixes\.ttl"):
            find_project(str(tmp_path), environment={}, start=tmp_path)


class TestProject:
    def test_it_names_its_places(self, tiny: Project) -> None:
        """All folders follow from the root."""
        assert tiny.ontology == tiny.root / "ontology"
        assert tiny.queries == tiny.root / "queries"
        assert tiny.current == tiny.root / "build" / "current"
        assert not tiny.is_carried

    def test_the_base_is_that_of_the_prefix_table(self, tiny: Project) -> None:
        """The one setting."""
        assert tiny.base == tiny.prefixes.base == "https://example.org/tiny/"

    def test_alignments_are_a_second_group_of_tables(self, tiny: Project) -> None:
        """It is read after the data, where it is there."""
        assert tiny.table_groups == (tiny.root / "data" / "tables.json",)
        second = tiny.ontology / "alignments" / "tables.json"
        second.parent.mkdir()
        second.write_text("{}", "utf-8")
        assert tiny.table_groups == (tiny.root / "data" / "tables.json", second)

    def test_its_files_are_named_from_the_root(self, tiny: Project) -> None:
        """A file outside keeps its whole path."""
        assert tiny.relative(tiny.root / "data" / "things.csv") == "data/things.csv"
        assert tiny.relative(Path("/elsewhere/a.csv")) == "/elsewhere/a.csv"
