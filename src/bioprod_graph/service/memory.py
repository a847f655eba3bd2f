"""Answers that are kept for who asks the same again, and work that is done once for all who wait.

An answer is known by the digest of what was asked and by all that the job was given, so that none
outlives its release. What nobody waits for any more is stopped.
"""

from __future__ import annotations

import asyncio
from collections import Counter, OrderedDict
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bioprod_graph.service.frames import split_answer

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator

    from bioprod_graph.service.crew import Crew
    from bioprod_graph.service.frames import HttpAnswer
    from bioprod_graph.service.jobs import Job

# One answer takes no more than such a part of the room.
_PART = 16


@dataclass
class _Work:
    """Work that is done, and how many wait for it."""

    task: asyncio.Task[HttpAnswer]
    waiting: int = 0


class Memory:
    """Answers of the crew, kept in so many bytes."""

    def __init__(self, crew: Crew, room: int) -> None:
        self.crew = crew
        self.counts: Counter[str] = Counter()
        self._room = room
        self._kept: OrderedDict[Hashable, HttpAnswer] = OrderedDict()
        self._taken = 0
        self._works: dict[Hashable, _Work] = {}

    def find(self, key: Hashable) -> HttpAnswer | None:
        """Find an answer that is kept."""
        if (found := self._kept.get(key)) is not None:
            self._kept.move_to_end(key)
            self.counts["kept"] += 1
        return found

    @contextmanager
    def join(
        self, key: Hashable, job: Job, *, shape: str, client: str
    ) -> Iterator[asyncio.Task[HttpAnswer]]:
        """Have a job done, once for all who are within the block; raises what `Crew.do` raises."""
        if (work := self._works.get(key)) is None:
            task = asyncio.ensure_future(self._do(job, shape, client))
            work = self._works[key] = _Work(task)
            task.add_done_callback(lambda _: self._end(key, work))
        work.waiting += 1
        try:
            yield work.task
        finally:
            work.waiting -= 1
            if not work.waiting and not work.task.done():
                self._works.pop(key, None)
                work.task.cancel()

    async def _do(self, job: Job, shape: str, client: str) -> HttpAnswer:
        return split_answer(await self.crew.do(job, shape=shape, client=client))

    def _end(self, key: Hashable, work: _Work) -> None:
        """Keep the answer if there is one."""
        if self._works.get(key) is work:
            del self._works[key]
        if work.task.cancelled() or work.task.exception():
            return
        answer = work.task.result()
        if len(answer.body) > self._room // _PART or key in self._kept:
            return
        self._kept[key] = answer
        self._taken += len(answer.body)
        while self._taken > self._room:
            self._taken -= len(self._kept.popitem(last=False)[1].body)
