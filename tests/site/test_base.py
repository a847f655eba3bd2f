"""A site under another base: nothing on it says the old one."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

import pytest

from bioprod_graph.dataset import open_release
from bioprod_graph.errors import UsageError
from bioprod_graph.pipeline import build_project, rebase_project
from bioprod_graph.site import Site, make_pages

if TYPE_CHECKING:
    from pathlib import Path

    from bioprod_graph.project import Project

OTHER = "https://example.org/graph/"


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        *((each, "no address such as") for each in ("example.org/", "ftp://example.org/")),
        *((each, "no address such as") for each in ("https://a b/", "x> <y/")),
        ("https://example.org", "give https://example.org/"),
    ],
)
def test_what_is_no_address_is_no_base(
    built: Project, tmp_path: Path, *, wrong: str, told: str
) -> None:
    with pytest.raises(UsageError, match=told):
        rebase_project(built, wrong, tmp_path)
    assert not list(tmp_path.iterdir())


def test_every_iri_has_the_other_base(built: Project, tmp_path: Path) -> None:
    project = rebase_project(built, OTHER, tmp_path)
    build_project(project)
    release, old = open_release(project), built.base.encode()
    assert project.base == OTHER
    before = open_release(built).dataset.read_bytes()
    assert release.dataset.read_bytes().count(b"\n") == before.count(b"\n")
    assert old not in release.dataset.read_bytes()
    pages = dict(islice(make_pages(Site(release, project)), 60))
    assert not [name for name, content in pages.items() if old in content]
    assert OTHER.encode() in pages["index.html"]
