"""Where builds lie: a new folder each, and `current`, a mark that is switched in one step.

A build that fails, is killed or changes nothing leaves the mark as it was. The last two builds are
kept, and any that is being read, so that a reader is not disturbed.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from bioprod_graph.errors import FileError
from bioprod_graph.files import (
    DESCRIPTION,
    NOT_BUILT,
    SUMS,
    UNFINISHED,
    Damage,
    check_sums,
    explain_refusals,
    follow_mark,
    hold_alone,
    point,
    read_bytes,
    synchronize,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bioprod_graph.language import Sayable

_KEPT = 2


@contextmanager
def new_release(build: Path, outcome: Sayable = NOT_BUILT) -> Iterator[Path]:
    """Give an empty folder; when the block ends well it becomes `current`, else it is removed.

    It is removed too if all in it is as it was in the current one, so that the one before stays.

    Raises BioprodError, which begins with the outcome, if the disk refuses.
    """
    with explain_refusals(build, outcome):
        _remove_leftovers(build)
        folder = Path(tempfile.mkdtemp(prefix=UNFINISHED, dir=build))
        try:
            yield folder
            if not _is_repeated(follow_mark(build / "current"), folder):
                _switch(build, folder)
        finally:
            shutil.rmtree(folder, ignore_errors=True)
        _prune(build)


def _is_repeated(current: Path, folder: Path) -> bool:
    """Tell whether the current release is whole and was made of the same, by the same."""
    try:
        check_sums(current)
        old, new = (
            read_bytes(each / "manifest.json", limit=DESCRIPTION) for each in (current, folder)
        )
    except (Damage, FileError):
        return False
    return old == new


def _switch(build: Path, folder: Path) -> None:
    folder.chmod(0o755)
    for inner, _, names in os.walk(folder):
        for path in (*(Path(inner, name) for name in names), Path(inner)):
            synchronize(path)
    release = build / f"{max(_numbers(build), default=0) + 1:06}"
    folder.rename(release)
    point(build / "current", release.name)
    synchronize(build)


def _numbers(build: Path) -> list[int]:
    return sorted(int(path.name) for path in build.iterdir() if path.name.isdigit())


def _current_number(build: Path) -> int:
    try:
        return int(follow_mark(build / "current").name)
    except (FileError, ValueError):
        return 0


def _remove_leftovers(build: Path) -> None:
    """Remove what killed builds left: unfinished folders, and finished ones not yet switched to."""
    for left in build.glob(f"{UNFINISHED}*"):
        if left.is_symlink() or left.is_file():
            left.unlink()
        else:
            shutil.rmtree(left, ignore_errors=True)
    current = _current_number(build)
    for number in _numbers(build):
        if number > current:
            _remove(build / f"{number:06}")


def _remove(folder: Path) -> None:
    """Remove a release whole; where files of it are open, Windows lets it be as it is."""
    going = folder.with_name(f"{UNFINISHED}{folder.name}")
    with suppress(OSError):
        shutil.rmtree(folder.rename(going), ignore_errors=True)


def _prune(build: Path) -> None:
    """Remove old builds but for those that somebody reads: they go with a later one."""
    for number in _numbers(build)[:-_KEPT]:
        folder = build / f"{number:06}"
        with hold_alone(folder / SUMS) as is_free:
            if is_free:
                _remove(folder)
