"""What a request costs the service, against other servers, and how many it answers a second.

    python -m venv peers && peers/bin/pip install 'rdflib-endpoint[cli]' oxigraph
    python -m benchmarks.serving --peers peers/bin

Each server is asked the same queries by one client, none of them twice, and what its processes had
of the processor is read before and after; then one query again and again. 200 clients on
connections of their own ask ours. Virtuoso is asked where `virtuoso-t` is on the path (Debian).
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from contextlib import ExitStack, contextmanager, suppress
from itertools import count, product
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote, urlsplit

import httpx

from bioprod_graph.project import find_project

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_LABEL = "<http://www.w3.org/2000/01/rdf-schema#label>"
_OURS = "https://w3id.org/bioprod/ontology#"
_THINGS = f"SELECT DISTINCT ?s {{ ?s {_LABEL} ?o FILTER(ISIRI(?s)) }} ORDER BY ?s"
# Each has a place for what is another each time.
QUERIES = {
    "look-up": "SELECT ?p ?o {{ <{thing}> ?p ?o }} # {n}",
    "neighbours": f"SELECT ?a ?b {{{{ <{{thing}}> ?p ?x . ?x ?q ?y . ?x {_LABEL} ?a ."
    f" ?y {_LABEL} ?b }}}} LIMIT 50 # {{n}}",
    "join": f"SELECT ?a ?place {{{{ ?o <{_OURS}seat> ?c ; {_LABEL} ?a . ?c <{_OURS}within> ?d ."
    f" ?d a <{_OURS}Department> ; {_LABEL} ?place }}}} # {{n}}",
    "aggregate": "SELECT ?c (COUNT(?s) AS ?n) {{ ?s a ?c }} GROUP BY ?c ORDER BY DESC(?n) # {n}",
    "of properties": "SELECT ?p (COUNT(*) AS ?n) {{ ?s ?p ?o }} GROUP BY ?p # {n}",
    "text": f"SELECT ?s ?o {{{{ ?s {_LABEL} ?o FILTER(CONTAINS(LCASE(STR(?o)), 'bio')) }}}}"
    " # {n}",
}
# Where proc_pid_stat(5) has it, after the name of the program.
_SESSION = 3
_ROUNDS, _SLOW, _PRESSED = 16, 2, 3
CLIENTS, ASKED = 200, 12_000
_TURNS = count()


class Server(NamedTuple):
    """A server that runs: its address, the process that it began with, and who asks it."""

    address: str
    process: subprocess.Popen[bytes]
    client: httpx.Client

    def read_processor(self) -> float:
        """Read how many seconds of the processor it and what it started have had.

        What has ended is forgotten: no query of these is heavy enough that a worker ends of it.
        """
        total = 0.0
        for path in Path("/proc").glob("[0-9]*/stat"):
            with suppress(OSError):
                fields = path.read_text().rpartition(") ")[2].split()
                if int(fields[_SESSION]) == self.process.pid:
                    # The clock of another process: Linux, clock_getcpuclockid(3).
                    total += time.clock_gettime((~int(path.parent.name) << 3) | 2)
        return total

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
        while process.poll() is None:
            try:
                server.ask("ASK {}")
                break
            except httpx.HTTPError:
                time.sleep(0.1)
        else:
            raise RuntimeError(f"it does not run: {command}")
        yield server
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        process.wait(30)


def list_servers(
    data: Path, folder: Path, peers: Path | None
) -> Iterator[tuple[str, Sequence[str | Path], str]]:
    """List the servers: a name, how each is started, and where it answers."""
    address = "http://127.0.0.1:{}/{}".format
    ours = (sys.executable, "-m", "bioprod_graph", "serve", "--dataset", data, "--port", "8701")
    yield "ours", ours, address(8701, "sparql")
    if peers is None:
        return
    store = folder / "oxigraph"
    oxigraph = peers / "oxigraph"
    subprocess.run([oxigraph, "load", "-l", store, "-f", data], check=True, capture_output=True)
    serve = (oxigraph, "serve-read-only", "-l", store, "-b", "127.0.0.1:8702")
    yield "oxigraph", (*serve, "--union-default-graph"), address(8702, "query")
    if virtuoso := shutil.which("virtuoso-t"):
        yield "virtuoso", prepare_virtuoso(virtuoso, data, folder), address(8704, "sparql")
    rdflib = (peers / "rdflib-endpoint", "serve", "--host", "127.0.0.1", "--port", "8703", data)
    yield "rdflib-endpoint", rdflib, address(8703, "")


_VIRTUOSO = """[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
[TempDatabase]
DatabaseFile = {folder}/virtuoso-temp.db
TransactionFile = {folder}/virtuoso-temp.trx
[Parameters]
ServerPort = 8705
DisableUnixSocket = 1
DirsAllowed = {folder}
NumberOfBuffers = 170000
MaxDirtyBuffers = 130000
[HTTPServer]
ServerPort = 127.0.0.1:8704
ServerThreads = 20
[SPARQL]
ResultSetMaxRows = 1000000
"""


def prepare_virtuoso(program: str, data: Path, folder: Path) -> Sequence[str | Path]:
    """Load the data into a store of Virtuoso's; give how it is served."""
    file = folder / "virtuoso.ini"
    file.write_text(_VIRTUOSO.format(folder=folder), encoding="ascii")
    shutil.copy(data, folder / "data.nq")
    command = (program, "+configfile", file, "+foreground")
    with run(command, "http://127.0.0.1:8704/sparql"):
        load = f"DB.DBA.TTLP_MT (file_open('{folder}/data.nq'), '', 'urn:x', 512); checkpoint;"
        isql = ("isql-vt", "127.0.0.1:8705", "dba", "dba", f"EXEC={load}")
        subprocess.run(isql, check=True, capture_output=True)
    return command


def measure(
    servers: Mapping[str, Server], things: Sequence[str], times: int
) -> dict[str, dict[str, float]]:
    """Measure what a request costs, in milliseconds of the processor, by kind of query and server.

    Servers take turns, and of each the least of some rounds counts: whatever else the machine does,
    it does to all of them.
    """
    found: dict[str, dict[str, float]] = defaultdict(dict)
    for name, query in QUERIES.items():
        for is_again, turn, server_name in product((False, True), range(_ROUNDS), servers):
            most = _SLOW if server_name == "rdflib-endpoint" else times
            if server_name == "rdflib-endpoint" and turn >= _SLOW:
                continue
            numbers = (
                [turn * times] * most if is_again else range(turn * times, turn * times + most)
            )
            asked = [query.format(thing=things[n % len(things)], n=n) for n in numbers]
            server = servers[server_name]
            server.ask(asked[-1] if is_again else "ASK {}")
            start = server.read_processor()
            for each in asked:
                server.ask(each)
            cost = (server.read_processor() - start) * 1_000 / most
            row = found[f"{name}, again" if is_again else name]
            row[server_name] = min(cost, row.get(server_name, cost))
    return found


async def press(address: str, things: Sequence[str]) -> list[float]:
    """Ask look-ups as many clients at once, each on its connection; give the seconds of each."""
    place, took = urlsplit(address), list[float]()
    numbers, mark = iter(range(ASKED)), next(_TURNS)

    async def be_client() -> None:
        reader, writer = await asyncio.open_connection(place.hostname, place.port)
        for number in numbers:
            query = quote(
                QUERIES["look-up"].format(thing=things[number % len(things)], n=f"{mark} {number}")
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


def tell_press(server: Server, things: Sequence[str]) -> None:
    """Print how many a second many clients were answered, and what each took."""
    start, before = time.perf_counter(), server.read_processor()
    took = asyncio.run(press(server.address, things))
    seconds, cpu = time.perf_counter() - start, server.read_processor() - before
    rate, p95, each = len(took) / seconds, took[int(len(took) * 0.95)], cpu * 1_000 / len(took)
    print(
        f"{CLIENTS} clients: {len(took)} of {ASKED} answered, {rate:.0f} a second, p95"
        f" {p95 * 1_000:.0f} ms, {each:.2f} ms of the processor each"
    )


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--peers", type=Path, help="the folder of the commands of other servers")
    parser.add_argument(
        "--times", type=int, default=20, help="how often each query is asked a round"
    )
    parser.add_argument("--data", type=Path, help="N-Quads to be served instead of the release")
    given = parser.parse_args()
    data = given.data or find_project().current / "dataset.nq"
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        servers = {
            name: stack.enter_context(run(command, address))
            for name, command, address in list_servers(data, Path(folder), given.peers)
        }
        told = json.loads(servers["ours"].ask(_THINGS))["results"]["bindings"]
        things = [row["s"]["value"] for row in told]
        for query, row in measure(servers, things, given.times).items():
            told = (f"{n} {c:.2f} ms (×{row['ours'] / c:.3f})" for n, c in row.items())
            print(f"{query:20}", "; ".join(told), flush=True)
        for _ in range(_PRESSED):
            tell_press(servers["ours"], things)


if __name__ == "__main__":
    main()
