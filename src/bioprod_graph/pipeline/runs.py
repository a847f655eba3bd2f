"""Sorted N-Quads, however many: sorted runs on disk, merged at the end.

https://www.w3.org/TR/rdf-canon/#canonical-quads – with no blank nodes left, canonical form is one
line a quad in canonical N-Quads, sorted by code point, each once.
"""

from __future__ import annotations

import heapq
from contextlib import ExitStack
from itertools import groupby, islice
from typing import TYPE_CHECKING

import pyoxigraph as ox

from bioprod_graph.rdf import serialize

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

# About 25 MB of lines: small beside the store, large enough that a project of ours is one run.
_RUN_LENGTH = 100_000


class QuadRuns:
    """Collects quads as sorted runs of lines in a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._runs: list[Path] = []
        self._pending: list[bytes] = []

    def add_store(self, store: ox.Store) -> None:
        """Add all quads of a store, which writes them faster than they become objects."""
        dump = self._folder / "dump"
        store.dump(dump, ox.RdfFormat.N_QUADS)
        with dump.open("rb") as lines:
            self._add_lines(lines)
        dump.unlink()

    def add_quads(self, quads: Iterable[ox.Quad]) -> None:
        """Add quads, in any order."""
        self._add_lines(serialize(quads, ox.RdfFormat.N_QUADS).splitlines(keepends=True))

    def _add_lines(self, lines: Iterable[bytes]) -> None:
        pending = iter(lines)
        while chunk := list(islice(pending, _RUN_LENGTH)):
            self._pending += chunk
            if len(self._pending) >= _RUN_LENGTH:
                run = self._folder / f"run-{len(self._runs):06}"
                run.write_bytes(b"".join(sorted(self._pending)))
                self._runs.append(run)
                self._pending.clear()

    def write_sorted(self, path: Path) -> int:
        """Write all lines, sorted, each once; remove the runs; give the number of lines."""
        count = 0
        with ExitStack() as stack, path.open("wb") as out:
            runs = [stack.enter_context(run.open("rb")) for run in self._runs]
            lines = (line for line, _ in groupby(heapq.merge(*runs, sorted(self._pending))))
            while chunk := list(islice(lines, _RUN_LENGTH)):
                out.write(b"".join(chunk))
                count += len(chunk)
        for run in self._runs:
            run.unlink()
        return count
