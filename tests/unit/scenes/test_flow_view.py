"""Boxes in columns: none over another, and no corner of the picture left empty."""

from __future__ import annotations

from itertools import pairwise, product
from typing import TYPE_CHECKING

import pytest

from bioprod_graph.dataset import open_release
from bioprod_graph.drawing import Box
from bioprod_graph.language import LANGUAGES
from bioprod_graph.scenes import draw_scene, read_scene
from bioprod_graph.scenes.views.flow import NARROW

if TYPE_CHECKING:
    from bioprod_graph.project import Project


@pytest.fixture(scope="module", params=product(LANGUAGES, ({}, {"width": NARROW})))
def columns(built: Project, request: pytest.FixtureRequest) -> list[list[Box]]:
    """The boxes of each column, from the top, where there is much room and where there is less."""
    language, given = request.param
    scene = read_scene(open_release(built).store, built, "assises")
    picture = draw_scene(scene, language, **given)
    boxes = {part.of: part for part in picture.parts if isinstance(part, Box) and part.of}.values()
    lefts = sorted({box.x for box in boxes})
    return [sorted((b for b in boxes if b.x == left), key=lambda b: b.y) for left in lefts]


def test_no_box_stands_over_another(columns: list[list[Box]]) -> None:
    for column in columns:
        assert all(upper.y + upper.height < lower.y for upper, lower in pairwise(column))


def test_a_short_column_spreads_over_the_height(columns: list[list[Box]]) -> None:
    """Each takes up more than half of what the tallest does."""
    spans = [column[-1].y + column[-1].height - column[0].y for column in columns]
    assert min(spans) > max(spans) / 2
