"""A release is opened whole or refused, and what a command reads is of one release."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from bioprod_graph.dataset import open_release, read_release
from bioprod_graph.dataset import release as dataset_release
from bioprod_graph.errors import DatasetError, FileError
from bioprod_graph.files import Hold, write_sums
from bioprod_graph.language import Text
from bioprod_graph.pipeline.build import build_project
from bioprod_graph.project import Project
from bioprod_graph.rdf import match_named

if TYPE_CHECKING:
    from pathlib import Path

CURE = Text({"en": "make it anew", "fr": "le refaire"})


@pytest.fixture
def copy(built: Project, tmp_path: Path) -> Project:
    """A project with a copy of a finished build, to be damaged."""
    shutil.copytree(built.current, tmp_path / "current")
    return Project(built.root, tmp_path)


def _build_another(project: Project) -> None:
    """Build from other bytes that say the same."""
    with (project.ontology / "prefixes.ttl").open("a", encoding="utf-8") as file:
        file.write("#\n")
    build_project(project)


class TestOpen:
    """open_release"""

    def test_the_store_holds_what_the_file_holds(self, built: Project) -> None:
        """As many quads as the manifest says."""
        release = open_release(built)
        lines = release.dataset.read_bytes().splitlines()
        quads = list(match_named(release.store, (None, None, None)))
        assert len(quads) == len(lines) == release.manifest["counts"]["quads"]

    def test_without_a_build_it_says_how_to_make_one(self, built: Project, tmp_path: Path) -> None:
        """No build yet."""
        with pytest.raises(DatasetError, match=r"there is no dataset in .*: make it with bioprod"):
            open_release(Project(built.root, tmp_path))

    def test_a_link_to_nowhere_is_no_build(self, built: Project, tmp_path: Path) -> None:
        """The last build was removed, and its link stayed."""
        (tmp_path / "current").symlink_to(tmp_path / "000001")
        with pytest.raises(DatasetError, match="there is no dataset"):
            open_release(Project(built.root, tmp_path))

    def test_nor_is_a_circle_of_links(self, built: Project, tmp_path: Path) -> None:
        """Which leads nowhere either."""
        (tmp_path / "current").symlink_to(tmp_path / "current")
        with pytest.raises(DatasetError, match="there is no dataset"):
            open_release(Project(built.root, tmp_path))

    def test_what_is_no_folder_is_no_build(self, built: Project, tmp_path: Path) -> None:
        """Whatever lies there."""
        (tmp_path / "current").write_bytes(b"")
        with pytest.raises(FileError, match=r"current: cannot be read \(Not a directory\)"):
            open_release(Project(built.root, tmp_path))

    def test_without_a_store_it_says_so(self, copy: Project) -> None:
        """The folder of the store was removed."""
        shutil.rmtree(copy.current / "store")
        with pytest.raises(
            DatasetError, match=r"damaged \(store/\d+\.log is missing\): bioprod bu"
        ):
            open_release(copy)

    def test_a_build_of_an_older_version_is_built_anew(self, copy: Project) -> None:
        """It has no list of digests."""
        (copy.current / "SHA256SUMS").unlink()
        with pytest.raises(DatasetError, match=r"is missing\): bioprod build makes it anew"):
            open_release(copy)

    def test_it_stays_the_same_while_others_are_built(self, tiny: Project) -> None:
        """The link is followed once."""
        build_project(tiny)
        release = open_release(tiny)
        table = tiny.root / "data" / "things.csv"
        table.write_bytes(table.read_bytes().replace(b"95.0", b"96.0"))
        build_project(tiny)
        assert release.folder.name == "000001"
        assert b'"95"' in release.dataset.read_bytes()
        assert open_release(tiny).folder.name == "000002"
        assert open_release(tiny).digest != release.digest

    def test_it_is_kept_as_long_as_it_is_read(self, tiny: Project) -> None:
        """However many are built meanwhile; then the next build removes it."""
        build_project(tiny)
        release = open_release(tiny)
        for _ in range(4):
            _build_another(tiny)
        names = {path.name for path in tiny.build.iterdir()}
        assert names == {".lock", "current", "000001", "000004", "000005"}
        quads = list(match_named(release.store, (None, None, None)))
        assert len(quads) == release.manifest["counts"]["quads"]
        assert release.dataset.read_bytes()
        del release
        _build_another(tiny)
        assert "000001" not in {path.name for path in tiny.build.iterdir()}

    def test_one_that_goes_before_it_is_read_is_opened_anew(
        self, tiny: Project, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """From where the link leads by then."""
        build_project(tiny)
        looked: list[Path] = []

        def hold(path: Path) -> Hold:
            looked.append(path)
            for _ in range(4 if len(looked) == 1 else 0):
                _build_another(tiny)
            return Hold(path)

        monkeypatch.setattr(dataset_release, "Hold", hold)
        assert open_release(tiny).folder.name == "000005"
        assert [path.parent.name for path in looked] == ["000001", "000005"]

    def test_damage_is_no_switch(self, tiny: Project, monkeypatch: pytest.MonkeyPatch) -> None:
        """Where the link stays, nothing is read twice."""
        build_project(tiny)
        (tiny.current / "dataset.nq").write_bytes(b"")
        looked: list[Path] = []

        def hold(path: Path) -> Hold:
            looked.append(path)
            return Hold(path)

        monkeypatch.setattr(dataset_release, "Hold", hold)
        with pytest.raises(DatasetError, match="is damaged"):
            open_release(tiny)
        assert len(looked) == 1

    def test_it_cannot_be_written_to(self, built: Project) -> None:
        """Whoever asks does not change the build."""
        node = ox.NamedNode("urn:a")
        with pytest.raises(RuntimeError, match="only possible on read-write"):
            open_release(built).store.add(ox.Quad(node, node, node))

    def test_many_may_read_at_once(self, built: Project) -> None:
        """No lock is held, and nothing is written."""
        stores = [open_release(built).store for _ in range(3)]
        assert len({len(store) for store in stores}) == 1
        open_release(built)


class TestManifest:
    """The manifest is a file as any other, and it must agree with the list of digests."""

    @pytest.mark.parametrize(
        ("content", "said"),
        [
            (b"", "is malformed"),
            (b"[]", "is malformed"),
            (b'{"files": {}}', "is malformed"),
            (b"[" * 100_000, "is malformed"),
            (b'{"format": 2, "files": {"dataset.nq": {"sha256": "0"}}}', "is of another version"),
            (b'{"format": 1, "files": {"dataset.nq": {"sha256": "0"}}}', "tells another digest"),
        ],
    )
    def test_one_that_does_not_fit_is_told(self, tiny: Project, content: bytes, said: str) -> None:
        """Though it be listed as it is."""
        build_project(tiny)
        (tiny.current / "manifest.json").write_bytes(content)
        write_sums(tiny.current)
        with pytest.raises(
            DatasetError, match=rf"damaged \(manifest\.json {said}.*anew$"
        ) as caught:
            read_release(tiny.current, cure=CURE)
        assert caught.value.message("fr").endswith("\u00a0: le refaire")

    def test_its_digest_is_that_of_the_release(self, tiny: Project) -> None:
        """It is what is cited."""
        build_project(tiny)
        manifest = json.loads((tiny.current / "manifest.json").read_bytes())
        assert open_release(tiny).digest == manifest["files"]["dataset.nq"]["sha256"]


class TestWhatItWasMadeWith:
    """`find_changed` and `confirm`."""

    def test_nothing_changed(self, built: Project) -> None:
        """The files of a build are those it was made with."""
        release = open_release(built)
        assert release.find_changed(built, built.ontology, built.queries) == []
        release.confirm(built, built.ontology / "rules")

    def test_each_change_is_named(self, tiny: Project) -> None:
        """Of a folder or a file: what came, went or is another."""
        build_project(tiny)
        release, rules = open_release(tiny), tiny.ontology / "rules"
        first, second, *_ = sorted(rules.glob("*.rq"))
        content = first.read_bytes()
        first.write_bytes(content + b"\n")
        second.rename(rules / "zz.rq")
        names = [f"ontology/rules/{name}" for name in (first.name, second.name, "zz.rq")]
        assert release.find_changed(tiny, rules) == names
        assert release.find_changed(tiny, first) == names[:1]
        assert release.find_changed(tiny, tiny.queries) == []
        with pytest.raises(DatasetError, match=rf"not made with {names[0]}, .* bioprod build"):
            release.confirm(tiny, rules)
