"""Workers that die while they wait for something to do."""

from __future__ import annotations

import asyncio
import os
import signal
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bioprod_graph.dataset import EVERYTHING
from bioprod_graph.service.crew import Crew, CrowdedError, Nursery
from bioprod_graph.service.frames import split_answer
from bioprod_graph.service.jobs import Job
from bioprod_graph.service.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

ASK = Job("query", {"query": "ASK { ?s ?p ?o }", "accept": "text/csv", "kept": EVERYTHING})


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Two workers, and a file of one statement."""
    data = tmp_path / "data.nt"
    data.write_text("<urn:a> <urn:b> <urn:c> .\n")
    return Settings(dataset=data, workers=2)


def have(settings: Settings, work: Callable[[Crew], Awaitable[bytes]]) -> bytes:
    async def run() -> bytes:
        nursery = await Nursery.start(settings)
        try:
            return await work(Crew(settings, nursery))
        finally:
            await nursery.end()

    return asyncio.run(run())


async def kill_all(crew: Crew) -> None:
    """Kill the workers, and go on when the end of each is known."""
    idle = [crew.nursery.idle.get_nowait() for _ in range(crew.settings.workers)]
    for each in idle:
        with suppress(ProcessLookupError):  # it ends with who forked it
            os.kill(each.process, signal.SIGKILL)
        crew.nursery.idle.put_nowait(each)
    while not all(each.is_ended for each in idle):
        await asyncio.sleep(0)


def test_another_answers_for_who_died_while_it_waited(settings: Settings) -> None:
    async def work(crew: Crew) -> bytes:
        await kill_all(crew)
        return await crew.do(ASK)

    assert split_answer(have(settings, work)).body == b"true\n"


def test_who_asks_when_no_worker_can_be_made_is_told_to_come_back(settings: Settings) -> None:
    async def work(crew: Crew) -> bytes:
        process = crew.nursery._process
        process.kill()
        process.wait()
        await kill_all(crew)
        with pytest.raises(CrowdedError):
            await crew.do(ASK)
        return str(crew.counts["forked"]).encode()

    assert have(settings, work) == b"0"  # nobody waited for what cannot come


def count_open() -> int:
    return len([*Path("/proc/self/fd").iterdir()])


def test_a_worker_that_nobody_waits_for_is_parted_with(settings: Settings) -> None:
    """Before it has told its number: no channel to it is left open."""

    async def work(crew: Crew) -> bytes:
        nursery = crew.nursery._process
        before = count_open()
        nursery.send_signal(signal.SIGSTOP)
        forking = asyncio.ensure_future(crew.nursery.fork())
        while count_open() == before:
            await asyncio.sleep(0)
        for _ in range(3):
            await asyncio.sleep(0)
        forking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await forking
        await asyncio.sleep(0)
        left = count_open() - before
        nursery.send_signal(signal.SIGCONT)
        return str(left).encode()

    assert have(settings, work) == b"0"
