"""The page as bytes: safe, whole, the same every time."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import subprocess
import sys
from dataclasses import replace
from html.parser import HTMLParser
from importlib import resources
from typing import TYPE_CHECKING, Any

import pytest

from bioprod_graph.language import Text
from bioprod_graph.networks.kinds import SHAPES, sort_nodes
from bioprod_graph.scenes import render_scene
from tests.unit.networks.samples import both, make_picture

if TYPE_CHECKING:
    from pathlib import Path

    from bioprod_graph.networks import Scene

HOSTILE = "</script><img src=x onerror=alert(1)>\u202egnp.exe\u2028&amp;{{7*7}}"


class Reader(HTMLParser):
    """Collects the tags of a page and the text of its scripts and styles."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.inline: list[tuple[str, str]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        if self.cdata_elem in {"script", "style"} and self.tags[-1][0] == self.cdata_elem:
            self.inline.append((self.cdata_elem, data))

    def find(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


def read_data(page: str, name: str) -> Any:
    match = re.search(rf'id="network-{name}">(.*?)</script>', page, re.DOTALL)
    assert match is not None
    return json.loads(match[1])


@pytest.fixture
def page(picture: Scene) -> str:
    return render_scene(picture, language="fr")


@pytest.fixture
def hostile() -> str:
    rows = [
        {
            "node": "javascript:alert(1)",
            "kind": "event",
            "label_fr": HOSTILE,
            "summary_fr": HOSTILE,
        },
        {"node": "https://example.org/'\"><script>", "kind": "axis", "label_en": HOSTILE},
        {"node": "http://[bad", "kind": "therapy", "label_en": HOSTILE},
    ]
    links = [
        {
            "source": rows[0]["node"],
            "target": rows[1]["node"],
            "relation": "urn:x",
            "relation_fr": HOSTILE,
        }
    ]
    return render_scene(make_picture(rows, links, title=both(HOSTILE)), language="fr")


class TestPolicy:
    """The content security policy."""

    def test_it_names_every_script_and_style(self, page: str) -> None:
        reader = Reader(page)
        policy = reader.find("meta")[1]["content"]
        assert policy is not None
        assert policy.startswith("default-src 'none'; script-src 'sha256-")
        assert "unsafe" not in policy
        programs = [text for tag, text in reader.inline if not text.lstrip().startswith(("{", "["))]
        assert len(programs) == 5
        for text in programs:
            digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
            assert f"'sha256-{digest}'" in policy

    def test_nothing_is_fetched(self, page: str) -> None:
        reader = Reader(page)
        for tag, attributes in reader.tags:
            assert not attributes.get("src"), tag
            assert tag not in {"iframe", "object", "embed", "img", "base", "form"}
        assert [link["href"] for link in reader.find("link")] == ["data:,"]
        assert "sourceMappingURL" not in page

    def test_no_attribute_holds_code_or_style(self, page: str) -> None:
        for _, attributes in Reader(page).tags:
            assert not any(name == "style" or name.startswith("on") for name in attributes)


class TestLayers:
    """Which layers are shown."""

    def test_the_page_names_them(self, picture: Scene) -> None:
        """In both languages, as they are given; a name is text."""
        layers = both("dit ici", "said here"), both("déduit", "<b>inferred")
        page = render_scene(replace(picture, layers=layers), language="fr")
        assert '<span lang="fr">Couches\u00a0: dit ici · déduit</span>' in page
        assert '<span lang="en">Layers: said here · &lt;b&gt;inferred</span>' in page

    def test_without_any_nothing_is_said(self, page: str) -> None:
        """There may be none."""
        assert "Couches\u00a0: <" not in page


class TestHostileData:
    """Text from the data stays text."""

    def test_it_makes_no_element(self, hostile: str, page: str) -> None:
        assert "img" not in {tag for tag, _ in Reader(hostile).tags}
        assert len(Reader(hostile).find("script")) == len(Reader(page).find("script"))

    def test_it_arrives_unchanged(self, hostile: str) -> None:
        names = [node["name"]["fr"] for node in read_data(hostile, "nodes")]
        assert HOSTILE in names

    def test_scripts_hold_no_markup(self, hostile: str) -> None:
        for name in ("nodes", "edges", "kinds", "page", "options", "texts"):
            match = re.search(rf'id="network-{name}">(.*?)</script>', hostile, re.DOTALL)
            assert match is not None
            assert not set(match[1]) & set("<>&\u2028\u2029")

    def test_only_the_web_is_linked(self, hostile: str) -> None:
        links = [each["href"] for each in Reader(hostile).find("a")]
        assert links == ["#table", "https://example.org/'\"><script>"]

    def test_the_page_writes_no_markup(self) -> None:
        """Our scripts make elements and text nodes only."""
        folder = resources.files("bioprod_graph.scenes") / "templates"
        for name in ("start.js", "shapes.js", "picture.js", "page.js"):
            text = (folder / name).read_text(encoding="utf-8")
            for word in ("innerHTML", "outerHTML", "insertAdjacent", "document.write", "eval("):
                assert word not in text, (name, word)


class TestContents:
    """What the page says."""

    def test_the_table_lists_all(self, page: str, picture: Scene) -> None:
        rows = Reader(page).find("tr")
        assert {row["data-node"] for row in rows if "data-node" in row} == {
            n.iri for n in picture.network.nodes
        }
        assert sum("data-edge" in row for row in rows) == len(picture.network.pairs)

    def test_pyvis_holds_nodes_and_links(self, page: str, picture: Scene) -> None:
        nodes = read_data(page, "nodes")
        assert [node["id"] for node in nodes] == [
            node.iri for node in sort_nodes(picture.network, picture.kinds)
        ]
        assert {(edge["from"], edge["to"]) for edge in read_data(page, "edges")} == set(
            picture.network.pairs
        )
        assert all(edge["arrows"] == "to" for edge in read_data(page, "edges"))
        assert read_data(page, "options")["physics"] == {"enabled": False}

    def test_every_shape_can_be_drawn(self) -> None:
        folder = resources.files("bioprod_graph.scenes") / "templates"
        text = (folder / "shapes.js").read_text(encoding="utf-8")
        table = text.split("const shapes = {")[1].split("\n};")[0]
        assert set(re.findall(r"^  (\w+)[:,]", table, re.MULTILINE)) == SHAPES

    def test_the_first_language_is_chosen(self, picture: Scene) -> None:
        page = render_scene(picture, language="en")
        assert '<html lang="en">' in page
        assert "<title>Regional Assises on biotherapies and bioproduction</title>" in page
        assert read_data(page, "nodes")[0]["label"].startswith("Regional")

    def test_texts_are_in_both_languages(self, page: str) -> None:
        for key, text in read_data(page, "texts").items():
            assert set(text) == {"fr", "en"}, key
            assert not re.search(r"(?<!\u00a0)[;:!?](?: |$)", text["fr"]), key

    def test_a_graph_without_nodes_has_a_page(self) -> None:
        page = render_scene(make_picture([], []), language="fr")
        assert read_data(page, "nodes") == []

    def test_wrong_calls_are_refused(self, picture: Scene) -> None:
        with pytest.raises(ValueError, match="unknown language “de”"):
            render_scene(picture, language="de")

    def test_a_title_in_one_language_is_that_of_all(self) -> None:
        page = render_scene(make_picture([], [], title=Text({"fr": "Un"})), language="en")
        assert "<title>Un</title>" in page


def test_same_graph_same_bytes(queries: Path) -> None:
    """Neither the clock nor the seed of hashes shows in the page."""
    program = (
        "import hashlib; from bioprod_graph.scenes import render_scene\n"
        "from tests.unit.networks.samples import make_picture, read_rows\n"
        "scene = make_picture(read_rows('nodes.csv'), read_rows('edges.csv'))\n"
        "print(hashlib.sha256(render_scene(scene, language='fr').encode()).hexdigest())"
    )
    digests = {
        subprocess.run(
            [sys.executable, "-c", program],
            capture_output=True,
            check=True,
            cwd=queries.parents[1],
            env=os.environ | {"PYTHONHASHSEED": seed, "PYTHONUTF8": "1"},
        ).stdout
        for seed in ("1", "2")
    }
    assert len(digests) == 1
