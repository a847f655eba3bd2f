"""What became of the recommendations: in a browser, with its panel, and on paper."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from bioprod_graph.dataset import open_release
from bioprod_graph.language import LANGUAGES
from bioprod_graph.scenes import read_scene, render_page
from bioprod_graph.scenes.paper import render_sheet

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page

    from bioprod_graph.project import Project
    from tests.browser.conftest import OpenFile

SCENE = "followup"
A_SHEET = re.compile(rb"/Type\s*/Page\b")


@pytest.fixture(scope="module")
def page_file(built: Project, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page, in the first language."""
    release = open_release(built)
    scene = read_scene(release.store, built, SCENE)
    path = tmp_path_factory.mktemp("pages") / f"{SCENE}.html"
    text = render_page(scene, release, built, language=LANGUAGES[0])
    path.write_text(text, encoding="utf-8", newline="\n")
    return path


def measure_picture(page: Page) -> float:
    box = page.locator("#drawing > svg").get_attribute("viewBox") or ""
    return float(box.split()[2])


def test_it_prints_on_one_sheet(page_file: Path, open_file: OpenFile) -> None:
    """In either language, whatever is looked at; as many numbers as marks."""
    page = open_file(page_file, width=1440, height=900)
    for tag in LANGUAGES:
        page.locator(f'button[name="language"][value="{tag}"]').click()
        assert len(A_SHEET.findall(page.pdf(prefer_css_page_size=True))) == 1
        assert page.locator(".paper").get_attribute("lang") == tag
    assert not page.locator(".paper").is_visible()


def test_the_sheet_alone_is_that_of_the_page(
    built: Project, tmp_path: Path, open_file: OpenFile
) -> None:
    """Without any script: what is printed from the command line."""
    release = open_release(built)
    scene = read_scene(release.store, built, SCENE)
    path = tmp_path / "sheet.html"
    path.write_text(render_sheet(scene, release, built, language="fr"), encoding="utf-8")
    page = open_file(path)
    assert page.locator("script").count() == 0
    assert len(A_SHEET.findall(page.pdf(prefer_css_page_size=True))) == 1


def test_with_the_panel_open_the_years_are_closer(page_file: Path, open_file: OpenFile) -> None:
    """And names as large as before: the picture is another one, not the same made small."""
    page = open_file(page_file, width=1440, height=900)
    wide = measure_picture(page)
    mark = page.locator('#drawing [data-of*="/follow-up/"]').first
    mark.click()
    page.locator("#panel").wait_for()
    page.wait_for_function(
        "(wide) => Number(document.querySelector('#drawing > svg').getAttribute('viewBox')"
        ".split(' ')[2]) < wide",
        arg=wide,
    )
    rings = page.locator("#drawing .ring")
    assert rings.count() == 1
    assert page.locator("#panel h2").inner_text()
    page.keyboard.press("Escape")
    page.wait_for_function(
        "(wide) => Number(document.querySelector('#drawing > svg').getAttribute('viewBox')"
        ".split(' ')[2]) === wide",
        arg=wide,
    )
