"""A piece of work done in a child process, which can be stopped and takes its faults with it.

Oxigraph has no limit of time or memory, and ends its process when it finds too little of it or a
query nests too deep. The child is a fork of this process: nothing is started or imported twice. It
gives bytes, or an error of ours; what else it dies of is told in one line.
"""

from __future__ import annotations

import json
import os
import resource
import select
import signal
import time
import warnings
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, NoReturn

from bioprod_graph import errors
from bioprod_graph.apart.limits import STACK, as_error, explain_late, show_memory
from bioprod_graph.apart.wall import lower_limit, raise_wall
from bioprod_graph.errors import BioprodError, LimitError, one_line
from bioprod_graph.language import SOURCE, Message, Text, list_languages

if TYPE_CHECKING:
    from collections.abc import Callable

    from bioprod_graph.apart.limits import Limits, Task

_GIVEN, _FAILED = b"=", b"!"
_READ = 1 << 20
# What a dying process says first tells what it died of: so many bytes of it are kept.
_MOST_TOLD = 1 << 16
# poll(2) waits for no more milliseconds than an int holds.
_LONGEST_WAIT = 86_400.0
# With this status a child says that Python itself found no memory.
_OUT_OF_MEMORY = 77
# How Rust, C++ and the threads of RocksDB say, before they abort, that there is no more of it.
_STARVED = (
    *(b"memory allocation of", b"capacity overflow", b"bad_alloc", b"std::system_error"),
    b"Anonymous mmap",
)
_OVERFLOWN = b"overflowed its stack"


def run_in_child(
    work: Task, limits: Limits, meanwhile: Callable[[], object] = lambda: None
) -> bytes:
    """Do work in a child process, and something else in this one meanwhile; give its bytes.

    Raises what is raised meanwhile, what the work raises if it is an error of ours, LimitError for
    what the child died of. Whatever is raised here, the child has ended by then.
    """
    answer, told, life = os.pipe(), os.pipe(), os.pipe()
    # An interruption between the fork and the try would leave the child alone.
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        with warnings.catch_warnings():
            # Threads that Python does not know, of a store that was open, wait and hold nothing.
            warnings.simplefilter("ignore", DeprecationWarning)
            child = os.fork()
    except OSError:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
        raise
    if child == 0:
        _close(answer[0], told[0], life[1])
        _be_child(work, limits, (answer[1], told[1], life[0]))
    try:
        _close(answer[1], told[1], life[0])
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
        meanwhile()
        given, said, is_late = _listen(answer[0], told[0], seconds=limits.seconds)
    finally:
        status = _end(child)
        _close(answer[0], told[0], life[1])
    if is_late:
        raise explain_late(limits)
    if status or not given:
        raise _explain_end(status, said, limits)
    if given.startswith(_FAILED):
        raise parse_error(given[1:])
    return given[1:]


def _listen(answer: int, told: int, *, seconds: float) -> tuple[bytes, bytes, bool]:
    """Read what the child gives and says, until both ends are closed or it is too late."""
    end = time.monotonic() + seconds
    read = {answer: bytearray(), told: bytearray()}
    waiting = select.poll()
    for source in read:
        waiting.register(source, select.POLLIN)
    open_ends = len(read)
    while open_ends and (left := end - time.monotonic()) > 0:
        for source, _ in waiting.poll(min(left, _LONGEST_WAIT) * 1_000):
            chunk = os.read(source, _READ)
            if source == answer or len(read[told]) < _MOST_TOLD:
                read[source] += chunk
            if not chunk:
                waiting.unregister(source)
                open_ends -= 1
    return bytes(read[answer]), bytes(read[told]), bool(open_ends)


def _end(child: int) -> int:
    """End a child, if it has not ended itself, and give the status that waitpid(2) gives."""
    try:
        os.kill(child, signal.SIGKILL)
        return os.waitpid(child, 0)[1]
    except (ProcessLookupError, ChildProcessError):
        return 0  # a program that takes no note of its children: the answer has to tell


