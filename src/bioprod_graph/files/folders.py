"""The files of a folder, which must be there: one that is missing holds no files to be found."""

from __future__ import annotations

import os
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING

from bioprod_graph.files.reading import explain, refuse

if TYPE_CHECKING:
    from collections.abc import Iterator

# The folders that a project has, whose files may lead from one to another and no further.
_PARTS = ("data", "ontology", "queries")


def list_files(folder: Path, pattern: str, *, is_required: bool = True) -> list[Path]:
    """List what a folder holds under names of a pattern, by name.

    Raises FileError that names the folder if it is missing, unless it is not required, if it is
    no folder or may not be looked into.
    """
    names = (name for name in _read_folder(folder, is_required) if fnmatchcase(name, pattern))
    return [folder / name for name in names]


def walk_files(folder: Path) -> Iterator[Path]:
    """Give all that a folder and the folders in it hold but folders, whatever it is.

    Raises FileError for a folder that is missing or may not be looked into.
    """

    def stop(error: OSError) -> None:
        raise refuse(Path(error.filename or folder), explain(error)) from None

    for inner, _, names in os.walk(folder, onerror=stop):
        yield from (Path(inner, name) for name in names)


def list_folders(folder: Path) -> list[Path]:
    """List the folders in a folder, by name; raises FileError as `list_files` does."""
    return [path for name in _read_folder(folder) if (path := folder / name).is_dir()]


def find_bounds(path: Path) -> tuple[Path, ...]:
    """Find the folders that a file of a project may lie in, links followed.

    They are the part of the project that it is named in, which may itself be a link, and the
    project. A file that is named in no part of a project has no bounds.

    >>> from pathlib import Path
    >>> [folder.as_posix() for folder in find_bounds(Path("p/ontology/rules/a.rq"))]
    ['p/ontology', 'p']
    """
    part = next((folder for folder in path.parents if folder.name in _PARTS), None)
    return () if part is None else (part, part.parent)


def _read_folder(folder: Path, is_required: bool = True) -> list[str]:
    try:
        return sorted(path.name for path in folder.iterdir())
    except FileNotFoundError as error:
        if is_required or os.path.lexists(folder):
            raise refuse(folder, explain(error)) from None
        return []
    except OSError as error:
        raise refuse(folder, explain(error)) from None
