"""Whatever is clicked and typed on the page of a scene, nothing goes wrong."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

from bioprod_graph.project import Project
from bioprod_graph.scenes import list_scenes
from tests.browser.conftest import ROOT

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.conftest import OpenScene

pytestmark = pytest.mark.browser

SCENES = [file.name for file in list_scenes(Project(ROOT, ROOT / "build"))]
ACTS = 40
KEYS = (
    "Enter", "Escape", "Tab", "Shift+Tab", "ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight",
    "+", "-", "0", "Space", "Home", "End", "g", "é",
)  # fmt: skip
# Clicks what is seen, or chooses of a list.
CLICK = """
(chance) => {
  const all = [...document.querySelectorAll("button, summary, input, select, [data-of]")];
  const seen = all.filter((each) => each.getClientRects().length);
  const one = seen[Math.floor(chance * seen.length)];
  if (one.tagName === "SELECT") {
    one.selectedIndex = Math.floor(chance * 1000) % one.length;
    one.dispatchEvent(new Event("change", { bubbles: true }));
  } else {
    one.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true }));
  }
}
"""


def act(page: Page, chance: random.Random) -> None:
    """Do one thing: press a key, click in the picture, click a control, or go back."""
    kind = chance.random()
    if kind < 0.35:
        page.keyboard.press(chance.choice(KEYS))
    elif kind < 0.5:
        page.mouse.click(chance.randrange(300, 1100), chance.randrange(120, 700))
    elif kind < 0.6:
        page.mouse.wheel(0, chance.randrange(-200, 200))
    elif kind < 0.65:
        page.evaluate("history.back()")
    else:
        page.evaluate(CLICK, chance.random())


@pytest.mark.parametrize("name", SCENES)
def test_nothing_goes_wrong_whatever_is_done(open_scene: OpenScene, name: str) -> None:
    """In the order that a seed gives; the page still shows its scene at the end."""
    page = open_scene(name)
    # Links lead to other scenes and to sources, a download out of the page.
    page.evaluate("onclick = (event) => { if (event.target.closest('a')) event.preventDefault(); }")
    page.evaluate("HTMLAnchorElement.prototype.click = () => {}")
    chance = random.Random(name)  # noqa: S311 - no secret
    for _ in range(ACTS):
        act(page, chance)
    assert page.locator("#picture:visible, #table:visible, #outline:visible").count() == 1
