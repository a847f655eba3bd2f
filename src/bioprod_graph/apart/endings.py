"""How work ends that gives nothing: an error, passed on as it is, or a death, told in one line."""

from __future__ import annotations

import json
import os
import signal
from typing import TYPE_CHECKING

from bioprod_graph import errors
from bioprod_graph.apart.limits import show_memory
from bioprod_graph.errors import BioprodError, LimitError, QueryError, one_line
from bioprod_graph.language import SOURCE, Message, Text, list_languages

if TYPE_CHECKING:
    from bioprod_graph.apart.limits import Limits

# With this status a child says that Python itself found no memory.
OUT_OF_MEMORY = 77
# How Rust, C++ and the threads of RocksDB say, before they abort, that there is no more of it.
_STARVED = (b"memory allocation of", b"bad_alloc", b"std::system_error", b"capacity overflow")
_OVERFLOWN = b"overflowed its stack"
# How RocksDB begins to tell that a block is not as it was written; who opened the store words it.
_DAMAGE = "Corruption: "


def as_error(error: BaseException) -> Exception:
    """Give an error that is ours, or damage, as it is; say of any other what it was."""
    is_damage = isinstance(error, RuntimeError) and str(error).startswith(_DAMAGE)
    if is_damage or isinstance(error, BioprodError | MemoryError):
        return error
    reason = f"{type(error).__name__}: {one_line(str(error))}"
    return QueryError("the query failed: {reason}", reason=reason)


def write_error(error: BaseException) -> bytes:
    """Write an error so that `parse_error` makes it again, in another process."""
    told = as_error(error)
    said = {SOURCE: str(told)}
    if isinstance(told, BioprodError):
        said = {language: told.message(language) for language in list_languages()}
    return json.dumps([type(told).__name__, said]).encode()


def parse_error(content: bytes) -> Exception:
    """Make an error again from what `write_error` wrote."""
    name, said = json.loads(content)
    kind = getattr(errors, name, None)
    if kind is None:
        return RuntimeError(said[SOURCE])
    # Some kinds make their message of other things: here it is made already.
    error: BioprodError = kind.__new__(kind)
    BioprodError.__init__(error, Text(said))
    return error


def explain_end(status: int, told: bytes, limits: Limits) -> LimitError:
    """Say what a child died of: `status` is that of waitpid(2), `told` what it said on stderr."""
    code = os.waitstatus_to_exitcode(status)
    if -code in (signal.SIGALRM, signal.SIGXCPU):
        return explain_late(limits)
    if code in (OUT_OF_MEMORY, -signal.SIGKILL) or any(word in told for word in _STARVED):
        import resource

        allowed, _ = resource.getrlimit(resource.RLIMIT_AS)
        if allowed != resource.RLIM_INFINITY:
            said = Message("out of memory: the system allows this program {size} (ulimit -v)")
            return LimitError(said.fill(size=show_memory(allowed)))
        said = Message("stopped at {size} of memory: narrow the query, or give --memory")
        return LimitError(said.fill(size=show_memory(limits.memory)))
    if -code == signal.SIGSEGV or _OVERFLOWN in told:
        return LimitError(
            "the query nests too deep, or chains too much, for the engine: shorten it"
        )
    words = one_line(told.decode(errors="replace")) or "—"
    return LimitError(
        "the engine ended before its answer (status {code}: {said})", code=code, said=words
    )


def explain_late(limits: Limits) -> LimitError:
    """Say that time is up."""
    said = Message("stopped after {seconds}: narrow the query, or give --timeout")
    return LimitError(said.fill(seconds=f"{limits.seconds:g} s"))
