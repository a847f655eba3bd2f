"""Under load no request is lost, and nothing grows: releases are switched, services stopped."""

from __future__ import annotations

import itertools
import os
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote, urlsplit

import httpx
import pytest

from bioprod_graph.pipeline.build import build_project
from tests.service.conftest import serving

if TYPE_CHECKING:
    from collections.abc import Iterator
    from subprocess import Popen

    from bioprod_graph.project import Project

pytestmark = pytest.mark.slow

RELEASES, STOPS, CLIENTS = 10, 20, 16
MINUTES = float(os.environ.get("BIOPROD_SOAK", "10"))
HEAVY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?c != ?f) }"
# What is asked of the service while it lives.
ADDRESSES = (
    "/sparql?query=SELECT+*+{{+%3Fs+%3Fp+%3Fo+}}+LIMIT+{n}",
    "/sparql?query=SELECT+{{+{n}",
    "/suggest?q=a{n}",
    "/api/search?q=b{n}",
    "/api/questions?limit={n}",
    "/nowhere/{n}",
    "/id/event/assises-idf-2021",
    "/sparql?query=SELECT+(RAND()+AS+%3Fr{n})+{{}}",
    "/health",
)


class _Size(NamedTuple):
    """What a service takes: bytes of memory that are its own, and descriptors."""

    memory: int
    descriptors: int


def _measure(process: Popen[str]) -> _Size:
    """Measure the server and the process that forks its workers, which live as long as it."""
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    memory, descriptors = 0, 0
    for number in (process.pid, *children):
        rollup = Path(f"/proc/{number}/smaps_rollup").read_text()
        memory += int(rollup.partition("Pss:")[2].split()[0]) << 10
        descriptors += len(list(Path(f"/proc/{number}/fd").iterdir()))
    return _Size(memory, descriptors)


def _measure_at_rest(process: Popen[str], rest: int) -> _Size:
    """Measure it once no connection is left of those that were there, or nearly so late."""
    for _ in range(200):
        if (size := _measure(process)).descriptors <= rest:
            break
        time.sleep(0.05)
    return size


def _ask_on_and_on(address: str, is_over: threading.Event) -> list[int]:
    """Ask on one connection until it is over; give the status of each answer, 0 for none."""
    found: list[int] = []
    with httpx.Client(base_url=address, timeout=60) as client:
        for number in itertools.count():
            if is_over.is_set():
                return found
            query = f"ASK {{ ?s ?p ?o{number} }}"
            try:
                found.append(client.get("/sparql", params={"query": query}).status_code)
            except httpx.HTTPError:
                found.append(0)
    raise AssertionError


def test_releases_are_switched_and_no_request_is_lost(tiny: Project, small_site: Path) -> None:
    """Each is served soon after it is built, by its digest."""
    build_project(tiny)
    table, is_over = tiny.root / "data" / "things.csv", threading.Event()
    words = ("--project", str(tiny.root), "serve", "--site", str(small_site))
    with serving(*words) as (_, address), ThreadPoolExecutor(CLIENTS) as pool:
        asking = [pool.submit(_ask_on_and_on, address, is_over) for _ in range(CLIENTS)]
        served = {httpx.get(f"{address}ready").json()["release"]}
        for number in range(RELEASES):
            said = table.read_bytes()
            table.write_bytes(
                said.replace(f"9{5 + number % 2}.0".encode(), f"9{6 - number % 2}.0".encode())
            )
            build_project(tiny)
            before, end = set(served), time.monotonic() + 60
            now = httpx.get(f"{address}ready").json()["release"]
            while now != _read_digest(tiny) and time.monotonic() < end:
                now = httpx.get(f"{address}ready").json()["release"]
            assert now == _read_digest(tiny)
            served |= before | {now}
        is_over.set()
        statuses = [status for each in asking for status in each.result()]
    assert len(served) == 2, "one or the other was served each time"
    assert len(statuses) > RELEASES * CLIENTS
    assert set(statuses) == {200}


def _read_digest(project: Project) -> str:
    from bioprod_graph.dataset import open_release

    return open_release(project).digest


def _send(address: str, query: str) -> socket.socket:
    """Send a request, and leave its answer to be read."""
    place = urlsplit(address)
    client = socket.create_connection((place.hostname, place.port), timeout=30)
    client.sendall(f"GET /sparql?query={quote(query)} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
    return client


@pytest.mark.parametrize("number", range(STOPS))
def test_what_was_sent_before_the_stop_is_answered(tmp_path: Path, number: int) -> None:
    """Every request that was on its way, and the program ends with 0 soon after."""
    data = tmp_path / "data.trig"
    data.write_text(f"<urn:g> {{ <urn:a> <urn:b> {', '.join(map(str, range(300)))} . }}")
    with serving("serve", "--dataset", str(data)) as (process, address):
        queries = (f"SELECT (COUNT(*) AS ?n{n}) {{ ?s ?p ?o . ?t ?q ?r }}" for n in range(CLIENTS))
        clients = [_send(address, query) for query in queries]
        start = time.monotonic()
        process.terminate()
        told = [b"".join(iter(partial(each.recv, 65_536), b"")) for each in clients]
        assert [each.split()[1] for each in told] == [b"200"] * CLIENTS, number
        assert process.wait(15) == 0
        assert time.monotonic() - start < 10
    for each in clients:
        each.close()


def test_plain_queries_are_answered_within_a_second_beside_heavy_ones(server: str) -> None:
    """However many heavy ones are running and waiting."""

    def press(number: int) -> None:
        with suppress(httpx.HTTPError):
            query = HEAVY.replace("?n", f"?n{number}")
            httpx.post(f"{server}sparql", data={"query": query}, timeout=8)

    with ThreadPoolExecutor(CLIENTS) as pool, httpx.Client(base_url=server, timeout=30) as client:
        pressing = [pool.submit(press, number) for number in range(2 * CLIENTS)]
        worst = 0.0
        for number in itertools.count():
            start = time.monotonic()
            assert (
                client.get(
                    "/sparql", params={"query": f"ASK {{ <urn:a> <urn:b> {number} }}"}
                ).status_code
                == 200
            )
            worst = max(worst, time.monotonic() - start)
            if all(each.done() for each in pressing):
                break
    assert worst <= 1


@pytest.fixture
def soaked(built_folder: Path, small_site: Path) -> Iterator[tuple[Popen[str], str]]:
    """A service of its own."""
    with serving("--project", str(built_folder), "serve", "--site", str(small_site)) as served:
        yield served


def test_nothing_grows(soaked: tuple[Popen[str], str]) -> None:
    """Memory within a twentieth, descriptors the same: BIOPROD_SOAK is for how many minutes."""
    process, address = soaked
    rest = _measure(process).descriptors
    end = time.monotonic() + 60 * MINUTES
    warm, sizes = end - 48 * MINUTES, list[_Size]()

    def use(place: int) -> int:
        with httpx.Client(base_url=address, timeout=60) as client:
            for number in itertools.count(place, 4):
                asked = ADDRESSES[number % len(ADDRESSES)].format(n=number % 40)
                client.get(asked, headers={"Cache-Control": "no-cache"})
                if time.monotonic() > (end if sizes else warm):
                    return number
        raise AssertionError

    for _ in range(2):
        with ThreadPoolExecutor(4) as pool:
            asked = [each.result() for each in [pool.submit(use, place) for place in range(4)]]
        sizes.append(_measure_at_rest(process, rest))
        assert min(asked) > len(ADDRESSES)
    assert sizes[1].memory <= 1.05 * sizes[0].memory
    assert sizes[1].descriptors <= sizes[0].descriptors <= rest
