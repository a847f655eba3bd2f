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

from bioprod_graph.errors import BioprodError, BusyError
from bioprod_graph.files.digests import SUMS
from bioprod_graph.files.holding import claim
from bioprod_graph.files.reading import explain
from bioprod_graph.language import Message, Sayable

if TYPE_CHECKING:
    from collections.abc import Iterator

_UNFINISHED = "unfinished-"
_KEPT = 2
_NOT_BUILT = Message("nothing was built, the last good dataset stays")


@contextmanager
def hold_lock(build: Path, outcome: Sayable = _NOT_BUILT) -> Iterator[None]:
    """Hold the lock of a build folder; the system frees it if the process is killed.

    Raises BusyError at once if another process holds it, and BioprodError, which begins with the
    outcome in English or French, if the disk refuses.
    """
    from filelock import FileLock, Timeout

    lock = FileLock(build / ".lock", timeout=0)
    with _explain_refusals(build, outcome):
        build.mkdir(parents=True, exist_ok=True)
        try:
            lock.acquire()
        except Timeout:
            raise BusyError(
                "another build is running in {build}: wait for it, then try again", build=build
            ) from None
    try:
        yield
    finally:
        lock.release()


@contextmanager
def new_release(build: Path) -> Iterator[Path]:
    """Give an empty folder; when the block ends well it becomes `current`, else it is removed.

    Raises BioprodError if the disk refuses.
    """
    with _explain_refusals(build, _NOT_BUILT):
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
    _synchronize(folder)
    release = build / f"{_last_number(build) + 1:06}"
    folder.rename(release)
    link = build / f"{_UNFINISHED}link"
    link.symlink_to(release.name, target_is_directory=True)
    link.replace(build / "current")
    _synchronize_folder(build)


def _synchronize(folder: Path) -> None:
    for inner, _, names in os.walk(folder):
        for name in names:
            with Path(inner, name).open("rb") as file:
                os.fsync(file.fileno())
        _synchronize_folder(Path(inner))


def _synchronize_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


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


@contextmanager
def _explain_refusals(build: Path, outcome: Sayable) -> Iterator[None]:
    """Turn what the disk refuses into one line."""
    try:
        yield
    except OSError as error:
        raise BioprodError(
            "{outcome}: {reason} (writing in {build})",
            outcome=outcome,
            reason=explain(error).said,
            build=build,
        ) from None
