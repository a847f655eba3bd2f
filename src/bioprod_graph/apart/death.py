"""What a child process died of, in one line that says what to do."""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING, NamedTuple

from bioprod_graph.apart.limits import show_memory
from bioprod_graph.errors import LimitError, one_line

if TYPE_CHECKING:
    from bioprod_graph.apart.limits import Limits

# With this status a child says that Python itself found no memory.
OUT_OF_MEMORY = 77

_LATE = frozenset({signal.SIGALRM, signal.SIGXCPU})
# How Rust, C++ and the threads of RocksDB say, before they abort, that there is no more of it.
_STARVED = (b"memory allocation of", b"bad_alloc", b"std::system_error", b"capacity overflow")
_OVERFLOWN = b"overflowed its stack"


class End(NamedTuple):
    """How a child ended: what waitpid(2) gave, what it said on stderr, whether time was up."""

    status: int
    told: bytes
    is_late: bool


def explain_end(end: End, limits: Limits) -> LimitError:
    """Say what a child died of that did not give what was asked."""
    code = os.waitstatus_to_exitcode(end.status)
    if end.is_late or -code in _LATE:
        return explain_late(limits)
    starved = code == OUT_OF_MEMORY or -code == signal.SIGKILL
    if starved or any(word in end.told for word in _STARVED):
        return _explain_starved(limits)
    if -code == signal.SIGSEGV or _OVERFLOWN in end.told:
        return LimitError(
            "the query nests too deep, or chains too much, for the engine: shorten it"
        )
    said = one_line(end.told.decode(errors="replace")) or "—"
    return LimitError(
        "the engine ended before its answer (status {code}: {said})", code=code, said=said
    )


def explain_late(limits: Limits) -> LimitError:
    """Say that time is up."""
    seconds = f"{limits.seconds:g} s"
    return LimitError(
        "stopped after {seconds}: narrow the query, or give --timeout", seconds=seconds
    )


def _explain_starved(limits: Limits) -> LimitError:
    import resource

    allowed, _ = resource.getrlimit(resource.RLIMIT_AS)
    is_scarce = allowed != resource.RLIM_INFINITY
    size = show_memory(allowed if is_scarce else limits.memory)
    if is_scarce:
        return LimitError(
            "out of memory: the system allows this program {size} (ulimit -v)", size=size
        )
    return LimitError("stopped at {size} of memory: narrow the query, or give --memory", size=size)
