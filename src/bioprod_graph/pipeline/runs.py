"""Sorted N-Quads, however many: sorted runs on disk, merged at the end, and loaded in pieces.

https://www.w3.org/TR/rdf-canon/#canonical-quads – with no blank nodes left, canonical form is one
line a quad in canonical N-Quads, sorted by code point, each once.
"""

from __future__ import annotations

from bisect import bisect_right
from contextlib import ExitStack
from itertools import groupby, islice
from typing import TYPE_CHECKING

import pyoxigraph as ox

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

# About 25 MB of lines: small beside the store, large enough that a project of ours is one run.
_RUN_LENGTH = 100_000
# Quads that the loader of a store sorts at a time: above the first it slows down, above the second
# it takes a gigabyte. On disk, what lies in many pieces is sorted again, and again: with five that
# is an eighth of the time, with seventeen two fifths. So they are four, within these bounds.
_PIECE, _LARGEST, _PIECES = 200_000, 700_000, 4


class QuadRuns:
    """Collects quads as sorted runs of lines in a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._runs: list[Path] = []
        self._pending: list[bytes] = []

    def add_store(self, store: ox.Store) -> list[bytes]:
        """Add all quads of a store, in the one form in which a store has them; give their lines."""
        lines = (store.dump(format=ox.RdfFormat.N_QUADS) or b"").splitlines(keepends=True)
        self._pending += lines
        if len(self._pending) >= _RUN_LENGTH:
            run = self._folder / f"run-{len(self._runs):06}"
            run.write_bytes(b"".join(sorted(set(self._pending))))
            self._runs.append(run)
            self._pending.clear()
        return lines

    def write_sorted(self, path: Path) -> int:
        """Write all lines, sorted, each once; remove the runs; give the number of lines."""
        count = 0
        with ExitStack() as stack, path.open("wb") as out:
            runs = [iter(sorted(set(self._pending)))]
            runs += [stack.enter_context(run.open("rb")) for run in self._runs]
            for piece in _merge(runs):
                out.write(b"".join(piece))
                count += len(piece)
        for run in self._runs:
            run.unlink()
        return count


def _merge(runs: list[Iterator[bytes]]) -> Iterator[list[bytes]]:
    """Merge sorted runs, each line once: of all runs what stands before the first end that is read.

    Each run has a line once, so what is equal is in one piece. Sorting a few sorted lists is
    merging them, and ten times faster than line by line.
    """
    read = dict[int, list[bytes]]()
    size = max(1, _RUN_LENGTH // len(runs))
    open_ = set(range(len(runs)))
    while open_ or read:
        for number in [n for n in open_ if not read.get(n)]:
            read[number] = list(islice(runs[number], size))
            if len(read[number]) < size:
                open_.discard(number)
        bound = min((read[number][-1] for number in open_), default=None)
        piece = list[bytes]()
        for number, lines in [*read.items()]:
            cut = len(lines) if bound is None else bisect_right(lines, bound)
            piece += lines[:cut]
            read[number] = lines[cut:]
        piece.sort()
        yield [line for line, _ in groupby(piece)]
        read = {number: lines for number, lines in read.items() if lines}


def cut_graphs(quads: Iterable[bytes]) -> bytes:
    """Cut the graph, an IRI, off lines; of those that are sorted each triple comes once."""
    cut = groupby(quad[: quad.rindex(b" <")] for quad in quads)
    return b"".join([line + b" .\n" for line, _ in cut])


def load_sorted(store: ox.Store, path: Path, *, quads: int = 0, merged: bool = True) -> None:
    """Load a sorted dataset, in pieces: the loader sorts what it is given in memory.

    They are few, if it is told how many quads there are. If `merged`, the default graph holds the
    merge of the named graphs, each statement once.
    """
    size = min(max(_PIECE, quads // _PIECES + 1), _LARGEST)
    with path.open("rb") as file:
        while piece := list(islice(file, size)):
            store.bulk_load(b"".join(piece), ox.RdfFormat.N_QUADS, lenient=True)
            if merged:
                store.bulk_load(cut_graphs(piece), ox.RdfFormat.N_QUADS, lenient=True)
