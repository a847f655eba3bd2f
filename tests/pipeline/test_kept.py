"""An identifier once published never goes: it is in use, or withdrawn with its reason."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

import pyoxigraph as ox

from bioprod_graph.dataset import open_release
from bioprod_graph.scenes import read_difference
from tests.pipeline.test_shares import find_last_version

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bioprod_graph.project import Project


def _name(quads: Iterable[ox.Quad], base: str) -> set[str]:
    """Collect what is spoken of under the base; a part of a thing and a rule are no such thing."""
    terms = {term for quad in quads for term in (quad.subject, quad.graph_name)}
    names = {term.value for term in terms if isinstance(term, ox.NamedNode)}
    parts = (f"{base}genid/", f"{base}graph/inferred/")
    return {name for name in names if name.startswith(base) and not name.startswith(parts)}


def test_what_the_last_version_had_is_there(built: Project) -> None:
    """Things, terms and rows; the row of a thing goes with it, so the thing answers for it."""
    lines = gzip.decompress(find_last_version().read_bytes())
    before = _name(ox.parse(lines, format=ox.RdfFormat.N_QUADS), built.base)
    path = str(built.current / "dataset.nq")
    now = _name(ox.parse(path=path, format=ox.RdfFormat.N_QUADS), built.base)
    things = {name.rpartition("/")[2] for name in now if name.startswith(f"{built.base}id/")}
    gone = before - now
    records = f"{built.base}graph/record/"
    rows = {name for name in gone if name.startswith(records)}
    assert not {row for row in rows if row.rpartition("/")[2] not in things}
    assert not gone - rows


def test_what_changed_since_the_last_version_is_drawn(built: Project) -> None:
    """Of all that a version had: a tie or a row that says something else now is the same one."""
    scene = read_difference(open_release(built), built, find_last_version())
    ties = [link.id for link in scene.network.links]
    assert len(ties) == len(set(ties))
    assert {"tie-added", "tie-same"} <= {link.kind for link in scene.network.links}
