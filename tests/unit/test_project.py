"""A project is found in one order of precedence, and names its own places."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import bioprod_graph.project
from bioprod_graph.errors import ProjectError
from bioprod_graph.language import Message
from bioprod_graph.project import Project, find_project

TINY = Path(__file__).parents[1] / "data" / "tiny"


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    """A second project."""
    return shutil.copytree(TINY, tmp_path / "elsewhere")


class TestFind:
    def test_the_option_comes_first(self, tiny: Project, elsewhere: Path) -> None:
        """What is said on the command line holds."""
        found = find_project(
            str(elsewhere), environment={"BIOPROD_PROJECT": str(tiny.root)}, start=tiny.root
        )
        assert found == Project(elsewhere, elsewhere / "build")

    def test_then_the_variable(self, tiny: Project, elsewhere: Path) -> None:
        """The environment holds against the working folder."""
        found = find_project(None, environment={"BIOPROD_PROJECT": str(elsewhere)}, start=tiny.root)
        assert found.root == elsewhere

    def test_then_the_nearest_folder_above(self, tiny: Project) -> None:
        """A command works from anywhere within a project."""
        found = find_project(None, environment={}, start=tiny.root / "ontology" / "modules")
        assert found == tiny

    def test_then_the_one_that_the_package_carries(
        self, elsewhere: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Its builds go to the user’s cache folder, by version."""
        monkeypatch.setattr(bioprod_graph.project, "_CARRIED", elsewhere)
        monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
        found = find_project(None, environment={}, start=tmp_path)
        assert found.root == elsewhere
        assert found.is_carried
        assert found.build.name == bioprod_graph.__version__
        assert "bioprod-graph" in found.build.parts

    def test_where_the_process_stands_is_the_start(
        self, tiny: Project, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Nothing need be said in the folder of a project."""
        monkeypatch.chdir(tiny.root)
        monkeypatch.setenv("BIOPROD_PROJECT", "")
        assert find_project() == tiny

    def test_none_at_all_is_told(self, tmp_path: Path) -> None:
        """The error says how to name one, in the words of who asks; a checkout carries none."""
        with pytest.raises(ProjectError, match=r"no project in .*: name its folder, or set BIO"):
            find_project(None, environment={}, start=tmp_path)
        with pytest.raises(ProjectError, match=r"no project in .*: name one with --project"):
            find_project(
                None, environment={}, start=tmp_path, hint=Message("name one with --project")
            )

    def test_a_folder_that_is_not_there_is_told(self, tmp_path: Path) -> None:
        """Where the name came from is told too."""
        with pytest.raises(ProjectError, match=r"^BIOPROD_PROJECT: there is no folder"):
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
        first = tiny.root / "data" / "tables.json"
        assert list(tiny.table_groups) == [first]
        second = tiny.ontology / "alignments" / "tables.json"
        second.parent.mkdir()
        second.write_text("{}", "utf-8")
        assert list(tiny.table_groups) == [first, second]

    def test_its_files_are_named_from_the_root(self, tiny: Project) -> None:
        """A file outside keeps its whole path."""
        assert tiny.relative(tiny.root / "data" / "things.csv") == "data/things.csv"
        assert tiny.relative(Path("/elsewhere/a.csv")) == "/elsewhere/a.csv"
