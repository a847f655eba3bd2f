"""The nursery: a process that opens a release once, and forks a worker whenever one is asked for.

    python -m bioprod_graph.service.nursery DESCRIPTOR

It is started anew, not forked, and has one thread: a fork of a server with several could find locks
of theirs closed for ever. A worker has its own channel to the server, which hands it on as a
descriptor; it answers jobs until that is closed, and dies with the nursery.
"""

from __future__ import annotations

import gc
import os
import pickle
import resource
import signal
import socket
import sys
import warnings
from contextlib import AbstractContextManager, suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, NoReturn

from bioprod_graph.apart.child import settle, write_error
from bioprod_graph.apart.wall import close_doors, limit_memory, lower_limit, measure_memory
from bioprod_graph.service import frames
from bioprod_graph.service.jobs import HANDLERS, Desk, open_desk
from bioprod_graph.service.settings import Settings

if TYPE_CHECKING:
    import bioprod_graph.apart as _  # noqa: F401

_ONE = b"+"
# A worker that has grown by so much of what it may take ends after its answer.
_GROWN = 4
_NOTHING = Path(os.devnull)


class Job(NamedTuple):
    """A piece of work: who does it, and with what."""

    kind: str
    given: dict[str, object]


def main() -> None:
    """Open what is to be asked, say so, and fork workers until the server closes the channel."""
    server = socket.socket(fileno=int(sys.argv[1]))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    settings = pickle.loads(frames.receive(server) or b"")  # noqa: S301  of the server alone
    try:
        desk = open_desk(settings)
    except BaseException as error:  # noqa: BLE001  told by the server
        frames.send(server, frames.FAILED + write_error(error))
        return
    frames.send(server, frames.GIVEN + desk.digest.encode())
    # Nothing of what is there now is looked through again, here or in a worker, which would copy it.
    gc.collect()
    gc.freeze()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # whoever ended is forgotten
    life = os.pipe()
    while True:
        said, descriptors, _, _ = socket.recv_fds(server, 1, 1)
        if not said:
            return
        _fork(desk, settings, server, descriptors[0], life)


def _fork(
    desk: Desk, settings: Settings, server: socket.socket, descriptor: int, life: tuple[int, int]
) -> None:
    with warnings.catch_warnings():
        # Threads that Python does not know, of a store that was open, wait and hold nothing.
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
    if child == 0:
        server.close()
        os.close(life[1])
        _be_worker(desk, settings, socket.socket(fileno=descriptor), life[0])
    os.close(descriptor)


def _be_worker(desk: Desk, settings: Settings, channel: socket.socket, life: int) -> NoReturn:
    """Answer jobs, one after the other, and end: nothing of the nursery is cleaned up here."""
    try:
        with suppress(OSError):
            os.dup2(os.open(_NOTHING, os.O_WRONLY), 2)
        settle(life)
        signal.pthread_sigmask(signal.SIG_SETMASK, {signal.SIGINT})
        lower_limit(resource.RLIMIT_CORE, 0)
        limit_memory(settings.memory)
        most = measure_memory() + settings.memory // _GROWN
        frames.send(channel, str(os.getpid()).encode())
        while (frame := frames.receive(channel)) is not None:
            job = pickle.loads(frame)  # noqa: S301  made by the server
            # Should the server be too late to end this, or be gone.
            signal.setitimer(signal.ITIMER_REAL, settings.seconds + 1)
            frames.send(channel, _do(job, desk, partial(_raise_wall, desk)))
            signal.setitimer(signal.ITIMER_REAL, 0)
            if measure_memory() > most:
                break
    except OSError:
        pass  # the server is gone
    finally:
        os._exit(0)


def _do(job: Job, desk: Desk, wall: partial[AbstractContextManager[None]]) -> bytes:
    try:
        return frames.GIVEN + HANDLERS[job.kind](desk, wall, **job.given)
    except MemoryError:
        os._exit(1)
    except BaseException as error:  # noqa: BLE001  told by the server
        return frames.FAILED + write_error(error)


def _raise_wall(desk: Desk, store: Path | None) -> AbstractContextManager[None]:
    del store  # it is that of the desk, if it lies on disk
    return close_doors(desk.store_folder)


if __name__ == "__main__":
    main()
