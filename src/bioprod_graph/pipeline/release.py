"""Where builds lie: a new folder each, and `current`, a link that is switched in one step.

A build that fails or is killed leaves the link as it was. The last two builds are kept, and any
that is being read, so that a reader is not disturbed.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from bioprod_graph.files import SUMS, claim, explain_refusals, synchronize

if TYPE_CHECKING:
    from collections.abc import Iterator

_UNFINISHED = "unfinished-"
_KEPT = 2


@contextmanager
def new_release(build: Path) -> Iterator[Path]:
    """Give an empty folder; when the block ends well it becomes `current`, else it is removed.

    Raises BioprodError if the disk refuses.
    """
    with explain_refusals(build):
        _remove_leftovers(build)
        folder = Path(tempfile.mkdtemp(prefix=_UNFINISHED, dir=build))
        try:
            yield folder
            _switch(build, folder)
        finally:
            shutil.rmtree(folder, ignore_errors=True)
        _prune(build)


def _switch(build: Path, folder: Path) -> None:
    folder.chmod(0o755)
    for inner, _, names in os.walk(folder):
        for path in (*(Path(inner, name) for name in names), Path(inner)):
            synchronize(path)
    release = build / f"{_last_number(build) + 1:06}"
    folder.rename(release)
    link = build / f"{_UNFINISHED}link"
    link.symlink_to(release.name, target_is_directory=True)
    link.replace(build / "current")
    synchronize(build)


def _numbers(build: Path) -> list[int]:
    return sorted(int(path.name) for path in build.iterdir() if path.name.isdigit())


def _last_number(build: Path) -> int:
    return max(_numbers(build), default=0)


def _current_number(build: Path) -> int:
    try:
        return int((build / "current").readlink().name)
    except (OSError, ValueError):
        return 0


def _remove_leftovers(build: Path) -> None:
    """Remove what killed builds left: unfinished folders, and finished ones not yet switched to."""
    for left in build.glob(f"{_UNFINISHED}*"):
        if left.is_symlink():
            left.unlink()
        else:
            shutil.rmtree(left, ignore_errors=True)
    current = _current_number(build)
    for number in _numbers(build):
        if number > current:
            shutil.rmtree(build / f"{number:06}", ignore_errors=True)


def _prune(build: Path) -> None:
    """Remove old builds but for those that somebody reads: they go with a later one."""
    for number in _numbers(build)[:-_KEPT]:
        folder = build / f"{number:06}"
        with claim(folder / SUMS) as is_free:
            if is_free:
                shutil.rmtree(folder, ignore_errors=True)
