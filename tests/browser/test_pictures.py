"""What views look like in a browser: on paper, in narrow windows, letter by letter."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.browser.conftest import OpenScene

pytestmark = pytest.mark.browser

A_SHEET = re.compile(rb"/Type\s*/Page\b")
SCENES = ("assises", "ecosystem", "map", "members")


@pytest.mark.parametrize("name", SCENES)
def test_a_sheet_of_paper_begins_with_the_title_and_is_not_wasted(
    name: str, open_scene: OpenScene
) -> None:
    """One sheet holds a picture, two hold one that is much higher than wide; a dark page, too, is
    printed on white.
    """
    page = open_scene(name, color_scheme="dark")
    most = 2 if page.locator("body.tall").count() else 1
    assert len(A_SHEET.findall(page.pdf(prefer_css_page_size=True))) <= most
    page.emulate_media(media="print")
    tops = [page.locator(part).bounding_box() for part in ("h1", ".legend", "#drawing > svg")]
    heights = [box["y"] for box in tops if box]
    assert len(heights) == len(tops)
    assert heights == sorted(heights)
    assert not page.locator("button:visible, select:visible").count()
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert paper == "rgb(255, 255, 255)"


def test_tabs_that_need_two_rows_stand_close(open_scene: OpenScene) -> None:
    tabs = open_scene("assises", width=1024).locator(".tabs li")
    boxes = [box for tab in tabs.all() if (box := tab.bounding_box())]
    assert len({box["y"] for box in boxes}) > 1
    assert {box["y"] for box in boxes} <= {boxes[0]["y"] + n * boxes[0]["height"] for n in range(4)}


def test_endings_of_french_ordinals_are_raised(open_scene: OpenScene) -> None:
    """By the font, so that the text stays what it is; a digest or a word after a figure is not."""
    measure = """(words) => {
      const pen = document.createElement("canvas").getContext("2d");
      pen.font = "600 40px Inter";
      return words.map((word) => pen.measureText(word).width);
    }"""
    page = open_scene("assises")
    one, er, raised, plain = page.evaluate(measure, ["1", "er", "1er", "1ers"])
    assert raised < one + er - 1
    assert plain > one + er
