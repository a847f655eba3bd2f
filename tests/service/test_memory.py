"""What is kept of answers, and how much."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, cast

from bioprod_graph.service.jobs import Job
from bioprod_graph.service.memory import Memory

if TYPE_CHECKING:
    from collections.abc import Iterable

JOB = Job("query", {})


class Crew:
    """Gives the same to everybody."""

    async def do(self, _: Job, **__: str) -> bytes:
        return b"{}\nbody"


def list_kept(keys: Iterable[str], room: int) -> list[str]:
    """Ask with each key, and list those of which the answer is kept."""
    memory, asked = Memory(cast("Any", Crew()), room), [*keys]

    async def ask() -> None:
        for key in asked:
            with memory.join(key, JOB, shape="", client="") as work:
                assert (await work).body == b"body"

    asyncio.run(ask())
    return list(map(str, memory._kept))


def test_what_is_another_each_time_is_not_kept() -> None:
    assert list_kept(["", "a", "", ""], room=1 << 20) == ["a"]


def test_very_many_short_answers_take_no_more_than_there_is_room_for() -> None:
    """Each takes more than its bytes."""
    names = [str(number) for number in range(1_000)]
    kept = list_kept(names, room=1 << 17)
    assert kept == names[-len(kept) :]
    assert 0 < len(kept) <= 1 << 7
