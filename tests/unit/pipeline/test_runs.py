"""Sorted lines, however many runs they are merged from."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from bioprod_graph.pipeline import runs
from bioprod_graph.pipeline.runs import QuadRuns

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


def _quad(number: int) -> ox.Quad:
    base = "https://example.org/"
    return ox.Quad(
        ox.NamedNode(f"{base}s{number}"),
        ox.NamedNode(f"{base}p"),
        ox.Literal(f"é{number}", language="fr"),
        ox.NamedNode(f"{base}g"),
    )


def _store(quads: Iterable[ox.Quad]) -> ox.Store:
    store = ox.Store()
    store.extend(quads)
    return store


def _line(quad: ox.Quad) -> bytes:
    return f"{quad} .\n".encode()


@pytest.mark.parametrize("length", [1, 3, 7, 1000])
def test_lines_are_sorted_and_each_is_there_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, length: int
) -> None:
    """Whatever the order in which quads come, and into however many runs they fall."""
    monkeypatch.setattr(runs, "_RUN_LENGTH", length)
    quads = [_quad(number % 40) for number in range(100)]
    random.Random(length).shuffle(quads)  # noqa: S311  an order, not a secret
    collected = QuadRuns(tmp_path)
    collected.add_store(_store(quads[:33]))
    collected.add_store(_store(quads[33:]))
    assert collected.write_sorted(tmp_path / "out.nq") == 40
    written = (tmp_path / "out.nq").read_bytes()
    assert written == b"".join(sorted({_line(quad) for quad in quads}))


def test_many_runs_are_merged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each full run is a file until the end, when none of them is left; the rest is in memory."""
    monkeypatch.setattr(runs, "_RUN_LENGTH", 2)
    collected = QuadRuns(tmp_path)
    for number in range(99):
        collected.add_store(_store([_quad(number)]))
    assert len(list(tmp_path.glob("run-*"))) == 49
    assert collected.write_sorted(tmp_path / "out.nq") == 99
    assert [path.name for path in tmp_path.iterdir()] == ["out.nq"]


def test_no_quads_give_an_empty_file(tmp_path: Path) -> None:
    """An empty dataset is a file too."""
    collected = QuadRuns(tmp_path)
    collected.add_store(ox.Store())
    assert collected.write_sorted(tmp_path / "out.nq") == 0
    assert (tmp_path / "out.nq").read_bytes() == b""


def test_order_is_that_of_code_points(tmp_path: Path) -> None:
    """As in RDF Dataset Canonicalization, no language's alphabet has a say."""
    words = ("z", "é", "Z", "a", "𝄞", "\ufffd")
    graph = ox.NamedNode("https://example.org/g")
    node = ox.NamedNode("https://example.org/s")
    collected = QuadRuns(tmp_path)
    collected.add_store(_store(ox.Quad(node, node, ox.Literal(word), graph) for word in words))
    collected.write_sorted(tmp_path / "out.nq")
    quads = ox.parse(path=str(tmp_path / "out.nq"), format=ox.RdfFormat.N_QUADS)
    assert [quad.object.value for quad in quads] == sorted(words)
