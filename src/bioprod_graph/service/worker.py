"""A worker as the server has it: the channel to a process that does one job at a time."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from contextlib import suppress
from typing import Any

from bioprod_graph.apart import parse_error
from bioprod_graph.errors import LimitError
from bioprod_graph.service import frames

_NICE = 10


class Worker(asyncio.Protocol):
    """A process that does one job at a time: our end of the channel to it."""

    _transport: asyncio.Transport
    process = 0

    def __init__(self) -> None:
        self._pieces: list[bytes] = []
        self._taken, self._size = 0, 0
        # What a worker sends before it is asked: its number.
        self.answer: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
        self.is_ended = False

    def connection_made(self, transport: Any) -> None:
        """Keep the channel."""
        self._transport = transport

    def do(self, job: bytes) -> asyncio.Future[bytes]:
        """Have a job done. Raises the error of ours that it raises, LimitError if it died of it."""
        self.answer = asyncio.get_running_loop().create_future()
        if self.is_ended:
            self.connection_lost(None)
        else:
            self._transport.write(frames.LENGTH.pack(len(job)) + job)
        return self.answer

    def data_received(self, data: bytes) -> None:
        """Take a piece of an answer; most have one."""
        self._pieces.append(data)
        self._taken += len(data)
        if self._taken < max(frames.LENGTH.size, self._size):
            return
        frame = b"".join(self._pieces)
        self._size = frames.LENGTH.size + frames.LENGTH.unpack_from(frame)[0]
        self._pieces = [frame]
        if self._taken < self._size:
            return
        self._pieces, self._taken, self._size = [], 0, 0
        place = frames.LENGTH.size
        if frame.startswith(frames.LAST, place):
            self.is_ended, place = True, place + 1
        if self.answer.done():
            return  # nobody waits for it any more
        if frame.startswith(frames.FAILED, place):
            self.answer.set_exception(parse_error(frame[place + 1 :]))
        else:
            self.answer.set_result(frame[place + 1 :])

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell who waits that the process has ended."""
        del exc
        self.is_ended = True
        if not self.answer.done():
            self.answer.set_exception(
                LimitError("stopped: it took too much memory, or nests too deep: narrow the query")
            )

    def measure_work(self) -> float:
        """Measure how many seconds of the processor it has had; of the clock where none knows."""
        with suppress(OSError):
            # The clock of another process: Linux, clock_getcpuclockid(3).
            return time.clock_gettime((~self.process << 3) | 2)
        return time.monotonic()

    def slow_down(self) -> None:
        """Let others go before it."""
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, self.process, _NICE)

    def end(self) -> None:
        """End the process, whatever it does."""
        # As long as its end of the channel is open it is there, and no other has its number. One
        # that has not told its number ends when the channel does.
        if self.process and not self.is_ended:
            with suppress(ProcessLookupError):
                os.kill(self.process, signal.SIGKILL)
        self.is_ended = True
        self._transport.close()
