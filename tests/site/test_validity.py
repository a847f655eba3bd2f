"""Each page of the site is HTML as the Nu validator, which the W3C runs, has it."""

from __future__ import annotations

import json
import shutil
import subprocess
from itertools import groupby
from typing import TYPE_CHECKING

import pytest

from tests.conftest import ROOT

if TYPE_CHECKING:
    from pathlib import Path

VALIDATOR = ROOT / "web" / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"


def find_errors(pages: list[Path]) -> list[str]:
    """Have pages judged; give what is wrong with them."""
    if shutil.which("java") is None or not VALIDATOR.exists():
        pytest.skip("no Java, or no validator: npm ci --prefix web")
    options = ["--errors-only", "--exit-zero-always", "--format", "json"]
    words = ["java", "-Xss8m", "-jar", str(VALIDATOR), *options, *map(str, pages)]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    told = json.loads(done.stderr)["messages"]
    return [f"{each['url']}:{each.get('lastLine')}: {each['message']}" for each in told]


def kind_of(page: Path) -> tuple[str, ...]:
    """Say of which kind a page is: things of one kind, and pages of one list, are made alike."""
    *folders, _ = page.parts
    is_english = "en" in folders
    names = [name for name in folders if name != "en"]
    return (*names[: 2 if names[:1] == ["id"] else 1], str(len(names)), str(is_english))


@pytest.mark.java
def test_a_page_of_each_kind_is_valid(published: Path) -> None:
    """The longest, which has most in it."""
    pages = sorted((page.relative_to(published) for page in published.rglob("*.html")), key=kind_of)
    longest = [
        max((published / page for page in alike), key=lambda page: page.stat().st_size)
        for _, alike in groupby(pages, key=kind_of)
    ]
    assert len(longest) > 50
    assert find_errors(longest) == []


@pytest.mark.java
@pytest.mark.slow
def test_every_page_is_valid(published: Path) -> None:
    """All of them."""
    assert find_errors(sorted(published.rglob("*.html"))) == []


@pytest.mark.java
def test_the_validator_finds_what_is_wrong(tmp_path: Path) -> None:
    """It is not asked in vain."""
    page = tmp_path / "page.html"
    page.write_text("<!doctype html><title>a</title><p><table role=cell></p>", encoding="utf-8")
    assert find_errors([page])
