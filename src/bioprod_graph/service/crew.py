"""Workers in two lanes: plain queries do not wait for heavy ones.

Each job begins with one of the workers for plain ones. Whoever has worked for longer than plain
queries do goes to the slow lane, with less right to the processor, and another worker is forked in
its place; where the slow lane is full, the job is stopped and begins again there when its turn
comes. A query of the shape of one that was heavy goes there at once. The deadline is kept by
killing the process.
"""

from __future__ import annotations

import asyncio
import pickle
import socket
import subprocess
import sys
from collections import Counter, OrderedDict
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from bioprod_graph.apart import parse_error
from bioprod_graph.errors import DatasetError, LimitError
from bioprod_graph.language import Message
from bioprod_graph.service import frames
from bioprod_graph.service.worker import Worker

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from bioprod_graph.service.jobs import Job
    from bioprod_graph.service.settings import Settings

_NURSERY = "bioprod_graph.service.nursery"
_PAUSE = 0.05
# Bytes of an answer on their way from a worker at once: with fewer, both wake up more often.
_ROOM = 1 << 20
# So many shapes of heavy queries are known.
_SHAPES = 4_096


class CrowdedError(LimitError):
    """More is asked at once than is answered: it may be asked again later.

    `status` is 429 where one client asks too much, 503 where all do.
    """

    status = 503


class Nursery:
    """A release that is open in a process of its own, and the workers that were forked from it."""

    digest = ""

    def __init__(self, process: subprocess.Popen[bytes], channel: socket.socket) -> None:
        self._process, self._channel = process, channel
        # Whoever was free last has most of what it needs at hand.
        self.idle: asyncio.Queue[Worker] = asyncio.LifoQueue()
        self.busy, self._is_closed = 0, False

    @classmethod
    async def start(cls, settings: Settings) -> Nursery:
        """Start one with its workers. Raises an error of ours if there is nothing to open."""
        ours, theirs = socket.socketpair()
        with theirs:
            process = subprocess.Popen(
                [sys.executable, "-m", _NURSERY, str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                process_group=0,  # Ctrl-C is for the server
            )
        nursery = cls(process, ours)
        try:
            await nursery._open(settings)
        except BaseException:
            await nursery.end()
            raise
        return nursery

    async def _open(self, settings: Settings) -> None:
        await asyncio.to_thread(frames.send, self._channel, pickle.dumps(settings))
        frame = await asyncio.to_thread(frames.receive, self._channel)
        if frame is None:
            raise DatasetError("the process that opens the dataset ended at once")
        if frame.startswith(frames.FAILED):
            raise parse_error(frame[1:])
        self.digest = frame[1:].decode()
        for _ in range(settings.workers):
            self.take_back(await self.fork())

    @property
    def is_dead(self) -> bool:
        """Whether its process has ended, though nobody asked for it."""
        return not self._is_closed and self._process.poll() is not None

    async def fork(self) -> Worker:
        """Fork a worker."""
        ours, theirs = socket.socketpair()
        try:
            with theirs:
                theirs.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _ROOM)
                socket.send_fds(self._channel, [b"+"], [theirs.fileno()])
            _, worker = await asyncio.get_running_loop().create_connection(Worker, sock=ours)
        except BaseException:
            ours.close()
            raise
        try:
            worker.process = int(await worker.answer)
        except BaseException:
            worker.end()
            raise
        return worker

    def take_back(self, worker: Worker) -> None:
        """Let a worker do another job, or none if this is closed."""
        if self._is_closed:
            worker.end()
        else:
            self.idle.put_nowait(worker)

    def close(self) -> None:
        """End the workers that are free, and let the process end, and the others with it."""
        self._is_closed = True
        while not self.idle.empty():
            self.idle.get_nowait().end()
        self._channel.close()

    async def end(self) -> None:
        """Close it, and wait until its process has ended."""
        self.close()
        await asyncio.to_thread(self._process.wait)


