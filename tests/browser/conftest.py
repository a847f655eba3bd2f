"""A real browser, and pages opened from disk in it: nothing leaves, nothing goes wrong."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from bioprod_graph.dataset import open_release
from bioprod_graph.language import LANGUAGES
from bioprod_graph.scenes import read_scene, render_page

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, Page

    from bioprod_graph.project import Project
    from tests.conftest import MakeOnce

    OpenFile = Callable[..., Page]
    OpenScene = Callable[..., Page]
    FindFaults = Callable[[Page], list[str]]

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "web" / "node_modules" / "axe-core" / "axe.min.js"

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
NAMES = ("chromium", "chromium-browser", "google-chrome")


def find_browser() -> str:
    """Find the browser; a test without one is skipped, and says so."""
    given = os.environ.get("BIOPROD_CHROMIUM")
    found = given or next((path for path in map(shutil.which, NAMES) if path), None)
    if not found:
        pytest.skip(f"no browser: BIOPROD_CHROMIUM is not set, and none of {NAMES} is in PATH")
    return found


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A browser without a window."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    path = find_browser()
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def open_file(browser: Browser) -> Iterator[OpenFile]:
    """Opens a file; at the end nothing was asked of any host and nothing went wrong."""
    requests: list[str] = []
    problems: list[str] = []
    contexts = []

    def open_file(
        path: Path, *, width: int = 1280, height: int = 800, fragment: str = "", **settings: Any
    ) -> Page:
        context = browser.new_context(viewport={"width": width, "height": height}, **settings)
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda request: requests.append(request.url))
        # Violations of the content security policy are written to the console, too.
        page.on("console", lambda message: problems.append(message.text))
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.goto(path.as_uri() + fragment)
        return page

    yield open_file
    for context in contexts:
        context.close()
    assert not problems
    # A worker that the page brings unpacks it: its own blob, which is no request of any host.
    asked = [url for url in requests if not url.startswith("blob:null/")]
    assert {url.split(":")[0] for url in asked} == {"file"}
    assert len(asked) == len(contexts)


@pytest.fixture(scope="session")
def page_of(built: Project, make_once: MakeOnce) -> Callable[[str], Path]:
    """The page of a scene of the real project, in the first language, made once a run."""

    def write(folder: Path, name: str) -> None:
        release = open_release(built)
        scene = read_scene(release.store, built, name)
        page = render_page(scene, release, built, language=LANGUAGES[0])
        (folder / f"{name}.html").write_text(page, encoding="utf-8", newline="\n")

    def page_of(name: str) -> Path:
        return make_once(f"page-{name}", lambda folder: write(folder, name)) / f"{name}.html"

    return page_of


@pytest.fixture
def open_scene(page_of: Callable[[str], Path], open_file: OpenFile) -> OpenScene:
    """Opens the page of a scene in a state that its address tells, and waits until it is there."""

    def open_scene(name: str, *, width: int = 1440, height: int = 900, **state: Any) -> Page:
        page = open_file(
            page_of(name), width=width, height=height, reduced_motion="reduce", **state
        )
        if state.get("java_script_enabled", True):
            page.locator(".menu li").first.wait_for(state="attached")
        return page

    return open_scene


@pytest.fixture(scope="session")
def find_faults() -> FindFaults:
    """Finds what axe (WCAG A and AA, best practice) has against a page: rule, element, why."""
    if not AXE.is_file():
        pytest.skip("no axe-core: npm ci --prefix web")
    axe = AXE.read_text(encoding="utf-8")

    def find_faults(page: Page) -> list[str]:
        page.evaluate(axe)
        told = page.evaluate(
            # It would fetch linked style sheets, which pages that open from disk cannot.
            "axe.run(document, {resultTypes: ['violations'], preload: !document.querySelector("
            "'link[rel=stylesheet]')}).then(found => JSON.stringify("
            "found.violations.flatMap(({id, nodes}) => nodes.map(node => "
            "`${id}: ${node.target.join(' ')}: ${node.failureSummary}`))))"
        )
        return list(json.loads(told))

    return find_faults
