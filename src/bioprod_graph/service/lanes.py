"""Workers in two lanes, so that heavy queries do not hold up plain ones.

A job goes to the next free worker. One that is not done after a moment is heavy: it goes on beside
the plain ones if the slow lane has room, and a new worker takes its place; else it is stopped, waits
for room there, and begins again. At its deadline, or when nobody waits for it any more, it is ended
with its worker.
"""

from __future__ import annotations

import asyncio
import os
import pickle
import signal
import socket
import subprocess
import sys
from collections import Counter
from contextlib import suppress
from typing import TYPE_CHECKING

from bioprod_graph.apart.child import parse_error
from bioprod_graph.errors import DatasetError, LimitError
from bioprod_graph.language import Message
from bioprod_graph.service import frames

if TYPE_CHECKING:
    from bioprod_graph.service.nursery import Job
    from bioprod_graph.service.settings import Settings

_NURSERY = "bioprod_graph.service.nursery"
_PAUSE = 0.1


class CrowdedError(LimitError):
    """More is asked at once than is answered: it may be asked again later."""


class Worker:
    """A process that does one job at a time."""

    def __init__(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, process: int
    ) -> None:
        self._reader, self._writer, self._process = reader, writer, process
        self.is_ended = self.is_lent = False

    async def do(self, job: bytes) -> bytes:
        """Have a job done. Raises the error of ours that it raises, LimitError if it died of it."""
        try:
            self._writer.write(frames.LENGTH.pack(len(job)) + job)
            frame = await read_frame(self._reader)
        except (OSError, asyncio.IncompleteReadError):
            self.is_ended = True
            raise LimitError(
                "stopped: it took too much memory, or nests too deep: narrow the query"
            ) from None
        if frame.startswith(frames.FAILED):
            raise parse_error(frame[1:])
        return frame[1:]

    def end(self) -> None:
        """End the process, whatever it does."""
        self.is_ended = True
        # As long as its end of the channel is open it is there, and no other has its number.
        if not self._reader.at_eof():
            with suppress(ProcessLookupError):
                os.kill(self._process, signal.SIGKILL)
        self._writer.close()


async def read_frame(reader: asyncio.StreamReader) -> bytes:
    """Read a frame. Raises IncompleteReadError if the other end was closed before it was whole."""
    head = await reader.readexactly(frames.LENGTH.size)
    return await reader.readexactly(frames.LENGTH.unpack(head)[0])


class Nursery:
    """A release that is open in a process of its own, and the workers that were forked from it."""

    def __init__(
        self, process: subprocess.Popen[bytes], channel: socket.socket, digest: str
    ) -> None:
        self._process, self._channel, self.digest = process, channel, digest
        self.idle: asyncio.Queue[Worker] = asyncio.Queue()
        self.busy = 0

    @classmethod
    async def start(cls, settings: Settings) -> Nursery:
        """Start one with its workers. Raises an error of ours if there is nothing to open."""
        ours, theirs = socket.socketpair()
        process = subprocess.Popen(
            [sys.executable, "-m", _NURSERY, str(theirs.fileno())],
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
        )
        theirs.close()
        await asyncio.to_thread(frames.send, ours, pickle.dumps(settings))
        frame = await asyncio.to_thread(frames.receive, ours)
        if frame is None:
            raise DatasetError("the process that opens the dataset ended at once")
        if frame.startswith(frames.FAILED):
            raise parse_error(frame[1:])
        nursery = cls(process, ours, frame[1:].decode())
        for _ in range(settings.workers):
            nursery.idle.put_nowait(await nursery.fork())
        return nursery

    async def fork(self) -> Worker:
        """Fork a worker."""
        ours, theirs = socket.socketpair()
        with theirs:
            socket.send_fds(self._channel, [b"+"], [theirs.fileno()])
        reader, writer = await asyncio.open_connection(sock=ours)
        return Worker(reader, writer, int(await read_frame(reader)))

    def end(self) -> None:
        """End the process, and the workers with it."""
        self._channel.close()
        self._process.wait()


