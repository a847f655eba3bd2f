"""Labels that would act, on the pages of scenes: none runs, leads or loads, and each is read."""

from __future__ import annotations

import csv
import io
import re
from contextlib import redirect_stdout
from itertools import cycle
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest
from playwright.sync_api import expect

from bioprod_graph.cli import main
from bioprod_graph.dataset import Release, open_release

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    from bioprod_graph.project import Project

pytestmark = pytest.mark.browser

HIT = "top.hit=1;document.title='hit'"
LABELS = (
    f"<script>{HIT}</script>",
    f'</script><img src=x onerror="{HIT}">',
    f'<a href="javascript:{HIT}">href</a>',
    "right \u202e to left",
    "one\u2028line\u2029or three",
    "long " * 200,
    "👩‍🔬 in the lab",
    "مختبر 2021 מעבדה",
    "zero\u200bwidth\ufeff",
    "&lt;script&gt; &amp;#x3C;",
    f'"\'><svg/onload="{HIT}"> {{{{7*7}}}} {{% raw %}} ${{7*7}} {{count}}',
    f"<!--<script>]]></style></svg>![i](x)<iframe srcdoc='<script>{HIT}</script>'>",
    '=HYPERLINK("http://x.example";"+1")',
)
ADDRESSES = (f"javascript:{HIT}", f"data:text/html,<script>{HIT}</script>")
# What a page has by itself is of these; nothing else was made of a text.
FOREIGN = "img, iframe, object, embed, [onerror], [onload], a[href^='javascript'], a[href^='data']"


# Pages beside those of scenes: what lies around a thing, paths, documents.
PAGES = {
    "around": ("draw", "organization/genethon"),
    "path": ("draw", "organization/genethon", "organization/genopole"),
    "track": ("track", "--format", "html"),
    "gaps": ("gaps", "--format", "html"),
    "brief": ("brief", "organization/genethon", "--format", "html"),
    "recommendation": ("brief", "recommendation/assises-idf-2021-05", "--format", "html"),
}


def poison(release: Release) -> ox.Store:
    """Let each text in a language be one of the labels, and each address act."""
    store, labels, addresses = ox.Store(), cycle(LABELS), cycle(ADDRESSES)
    for quad in release.store:
        term = quad.object
        if isinstance(term, ox.Literal) and term.language:
            term = ox.Literal(next(labels), language=term.language)
        elif isinstance(term, ox.Literal) and term.datatype.value.endswith("anyURI"):
            term = ox.Literal(next(addresses), datatype=term.datatype)
        store.add(ox.Quad(quad.subject, quad.predicate, term, quad.graph_name))
    return store


@pytest.fixture(scope="module")
def poisoned(built: Project, built_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All scenes as pages, and the other pages."""
    folder, told = tmp_path_factory.mktemp("hostile"), ("--project", str(built_folder))
    store = poison(open_release(built))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Release, "store", store)
        assert main((*told, "--lang", "fr", "draw", "--all", "-o", str(folder))) == 0
        for name, words in PAGES.items():
            kept = io.StringIO()
            with redirect_stdout(kept):
                given = words if "--format" in words else (*words, "-o", "-")
                assert main((*told, "--lang", "fr", *given)) == 0, name
            (folder / f"{name}.html").write_text(kept.getvalue(), encoding="utf-8")
    return folder


@pytest.mark.parametrize("bypassed", [False, True])
def test_hostile_labels_run_nothing_and_are_read(
    browser: Browser, poisoned: Path, *, bypassed: bool
) -> None:
    """On every page, nor do they where the policy of the page is not obeyed."""
    context = browser.new_context(bypass_csp=bypassed, viewport={"width": 1440, "height": 900})
    pages = sorted(poisoned.glob("*.html"))
    assert len(pages) > len(PAGES) + 10
    # The policy is the same on all: that it is obeyed is seen on one page of each make.
    shown = ("assises", "followup", "track")
    for path in (path for path in pages if bypassed or path.stem in shown):
        page = context.new_page()
        asked, wrong = watch(page)
        page.goto(path.as_uri())
        if page.locator("#picture").count():
            use_scene(page)
        hit = page.evaluate("[window.hit ?? '', document.title]")
        assert "hit" not in hit, path.stem
        assert page.locator(FOREIGN).count() == 0, path.stem
        assert wrong == [], path.stem
        assert [url.split(":")[0] for url in asked] == ["file"], path.stem
        # What would act is there as words.
        assert any(label in page.content() for label in ("&lt;script&gt;", "&lt;a href")), path.stem
        page.close()
    context.close()


def watch(page: Page) -> tuple[list[str], list[str]]:
    """Note what a page asks for, its own blobs apart, and what goes wrong or is run in it."""
    asked: list[str] = []
    wrong: list[str] = []
    page.on("request", lambda r: None if r.url.startswith("blob:null/") else asked.append(r.url))
    page.on("console", lambda message: wrong.append(message.text))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("dialog", lambda dialog: wrong.append(dialog.message))
    return asked, wrong


def use_scene(page: Page) -> None:
    """Look at a scene in each way, search, open a thing with each label, and save its table."""
    page.wait_for_function("() => performance.getEntriesByName('shown').length === 1")
    for look in ("table", "outline", "picture"):
        button = page.locator(f'[name="look"][value="{look}"]')
        if button.is_visible():
            button.click()
        assert page.locator(FOREIGN).count() == 0
    for asked in ("script", "href", "HYPERLINK"):
        page.locator("#search input").fill(asked)
        assert page.locator(FOREIGN).count() == 0
    page.keyboard.press("Escape")
    read_panels(page)
    page.evaluate("() => { location.hash = ''; }")
    page.click(".menu summary")
    with page.expect_download() as started:
        page.locator(".menu li button").nth(2).click()
    saved = started.value.path().read_text(encoding="utf-8-sig")
    cells = [cell for row in csv.reader(io.StringIO(saved)) for cell in row]
    assert [cell for cell in cells if re.match("[=+@\t\r-]", cell)] == []


def read_panels(page: Page) -> None:
    """Open a thing with each label: what it says is in the heading, to the letter."""
    labels = {i["label"]["fr"]: i["id"] for i in page.evaluate("page.data.items")}
    assert labels
    for label, thing in labels.items():
        page.evaluate("(id) => { location.hash = `chosen=${encodeURIComponent(id)}`; }", thing)
        heading = page.locator("#panel h2")
        expect(heading).to_have_text(label.strip())
        assert page.locator(FOREIGN).count() == 0
