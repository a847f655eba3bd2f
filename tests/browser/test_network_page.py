"""The page of the network in a real browser, opened from disk."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from bioprod_graph.scenes import render_scene
from tests.unit.networks.samples import both, make_picture, read_rows

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    Open = Callable[..., Page]

pytestmark = pytest.mark.browser

ROOT = Path(__file__).resolve().parents[2]
BASE = "https://w3id.org/bioprod/id/"
TITLE = both("Réseau des Assises", "Network of the Assises")
HOSTILE = "</script><img src=x onerror=document.title='hit'>\u202eevil"


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of the scene, with one label that tries to break out."""
    nodes = read_rows("nodes.csv")
    nodes.append({"node": "javascript:alert(1)", "kind": "therapy", "label_fr": HOSTILE})
    scene = make_picture(nodes, read_rows("edges.csv"), title=TITLE)
    path = tmp_path_factory.mktemp("page") / "network.html"
    path.write_text(render_scene(scene, language="fr"), encoding="utf-8")
    return path


@pytest.fixture
def open_page(open_file: Open, file: Path) -> Open:
    """Opens the page, its movements stilled."""

    def open_page(width: int = 1280, height: int = 800, **settings: Any) -> Page:
        return open_file(file, width=width, height=height, reduced_motion="reduce", **settings)

    return open_page


@pytest.fixture
def page(open_page: Open) -> Page:
    return open_page()


def read_pixels(page: Page) -> str:
    """The picture as drawn."""
    return str(page.evaluate("document.querySelector('#network canvas').toDataURL()"))


def await_redrawing(page: Page, before: str) -> None:
    """Wait for the next drawing, which comes with a frame of the browser."""
    for _ in range(100):
        if read_pixels(page) != before:
            return
        page.wait_for_timeout(50)
    pytest.fail("the picture did not change")


def test_the_picture_is_drawn(page: Page) -> None:
    colours = page.evaluate(
        """() => { const canvas = document.querySelector('#network canvas');
        const data = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
        const seen = new Set();
        for (let i = 0; i < data.length; i += 4) seen.add(data.slice(i, i + 3).join());
        return [...seen]; }"""
    )
    # The fills of an organiser, an axis and a recommendation.
    assert {"0,104,76", "168,67,0", "217,237,249"} <= set(colours)


def test_search_knows_no_accents(page: Page) -> None:
    page.fill("#search", "genique")
    assert page.locator("#matches button").all_inner_texts() == ["Thérapie génique"]
    page.press("#search", "Enter")
    assert page.inner_text("#details h2") == "Thérapie génique"
    page.fill("#search", "zzz")
    assert page.inner_text("#matches") == "Aucun nom ne correspond."


def test_details_lead_on(page: Page) -> None:
    page.fill("#search", "genique")
    page.press("#search", "Enter")
    page.click("#details li button")
    assert page.inner_text("#details h2").startswith("1 · Réseau de R&D")
    assert page.locator("#details li").count() == 4
    address = page.get_attribute("#details .address a", "href")
    assert address == "https://w3id.org/bioprod/id/recommendation/assises-idf-2021-01"
    page.click("#details .top button")
    assert page.locator("#details").is_hidden()


def test_the_legend_filters(page: Page) -> None:
    before = read_pixels(page)
    assert page.inner_text("#shown") == "39 / 39"
    page.uncheck("#legend input[data-kind=recommendation]")
    assert page.inner_text("#shown") == "28 / 39"
    await_redrawing(page, before)
    page.click("#show-table")
    assert page.locator("#nodes tbody tr:visible").count() == 28
    assert page.locator("#links tbody tr:visible").count() == 13
    page.fill("#search", "guichet unique pour")
    page.press("#search", "Enter")
    assert page.is_checked("#legend input[data-kind=recommendation]")


def test_the_language_changes(page: Page) -> None:
    assert page.get_attribute("html", "lang") == "fr"
    page.fill("#search", "genique")
    page.press("#search", "Enter")
    before = read_pixels(page)
    page.click("#change-language")
    assert page.get_attribute("html", "lang") == "en"
    assert page.title() == page.inner_text("h1") == TITLE.say("en")
    assert page.inner_text("#show-table") == "Table"
    assert page.inner_text("#details h2") == "Gene therapy"
    assert page.inner_text("#details .relation") == "targets"
    assert page.get_attribute("#zoom-in", "aria-label") == "Zoom in"
    await_redrawing(page, before)
    page.click("#change-language")
    assert page.get_attribute("html", "lang") == "fr"


def test_colours_follow_the_system_and_the_switch(open_page: Open) -> None:
    page = open_page(color_scheme="dark")
    background = "getComputedStyle(document.body).backgroundColor"
    assert page.evaluate(background) == "rgb(15, 22, 29)"
    page.emulate_media(color_scheme="light")
    expect(page.locator("html")).to_have_attribute("data-theme", "light")
    assert page.evaluate(background) == "rgb(255, 255, 255)"
    assert page.inner_text("#change-theme") == "Sombre"
    page.click("#change-theme")
    assert page.evaluate(background) == "rgb(15, 22, 29)"
    assert page.inner_text("#change-theme") == "Clair"