class Lanes:
    """The workers of the release that is served."""

    def __init__(self, settings: Settings, nursery: Nursery) -> None:
        self.settings, self.nursery = settings, nursery
        self.waiting = 0
        self._slow = asyncio.Semaphore(settings.slow)
        self._slow_each: Counter[str] = Counter()
        self._replacing: set[asyncio.Task[None]] = set()

    async def switch(self, nursery: Nursery) -> None:
        """Serve another release from now on; the old one ends when its last job is done."""
        old, self.nursery = self.nursery, nursery
        while old.busy:
            await asyncio.sleep(_PAUSE)
        old.end()

    async def do(self, job: Job, client: str = "") -> bytes:
        """Have a job done.

        Raises what it raises, LimitError if it was stopped, CrowdedError if it was not done at all.
        """
        nursery, frame = self.nursery, pickle.dumps(job)
        nursery.busy += 1
        try:
            worker = await self._take(nursery)
            working = asyncio.ensure_future(worker.do(frame))
            try:
                done, _ = await asyncio.wait({working}, timeout=self.settings.plain)
                if not done:
                    await self._go_on(nursery, worker, working, client)
                return working.result()
            except _NoRoomError:
                return await self._begin_again(nursery, frame)
            finally:
                self._give_back(nursery, worker, working)
        finally:
            nursery.busy -= 1

    async def _take(self, nursery: Nursery) -> Worker:
        """Take the next worker that is free."""
        if self.waiting >= self.settings.waiting:
            raise _refuse()
        self.waiting += 1
        try:
            return await asyncio.wait_for(nursery.idle.get(), self.settings.patience)
        except TimeoutError:
            raise _refuse() from None
        finally:
            self.waiting -= 1

    def _give_back(
        self, nursery: Nursery, worker: Worker, working: asyncio.Future[bytes]
    ) -> None:
        """Let a worker that has done its job do another; end one that has not, or has been lent."""
        if working.done() and not worker.is_ended and not worker.is_lent:
            nursery.idle.put_nowait(worker)
            return
        working.cancel()
        worker.end()
        self._replace(nursery, worker)

    def _replace(self, nursery: Nursery, worker: Worker) -> None:
        """Have another worker forked in place of one, which nobody waits for; once."""
        if worker.is_lent:
            return
        worker.is_lent = True

        async def fork() -> None:
            nursery.idle.put_nowait(await nursery.fork())

        task = asyncio.ensure_future(fork())
        self._replacing.add(task)
        task.add_done_callback(self._replacing.discard)

    async def _go_on(
        self, nursery: Nursery, worker: Worker, working: asyncio.Future[bytes], client: str
    ) -> None:
        """Let a heavy job go on in the slow lane, if there is room, until its deadline."""
        if self._slow_each[client] >= self.settings.slow_each:
            raise _refuse()
        self._slow_each[client] += 1
        try:
            if self._slow.locked():
                raise _NoRoomError
            async with self._slow:
                self._replace(nursery, worker)
                await self._wait(working, self.settings.seconds - self.settings.plain)
        finally:
            self._slow_each[client] -= 1

    async def _begin_again(self, nursery: Nursery, frame: bytes) -> bytes:
        """Wait for room in the slow lane, and do a job from its start."""
        try:
            await asyncio.wait_for(self._slow.acquire(), self.settings.patience)
        except TimeoutError:
            raise _refuse() from None
        try:
            worker = await nursery.fork()
            working = asyncio.ensure_future(worker.do(frame))
            try:
                await self._wait(working, self.settings.seconds)
                return working.result()
            finally:
                working.cancel()
                worker.end()
        finally:
            self._slow.release()

    async def _wait(self, working: asyncio.Future[bytes], seconds: float) -> None:
        done, _ = await asyncio.wait({working}, timeout=seconds)
        if not done:
            said = Message("stopped after {seconds}: narrow the query")
            raise LimitError(said.fill(seconds=f"{self.settings.seconds:g} s"))


def _refuse() -> CrowdedError:
    return CrowdedError("too much is asked at once: ask again in a few seconds")


class _NoRoomError(Exception):
    """The slow lane is full."""
