"""Whatever strangers send, the service answers others, and reaches nobody."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import httpx
import pytest

from tests.service.conftest import serving

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PATH = "/sparql"
PLAIN = "ASK { ?s a ?c }"
PRODUCT = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?c != ?f) }"
SERVICES = [
    f"{start}SERVICE{kind}{target}{group}"
    for start in ("", "OPTIONAL { ", "{ ", "FILTER EXISTS { ", "GRAPH ?g { ")
    for kind in (" ", "\n", "\t#x\n", " SILENT ", " silent\n")
    for target in ("<http://127.0.0.1:{port}/>",)
    for group in ("{ ?s ?p ?o }",)
]


def ask(http: httpx.Client, query: str) -> httpx.Response:
    return http.post(PATH, data={"query": query})


def send(server: str, content: bytes, *, seconds: float = 15) -> bytes:
    """Send bytes as they are, and read until the service closes or says no more."""
    place = urlsplit(server)
    with socket.create_connection((place.hostname, place.port), timeout=seconds) as client:
        try:
            client.sendall(content)
            return client.recv(65_536)
        except (ConnectionError, TimeoutError):
            return b""


@pytest.fixture
def listener() -> Iterator[tuple[int, list[object]]]:
    """A host that nobody is to reach: its port, and who came."""
    came: list[object] = []
    with socket.create_server(("127.0.0.1", 0)) as host:

        def wait() -> None:
            while True:
                try:
                    came.append(host.accept())
                except OSError:
                    return

        threading.Thread(target=wait, daemon=True).start()
        yield host.getsockname()[1], came
        host.shutdown(socket.SHUT_RDWR)


def test_no_query_reaches_another_host(
    http: httpx.Client, listener: tuple[int, list[object]]
) -> None:
    port, came = listener
    for each in SERVICES:
        closing = " }" * (each.count("{") - each.count("}"))
        told = ask(http, f"ASK {{ {each.replace('{port}', str(port))}{closing} }}")
        assert told.status_code == 400, each
    for source in (f"http://127.0.0.1:{port}/", "file:///etc/passwd"):
        told = ask(http, f"ASK FROM <{source}> {{ ?s ?p ?o }}")
        assert told.json()["boolean"] is False
        told = http.post(PATH, data={"query": PLAIN, "default-graph-uri": source})
        assert told.json()["boolean"] is False
    assert ask(http, f"LOAD <http://127.0.0.1:{port}/>").status_code == 400
    assert came == []


@pytest.mark.parametrize(
    "query",
    [
        "ASK " + "{" * 5_000 + "}" * 5_000,
        "ASK { FILTER(" + "(" * 9_000 + "1" + ")" * 9_000 + ") }",
        "ASK { FILTER(" + "!" * 60_000 + "1) }",
        "ASK { ?s " + "/".join(["<urn:a>"] * 8_000) + " ?o }",
        "ASK { FILTER(" + "+".join(["1"] * 30_000) + ") }",
        "ASK { ?s " + "^" * 9_000 + "<urn:a> ?o }",
        "SELECT * { " + "OPTIONAL { ?s ?p ?o " * 900 + "}" * 900 + " }",
        "x" * 200_000,
        "\x00" * 100,
        "SELECT (REPLACE('" + "a" * 60_000 + "', '(a+)+$', 'b') AS ?x) {}",
    ],
    ids=range(10),
)
def test_no_query_ends_the_service(http: httpx.Client, query: str) -> None:
    told = ask(http, query)
    assert told.status_code in (200, 400, 503)
    assert ask(http, PLAIN).json()["boolean"] is True


def test_heavy_queries_do_not_hold_up_plain_ones(http: httpx.Client, server: str) -> None:
    """Many at once, and nobody waits for them in the end: plain ones are answered all the while."""

    def press(number: int) -> None:
        with httpx.Client(base_url=server, timeout=4) as client:
            try:
                ask(client, PRODUCT.replace("?n", f"?n{number}"))
            except httpx.HTTPError:
                return  # gone

    with ThreadPoolExecutor(24) as pool:
        for number in range(24):
            pool.submit(press, number)
        time.sleep(1)
        times = []
        for number in range(10):
            start = time.monotonic()
            assert ask(http, f"ASK {{ ?s a ?c{number} }}").status_code == 200
            times.append(time.monotonic() - start)
    assert sorted(times)[5] < 3


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b"GET /" + b"a" * 70_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n", b"414"),
        (b"GET / HTTP/1.1\r\nHost: x\r\nA: " + b"a" * 200_000 + b"\r\n\r\n", b"431"),
        (b"GET / HTTP/1.1\r\nHost: x\r\n" + b"A: a\r\n" * 200 + b"\r\n", b"431"),
        (b"GET / HTTP/1.1\r\n\r\n", b"400"),
        (b"GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n", b"400"),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", b"400"),
        (b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n"
         b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", b"400"),
    ],
)  # fmt: skip
def test_what_is_no_request_is_refused(server: str, content: bytes, status: bytes) -> None:
    assert send(server, content).split()[1] == status


def test_a_header_is_not_made_of_what_is_asked(http: httpx.Client) -> None:
    told = http.get("/id/event/assises-idf-2021?x=%0d%0aSet-Cookie:%20a=b")
    assert "set-cookie" not in told.headers


def test_who_sends_half_is_parted_with(server: str) -> None:
    place = urlsplit(server)
    with socket.create_connection((place.hostname, place.port), timeout=20) as client:
        client.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n")
        start = time.monotonic()
        with contextlib.suppress(ConnectionResetError):
            assert client.recv(1) == b""
        assert time.monotonic() - start < 15


def test_says_how_it_is(http: httpx.Client) -> None:
    assert http.get("/health").json() == {"status": "pass"}
    assert len(http.get("/ready").json()["release"]) == 64
    told = http.get("/metrics").text
    assert 'bioprod_requests_total{part="health",status="200"}' in told


class TestFile:
    """A file of other people's data, and how a service ends."""

    @pytest.fixture
    def data(self, tmp_path: Path) -> Path:
        path = tmp_path / "others.trig"
        path.write_text("<urn:g> { <urn:a> <urn:b> 1, 2 . } <urn:h> { <urn:a> <urn:b> 1 . }")
        return path

    def test_is_asked_as_the_merge_of_its_graphs(self, data: Path) -> None:
        count = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
        with serving("serve", "--dataset", str(data)) as (_, address):
            told = httpx.post(f"{address}sparql", data={"query": count}, timeout=30)
            assert told.json()["results"]["bindings"][0]["n"]["value"] == "2"
            assert httpx.get(address, timeout=30).status_code == 404

    def test_ends_with_what_runs_answered(self, data: Path, tmp_path: Path) -> None:
        log = tmp_path / "log"
        words = ("serve", "--dataset", str(data), "--log", str(log))
        with serving(*words) as (process, address):
            with ThreadPoolExecutor(1) as pool:
                heavy = "SELECT (COUNT(*) AS ?n) { " + "?s ?p ?o . " * 2 + "}"
                running = pool.submit(httpx.post, f"{address}sparql", data={"query": heavy})
                time.sleep(0.2)
                process.terminate()
                assert running.result().status_code == 200
            assert process.wait(15) == 0
        line = log.read_text()
        assert '"status": 200' in line
        assert "127.0.0.1" not in line
        assert "COUNT" not in line
