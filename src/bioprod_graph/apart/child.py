"""A piece of work done in a child process, which can be stopped and takes its faults with it.

Oxigraph has no limit of time or memory, and ends its process when it finds too little of it or a
query nests too deep. The child is a fork of this process: nothing is started or imported twice. It
gives bytes, or an error of ours; what else it dies of is told in one line.
"""

from __future__ import annotations

import os
import select
import signal
import time
import warnings
from functools import partial
from typing import TYPE_CHECKING, NamedTuple, NoReturn

from bioprod_graph.apart.death import OUT_OF_MEMORY, End, explain_end

if TYPE_CHECKING:
    from bioprod_graph.apart.limits import Limits
    from bioprod_graph.apart.run import Work

_GIVEN, _FAILED = b"=", b"!"
_STACK = 64 << 20
_READ = 1 << 20
# What a dying process says first tells what it died of: so many pieces of it are kept.
_MOST_TOLD = 16
# poll(2) waits for no more milliseconds than an int holds.
_LONGEST_WAIT = 86_400.0


class _Pipes(NamedTuple):
    """Pairs of descriptors, to read from and to write to."""

    answer: tuple[int, int]
    told: tuple[int, int]
    life: tuple[int, int]


def run_in_child(work: Work, limits: Limits) -> bytes:
    """Do work in a child process and give its bytes.

    Raises what the work raises if it is an error of ours, LimitError for what the child died of.
    Whatever is raised here, the child has ended by then.
    """
    pipes = _Pipes(os.pipe(), os.pipe(), os.pipe())
    # An interruption between the fork and the try would leave the child alone.
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        child = _fork()
    except OSError:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
        raise
    if child == 0:
        _be_child(work, limits, pipes)
    try:
        _close(pipes.answer[1], pipes.told[1], pipes.life[0])
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
        answer, told, is_late = _listen(pipes, limits.seconds)
    finally:
        status = _end(child)
        _close(pipes.answer[0], pipes.told[0], pipes.life[1])
    return _read(answer, End(status, told, is_late), limits)


def _fork() -> int:
    with warnings.catch_warnings():
        # Threads that Python does not know, of a store that was open, wait and hold nothing.
        warnings.simplefilter("ignore", DeprecationWarning)
        return os.fork()


def _end(child: int) -> int:
    """End a child, if it has not ended itself, and give the status that waitpid(2) gives."""
    try:
        os.kill(child, signal.SIGKILL)
        return os.waitpid(child, 0)[1]
    except (ProcessLookupError, ChildProcessError):
        return 0  # a program that takes no note of its children: the answer has to tell


def _listen(pipes: _Pipes, seconds: float) -> tuple[bytes, bytes, bool]:
    """Read what the child gives and says until it closes both ends or the time is up."""
    end = time.monotonic() + seconds
    answer, told = pipes.answer[0], pipes.told[0]
    read: dict[int, list[bytes]] = {answer: [], told: []}
    waiting = select.poll()
    for source in read:
        waiting.register(source, select.POLLIN)
    open_ends = len(read)
    while open_ends and (left := end - time.monotonic()) > 0:
        for source, _ in waiting.poll(min(left, _LONGEST_WAIT) * 1_000):
            chunk = os.read(source, _READ)
            if source == answer or len(read[told]) < _MOST_TOLD:
                read[source].append(chunk)
            if not chunk:
                waiting.unregister(source)
                open_ends -= 1
    return b"".join(read[answer]), b"".join(read[told]), bool(open_ends)


def _read(answer: bytes, end: End, limits: Limits) -> bytes:
    if answer and not end.is_late and end.status == 0:
        if answer.startswith(_GIVEN):
            return answer[1:]
        from bioprod_graph.apart.failure import parse_error

        raise parse_error(answer[1:])
    raise explain_end(end, limits)


def _be_child(work: Work, limits: Limits, pipes: _Pipes) -> NoReturn:
    """Do the work, write what it gives, and end: nothing of the parent is cleaned up here."""
    status = 1
    try:
        _settle(limits, pipes)
        from bioprod_graph.apart.wall import raise_wall

        _write(pipes.answer[1], _GIVEN + work(partial(raise_wall, limits)))
        status = 0
    except MemoryError:
        status = OUT_OF_MEMORY
    except BaseException as error:  # noqa: BLE001  told by the parent
        from bioprod_graph.apart.failure import write_error

        _write(pipes.answer[1], _FAILED + write_error(error))
        status = 0
    finally:
        os._exit(status)


def _settle(limits: Limits, pipes: _Pipes) -> None:
    """Become a process that dies in silence, and never outlives its parent or its time."""
    import faulthandler
    import gc
    import resource

    from bioprod_graph.apart.wall import lower_limit

    _close(pipes.answer[0], pipes.told[0], pipes.life[1])
    os.dup2(pipes.told[1], 2)
    _close(pipes.told[1])
    faulthandler.disable()
    # What the parent leaves to be collected is the parent's to finish.
    gc.freeze()
    # Who waits for the answer is told of Ctrl-C, and ends this.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for kind in (signal.SIGTERM, signal.SIGALRM, signal.SIGIO):
        signal.signal(kind, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_SETMASK, ())
    signal.setitimer(signal.ITIMER_REAL, limits.seconds + 1)
    lower_limit(resource.RLIMIT_CORE, 0)
    _raise_stack()
    _die_with_parent(pipes.life[0])


def _raise_stack() -> None:
    """Let the stack grow further than usual: Oxigraph goes down a query by recursion."""
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_STACK)
    if soft != resource.RLIM_INFINITY and soft < _STACK:
        most = _STACK if hard == resource.RLIM_INFINITY else min(_STACK, hard)
        resource.setrlimit(resource.RLIMIT_STACK, (most, hard))


def _die_with_parent(life: int) -> None:
    """Have the system send SIGIO, which ends a process, when the other end of a pipe is closed.

    Nothing is ever written to it, and only the parent holds that end.
    """
    import fcntl

    fcntl.fcntl(life, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(life, fcntl.F_SETFL, fcntl.fcntl(life, fcntl.F_GETFL) | os.O_ASYNC)
    if select.select([life], [], [], 0)[0]:
        os._exit(1)


def _write(end: int, content: bytes) -> None:
    left = memoryview(content)
    while left:
        left = left[os.write(end, left) :]


def _close(*ends: int) -> None:
    for end in ends:
        os.close(end)
