"""Scenes work in Firefox, too: they open without a fault, are drawn, and tell what is chosen."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bioprod_graph.project import Project
from bioprod_graph.scenes import list_scenes
from tests.browser.conftest import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.browser

SCENES = [file.name for file in list_scenes(Project(ROOT, ROOT / "build"))]
NAMES = ("firefox-esr", "firefox")


def test_every_scene_works_in_firefox(page_of: Callable[[str], Path]) -> None:
    """No error, nothing refused by the policy of the page; a row of the table opens the panel."""
    firefox = next((path for path in map(shutil.which, NAMES) if path), None)
    node = shutil.which("node")
    if not firefox or not node or not (ROOT / "web" / "node_modules" / "puppeteer-core").is_dir():
        pytest.skip("no Firefox, no node or no puppeteer-core: npm ci --prefix web")
    pages = {str(page_of(name)): name for name in SCENES}
    script = Path(__file__).parent / "firefox.mjs"
    run = subprocess.run(
        [node, script, firefox, *pages], capture_output=True, text=True, timeout=300, check=False
    )
    assert run.returncode == 0, run.stderr
    told = json.loads(run.stdout)
    assert list(told) == list(pages)
    assert {pages[file]: problems for file, problems in told.items() if problems} == {}
