"""A real browser, and pages opened from disk in it: nothing leaves, nothing goes wrong."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    OpenFile = Callable[..., Page]

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
    assert {url.split(":")[0] for url in requests} == {"file"}
    assert len(requests) == len(contexts)
