"""`bioprod publish`: what it tells meanwhile, and of what is missing."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    import pytest

    from tests.unit.commands.conftest import Run

PAGES = [("index.html", b"one"), ("a/index.html", b"two")]


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


def test_a_second_run_makes_no_page(
    bioprod: Run, built_folder: Path, tmp_path: Path, *, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = []

    def make(_site: object) -> Iterator[tuple[str, bytes]]:
        made.append(True)
        yield from PAGES

    monkeypatch.setattr("bioprod_graph.site.make_pages", make)
    words = ("--project", built_folder, "publish", tmp_path / "site")
    first, second = bioprod(*words), bioprod(*words)
    assert len(made) == 1
    assert f"{len(PAGES)} files in" in first.err
    assert second.err.splitlines()[-1] == first.err.splitlines()[-1]
