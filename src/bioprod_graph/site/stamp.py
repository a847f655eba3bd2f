"""Whether a site is the one that would be made: of the same release, program and settings.

A digest of all that a site is made from, and of the list of its files, is kept where builds go. It
is no part of the site, whose bytes do not tell which machine made them.
"""

from __future__ import annotations

import hashlib
import sys
from contextlib import suppress
from importlib.metadata import distributions
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from bioprod_graph.errors import BioprodError
from bioprod_graph.files import SUMS, check_sums, follow_mark, replace_files, walk_files

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bioprod_graph.project import Project

_COMPILED = "__pycache__"
_PROGRAM = ("bioprod_graph", "oxishacl")


class Stamp:
    """What a site of a project is made from, with these settings."""

    def __init__(self, project: Project, *settings: object) -> None:
        self._kept = project.build / "published"
        told = (sys.version, *sorted(f"{each.name} {each.version}" for each in distributions()))
        self._made = hashlib.sha256(repr((settings, told)).encode())
        for name, path in _list_inputs(project):
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
            self._made.update(f"{digest} {name}\n".encode())

    def count(self, folder: Path) -> int:
        """Count the files of a site that is whole and of these; 0 for one that has to be made."""
        with suppress(OSError, BioprodError):
            if self._kept.read_text("ascii") == self._tell(folder):
                return len(check_sums(folder))
        return 0

    def keep(self, folder: Path) -> None:
        """Keep that a site was made of these; where nothing can be kept, it is made again."""
        with suppress(OSError, BioprodError):
            replace_files({self._kept: self._tell(folder).encode("ascii")})

    def _tell(self, folder: Path) -> str:
        made = self._made.copy()
        made.update((folder / SUMS).read_bytes())
        return made.hexdigest()


def _list_inputs(project: Project) -> Iterator[tuple[str, Path]]:
    """List the files of the program and of the project, and the list of those of its release."""
    specs = filter(None, map(find_spec, _PROGRAM))
    packages = [Path(path) for spec in specs for path in spec.submodule_search_locations or ()]
    for number, folder in enumerate((*packages, *project.folders.values())):
        for path in sorted(walk_files(folder)) if folder.is_dir() else ():
            if path.parent.name != _COMPILED:
                yield f"{number}/{path.relative_to(folder).as_posix()}", path
    if (listed := follow_mark(project.current) / SUMS).is_file():
        yield SUMS, listed
