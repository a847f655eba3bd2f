"""Documents on the real data, as a command writes them: for everyone, in both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import pytest
from playwright.sync_api import expect

from bioprod_graph.cli import main

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Page

    from tests.browser.conftest import FindFaults, OpenFile

    Write = Callable[..., Path]

pytestmark = pytest.mark.browser

GAPS = ("gaps", "--kind", "recommendation-without-evidence")
ACTOR = ("brief", "organization/genethon")
KINDS = (
    ACTOR,
    ("brief", "recommendation/assises-idf-2021-05"),
    ("track",),
    GAPS,
    ("measure",),
)
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
WIDTHS = (390, 1440)


@pytest.fixture
def write(built_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Write:
    """Writes what a command gives as a page, French first."""

    def write(*words: str) -> Path:
        given = ("--project", str(built_folder), "--lang", "fr", *words, "--format", "html")
        assert main(given) == 0
        path = tmp_path / "page.html"
        path.write_text(capsys.readouterr().out, encoding="utf-8", newline="\n")
        return path

    return write


def switch(page: Page, language: str) -> None:
    page.get_by_role("navigation").get_by_role("link", name=language).click()


@pytest.mark.parametrize("words", KINDS, ids=" ".join)
def test_axe_has_nothing_against_a_document(
    write: Write, open_file: OpenFile, find_faults: FindFaults, *, words: tuple[str, ...]
) -> None:
    """On a desk and on a phone, light and dark, in both languages; nothing is wider than it."""
    path = write(*words)
    for width, schemes in zip(WIDTHS, (SCHEMES, SCHEMES[::-1]), strict=True):
        page = open_file(path, width=width)
        for language, scheme in zip(("English", "Français"), schemes, strict=True):
            page.emulate_media(color_scheme=scheme)
            switch(page, language)
            assert find_faults(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_page_is_read_in_the_language_that_is_chosen(write: Write, open_file: OpenFile) -> None:
    """One at a time; what leads within the page stays in it, and the address tells which."""
    page = open_file(write("brief", "recommendation/assises-idf-2021-05"))
    heading = page.locator("h1:visible")
    french = heading.inner_text()
    assert page.locator(".told:visible").get_attribute("lang") == "fr"
    switch(page, "English")
    expect(heading).to_have_count(1)
    assert heading.inner_text() != french
    page.locator("sup a:visible").first.click()
    assert page.locator(".told:visible").get_attribute("lang") == "en"
    page.locator(".back:visible").first.click()
    assert page.locator(".told:visible").get_attribute("lang") == "en"
    again = open_file(write("brief", "recommendation/assises-idf-2021-05"), fragment="#en")
    assert again.locator(".told:visible").get_attribute("lang") == "en"
    switch(page, "Français")
    assert heading.inner_text() == french


def test_a_brief_shows_what_lies_around_its_thing(write: Write, open_file: OpenFile) -> None:
    """With names that can be read, its legend, and what data it was made of."""
    page = open_file(write(*ACTOR))
    picture = page.locator("figure:visible svg.picture")
    expect(picture.locator("text", has_text="Généthon").first).to_be_visible()
    assert picture.get_attribute("aria-label")
    entries = page.locator("figure:visible .key li").all_inner_texts()
    assert len(entries) == len(set(entries)) > 1
    expect(page.locator(".edition:visible")).to_contain_text("Version")
    assert page.locator("meta[name='dcterms.source']").get_attribute("content")
