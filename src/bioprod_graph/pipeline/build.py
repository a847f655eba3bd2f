"""A build: lock, assemble, write, switch."""

from __future__ import annotations

import gc
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain, groupby, islice
from typing import TYPE_CHECKING

import pyoxigraph as ox

from bioprod_graph.errors import FindingsError
from bioprod_graph.files import hold_lock, write_sums
from bioprod_graph.findings import has_error
from bioprod_graph.pipeline.assemble import assemble_project, read_inferred
from bioprod_graph.pipeline.manifest import write_manifest
from bioprod_graph.pipeline.release import new_release
from bioprod_graph.pipeline.runs import QuadRuns

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from bioprod_graph.findings import Finding
    from bioprod_graph.pipeline.assemble import Progress
    from bioprod_graph.project import Project

# Quads that the loader of the store sorts at a time: above this it slows down.
_PIECE = 200_000
# What RocksDB writes beside the data for whoever writes to a store; who reads it needs neither.
_NOTES = ("LOG", "LOCK")


@dataclass(frozen=True)
class Build:
    """What a build made: quads by kind, and findings that did not stop it."""

    quads: int
    records: int
    inferred: int
    findings: tuple[Finding, ...]


def build_project(project: Project, *, progress: Progress = lambda _: None) -> Build:
    """Build the dataset of a project and make it the current one.

    Raises FindingsError, with all findings, if one is an error; BusyError if another build runs;
    BioprodError if the disk refuses. Whatever is raised, the last good build stays.
    """
    with hold_lock(project.build), new_release(project.build) as folder, _without_collector():
        runs = QuadRuns(folder)
        assembly = assemble_project(project, runs=runs, progress=progress)
        if has_error(assembly.findings):
            raise FindingsError(assembly.findings)
        progress("writing")
        runs.add_quads(read_inferred(assembly, project.base))
        quads = runs.write_sorted(folder / "dataset.nq")
        write_manifest(folder / "manifest.json", assembly, project, quads=quads)
        # The graph in memory is not needed any more when the one on disk is made.
        counts = sum(assembly.records.values()), sum(assembly.inferred.values())
        findings = tuple(assembly.findings)
        del assembly
        _write_store(folder)
        write_sums(folder)
    return Build(quads, *counts, findings)


@contextmanager
def _without_collector() -> Iterator[None]:
    """Pause the collector of reference cycles.

    A build makes next to none, and each full pass walks all that is alive: a tenth of the time at
    a million quads, growing faster than they do.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _write_store(folder: Path) -> None:
    """Load the dataset into a store, in pieces: the loader sorts what it is given in memory.

    The default graph holds the merge of the named graphs: each statement once.
    """
    store = ox.Store(folder / "store")
    for piece in _read_pieces(folder / "dataset.nq"):
        lines = b"".join(chain(piece, _merge(piece)))
        store.bulk_load(lines, ox.RdfFormat.N_QUADS, lenient=True)
    store.flush()
    del store  # closed, its files are final
    for name in _NOTES:
        (folder / "store" / name).unlink(missing_ok=True)


def _read_pieces(path: Path) -> Iterator[list[bytes]]:
    with path.open("rb") as file:
        while piece := list(islice(file, _PIECE)):
            yield piece


def _merge(quads: Iterable[bytes]) -> Iterator[bytes]:
    """Cut the graph, which is an IRI, off sorted lines of N-Quads, and drop repeats."""
    for line, _ in groupby(quad[: quad.rindex(b" <")] for quad in quads):
        yield line + b" .\n"