class Crew:
    """The workers of the release that is served."""

    def __init__(self, settings: Settings, nursery: Nursery) -> None:
        self.settings, self.nursery = settings, nursery
        self.counts: Counter[str] = Counter()
        self._slow = asyncio.Semaphore(settings.slow)
        self._heavy: OrderedDict[str, None] = OrderedDict()
        self._heavy_of: Counter[str] = Counter()
        self._tasks: set[asyncio.Task[None]] = set()

    async def switch(self, nursery: Nursery) -> None:
        """Serve another release from now on; the old one ends when its last job is done."""
        old, self.nursery = self.nursery, nursery
        self.counts["releases"] += 1
        while old.busy:
            await asyncio.sleep(_PAUSE)
        await old.end()

    async def do(self, job: Job, *, shape: str = "", client: str = "") -> bytes:
        """Have a job done, for a client; queries of one shape are as heavy as each other.

        Raises what it raises, LimitError if it was stopped, CrowdedError if it was not done at all.
        Whoever asks may be cancelled: the work then ends.
        """
        nursery, frame = self.nursery, pickle.dumps(job)
        nursery.busy += 1
        try:
            return await self._do_plain(nursery, frame, shape)
        except _HeavyError as heavy:
            if heavy.going is None:
                return await self._do_heavy(nursery, frame, shape, client=client)
            async with self._slow:
                return await self._wait(*heavy.going, shape=shape)
        finally:
            nursery.busy -= 1

    async def _do_plain(self, nursery: Nursery, frame: bytes, shape: str) -> bytes:
        """Have a worker do a job that may be plain. Raises _HeavyError if it is not."""
        if shape in self._heavy:
            raise _HeavyError
        worker = await self._take(nursery)
        if shape in self._heavy:  # by now
            nursery.take_back(worker)
            raise _HeavyError
        working = worker.do(frame)
        try:
            is_plain = await self._wait_plainly(worker, working)
        except asyncio.CancelledError:
            self._start(self._finish(nursery, worker, working))
            raise
        if is_plain:
            self._give_back(nursery, worker)
            return working.result()
        self._note(shape)
        self._replace(nursery)
        if not self._slow.locked():
            raise _HeavyError(worker, working)
        working.cancel()
        worker.end()
        raise _HeavyError

    async def _wait_plainly(self, worker: Worker, working: asyncio.Future[bytes]) -> bool:
        """Wait until a job is done, or is known to be heavy, by what it had of the processor."""
        start, plain = worker.measure_work(), self.settings.plain
        while not (await asyncio.wait({working}, timeout=plain))[0]:
            if worker.measure_work() - start >= plain / 2:
                return False
        return True

    async def _do_heavy(self, nursery: Nursery, frame: bytes, shape: str, *, client: str) -> bytes:
        """Do a job in the slow lane, from its start."""
        of_client, of_all = self._heavy_of[client], self._heavy_of.total()
        if of_client >= self.settings.heavy_each or of_all >= self.settings.heavy:
            raise _refuse(429 if of_all < self.settings.heavy else 503)
        self._heavy_of[client] += 1
        try:
            async with asyncio.timeout(self.settings.seconds) as limit, self._slow:
                limit.reschedule(None)
                worker = await nursery.fork()
                working = worker.do(frame)
                return await self._wait(worker, working, shape=shape)
        except TimeoutError:
            raise _refuse() from None
        finally:
            self._heavy_of[client] -= 1
            if not self._heavy_of[client]:
                del self._heavy_of[client]

    async def _wait(self, worker: Worker, working: asyncio.Future[bytes], *, shape: str) -> bytes:
        """Wait for a heavy job until its deadline; then, or when nobody waits, end its worker."""
        worker.slow_down()
        self.counts["heavy"] += 1
        start = worker.measure_work()
        try:
            if not (await asyncio.wait({working}, timeout=self.settings.seconds))[0]:
                self.counts["stopped"] += 1
                said = Message("stopped after {seconds}: narrow the query")
                raise LimitError(said.fill(seconds=f"{self.settings.seconds:g} s"))
            if worker.measure_work() - start < self.settings.plain / 2:
                self._heavy.pop(shape, None)
            return working.result()
        finally:
            working.cancel()
            worker.end()

    async def _take(self, nursery: Nursery) -> Worker:
        """Take the next worker that is free, and has not died since."""
        while (worker := await self._wait_for_any(nursery)).is_ended:
            if nursery.is_dead:  # another is on its way
                raise _refuse()
            self._replace(nursery)
        return worker

    async def _wait_for_any(self, nursery: Nursery) -> Worker:
        if not nursery.idle.empty():
            return nursery.idle.get_nowait()
        if self.counts["waiting"] >= self.settings.waiting:
            raise _refuse()
        self.counts["waiting"] += 1
        try:
            async with asyncio.timeout(self.settings.seconds):
                return await nursery.idle.get()
        except TimeoutError:
            raise _refuse() from None
        finally:
            self.counts["waiting"] -= 1

    async def _finish(
        self, nursery: Nursery, worker: Worker, working: asyncio.Future[bytes]
    ) -> None:
        """Let a plain job that nobody waits for any more end, or end it."""
        if not (await asyncio.wait({working}, timeout=self.settings.plain))[0]:
            working.cancel()
            worker.end()
        elif not working.cancelled():
            working.exception()
        self._give_back(nursery, worker)

    def _give_back(self, nursery: Nursery, worker: Worker) -> None:
        """Let a worker do another job; fork another in place of one that does no more."""
        if not worker.is_ended:
            nursery.take_back(worker)
            return
        worker.end()
        self._replace(nursery)

    def _replace(self, nursery: Nursery) -> None:
        async def fork() -> None:
            with suppress(OSError, LimitError):  # the nursery has ended
                nursery.take_back(await nursery.fork())

        self.counts["forked"] += 1
        self._start(fork())

    def _start(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _note(self, shape: str) -> None:
        """Note that queries of a shape are heavy."""
        if shape:
            self._heavy[shape] = None
            if len(self._heavy) > _SHAPES:
                self._heavy.popitem(last=False)


def _refuse(status: int = 503) -> CrowdedError:
    error = CrowdedError("too much is asked at once: ask again in a few seconds")
    error.status = status
    return error


class _HeavyError(Exception):
    """A job is not plain: with the worker that goes on with it, if there is room for it."""

    def __init__(self, *going: Any) -> None:
        super().__init__()
        self.going: tuple[Worker, asyncio.Future[bytes]] | None = going or None
