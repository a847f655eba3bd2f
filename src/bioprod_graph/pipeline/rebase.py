"""A project under another base: a copy in which every IRI begins with it.

Identifiers stand in tables, ontology, queries and kept releases; all of them are copied with the
one base in place of the other, so that nothing says both.
"""

from __future__ import annotations

import gzip
import re
from typing import TYPE_CHECKING

from bioprod_graph.errors import UsageError
from bioprod_graph.files import walk_files
from bioprod_graph.project import PARTS, Project

if TYPE_CHECKING:
    from pathlib import Path

_BASE = re.compile(r"https?://[^\s<>\"{}|\\^`/?#]+(?:/[^\s<>\"{}|\\^`/?#]+)*/")
_PACKED = ".gz"


def rebase_project(project: Project, base: str, folder: Path) -> Project:
    """Copy a project into a folder with another base, an address that ends in a stroke.

    Raises UsageError for what is no such address.
    """
    if not _BASE.fullmatch(base):
        raise UsageError("{base} is no address such as https://example.org/graph/", base=base)
    for name in PARTS:
        if (project.root / name).is_dir():
            for path in walk_files(project.root / name):
                content = _read(path).replace(project.base.encode(), base.encode())
                _write(folder / path.relative_to(project.root), content)
    return Project(folder, folder / "build")


def _read(path: Path) -> bytes:
    content = path.read_bytes()
    return gzip.decompress(content) if path.suffix == _PACKED else content


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(content, mtime=0) if path.suffix == _PACKED else content)
