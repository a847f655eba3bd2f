"""The wall around a query, in a process that is there for it alone.

Behind it no socket can be opened, so that nothing leaves the machine whatever the query says, and
no more memory be taken than is allowed. Standard: setrlimit(2) of POSIX; where a store has more
files than RocksDB opens at first, a filter of system calls, seccomp(2) of Linux.
"""

from __future__ import annotations

import errno
import math
import os
import resource
import struct
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bioprod_graph.apart.limits import Limits

_DESCRIPTORS, _SIZE = Path("/dev/fd"), Path("/proc/self/statm")
# The number of socket(2) by machine, which never changes.
_SOCKET = {"x86_64": 41, "aarch64": 198}
# Of linux/filter.h, linux/seccomp.h and linux/prctl.h.
_LOAD, _IF_EQUAL, _GIVE = 0x20, 0x15, 0x06
_REFUSE, _ALLOW = 0x0005_0000 | errno.EACCES, 0x7FFF_0000
_SET_NO_NEW_PRIVILEGES, _SET_SECCOMP, _FILTER_MODE = 38, 22, 2


@contextmanager
def raise_wall(limits: Limits, store: Path | None = None) -> Iterator[None]:
    """Limit this process while the block runs; descriptors may be opened again after it.

    `store` is the folder of the store that is asked; None if what is asked is in memory. What the
    block needs must have been imported and opened.
    """
    lower_limit(resource.RLIMIT_CPU, math.ceil(limits.seconds * (os.cpu_count() or 1)) + 1)
    limit_memory(limits.memory)
    with close_doors(store, allow_network=limits.allow_network):
        yield


def limit_memory(more: int) -> None:
    """Let this process take no more than so many bytes on top of what it has."""
    if _SIZE.exists():
        lower_limit(resource.RLIMIT_AS, measure_memory() + more)


def measure_memory() -> int:
    """Measure how many bytes of addresses this process has taken."""
    # A worker measures at each answer: with fewer words it would take three times as long.
    number = os.open(_SIZE, os.O_RDONLY)
    try:
        return int(os.read(number, 64).partition(b" ")[0]) * resource.getpagesize()
    finally:
        os.close(number)


@contextmanager
def close_doors(store: Path | None, *, allow_network: bool = False) -> Iterator[None]:
    """Open neither file nor socket while the block runs; see `raise_wall`."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if not allow_network:
        if store is None or is_open(store):
            resource.setrlimit(resource.RLIMIT_NOFILE, (0, hard))
        else:
            forbid_sockets()
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


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


def forbid_sockets() -> bool:
    """Let this thread open no socket from now on; tell whether this system can do so.

    https://www.kernel.org/doc/html/latest/userspace-api/seccomp_filter.html – a program of four
    instructions: load the number of the call; if it is that of socket(2), refuse; else allow.
    """
    import ctypes

    number = _SOCKET.get(os.uname().machine)
    if number is None:
        return False
    # Each instruction: what to do, how far to jump if so and if not, and a value.
    program = (
        (_LOAD, 0, 0, 0),
        (_IF_EQUAL, 0, 1, number),
        (_GIVE, 0, 0, _REFUSE),
        (_GIVE, 0, 0, _ALLOW),
    )
    lines = ctypes.create_string_buffer(b"".join(struct.pack("=HBBI", *line) for line in program))
    where = ctypes.create_string_buffer(struct.pack("@HP", len(program), ctypes.addressof(lines)))
    control = getattr(ctypes.CDLL(None), "prctl", None)
    if control is None:
        return False  # no Linux
    control.argtypes = (ctypes.c_int, *[ctypes.c_ulong] * 4)
    # A thread that can gain no privileges may give itself a filter.
    is_bound = control(_SET_NO_NEW_PRIVILEGES, 1, 0, 0, 0) == 0
    address = ctypes.addressof(where)
    return bool(is_bound and control(_SET_SECCOMP, _FILTER_MODE, address, 0, 0) == 0)


def lower_limit(kind: int, value: int) -> None:
    """Lower a limit of this process; one that is lower already stays."""
    soft, hard = resource.getrlimit(kind)
    if soft == resource.RLIM_INFINITY or value < soft:
        resource.setrlimit(kind, (value, hard))
