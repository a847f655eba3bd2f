"""Links with registers of which the truth is known: as right as is promised, and ahead of peers."""

from __future__ import annotations

import re
import subprocess
import sys
from importlib.util import find_spec
from typing import TYPE_CHECKING

import pytest

from benchmarks.linking import Score, try_links
from bioprod_graph.linking import read_model
from bioprod_graph.project import find_project
from tests.third_party import find_text

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import MakeOnce

pytestmark = [pytest.mark.slow, pytest.mark.third_party("registers")]
SIZES = ("1000000", "1500000", "2000")
# recordlinkage holds pandas below 3, and is no part of the lock: it is measured where it is.
PEERS = [name for name in ("rapidfuzz", "recordlinkage") if find_spec(name)]


def run(script: str, *words: str | Path) -> str:
    path = find_text("registers") / script
    line = [sys.executable, str(path), *map(str, words)]
    return subprocess.run(line, check=True, capture_output=True, text=True).stdout


@pytest.fixture(scope="session")
def files(make_once: MakeOnce) -> Path:
    """Synthetic files of Sirene, and bodies that stand in them under noisy names, or not."""
    return make_once("yardstick", lambda folder: run("generate.py", folder, *SIZES))


def rate(files: Path, scope: str) -> Score:
    """Rate ours at its own threshold; no peer is as right at its best, which it is told."""
    score = try_links(files, is_whole=scope == "all").rate(read_model(find_project()).threshold)
    for peer in PEERS:
        told = run("link_score.py", peer, scope, files)
        (best,) = re.findall(r"bestF1=([\d.]+)", told)
        assert float(best) < score.f1, told
    return score


def test_the_slice_of_the_field(files: Path) -> None:
    """21,977 units."""
    score = rate(files, "sector")
    assert score.f1 >= 0.985
    assert score.precision >= 0.98


def test_every_unit(files: Path) -> None:
    """549,450 units."""
    score = rate(files, "all")
    assert score.f1 >= 0.94
    assert score.precision >= 0.98