def test_hostile_text_stays_text(page: Page) -> None:
    page.fill("#search", "evil")
    page.press("#search", "Enter")
    assert page.inner_text("#details h2") == HOSTILE
    assert page.locator("img").count() == 0
    assert page.title() == TITLE.say("fr")
    # An address that is not of the web is shown, and leads nowhere.
    assert page.inner_text("#details .address") == "javascript:alert(1)"
    assert page.locator("#details a").count() == 0
    assert page.locator("a[href^=javascript]").count() == 0


def test_the_table_says_the_same(page: Page) -> None:
    page.click("#show-table")
    assert page.locator("#picture").is_hidden()
    assert page.locator("#nodes tbody tr").count() == 39
    assert page.locator("#links tbody tr").count() == 37
    table = page.get_by_role("table", name="Nœuds (39)")
    assert table.get_by_role("rowheader", name="Thérapie génique").count() == 1
    assert page.get_by_role("columnheader", name="Relation").count() == 1


def test_without_scripts_the_table_is_there(open_page: Open) -> None:
    page = open_page(java_script_enabled=False)
    assert page.locator("#nodes tbody tr:visible").count() == 39
    assert page.locator(".notice").is_visible()
    assert page.locator("#search").is_hidden()
    assert "Gene therapy" not in page.inner_text("#nodes")


def test_the_keyboard_is_enough(page: Page) -> None:
    page.focus("#network")
    page.keyboard.press("ArrowRight")
    first = page.inner_text("#details h2")
    assert first.startswith("Assises régionales")
    page.keyboard.press("ArrowRight")
    assert page.inner_text("#details h2").startswith("Axe")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowLeft")
    assert page.inner_text("#details h2") == first
    page.keyboard.press("Escape")
    assert page.locator("#details").is_hidden()


def test_every_control_has_a_name(page: Page) -> None:
    names = page.evaluate(
        """[...document.querySelectorAll('button, input, summary, #network')].map((each) =>
        each.getAttribute('aria-label') || (each.labels?.[0] ?? each).innerText.trim())"""
    )
    assert all(names)


def find_on_screen(page: Page) -> dict[str, tuple[float, float, float, float]]:
    """Where each box is when all are seen: left, top, right and bottom."""
    nodes = json.loads(page.text_content("#network-nodes") or "")
    sides: dict[str, list[float]] = {
        node["id"]: [
            middle + sign * extent / 2
            for sign in (-1, 1)
            for middle, extent in zip((node["x"], node["y"]), node["extent"], strict=True)
        ]
        for node in nodes
    }
    low = [min(each[axis] for each in sides.values()) for axis in (0, 1)]
    high = [max(each[axis + 2] for each in sides.values()) for axis in (0, 1)]
    frame = page.locator("#network").bounding_box()
    assert frame is not None
    room = frame["width"] - 24, frame["height"] - 24
    scale = min(room[axis] / (high[axis] - low[axis]) for axis in (0, 1))
    centre = frame["x"] + frame["width"] / 2, frame["y"] + frame["height"] / 2

    def project(value: float, axis: int) -> float:
        return float(centre[axis] + (value - (low[axis] + high[axis]) / 2) * scale)

    return {
        node: (project(a, 0), project(b, 1), project(c, 0), project(d, 1))
        for node, (a, b, c, d) in sides.items()
    }


@pytest.mark.parametrize(
    "slug", ["organization/genopole", "axis/assises-idf-2021-2", "therapy/cell-therapy"]
)
def test_a_box_answers_up_to_its_edges(page: Page, slug: str) -> None:
    left, top, right, bottom = find_on_screen(page)[f"{BASE}{slug}"]
    for x, y in ((left + 5, (top + bottom) / 2), (right - 12, bottom - 4), (right - 12, top + 4)):
        page.mouse.click(x, y)
        assert page.inner_text("#details .address") == f"{BASE}{slug}"
        page.click("#details .top button")
        assert page.locator("#details").is_hidden()


def test_a_link_can_be_clicked(page: Page) -> None:
    places = find_on_screen(page)
    axis = places[f"{BASE}axis/assises-idf-2021-2"]
    event = places[f"{BASE}event/assises-idf-2021"]
    heights = [(box[1] + box[3]) / 2 for box in (event, axis)]
    page.mouse.click((event[2] + axis[0]) / 2, sum(heights) / 2)
    assert page.inner_text("#details h2") == "a pour résultat"
    assert page.locator("#details button").count() == 3


def test_a_phone_can_use_it(open_page: Open) -> None:
    page = open_page(390, 844, has_touch=True)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.locator("#legend ul").is_hidden()
    page.fill("#search", "genique")
    page.press("#search", "Enter")
    picture = page.locator("#picture").bounding_box()
    details = page.locator("#details").bounding_box()
    assert picture is not None
    assert details is not None
    assert details["y"] >= picture["y"] + picture["height"] - 1
    page.click("#show-table")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
