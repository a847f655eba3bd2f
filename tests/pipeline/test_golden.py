"""The tiny project's dataset is, to the byte, the one that was read and found right.

When the change of a format or a rule is meant, renew it, and read what changed:

    PYTHONPATH=src python tests/pipeline/test_golden.py
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from bioprod_graph.pipeline.build import build_project
from bioprod_graph.project import Project

if TYPE_CHECKING:
    from collections.abc import Sequence

DATA = Path(__file__).resolve().parents[1] / "data"
EXPECTED = DATA / "tiny-expected" / "dataset.nq"


def _differ(made: Sequence[str], expected: Sequence[str]) -> list[str]:
    came = [f"+ {line}" for line in sorted(set(made) - set(expected))]
    return [f"- {line}" for line in sorted(set(expected) - set(made))] + came


def test_the_dataset_is_the_expected_one(tiny: Project) -> None:
    """Line by line, so that a difference can be read."""
    build_project(tiny)
    made = (tiny.current / "dataset.nq").read_bytes()
    assert _differ(made.decode().splitlines(), EXPECTED.read_text("utf-8").splitlines()) == []
    assert made == EXPECTED.read_bytes()


def _renew() -> None:
    with tempfile.TemporaryDirectory() as folder:
        project = Project(DATA / "tiny", Path(folder))
        build_project(project)
        EXPECTED.parent.mkdir(exist_ok=True)
        shutil.copyfile(project.current / "dataset.nq", EXPECTED)


if __name__ == "__main__":
    _renew()
