"""The nursery: a process that opens a release once, and forks a worker whenever one is asked for.

    python -m bioprod_graph.service.nursery DESCRIPTOR

It is started anew, not forked, and has one thread when it forks: a fork of a server with several
could find locks of theirs closed for ever. A worker has its own channel to the server, which hands
it on as a descriptor; it answers jobs until that is closed, and dies with the nursery.
"""

from __future__ import annotations

import gc
import os
import pickle
import signal
import socket
import sys
import warnings
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext, suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from bioprod_graph.apart import (
    close_doors,
    forbid_sockets,
    limit_memory,
    measure_memory,
    settle,
    write_error,
)
from bioprod_graph.errors import BioprodError
from bioprod_graph.service import frames
from bioprod_graph.service.jobs import HANDLERS, Bench, Job, answer_query, open_bench
from bioprod_graph.service.negotiation import list_types

if TYPE_CHECKING:
    from collections.abc import Callable

    from bioprod_graph.service.offers import Around
    from bioprod_graph.service.settings import Settings

_ANYTHING = "CONSTRUCT { <urn:a> <urn:b#c> 1 } WHERE { }"
# A worker that has grown by such a part of what it may take ends after its answer.
_GROWN = 3


def _main() -> None:
    """Open what is to be asked, say so, and fork workers until the server closes the channel."""
    server = socket.socket(fileno=int(sys.argv[1]))
    # Who closes the channel ends this.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    settings: Settings = pickle.loads(frames.receive(server) or b"")  # noqa: S301  our own server
    try:
        # What a thread draws at random, its fork would draw again: this one draws nothing.
        with ThreadPoolExecutor(1) as elsewhere:
            bench = elsewhere.submit(_prepare, settings).result()
    except BaseException as error:  # noqa: BLE001  told by the server
        frames.send(server, frames.FAILED + write_error(error))
        return
    frames.send(server, frames.GIVEN + bench.digest.encode())
    # Nothing of what is there now is looked through again: a worker would copy it.
    gc.collect()
    gc.freeze()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # whoever ended is forgotten
    life = os.pipe()
    with suppress(OSError):
        while given := socket.recv_fds(server, 1, 1)[1]:
            _fork(partial(_be_worker, bench, settings), (server, life[1]), (given[0], life[0]))


def _prepare(settings: Settings) -> Bench:
    """Open what is asked, write in each format, look up a name: no worker reads anything anew."""
    bench = open_bench(settings)
    for kind, query in (("rows", "SELECT * { }"), ("statements", _ANYTHING)):
        for accept in list_types(kind):
            answer_query(bench, nullcontext, query=query, accept=accept)
    if bench.project is not None:
        with suppress(BioprodError):  # a project without all of it: who asks for that is told
            bench.holdings.warm()
    return bench


def _fork(
    be: Callable[[tuple[int, int]], NoReturn],
    closed: tuple[socket.socket, int],
    kept: tuple[int, int],
) -> None:
    with warnings.catch_warnings():
        # Threads that Python does not know, of a store that was open, wait and hold nothing.
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
    if child == 0:
        closed[0].close()
        os.close(closed[1])
        be(kept)
    os.close(kept[0])


def _be_worker(bench: Bench, settings: Settings, ends: tuple[int, int]) -> NoReturn:
    """Answer jobs, one after the other, and end: nothing of the nursery is cleaned up here."""
    channel, life = ends
    try:
        # What an engine says when it dies is for nobody.
        os.dup2(os.open(Path(os.devnull), os.O_WRONLY), 2)
        settle(life)
        limit_memory(settings.memory)
        _answer(socket.socket(fileno=channel), bench, settings)
    except OSError:
        pass  # the server is gone
    finally:
        os._exit(0)


def _answer(server: socket.socket, bench: Bench, settings: Settings) -> None:
    wall: Around = partial(close_doors, None)
    if not bench.is_open and forbid_sockets():
        wall = nullcontext
    most = measure_memory() + settings.memory // _GROWN
    frames.send(server, frames.GIVEN, str(os.getpid()).encode())
    while (frame := frames.receive(server)) is not None:
        # Should the server be too late to end this, or be gone.
        signal.setitimer(signal.ITIMER_REAL, 2 * settings.seconds)
        written = _do(pickle.loads(frame), bench, wall)  # noqa: S301  our own server
        is_spent = measure_memory() > most
        frames.send(server, frames.LAST if is_spent else b"", *written)
        signal.setitimer(signal.ITIMER_REAL, 0)
        if is_spent:
            return


def _do(job: Job, bench: Bench, wall: Around) -> tuple[bytes, bytes]:
    try:
        return frames.GIVEN, HANDLERS[job.kind](bench, wall, **job.given)
    except MemoryError:
        os._exit(1)
    except BaseException as error:  # noqa: BLE001  told by the server
        return frames.FAILED, write_error(error)


if __name__ == "__main__":
    _main()
