"""A build: lock, assemble, write, switch."""

from __future__ import annotations

import ctypes
import gc
import sys
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from bioprod_graph._version import __version__
from bioprod_graph.dataset import FORMAT
from bioprod_graph.errors import FindingsError
from bioprod_graph.files import (
    NOT_BUILT,
    QUADS,
    digest_file,
    find_bounds,
    hold_lock,
    walk_files,
    write_sums,
)
from bioprod_graph.findings import has_error
from bioprod_graph.formats import write_json
from bioprod_graph.language import Message, Sayable
from bioprod_graph.pipeline.assemble import DATASET, assemble_project
from bioprod_graph.pipeline.release import new_release
from bioprod_graph.pipeline.runs import load_sorted
from bioprod_graph.rdf import match, read_values, select
from bioprod_graph.registers import find_joined
from bioprod_graph.sparql import read_query

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bioprod_graph.findings import Finding
    from bioprod_graph.pipeline.assemble import Assembly, Progress
    from bioprod_graph.project import Project

# What RocksDB writes beside the data for whoever writes to a store; who reads it needs neither.
_NOTES = ("LOG", "LOCK")
_OWL_VERSION = ox.NamedNode("http://www.w3.org/2002/07/owl#versionInfo")


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

    >>> build_project(find_project()).quads > 100_000  # takes seconds  # doctest: +SKIP
    True
    """
    place, outcome = project.build, _say_outcome(project)
    with hold_lock(place, outcome), new_release(place, outcome) as folder, _without_collector():
        assembly = assemble_project(project, folder=folder, progress=progress)
        if has_error(assembly.findings):
            raise FindingsError(assembly.findings)
        progress("writing")
        _give_back()
        assembly.store = ox.Store(folder / "store")
        load_sorted(assembly.store, folder / DATASET, quads=assembly.quads)
        write_manifest(folder, assembly, project)
        counts = sum(assembly.records.values()), sum(assembly.inferred.values())
        build = Build(assembly.quads, *counts, tuple(assembly.findings))
        assembly.store.flush()
        del assembly  # the store is closed, its files are final
        for name in _NOTES:
            (folder / "store" / name).unlink(missing_ok=True)
        write_sums(folder)
    return build


def _say_outcome(project: Project) -> Sayable:
    """Say what becomes of a build that the disk refuses."""
    if project.current.exists():
        return Message("nothing was built, the last good dataset stays")
    if project.is_carried:
        return Message("nothing was built (set BIOPROD_CACHE to a folder that can be written to)")
    return NOT_BUILT


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


def _give_back() -> None:
    """Give memory that is free back to the system, where the C library can.

    Of a large build half is free when checks are over, in pieces that the loader’s threads, which
    have heaps of their own, would not use.
    """
    with suppress(AttributeError, OSError, TypeError):  # glibc has it, others have not
        ctypes.CDLL(None).malloc_trim(0)


def write_manifest(folder: Path, assembly: Assembly, project: Project) -> None:
    """Write what is in a build, made by which program, from which files.

    `store/` is left out: it holds dataset.nq again, in a form of RocksDB that differs from run to
    run; the digests of all files of the build are in SHA256SUMS.
    """
    ontology = ox.NamedNode(f"{project.base}ontology")
    versions = [quad.object for quad in match(assembly.store, (ontology, _OWL_VERSION, None))]
    dataset = folder / DATASET
    digest = digest_file(dataset, limit=sys.maxsize)
    manifest = {
        "format": FORMAT,
        "base": project.base,
        "versions": {
            "program": __version__,
            "ontology": next((v.value for v in versions if isinstance(v, ox.Literal)), ""),
        },
        "counts": {
            "quads": assembly.quads,
            "graphs": sum(1 for _ in assembly.store.named_graphs()),
            "records": dict(sorted(assembly.records.items())),
            "inferred": dict(sorted(assembly.inferred.items())),
        },
        "evidence": _count_grades(project, assembly),
        "files": {DATASET: {"bytes": dataset.stat().st_size, "sha256": digest}},
        "inputs": _digest_inputs(project, assembly),
    }
    (folder / "manifest.json").write_bytes(write_json(manifest).encode())


def _count_grades(project: Project, assembly: Assembly) -> dict[str, dict[str, int]]:
    """Count the rows of each grade of evidence, by kind of source."""
    path, counts = project.queries / "views" / "shares.rq", dict[str, dict[str, int]]()
    if path.exists():
        for row in read_values(select(assembly.store, read_query(path, "views").text)):
            counts.setdefault(row["kind"], {})[row["grade"]] = int(row["rows"])
    return counts


def _digest_inputs(project: Project, assembly: Assembly) -> dict[str, str]:
    """Digest what the build was made with, by name as it is written."""
    found = {path for part in (project.ontology, project.queries) for path in walk_files(part)}
    found |= {table.path for table in assembly.tables} | set(project.table_groups)
    found |= set(find_joined(project).values())
    named = sorted((project.relative(path), path) for path in found)
    return {name: digest_file(path, limit=QUADS, within=find_bounds(path)) for name, path in named}
