"""Search, tables, outline, keyboard and downloads of the pages of scenes."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from bioprod_graph.scenes.views.network import UNTIED
from tests.browser.conftest import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    from tests.browser.conftest import OpenScene

pytestmark = pytest.mark.browser

CASES = json.loads((ROOT / "tests/data/names/cases.json").read_text(encoding="utf-8"))
SCRIPT = ROOT / "src/bioprod_graph/documents/layout/names.js"
OPTIONS = "#found [role=option]"


@pytest.fixture
def page(open_scene: OpenScene) -> Page:
    return open_scene("ecosystem")


def test_names_are_found_as_the_program_finds_them(browser: Browser) -> None:
    """The shared file of cases holds for the script, too."""
    page = browser.new_page()
    ask = """([names, asked]) => { const index = new Index();
        for (const thing in names) for (const name of names[thing]) index.add(name, thing);
        const told = (each) => [index.find(each), index.search(each), index.suggest(each)];
        return asked.map(told); }"""
    page.evaluate(f"{SCRIPT.read_text(encoding='utf-8')}; globalThis.Index = Index; 0")
    asked = [case["asked"] for case in CASES["cases"]]
    found = page.evaluate(ask, [CASES["names"], asked])
    page.close()
    expected = [[case["found"], case["near"]] for case in CASES["cases"]]
    assert [each[:2] for each in found] == expected
    begun = {case["asked"]: case["begun"] for case in CASES["cases"] if "begun" in case}
    suggested = dict(zip(asked, (each[2] for each in found), strict=True))
    assert {each: suggested[each] for each in begun} == begun


@pytest.mark.parametrize(
    "case",
    [
        ("ecosystem", "yposkesi", "yposkesi"),
        ("ecosystem", "ypos", "yposkesi"),
        ("ecosystem", "yposkezi", "yposkesi"),
        ("ecosystem", "AFM", "afm-telethon"),
        ("ecosystem", "bioconvs  dim", "dim-bioconvs"),
        ("ecosystem", "hopitaux necker", "hopital-necker"),
        ("followup", "Recommandation 5", "assises-idf-2021-05"),
        ("followup", "recommendation 05", "assises-idf-2021-05"),
        ("followup", "guichet  UNIQUE", "assises-idf-2021-04"),
    ],
)
def test_what_is_asked_for_is_found(open_scene: OpenScene, case: tuple[str, str, str]) -> None:
    """By other names, kinds and numbers, in any order, with blanks, accents or a slip."""
    scene, asked, slug = case
    page = open_scene(scene)
    page.fill("#find", asked)
    page.keyboard.press("Enter")
    assert f"{slug}" in page.evaluate("decodeURIComponent(location.hash)")
    assert page.locator("#panel h2").is_visible()


def test_the_search_is_a_combobox(page: Page) -> None:
    """What the arrows are on is told; Escape empties the field."""
    field = page.locator("#find[role=combobox]")
    field.fill("institut")
    assert field.get_attribute("aria-expanded") == "true"
    for n in (0, 1):
        field.press("ArrowDown")
        assert field.get_attribute("aria-activedescendant") == f"found-{n}"
        assert page.locator(OPTIONS).nth(n).get_attribute("aria-selected") == "true"
    wanted = page.locator(f"{OPTIONS} bdi").nth(1).inner_text()
    told = page.locator("#search [role=status]").inner_text()
    assert any(sign.isdigit() for sign in told)
    field.press("Enter")
    assert page.locator("#panel h2").inner_text() == wanted
    field.fill("zzqq")
    assert page.locator(f"{OPTIONS}[aria-disabled=true]").count() == 1
    field.press("Escape")
    assert field.input_value() == ""
    assert field.get_attribute("aria-expanded") == "false"


def read_column(page: Page, number: int) -> list[str]:
    cells = page.locator(f"#table table >> nth=0 >> tbody tr > :nth-child({number})")
    return cells.all_inner_texts()


def test_tables_are_sorted_by_any_column(page: Page) -> None:
    """Which tells so; numbers by their size."""
    page.click("[name=look][value=table]")
    heads = page.locator("#table table >> nth=0 >> thead th")
    number = heads.count()
    last = heads.nth(number - 1)
    last.locator("button").click()
    assert last.get_attribute("aria-sort") == "ascending"
    counts = [int(cell) for cell in read_column(page, number)]
    assert counts == sorted(counts)
    last.locator("button").click()
    assert last.get_attribute("aria-sort") == "descending"
    assert [int(cell) for cell in read_column(page, number)] == sorted(counts, reverse=True)
    assert last.locator("button").evaluate("each => each === document.activeElement")


def test_a_row_leads_to_its_mark_and_back(page: Page) -> None:
    """The same thing is chosen in picture and table."""
    page.click("[name=look][value=table]")
    row = page.locator("#table tbody tr").nth(20)
    name = row.locator("th[scope=row]").inner_text()
    row.locator("td button").first.click()
    assert page.locator("#picture").is_visible()
    assert page.locator("#panel h2").inner_text() == name
    page.click("[name=look][value=table]")
    assert page.locator("#table tr.chosen th[scope=row]").inner_text() == name


def test_table_and_outline_keep_step_with_the_filters(page: Page) -> None:
    """As many rows as are shown; a kind that is hidden has none."""
    page.click("[name=look][value=table]")
    items = page.locator("#table table >> nth=0 >> tbody tr")
    before = items.count()
    box = page.locator('[name="kind"]').first
    hidden = int(page.locator("[data-count]").first.inner_text())
    box.uncheck()
    assert items.count() == before - hidden
    page.click("[name=look][value=outline]")
    word = page.locator(".legend .word").first.inner_text()
    assert word not in page.locator("#outline").inner_text()


def test_the_outline_unfolds(page: Page) -> None:
    """A family has bodies, a body its ties, each of which leads to the panel."""
    page.click("[name=look][value=outline]")
    family = page.locator("#outline .fold").first
    family.click()
    assert family.get_attribute("aria-expanded") == "true"
    body = page.locator("#outline li li > .fold").first
    body.click()
    tie = page.locator("#outline .twig .verb").first
    tie.click()
    assert page.locator("#panel .ends").is_visible()
    page.keyboard.press("Escape")
    assert page.locator("#panel").is_hidden()
    assert tie.evaluate("each => each === document.activeElement")


def test_the_outline_of_recommendations_follows_the_axes(open_scene: OpenScene) -> None:
    """Axis, recommendation, what followed: each below the other."""
    page = open_scene("followup")
    page.click("[name=look][value=outline]")
    axis = page.locator('[data-row*="/axis/"]').first
    recommendation = axis.locator('[data-row*="/recommendation/"]').first
    recommendation.locator("> .fold").click()
    assert recommendation.locator('[data-row*="/follow-up/"]').count() > 0


def test_arrows_walk_and_enter_opens(page: Page) -> None:
    """What the ring is on is told; Escape closes from within the panel, and the focus is back."""
    page.locator("html[data-drawn=canvas]").wait_for()
    page.focus("#pane")
    seen = set()
    for key in ("ArrowRight", "ArrowRight", "ArrowDown", "ArrowLeft"):
        page.keyboard.press(key)
        assert page.locator(".cursor").is_visible()
        seen.add(page.locator("#status").inner_text())
    assert len(seen) > 2
    page.keyboard.press("Enter")
    name = page.locator("#panel h2").inner_text()
    assert page.locator("#panel h2").evaluate("each => each === document.activeElement")
    assert any(told.startswith(name) for told in seen)
    page.keyboard.press("Escape")
    assert page.locator("#panel").is_hidden()
    assert page.evaluate("document.activeElement.id") == "pane"


def save(page: Page, number: int, folder: Path) -> Path:
    page.click(".menu summary")
    with page.expect_download() as started:
        page.locator(".menu li button").nth(number).click()
    path = folder / started.value.suggested_filename
    started.value.save_as(path)
    return path


def test_what_is_shown_can_be_taken_away(page: Page, tmp_path: Path) -> None:
    """As SVG, PNG, CSV and JSON that tell project, scene, version and licence."""
    page.locator('[name="kind"]').first.uncheck()
    files = [save(page, number, tmp_path) for number in range(5)]
    assert [path.suffix for path in files] == [".svg", ".png", ".csv", ".csv", ".json"]
    told = json.loads(files[4].read_text(encoding="utf-8"))
    assert all("bioprod-graph-ecosystem-" in path.name for path in files)
    assert all(told["version"] in path.name for path in files)
    items = list(csv.DictReader(io.StringIO(files[2].read_text(encoding="utf-8-sig"))))
    assert [row["id"] for row in items] == [item["id"] for item in told["items"]]
    assert {row["licence"] for row in items} == {told["licence"]}
    svg = ET.parse(files[0])  # noqa: S314 - it is ours
    written = " ".join(svg.getroot().itertext())
    assert told["licence"] in written
    assert told["released"] in written
    assert "var(" not in files[0].read_text(encoding="utf-8")
    drawn = {each.get("data-of") for each in svg.iter() if each.get("data-of")}
    hidden = {item["id"] for item in told["items"]}
    assert drawn
    # Beside things and ties, the words that count those without a tie.
    assert {each for each in drawn if " " not in (each or "")} <= hidden | {UNTIED}
    assert files[1].read_bytes().startswith(b"\x89PNG")
