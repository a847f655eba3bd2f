"""Whatever strangers send, the service answers others, and reaches nobody."""

from __future__ import annotations

import contextlib
import itertools
import socket
import struct
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
SENT = b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\n"
RANGE = b"GET /en/ HTTP/1.1\r\nHost: x\r\nRange: bytes=%b\r\n\r\n"
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
        "ASK { ?s " + "/".join(["(!<urn:a>)*"] * 60) + " <urn:z> }",
        "ASK { " + "FILTER EXISTS { ?s ?p ?o " * 35 + "}" * 35 + " }",
        "ASK { ?s ?p ?o " + "MINUS { ?s ?p ?o } " * 300 + " }",
        "ASK { FILTER(" + "||".join(["1"] * 900) + ") }",
        "ASK { " + "(" * 45 + ")" * 45 + " <urn:a> 1 }",
        "SELECT * { VALUES ?x { " + "1 " * 3_900 + "} VALUES ?y { 1 } }",
        "SELECT * { ?s ?p ?o FILTER(REGEX(STR(?o), '" + "(x|y)?" * 3_000 + "')) } LIMIT 1",
        "".join(f"PREFIX p{n}: <urn:{n}>\n" for n in range(1_000)) + "ASK {}",
        "SELECT (" + "IF(true," * 38 + "1" + ",2)" * 38 + " AS ?x) {}",
        "SELECT (9223372036854775807 * 9223372036854775807 AS ?x) (1/0 AS ?y) {}",
        "SELECT (SUBSTR('é', -9223372036854775808, 1.5e308) AS ?x) {}",
        "SELECT * { ?s ?p ?o } OFFSET 18446744073709551615",
        "SELECT * { ?s ?p ?o } LIMIT 99999999999999999999999",
        "ASK { FILTER('\\uD800' = 'a') }",
        "\ufeffASK {}",
        "DESCRIBE * { ?s ?p ?o }",
    ],
    ids=range(26),
)
def test_no_query_ends_the_service(http: httpx.Client, query: str) -> None:
    told = ask(http, query)
    assert told.status_code in (200, 400, 503)
    assert ask(http, PLAIN).json()["boolean"] is True


@pytest.mark.slow
@pytest.mark.parametrize(
    "query",
    [
        "SELECT (COUNT(*) AS ?n) { ?s (<urn:a>|!<urn:a>)* ?o }",
        "SELECT (COUNT(*) AS ?n) { ?s (!<urn:a>|^!<urn:a>)+ ?o }",
        "SELECT ?a ?d { ?a ?b ?c . ?d ?e ?f } ORDER BY ?f ?c ?a LIMIT 1",
        "SELECT DISTINCT ?a ?d { ?a ?b ?c . ?d ?e ?f }",
        "SELECT (GROUP_CONCAT(CONCAT(STR(?a), STR(?d))) AS ?x) { ?a ?b ?c . ?d ?e ?f }",
        "SELECT ?x40 { BIND('aaaaaaaa' AS ?x0) "
        + " ".join(f"BIND(CONCAT(?x{n}, ?x{n}) AS ?x{n + 1})" for n in range(40))
        + " }",
        "SELECT * { " + " ".join(f"OPTIONAL {{ ?s{n} ?p ?o{n} }}" for n in range(300)) + " }",
        "SELECT * { " + ". ".join(f"?x{n} ?p{n} ?x{n + 1}" for n in range(300)) + " }",
        "CONSTRUCT { ?s ?p ?o . ?o ?p ?d } { ?s ?p ?o . ?d ?e ?f }",
        "ASK { (" + " 1" * 3_900 + ") <urn:a> 1 }",
        "SELECT (COUNT(DISTINCT *) AS ?n) { ?a ?b ?c . ?d ?e ?f }",
        "SELECT * { ?s ?p ?o FILTER(REGEX(STR(?o), '(a{1,1000}){1,1000}')) } LIMIT 1",
    ],
    ids=range(12),
)
def test_what_takes_all_it_can_is_stopped(http: httpx.Client, query: str) -> None:
    """For its time or its memory: meanwhile and then plain queries are answered."""
    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(httpx.post, f"{http.base_url}sparql", data={"query": query},
                              timeout=60)  # fmt: skip
        worst = 0.0
        for number in itertools.count():
            start = time.monotonic()
            assert ask(http, f"ASK {{ <urn:a> <urn:b> {number} }}").status_code == 200
            worst = max(worst, time.monotonic() - start)
            if running.done():
                break
        assert running.result().status_code == 503
    assert worst < 1


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
        (b"FOO / HTTP/1.1\r\nHost: x\r\n\r\n", b"400"),
        (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", b"400"),
        (b"GET / HTTP/2.0\r\nHost: x\r\n\r\n", b"505"),
        (b"GET / HTTP/1.1\r\nHost: x\r\nA: b\x00c\r\n\r\n", b"400"),
        (b"GET / HTTP/1.1\r\nHost : x\r\n\r\n", b"400"),
        (SENT + b"Content-Length: -1\r\n\r\n", b"400"),
        (SENT + b"Content-Length: 99999999999999999999\r\n\r\n", b"400"),
        (SENT + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\nab", b"400"),
        (SENT + b"Content-Length: 2000000\r\n\r\n", b"413"),
        (SENT + b"Transfer-Encoding: chunked\r\n\r\nZZ\r\n", b"400"),
        (SENT + b"Transfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFF\r\n", b"400"),
        (SENT + b"Content-Encoding: deflate\r\nContent-Length: 2\r\n\r\nab", b"415"),
        (SENT + b"Content-Encoding: br\r\nContent-Length: 2\r\n\r\nab", b"415"),
        (RANGE % (b"0-99999999999999999999999"), b"206"),
        (RANGE % (b"99999999999999999999999-"), b"416"),
        (RANGE % b",".join(b"%d-%d" % (n, n + 1) for n in range(0, 9_000, 3)), b"200"),
        (RANGE % b",".join([b"0-"] * 8_000), b"200"),
        (RANGE % (b"0-" + b"9" * 9_000), b"400"),
        (b"GET //example.org/en HTTP/1.1\r\nHost: x\r\n\r\n", b"404"),
    ],
)  # fmt: skip
def test_what_is_no_request_is_refused(server: str, content: bytes, status: bytes) -> None:
    told = send(server, content)
    assert told.split()[1] == status
    assert b"access-control-allow-origin: *" in told
    assert b"x-content-type-options: nosniff" in told


def test_who_asks_for_everything_may_ask_on(server: str) -> None:
    """`OPTIONS *` names no path."""
    place = urlsplit(server)
    asked = b"OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n"
    with socket.create_connection((place.hostname, place.port), timeout=15) as client:
        client.sendall(asked + b"GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        told = b"".join(iter(lambda: client.recv(65_536), b""))
    assert told.startswith(b"HTTP/1.1 204 ")
    assert b"HTTP/1.1 200 " in told


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


def test_many_who_vanish_are_forgotten(http: httpx.Client, server: str) -> None:
    """Connections that are reset at once, in the middle of a head, or before the answer comes."""
    place = urlsplit(server)
    sent = (b"", b"GET / HT", b"GET /sparql?query=ASK%7B%7D HTTP/1.1\r\nHost: x\r\n\r\n",
            SENT + b"Content-Length: 9\r\n\r\nASK")  # fmt: skip
    for number in range(800):
        with socket.create_connection((place.hostname, place.port), timeout=20) as client:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            client.sendall(sent[number % len(sent)])
    assert ask(http, "ASK { ?s a ?vanished }").status_code == 200


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
