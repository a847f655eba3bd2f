"""Every scene serves everyone: axe has nothing against it, however it is looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bioprod_graph.project import Project
from bioprod_graph.scenes import list_scenes
from tests.browser.conftest import ROOT

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.conftest import FindFaults, OpenScene

pytestmark = pytest.mark.browser

SCENES = [file.name for file in list_scenes(Project(ROOT, ROOT / "build"))]
PHONE, DESK = 390, 1440


def look(page: Page, **parts: str) -> None:
    """Bring the page into a state by its controls."""
    for name, value in parts.items():
        page.locator(f'button[name="{name}"][value="{value}"]').click()


def choose_first(page: Page) -> None:
    """Open the panel of the first thing in the table."""
    page.locator("#table tbody th[scope=row] button").first.click()
    page.locator("#panel h2").wait_for()


def leave_one_kind(page: Page) -> None:
    """Hide all kinds of things but one: of hundreds of like rows, some tell what all do."""
    boxes = page.locator("fieldset >> nth=0 >> [name=kind]")
    for n in range(boxes.count() - 1):
        boxes.nth(n).uncheck()


@pytest.mark.parametrize("name", SCENES)
def test_axe_has_nothing_against_a_scene(
    name: str, open_scene: OpenScene, find_faults: FindFaults
) -> None:
    """As picture, table and outline; light and dark, in both languages, the panel open and shut."""
    page = open_scene(name, color_scheme="light")
    assert find_faults(page) == []
    leave_one_kind(page)
    look(page, look="table", language="en")
    choose_first(page)
    assert find_faults(page) == []
    page.emulate_media(color_scheme="dark")
    look(page, look="picture")
    assert find_faults(page) == []
    look(page, look="outline", language="fr")
    assert find_faults(page) == []


@pytest.mark.parametrize("name", SCENES)
def test_a_phone_begins_with_the_outline(
    name: str, open_scene: OpenScene, find_faults: FindFaults
) -> None:
    """Which axe has nothing against, nor against the table; nothing is wider than the screen."""
    page = open_scene(name, width=PHONE, height=844, color_scheme="dark")
    assert page.locator("#outline .outline").is_visible()
    assert page.locator("#picture").is_hidden()
    assert find_faults(page) == []
    page.locator("#legend summary").click()
    leave_one_kind(page)
    look(page, look="table")
    choose_first(page)
    page.emulate_media(color_scheme="light")
    assert find_faults(page) == []
    page.set_viewport_size({"width": 320, "height": 700})
    for each in ("table", "outline", "picture"):
        page.keyboard.press("Escape")
        look(page, look=each)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.parametrize("name", SCENES)
def test_without_scripts_there_are_picture_and_list(name: str, open_scene: OpenScene) -> None:
    """Every tie leads to what it ties."""
    page = open_scene(name, java_script_enabled=False)
    assert page.locator("#drawing svg").is_visible()
    targets = page.locator("noscript li a").evaluate_all("links => links.map(a => a.hash)")
    anchors = page.locator("noscript li[id]").evaluate_all("rows => rows.map(r => `#${r.id}`)")
    assert anchors
    assert set(targets) <= set(anchors)
