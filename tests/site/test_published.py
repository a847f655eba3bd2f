"""What others ask of open data, asked of the real release and of the site that is made of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bioprod_graph.rdf import make_store
from bioprod_graph.reports import FAILS, Outcome, judge, read_tests
from bioprod_graph.site import read_site

if TYPE_CHECKING:
    from pathlib import Path

    import pyoxigraph as ox

    from bioprod_graph.project import Project


@pytest.fixture(scope="module")
def outcomes(built: Project, quads: list[ox.Quad], published: Path) -> list[Outcome]:
    store = make_store([*quads, *read_site(published, built.base)])
    return judge(store, built, read_tests(built), has_site=True)


def test_all_that_can_pass_without_a_network_passes(outcomes: list[Outcome]) -> None:
    assert {each.test.name: each.things for each in outcomes if each.result == FAILS} == {}


def test_what_stays_open_needs_what_no_folder_has(outcomes: list[Outcome]) -> None:
    open_ones = [each for each in outcomes if each.result == "open"]
    assert {each.needs for each in open_ones} == {"live", "deposit"}
    assert [each.test.name for each in open_ones if each.things] == ["OM3"]
