"""The manifest of a build: what is in it, made by which program, from which files."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from bioprod_graph._version import __version__
from bioprod_graph.dataset.release import FORMAT
from bioprod_graph.files import digest_file, find_bounds, walk_files
from bioprod_graph.files.limits import TABLE
from bioprod_graph.formats import write_json
from bioprod_graph.rdf import match

if TYPE_CHECKING:
    from pathlib import Path

    from bioprod_graph.pipeline.assemble import Assembly
    from bioprod_graph.project import Project

_OWL_VERSION = ox.NamedNode("http://www.w3.org/2002/07/owl#versionInfo")
_FOLDERS = ("ontology", "queries")


def write_manifest(path: Path, assembly: Assembly, project: Project, *, quads: int) -> None:
    """Write the manifest of the build in the folder of `path`.

    `store/` is left out: it holds dataset.nq again, in a form of RocksDB that differs from run to
    run; the digests of all files of the build are in SHA256SUMS.
    """
    manifest = {
        "format": FORMAT,
        "base": project.base,
        "versions": {"program": __version__, "ontology": _read_version(assembly.store, project)},
        "counts": {
            "quads": quads,
            "graphs": sum(1 for _ in assembly.store.named_graphs()),
            "records": dict(sorted(assembly.records.items())),
            "inferred": dict(sorted(assembly.inferred.items())),
        },
        "files": {"dataset.nq": _describe(path.parent / "dataset.nq")},
        "inputs": {
            project.relative(file): digest_file(file, limit=TABLE, within=find_bounds(file))
            for file in _find_inputs(project, assembly)
        },
    }
    path.write_text(write_json(manifest), encoding="utf-8")


def _describe(path: Path) -> dict[str, Any]:
    return {"bytes": path.stat().st_size, "sha256": digest_file(path, limit=sys.maxsize)}


def _read_version(store: ox.Store, project: Project) -> str:
    ontology = ox.NamedNode(f"{project.base}ontology")
    quad = next(match(store, (ontology, _OWL_VERSION, None)), None)
    return quad.object.value if quad and isinstance(quad.object, ox.Literal) else ""


def _find_inputs(project: Project, assembly: Assembly) -> list[Path]:
    found = {path for name in _FOLDERS for path in walk_files(project.root / name)}
    found |= {table.path for table in assembly.tables} | set(project.table_groups)
    # By name as it is written: a path would sort by its parts.
    return sorted(found, key=project.relative)
