"""Matrices and the map in a browser: a cell lists what it counts, rows change places."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bioprod_graph.dataset import open_release
from bioprod_graph.language import LANGUAGES, sort_key
from bioprod_graph.scenes import read_scene, render_page

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page

    from bioprod_graph.project import Project
    from tests.browser.conftest import OpenFile

SCENES = ("lanes", "map", "members", "recommendations-by-therapy", "value-chain")
# The names in each band on paper, and whether all of them are whole in it.
BANDS = """
() => [...document.querySelectorAll(".bands svg")].map((band) => {
  const frame = band.getBoundingClientRect();
  const texts = [...band.querySelectorAll("text")];
  const isWhole = (text) => {
    const box = text.getBoundingClientRect();
    return box.top > frame.top - 1 && box.bottom < frame.bottom + 1;
  };
  return [texts.map((text) => text.textContent), texts.every(isWhole)];
})
"""


@pytest.fixture(scope="module")
def page_files(built: Project, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The pages, in the first language."""
    release, folder = open_release(built), tmp_path_factory.mktemp("pages")
    for name in SCENES:
        scene = read_scene(release.store, built, name)
        text = render_page(scene, release, built, language=LANGUAGES[0])
        (folder / f"{name}.html").write_text(text, encoding="utf-8", newline="\n")
    return {name: folder / f"{name}.html" for name in SCENES}


def list_rows(page: Page) -> list[str]:
    """The names of rows, from above, once the page has begun."""
    page.wait_for_function("() => performance.getEntriesByName('shown').length === 1")
    texts = page.locator("#drawing text[data-of*='/id/']:not([transform]):not([data-of*='|'])")
    found = [(each.bounding_box() or {"y": 0.0}, each.text_content() or "") for each in texts.all()]
    return [name for _, name in sorted(found, key=lambda each: each[0]["y"])]


def test_what_was_chosen_in_the_table_has_its_ring_in_the_picture(
    page_files: dict[str, Path], open_file: OpenFile
) -> None:
    """A drawing that is not shown cannot be measured: the ring is drawn when it is."""
    page = open_file(page_files["members"], width=1440, height=900, fragment="#look=table")
    page.locator("#table tbody th[scope=row] button").first.click()
    page.locator("button[name=look][value=picture]").click()
    wide = "() => document.querySelector('#drawing .ring')?.getBBox().width > 20"
    page.wait_for_function(wide)


def test_a_cell_lists_as_many_as_it_counts(
    page_files: dict[str, Path], open_file: OpenFile
) -> None:
    page = open_file(page_files["value-chain"], width=1440, height=900)
    for cell in page.locator("#drawing text[data-of*='|']").all()[:5]:
        cell.click()
        listed = page.locator("#panel .members li")
        assert listed.count() == int(cell.text_content() or "")


def test_a_cell_counts_what_is_shown(page_files: dict[str, Path], open_file: OpenFile) -> None:
    """What a filter leaves out is in no cell: the largest one falls, and its list with it."""
    page = open_file(page_files["value-chain"], width=1440, height=900)
    cells = page.locator("#drawing rect[data-of*='|'] + text")
    cell = max(cells.all(), key=lambda each: int(each.text_content() or ""))
    before = int(cell.text_content() or "")
    page.locator("input[name=kind][value=research]").uncheck()
    after = int(cell.text_content() or "")
    assert 0 < after < before
    cell.click()
    assert page.locator("#panel .members li").count() == after


def test_the_address_leads_back_to_a_cell(page_files: dict[str, Path], open_file: OpenFile) -> None:
    page = open_file(page_files["value-chain"], width=1440, height=900)
    page.locator("#drawing rect[data-of*='|'] + text").first.click()
    heading = page.locator("#panel h2").text_content()
    page.keyboard.press("Escape")
    assert page.locator("#panel").is_hidden()
    page.go_back()
    assert page.locator("#panel h2").text_content() == heading


def test_rows_are_put_by_name(page_files: dict[str, Path], open_file: OpenFile) -> None:
    """And go back to where they were; each mark stays with its row."""
    page = open_file(page_files["members"], width=1440, height=900)
    first = list_rows(page)
    mark = page.locator("#drawing g[data-of*=' ']").first
    source = (mark.get_attribute("data-of") or "").split(" ")[0]
    page.locator("#order").select_option("name")
    assert list_rows(page) == sorted(first, key=lambda name: sort_key(name, LANGUAGES[0]))
    row = page.locator(f"#drawing text[data-of='{source}|']").bounding_box()
    place = mark.bounding_box()
    assert row is not None
    assert place is not None
    assert abs(row["y"] + row["height"] / 2 - place["y"] - place["height"] / 2) < row["height"]
    page.locator("#order").select_option("alike")
    assert list_rows(page) == first


def test_a_mark_of_the_map_opens_its_body(page_files: dict[str, Path], open_file: OpenFile) -> None:
    page = open_file(page_files["map"], width=1440, height=900)
    page.locator("#drawing g[data-of*='/organization/genopole']").first.click()
    assert page.locator("#panel h2").text_content() == "Genopole"


@pytest.mark.parametrize("name", ["lanes", "members"])
def test_what_is_taller_than_a_sheet_is_cut_through_no_name(
    name: str, page_files: dict[str, Path], open_file: OpenFile
) -> None:
    """It is printed in bands, which are gone afterwards; every name is in one of them."""
    page = open_file(page_files[name], width=1440, height=900)
    named = list_rows(page) and page.locator("#drawing > svg > text").all_text_contents()
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    bands = page.evaluate(BANDS)
    assert len(bands) > 1
    assert sorted(each for texts, _ in bands for each in texts) == sorted(named)
    assert all(is_whole for _, is_whole in bands)
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator(".bands").count() == 0


def test_what_is_numbered_stands_in_its_place_in_the_outline(
    page_files: dict[str, Path], open_file: OpenFile
) -> None:
    """A recommendation of which nothing is known, too, between those that facts stand below."""
    page = open_file(page_files["recommendations-by-therapy"], width=390, height=844)
    rows = page.locator(".outline [data-row*='recommendation/'] > button")
    rows.first.wait_for()
    numbers = [int(text.split()[0]) for text in rows.all_inner_texts()]
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) > 1
