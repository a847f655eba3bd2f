"""The wall around a query, in a process that is there for it alone.

Behind it no socket can be opened, so that nothing leaves the machine whatever the query says, and
no more memory be taken than is allowed. Standard: setrlimit(2) of POSIX; where a store has more
files than RocksDB opens at first, a filter of system calls, seccomp(2) of Linux.
"""

from __future__ import annotations

import math
import os
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bioprod_graph.apart.limits import Limits

_DESCRIPTORS, _SIZE = Path("/dev/fd"), Path("/proc/self/statm")


@contextmanager
def raise_wall(limits: Limits, store: Path | None = None) -> Iterator[None]:
    """Limit this process while the block runs; descriptors may be opened again after it.

    `store` is the folder of the store that is asked; None if what is asked is in memory. What the
    block needs must have been imported and opened.
    """
    _limit_effort(limits)
    if limits.allow_network:
        yield
    elif store is not None and not is_open(store):
        from bioprod_graph.apart.sockets import forbid_sockets

        forbid_sockets()
        yield
    else:
        with _no_descriptors():
            yield


def is_open(folder: Path) -> bool:
    """Tell whether this process has all tables of a store open, so that it will open none later.

    RocksDB opens 16 of them with the store, the others when it first reads them.
    """
    found = set()
    for name in os.listdir(_DESCRIPTORS):  # noqa: PTH208  numbers, not paths
        try:
            status = os.fstat(int(name))
        except OSError:
            continue  # that of the listing itself
        found.add((status.st_dev, status.st_ino))
    tables = (path.stat() for path in folder.glob("*.sst"))
    return all((status.st_dev, status.st_ino) in found for status in tables)


@contextmanager
def _no_descriptors() -> Iterator[None]:
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def _limit_effort(limits: Limits) -> None:
    """Limit memory to what is taken now and what is allowed, and the time of all processors."""
    import resource

    cpus = os.cpu_count() or 1
    lower_limit(resource.RLIMIT_CPU, math.ceil(limits.seconds * cpus) + 1)
    if _SIZE.exists():
        pages = int(_SIZE.read_text(encoding="ascii").split()[0])
        lower_limit(resource.RLIMIT_AS, pages * resource.getpagesize() + limits.memory)


def lower_limit(kind: int, value: int) -> None:
    """Lower a limit of this process; one that is lower already stays."""
    import resource

    soft, hard = resource.getrlimit(kind)
    if soft == resource.RLIM_INFINITY or value < soft:
        resource.setrlimit(kind, (value, hard))
