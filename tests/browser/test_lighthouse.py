"""Pages are soon there, and in order, as Lighthouse rates them; a busy machine rates them worse."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from benchmarks.pages import LIGHTHOUSE, OF_SITE, rate, serve

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = [pytest.mark.browser, pytest.mark.slow]

DESK, PHONE = 95, 90


@pytest.mark.parametrize("name", OF_SITE)
def test_a_page_is_rated_well(name: str, published: Path) -> None:
    """In all four categories on a desk; on a phone, for how soon it is there."""
    if not LIGHTHOUSE.is_file() or not shutil.which("node"):
        pytest.skip("no node or no lighthouse: npm ci --prefix web")
    with serve(published) as address:
        desk = rate(address + name)
        phone = rate(address + name, phone=True)
    assert {key: value for key, value in desk.items() if value < DESK} == {}
    assert phone["performance"] >= PHONE
