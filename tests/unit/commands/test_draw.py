"""`bioprod draw`."""

from __future__ import annotations

import json
import re
import shutil
from typing import TYPE_CHECKING, Any

import pytest

from bioprod_graph.commands.context import describe_size
from tests.samples import sample

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bioprod_graph.language import Language
    from tests.unit.commands.conftest import Run

    Scene = tuple[dict[str, tuple[str, dict[str, str]]], set[tuple[str, str, str]]]


def _read_scene(page: str) -> Scene:
    """Read nodes (kind and name by address) and links (from, to, relation) from a page."""

    def read(name: str) -> list[dict[str, Any]]:
        match = re.search(rf'id="network-{name}">(.*?)</script>', page, re.DOTALL)
        assert match is not None
        found: list[dict[str, Any]] = json.loads(match[1])
        return found

    nodes = {node["id"]: (node["kind"], node["name"]) for node in read("nodes")}
    links = {(e["from"], e["to"], r["iri"]) for e in read("edges") for r in e["relations"]}
    return nodes, links


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "open this file in a browser"), ("fr", "ouvrez ce fichier dans un navigateur")],
)
def test_writes_a_page_and_tells_where(
    bioprod: Run, built_folder: Path, tmp_path: Path, *, language: str, said: str
) -> None:
    """The path is data, so that a script can open it."""
    path = tmp_path / "network.html"
    done = bioprod("--project", built_folder, "--lang", language, "draw", "--output", path)
    assert (done.status, done.out) == (0, f"{path}\n")
    assert said in done.err
    assert path.read_text(encoding="utf-8").lower().startswith("<!doctype html>")


def test_writes_into_the_build_folder_by_default(bioprod: Run, built_folder: Path) -> None:
    """Beside the builds."""
    done = bioprod("--project", built_folder, "draw")
    assert done.status == 0
    assert done.out == f"{(built_folder / 'build').parent.resolve() / 'build' / 'network.html'}\n"
    (built_folder / "build" / "network.html").unlink()


@pytest.mark.parametrize(("language", "said"), [("en", "nodes"), ("fr", "nœuds")])
def test_a_dash_is_the_standard_output(
    bioprod: Run,
    built_folder: Path,
    *,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    language: str,
    said: str,
) -> None:
    """No file of that name is written."""
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "network.html"
    words = ("--project", built_folder, "--lang", language, "draw", "--output")
    assert bioprod(*words, path).status == 0
    done = bioprod(*words, "-")
    assert (done.status, done.out) == (0, path.read_text(encoding="utf-8"))
    assert said in done.err
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("name", ["missing/network.html", "."])
def test_where_it_cannot_write_is_misuse(
    bioprod: Run, built_folder: Path, *, tmp_path: Path, name: str
) -> None:
    """In one line."""
    done = bioprod("--project", built_folder, "draw", "--output", tmp_path / name)
    assert (done.status, done.out) == (2, "")
    assert done.err.startswith(f"bioprod: --output {tmp_path / name}: cannot be written (")
    assert done.err.count("\n") == 1


@pytest.mark.parametrize(
    ("language", "nodes", "links", "said"),
    [
        ("fr", 1, 0, "1 nœud, 0 lien"),
        ("fr", 2, 1, "2 nœuds, 1 lien"),
        ("fr", 3, 2, "3 nœuds, 2 liens"),
        ("en", 1, 0, "1 node, 0 links"),
        ("en", 2, 1, "2 nodes, 1 link"),
    ],
)
def test_what_is_counted_is_said_as_people_do(
    *, language: Language, nodes: int, links: int, said: str
) -> None:
    """One link is no “links”."""
    assert describe_size(nodes, links).say(language) == said


@pytest.fixture
def scene(bioprod: Run, built_folder: Path, tmp_path: Path) -> Callable[..., Scene]:
    """Draw with layers; give nodes by address and links, as the page holds them."""

    def draw(*layers: str) -> Scene:
        path = tmp_path / "network.html"
        words = [word for layer in layers for word in ("--layer", layer)]
        done = bioprod("--project", built_folder, "draw", "--output", path, *words)
        assert done.status == 0
        return _read_scene(path.read_text(encoding="utf-8"))

    return draw


class TestLayers:
    """--layer"""

    def test_all_layers_are_the_whole_picture(self, scene: Callable[..., Scene]) -> None:
        """As without the option."""
        assert scene("page", "elsewhere", "inferred") == scene()

    @pytest.mark.parametrize("layer", sample(["page", "elsewhere", "inferred"], every=3))
    def test_a_layer_is_a_part_of_the_picture(
        self, scene: Callable[..., Scene], layer: str
    ) -> None:
        """Nodes keep their names and kinds, links theirs."""
        (whole, links), (nodes, kept) = scene(), scene(layer)
        assert 0 < len(nodes) <= len(whole)
        assert {node: whole[node] for node in nodes} == nodes
        assert kept < links

    def test_the_page_links_recommendations_to_their_axes(
        self, scene: Callable[..., Scene]
    ) -> None:
        """It says so of each recommendation: the link is drawn the other way round."""
        relation = "https://w3id.org/bioprod/ontology#hasRecommendation"
        (_, links), (_, page), (_, elsewhere) = scene(), scene("page"), scene("elsewhere")
        drawn = {link for link in links if link[2] == relation}
        assert drawn
        assert drawn == {link for link in page if link[2] == relation}
        assert not drawn & elsewhere

    @pytest.mark.parametrize(
        ("layers", "named"),
        [
            ((), ["said on the page", "said elsewhere", "inferred"]),
            (("inferred", "page"), ["said on the page", "inferred"]),
            (("elsewhere",), ["said elsewhere"]),
        ],
    )
    def test_the_page_says_which_it_shows(
        self, bioprod: Run, built_folder: Path, *, layers: tuple[str, ...], named: list[str]
    ) -> None:
        """All of them without the option; as they are called in the vocabulary."""
        words = [word for layer in layers for word in ("--layer", layer)]
        page = bioprod("--project", built_folder, "draw", "--output", "-", *words).out
        assert f'<span lang="en">Layers: {" · ".join(named)}</span>' in page

    def test_what_is_known_by_inference_alone_needs_it(self, scene: Callable[..., Scene]) -> None:
        """That an axis came of the event is said nowhere in so many words."""
        relation = "https://w3id.org/bioprod/ontology#hasOutcome"
        assert not any(link[2] == relation for link in scene("page", "elsewhere")[1])
        assert any(link[2] == relation for link in scene("page", "inferred")[1])


def test_a_malformed_view_is_one_line(bioprod: Run, built_folder: Path, tmp_path: Path) -> None:
    """A kind of thing without its columns."""
    root = tmp_path / "project"
    shutil.copytree(built_folder, root, symlinks=True)
    (root / "queries").unlink()
    shutil.copytree(built_folder / "queries", root / "queries")
    (root / "queries" / "views" / "network-kinds.csv").write_text("kind\nevent\n")
    done = bioprod("--project", root, "draw", "--output", tmp_path / "network.html")
    assert (done.status, done.out) == (1, "")
    assert "network-kinds.csv" in done.err
    assert done.err.count("\n") == 1


def test_a_project_without_the_view_is_one_line(bioprod: Run, workshop: Path) -> None:
    """That names the file which is missing."""
    done = bioprod("--project", workshop, "draw")
    assert (done.status, done.out) == (1, "")
    assert "network-" in done.err
    assert done.err.count("\n") == 1