def _explain_end(status: int, told: bytes, limits: Limits) -> LimitError:
    """Say what a child died of, from its status and what it said on stderr."""
    code = os.waitstatus_to_exitcode(status)
    if -code in (signal.SIGALRM, signal.SIGXCPU):
        return explain_late(limits)
    if code in (_OUT_OF_MEMORY, -signal.SIGKILL) or any(word in told for word in _STARVED):
        allowed, _ = resource.getrlimit(resource.RLIMIT_AS)
        if allowed != resource.RLIM_INFINITY:
            said = Message("out of memory: the system allows this program {size} (ulimit -v)")
            return LimitError(said.fill(size=show_memory(allowed)))
        said = Message("stopped at {size} of memory: narrow the query, or raise the limit (memory)")
        return LimitError(said.fill(size=show_memory(limits.memory)))
    if -code == signal.SIGSEGV or _OVERFLOWN in told:
        return LimitError(
            "the query nests too deep, or chains too much, for the engine: shorten it"
        )
    words = one_line(told.decode(errors="replace")) or "—"
    return LimitError(
        "the engine ended before its answer (status {code}: {said})", code=code, said=words
    )


def parse_error(content: bytes) -> Exception:
    """Make an error again from what `write_error` wrote in another process."""
    name, said = json.loads(content)
    kind = getattr(errors, name, None)
    if kind is None:
        return RuntimeError(said[SOURCE])
    # Some kinds make their message of other things: here it is made already.
    error: BioprodError = kind.__new__(kind)
    BioprodError.__init__(error, Text(said))
    return error


def write_error(error: BaseException) -> bytes:
    """Write an error for another process, in every language."""
    told = as_error(error)
    said: dict[str, str] = {SOURCE: str(told)}
    if isinstance(told, BioprodError):
        said = {language: told.message(language) for language in list_languages()}
    return json.dumps([type(told).__name__, said]).encode()


def _be_child(work: Task, limits: Limits, ends: tuple[int, int, int]) -> NoReturn:
    """Do the work, write what it gives, and end: nothing of the parent is cleaned up here."""
    answer, told, life = ends
    status = 1
    try:
        os.dup2(told, 2)
        _close(told)
        settle(life)
        signal.setitimer(signal.ITIMER_REAL, limits.seconds + 1)
        _write(answer, _GIVEN + work(partial(raise_wall, limits)))
        status = 0
    except MemoryError:
        status = _OUT_OF_MEMORY
    except BaseException as error:  # noqa: BLE001  told by the parent
        _write(answer, _FAILED + write_error(error))
        status = 0
    finally:
        os._exit(status)


def settle(life: int) -> None:
    """Become a process that dies in silence, and never outlives its parent."""
    import faulthandler
    import fcntl
    import gc

    faulthandler.disable()
    # What the parent leaves to be collected is the parent's to finish; this one soon ends.
    gc.disable()
    for kind in (signal.SIGTERM, signal.SIGALRM, signal.SIGIO):
        signal.signal(kind, signal.SIG_DFL)
    # Who waits for the answer is told of Ctrl-C, and ends this.
    signal.pthread_sigmask(signal.SIG_SETMASK, {signal.SIGINT})
    lower_limit(resource.RLIMIT_CORE, 0)
    soft, hard = resource.getrlimit(resource.RLIMIT_STACK)
    if soft != resource.RLIM_INFINITY and soft < STACK:
        most = STACK if hard == resource.RLIM_INFINITY else min(STACK, hard)
        resource.setrlimit(resource.RLIMIT_STACK, (most, hard))
    # SIGIO comes, and ends this, when the other end is closed: only the parent holds that one, and
    # nothing is ever written to it.
    with suppress(OSError):  # a system that has no such signal for pipes: time ends this
        fcntl.fcntl(life, fcntl.F_SETOWN, os.getpid())
        fcntl.fcntl(life, fcntl.F_SETFL, fcntl.fcntl(life, fcntl.F_GETFL) | os.O_ASYNC)
    if select.select([life], [], [], 0)[0]:
        os._exit(1)


def _write(end: int, content: bytes) -> None:
    with open(end, "wb") as file:
        file.write(content)


def _close(*ends: int) -> None:
    for end in ends:
        os.close(end)
