"""A file that readers hold together, so that nobody removes it, and what lies beside it, meanwhile.

The system lets go of it when a process ends, however it ends. Where a file that is open cannot be
removed anyway, as on Windows, or a disk knows no locks, nothing is held and nothing is in the way.
"""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING
from weakref import finalize

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

if sys.platform != "win32":
    import fcntl

_FLAGS = os.O_RDONLY | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NONBLOCK", 0)


class Hold:
    """A file held with all others who hold it, as long as this is there.

    Whoever claims it is waited for, and is about to remove it. Raises OSError for a file that
    cannot be opened.
    """

    def __init__(self, path: Path) -> None:
        descriptor = os.open(path, _FLAGS)
        finalize(self, os.close, descriptor)
        if sys.platform != "win32":
            with suppress(OSError):
                fcntl.flock(descriptor, fcntl.LOCK_SH)


@contextmanager
def claim(path: Path) -> Iterator[bool]:
    """Tell whether nobody holds a file, and if so let nobody hold it while the block runs.

    A file that is missing is held by nobody.
    """
    try:
        descriptor = os.open(path, _FLAGS)
    except OSError:
        yield True
        return
    try:
        yield _try_lock(descriptor)
    finally:
        os.close(descriptor)


def _try_lock(descriptor: int) -> bool:
    if sys.platform == "win32":
        return True
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:  # a disk that knows no locks
        return True
    return True
