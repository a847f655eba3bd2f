"""Labels that would act, on the pages of scenes: none runs, leads or loads, and each is read."""

from __future__ import annotations

from itertools import cycle
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest
from playwright.sync_api import expect

from bioprod_graph.dataset import Release, open_release
from bioprod_graph.scenes import read_scene, render_page

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
)
ADDRESSES = (f"javascript:{HIT}", f"data:text/html,<script>{HIT}</script>")
# What a page has by itself is of these; nothing else was made of a text.
FOREIGN = "img, iframe, object, embed, [onerror], [onload], a[href^='javascript'], a[href^='data']"


def poison(release: Release) -> Release:
    """Let each text in a language be one of the labels, and each address act."""
    store, labels, addresses = ox.Store(), cycle(LABELS), cycle(ADDRESSES)
    for quad in release.store:
        term = quad.object
        if isinstance(term, ox.Literal) and term.language:
            term = ox.Literal(next(labels), language=term.language)
        elif isinstance(term, ox.Literal) and term.datatype.value.endswith("anyURI"):
            term = ox.Literal(next(addresses), datatype=term.datatype)
        store.add(ox.Quad(quad.subject, quad.predicate, term, quad.graph_name))
    poisoned = Release(release.folder, release.manifest, release.held)
    vars(poisoned)["store"] = store
    return poisoned


@pytest.fixture(scope="module")
def poisoned(built: Project, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A page on a canvas and one that is a drawing."""
    folder, release = tmp_path_factory.mktemp("hostile"), poison(open_release(built))
    for name in ("assises", "followup"):
        page = render_page(read_scene(release.store, built, name), release, built, language="fr")
        (folder / f"{name}.html").write_text(page, encoding="utf-8")
    return folder


@pytest.mark.parametrize("bypassed", [False, True])
@pytest.mark.parametrize("name", ["assises", "followup"])
def test_hostile_labels_run_nothing_and_are_read(
    browser: Browser, poisoned: Path, *, name: str, bypassed: bool
) -> None:
    """Nor do they where the policy of the page is not obeyed."""
    context = browser.new_context(bypass_csp=bypassed, viewport={"width": 1440, "height": 900})
    page = context.new_page()
    asked: list[str] = []
    wrong: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: wrong.append(message.text))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("dialog", lambda dialog: wrong.append(dialog.message))
    page.goto((poisoned / f"{name}.html").as_uri())
    page.wait_for_function("() => performance.getEntriesByName('shown').length === 1")
    for look in ("table", "outline", "picture"):
        page.locator(f'[name="look"][value="{look}"]').click()
        assert page.locator(FOREIGN).count() == 0
    read_panels(page)
    assert page.evaluate("window.hit") is None
    assert "hit" not in page.evaluate("[document.title.trim()]")
    assert wrong == []
    assert {url.split(":")[0] for url in asked} == {"file"}
    assert len(asked) == 1
    context.close()


def read_panels(page: Page) -> None:
    """Open a thing with each label: what it says is in the heading, to the letter."""
    labels = {i["label"]["fr"]: i["id"] for i in page.evaluate("page.data.items")}
    assert labels
    for label, thing in labels.items():
        page.evaluate("(id) => { location.hash = `chosen=${encodeURIComponent(id)}`; }", thing)
        heading = page.locator("#panel h2")
        expect(heading).to_have_text(label.strip())
        assert page.locator(FOREIGN).count() == 0
