"""`bioprod publish`: what it tells meanwhile, and of what is missing."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    import pytest

    from tests.unit.commands.conftest import Run


def test_says_that_it_writes_and_how_the_publisher_is_told(
    bioprod: Run, built_folder: Path, tmp_path: Path, *, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A site takes its time; what the law asks for is not invented, and its option is named."""

    def write(_folder: Path, _pages: Iterable[tuple[str, bytes]]) -> int:
        time.sleep(0.2)
        return 1

    monkeypatch.setattr("bioprod_graph.commands.context._PATIENCE", 0.0)
    monkeypatch.setattr("bioprod_graph.site.write_site", write)
    words = ("--project", built_folder, "publish", tmp_path / "site")
    english, french = (bioprod(*words, "--lang", tag) for tag in ("en", "fr"))
    assert english.status == french.status == 0
    assert "writing the pages…\n" in english.err
    assert "écriture des pages…\n" in french.err
    assert "contact: see --publisher\n" in english.err
    assert "contact\u00a0: voyez --publisher\n" in french.err
