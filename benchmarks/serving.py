"""What a request costs the service, against other servers, and how many it answers a second.

    python -m venv peers && peers/bin/pip install rdflib-endpoint oxigraph
    python -m benchmarks.serving --peers peers/bin

Each server is asked the same queries by one client, none of them twice, and what its processes had
of the processor is read before and after. Then 200 clients on connections of their own ask ours.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote, urlsplit

import httpx

from bioprod_graph.project import find_project

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_LABEL = "<http://www.w3.org/2000/01/rdf-schema#label>"
_THINGS = f"SELECT DISTINCT ?s {{ ?s {_LABEL} ?o FILTER(ISIRI(?s)) }} ORDER BY ?s"
# Each has a place for what is another each time.
QUERIES = {
    "look-up": "SELECT ?p ?o {{ <{thing}> ?p ?o }} # {n}",
    "join": f"SELECT ?a ?b {{{{ <{{thing}}> ?p ?x . ?x ?q ?y . ?x {_LABEL} ?a . ?y {_LABEL} ?b }}}}"
    " LIMIT 50 # {n}",
    "aggregate": "SELECT ?c (COUNT(?s) AS ?n) {{ ?s a ?c }} GROUP BY ?c ORDER BY DESC(?n) # {n}",
    "text": f"SELECT ?s ?o {{{{ ?s {_LABEL} ?o FILTER(CONTAINS(LCASE(STR(?o)), 'bio')) }}}}"
    " # {n}",
}
_TICK = os.sysconf("SC_CLK_TCK")
# Where proc_pid_stat(5) has them, after the name of the program.
_SESSION, _TIMES = 3, slice(11, 15)
CLIENTS, ASKED = 200, 12_000


class Server(NamedTuple):
    """A server that runs: its address, the process that it began with, and who asks it."""

    address: str
    process: subprocess.Popen[bytes]
    client: httpx.Client

    def read_processor(self) -> float:
        """Read how many seconds of the processor it and what it started have had."""
        total = 0
        for path in Path("/proc").glob("[0-9]*/stat"):
            try:
                fields = path.read_text().rpartition(") ")[2].split()
            except OSError:
                continue
            if int(fields[_SESSION]) == self.process.pid:
                total += sum(map(int, fields[_TIMES]))
        return total / _TICK

    def ask(self, query: str) -> bytes:
        """Ask a query, as one client after the other does."""
        head = {"Accept": "application/sparql-results+json"}
        told = self.client.get(self.address, params={"query": query}, headers=head)
        return told.raise_for_status().content


@contextmanager
def run(command: Sequence[str | Path], address: str) -> Iterator[Server]:
    """Run a server until it is left; it is there when it answers."""
    process = subprocess.Popen(
        [*map(str, command)],
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    server = Server(address, process, httpx.Client(timeout=300))
    try:
        while True:
            try:
                server.ask("ASK {}")
                break
            except httpx.HTTPError:
                time.sleep(0.1)
        yield server
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(30)


def list_servers(
    data: Path, folder: Path, peers: Path | None
) -> Iterator[tuple[str, list[str | Path], str]]:
    """List the servers: a name, how each is started, and where it answers."""
    address = "http://127.0.0.1:{}/{}".format
    ours: list[str | Path] = [
        sys.executable,
        "-m",
        "bioprod_graph",
        "serve",
        "--dataset",
        data,
        "--port",
        "8701",
    ]
    yield "ours", ours, address(8701, "sparql")
    if peers is None:
        return
    store = folder / "oxigraph"
    subprocess.run(
        [peers / "oxigraph", "load", "-l", store, "-f", data], check=True, capture_output=True
    )
    serve: list[str | Path] = [
        peers / "oxigraph",
        "serve-read-only",
        "-l",
        store,
        "-b",
        "127.0.0.1:8702",
    ]
    yield "oxigraph", [*serve, "--union-default-graph"], address(8702, "query")
    rdflib: list[str | Path] = [
        peers / "rdflib-endpoint",
        "serve",
        "--host",
        "127.0.0.1",
        "--port",
        "8703",
        data,
    ]
    yield "rdflib-endpoint", rdflib, address(8703, "")


def measure(server: Server, things: Sequence[str], times: int) -> dict[str, float]:
    """Measure what a request costs, in milliseconds of the processor, by kind of query."""
    found = {}
    for name, query in QUERIES.items():
        server.ask(query.format(thing=things[0], n="first"))
        start = server.read_processor()
        for number in range(times):
            server.ask(query.format(thing=things[number % len(things)], n=number))
        found[name] = (server.read_processor() - start) * 1_000 / times
    return found


async def press(address: str, things: Sequence[str]) -> list[float]:
    """Ask look-ups as many clients at once, each on its connection; give the seconds of each."""
    place, took = urlsplit(address), list[float]()
    numbers = iter(range(ASKED))

    async def be_client() -> None:
        reader, writer = await asyncio.open_connection(place.hostname, place.port)
        for number in numbers:
            query = quote(
                QUERIES["look-up"].format(thing=things[number % len(things)], n=f"p{number}")
            )
            start = time.perf_counter()
            writer.write(f"GET {place.path}?query={query} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
            head = (await reader.readuntil(b"\r\n\r\n")).lower()
            size = int(head.partition(b"content-length: ")[2].partition(b"\r")[0])
            await reader.readexactly(size)
            if head.split()[1] != b"200":
                raise RuntimeError(head.decode())
            took.append(time.perf_counter() - start)
        writer.close()

    await asyncio.gather(*(be_client() for _ in range(CLIENTS)))
    return sorted(took)


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--peers", type=Path, help="the folder of the commands of other servers")
    parser.add_argument("--times", type=int, default=100, help="how often each query is asked")
    parser.add_argument("--data", type=Path, help="N-Quads to be served instead of the release")
    given = parser.parse_args()
    data = given.data or find_project().current / "dataset.nq"
    with tempfile.TemporaryDirectory() as folder:
        for name, command, address in list_servers(data, Path(folder), given.peers):
            times = max(given.times // (10 if name == "rdflib-endpoint" else 1), 1)
            with run(command, address) as server:
                told = json.loads(server.ask(_THINGS))["results"]["bindings"]
                things = [row["s"]["value"] for row in told]
                for query, cost in measure(server, things, times).items():
                    print(f"{name:16} {query:10} {cost:10.2f} ms of the processor a request")
                if name == "ours":
                    start, before = time.perf_counter(), server.read_processor()
                    took = asyncio.run(press(address, things))
                    seconds, cpu = time.perf_counter() - start, server.read_processor() - before
                    rate, p95 = len(took) / seconds, took[int(len(took) * 0.95)] * 1_000
                    each = cpu * 1_000 / len(took)
                    print(
                        f"{CLIENTS} clients: {rate:.0f} a second, p95 {p95:.0f} ms, {each:.2f} ms"
                    )


if __name__ == "__main__":
    main()
