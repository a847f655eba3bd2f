"""Documents in a real browser: nothing leaves, nothing is refused, all can be read."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from bioprod_graph.documents import (
    Document,
    Figures,
    Items,
    Note,
    Paragraph,
    Section,
    Sentence,
    TableBlock,
)
from bioprod_graph.documents.model import Part
from tests.rendering import render_html

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Page

    from bioprod_graph.language import Language

    Open = Callable[..., Page]

pytestmark = pytest.mark.browser

HOSTILE = "</style><script>document.title='hit'</script><img src=x onerror=document.title='hit'>"
LONG = "Mitochondrienerkrankungsforschungszentrum" * 3
PHONE, DESK = 390, 1280
WHITE, DARK = "rgb(255, 255, 255)", "rgb(15, 22, 29)"
BACKGROUND = "getComputedStyle(document.body).backgroundColor"


def make_document(language: Language = "fr") -> Document:
    """A table of five columns, a note cited often, text that breaks out and words that do not."""
    page = Note("La page.", "https://example.org/" + "x" * 200)
    hostile = Note(HOSTILE, "javascript:document.title='hit'")
    cells = ("1. Réseau", "1\u00a0· Structurer", "en partie", "Un fait", "mai 2022")
    rows = (
        tuple(Sentence(cell, (page, hostile)) for cell in cells),
        tuple(Sentence(cell) for cell in (LONG, HOSTILE, LONG, LONG, "–")),
    )
    table = TableBlock(("Recommandation", "Axe", "État", "Dernier fait connu", "Date"), rows)
    text = Paragraph((Sentence("Une suite est connue.", (page,)), Sentence(LONG)))
    sections = (Section("Suivi", (table, text)), Section(LONG, (text,)))
    return Document(f"Suivi {LONG}", language, text, sections, f"Fait de {LONG}.")


def make_tracker() -> Document:
    """Sub-headings, statuses with discs, figures and a list, each with what breaks out of it."""

    def name(text: str, step: int) -> Sentence:
        return Sentence(text, parts=(Part(text, "https://example.org/id/x", (step, 4)),))

    rows = tuple(
        (Sentence(f"{n}. {text}"), name(word, n % 5), Sentence("10 November 2022"))
        for n, (text, word) in enumerate(
            [("Network", "done"), ("Shop", "none known"), (LONG, LONG)]
        )
    )
    table = TableBlock(("Recommendation", "Status", "Date"), rows, ("Axis 1", "Axis 1", LONG))
    figures = Figures(((Sentence("8 of 11"), Sentence("with a follow-up")), (Sentence(LONG),) * 2))
    section = Section("All", (figures, table, Items((Sentence("One."), Sentence(LONG)))))
    return Document("Tracker", "en", None, (section,), "")


@pytest.fixture
def open_tracker(open_file: Open, tmp_path: Path) -> Open:
    """Opens the tracker."""

    def open_tracker(width: int = DESK) -> Page:
        path = tmp_path / "tracker.html"
        path.write_text(render_html(make_tracker()), encoding="utf-8")
        return open_file(path, width=width)

    return open_tracker


@pytest.mark.parametrize("width", [320, PHONE, 640, 641, 899, 900, 1000, DESK])
def test_nothing_of_a_tracker_is_wider_than_the_screen(open_tracker: Open, width: int) -> None:
    """Nor are statuses, figures and sub-headings."""
    page = open_tracker(width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_a_disc_stands_before_its_word(open_tracker: Open, width: int) -> None:
    """On the line of the word, and about as high as a letter."""
    status = open_tracker(width).locator(".status").first
    disc = status.locator("svg").bounding_box()
    box = status.bounding_box()
    assert disc is not None
    assert box is not None
    assert disc["x"] == pytest.approx(box["x"], abs=1)
    assert box["y"] <= disc["y"] < disc["y"] + disc["height"] <= box["y"] + box["height"]
    assert 9 <= disc["width"] <= 18
    assert status.inner_text() == "done"


def test_a_sub_heading_spans_its_table(open_tracker: Open) -> None:
    """It heads the rows below it, and is no cell of a column."""
    page = open_tracker()
    heading, table = (page.locator(each).first.bounding_box() for each in (".heading th", "table"))
    assert heading is not None
    assert table is not None
    assert heading["width"] == pytest.approx(table["width"], abs=1)
    assert page.locator("tbody").count() == 2


@pytest.fixture
def open_page(open_file: Open, tmp_path: Path) -> Open:
    """Opens the document."""

    def open_page(width: int = DESK, *, language: Language = "fr", **settings: Any) -> Page:
        path = tmp_path / f"{language}.html"
        path.write_text(render_html(make_document(language)), encoding="utf-8")
        return open_file(path, width=width, **settings)

    return open_page


def test_the_style_is_let_in_by_the_policy(open_page: Open) -> None:
    """Its digest is that of the text that the browser read, in both languages and themes."""
    for language, (scheme, colour) in product(("fr", "en"), (("light", WHITE), ("dark", DARK))):
        page = open_page(language=language, color_scheme=scheme)
        assert page.evaluate(BACKGROUND) == colour
        assert page.get_attribute("html", "lang") == language


def test_colours_follow_the_system(open_page: Open) -> None:
    """While the page is open."""
    page = open_page(color_scheme="dark")
    page.emulate_media(color_scheme="light")
    assert page.evaluate(BACKGROUND) == WHITE


@pytest.mark.parametrize("width", [320, PHONE, 640, 641, 899, 900, 1000, DESK])
def test_nothing_is_wider_than_the_screen(open_page: Open, width: int) -> None:
    """However long a word is, on a phone and on either side of each change of the layout."""
    page = open_page(width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    widest = page.evaluate(
        "Math.max(...[...document.querySelectorAll('main *:not(thead *):not(thead), footer *')]"
        ".map(each => each.getBoundingClientRect().right))"
    )
    assert widest <= width


def test_a_table_is_stacked_on_a_phone(open_page: Open) -> None:
    """Each value under the one before, with its name; on a desk, beside it."""

    def measure(page: Page) -> list[float]:
        cells = page.locator("tbody tr").first.locator("th, td").all()
        return [box["y"] for box in (cell.bounding_box() for cell in cells) if box]

    tops = measure(open_page(PHONE))
    assert tops == sorted(set(tops))
    assert len(tops) == 5
    assert len(set(measure(open_page(DESK)))) == 1
    name = open_page(PHONE).locator("tbody td").nth(1)
    assert name.evaluate("cell => getComputedStyle(cell, '::before').content") == '"État"'


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_a_stacked_table_is_still_a_table(open_page: Open, width: int) -> None:
    """For those who hear it."""
    page = open_page(width)
    assert page.get_by_role("table").count() == 1
    assert page.get_by_role("row").count() == 3
    assert page.get_by_role("columnheader").all_inner_texts()[:2] == ["Recommandation", "Axe"]
    assert page.get_by_role("rowheader").count() == 2
    assert page.get_by_role("cell").count() == 8


def test_notes_lead_there_and_back(open_page: Open) -> None:
    """By keyboard, too, and to the very mark that one came from."""
    page = open_page()
    mark = page.locator("tbody sup a").first
    mark.focus()
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == "#note-1"
    page.locator("#note-1 .back").nth(1).click()
    assert page.evaluate("location.hash") == f"#{mark.get_attribute('id')}"
    expect(mark).to_be_in_viewport()


def test_hostile_text_stays_text(open_page: Open) -> None:
    """It is read, and does nothing."""
    page = open_page()
    assert page.title().startswith("Suivi")
    assert page.locator("img, script").count() == 0
    assert page.locator("a[href^=javascript]").count() == 0
    assert HOSTILE in page.inner_text("main")


def test_lines_keep_their_measure(open_page: Open) -> None:
    """Text does not run over the whole of a wide screen."""
    page = open_page(1920)
    box = page.locator("section p").first.bounding_box()
    assert box is not None
    letters = page.evaluate(
        "() => { const probe = document.createElement('span'); probe.textContent = '0';"
        " document.querySelector('section p').append(probe);"
        " return probe.getBoundingClientRect().width; }"
    )
    assert 55 <= box["width"] / letters <= 75


def test_paper_shows_where_links_lead(open_page: Open) -> None:
    """And has no ways back, which nobody can follow there."""
    page = open_page()
    page.emulate_media(media="print")
    assert page.locator(".back").first.is_hidden()
    shown = page.locator("a.address").evaluate("a => getComputedStyle(a, '::after').content")
    assert "https://example.org/" in shown
