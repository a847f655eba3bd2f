"""What is asked again, byte for byte, is answered as before; and only that."""

from __future__ import annotations

import socket
from contextlib import contextmanager
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import quote, urlsplit

import pytest

from bioprod_graph.service.echo import KEPT, SENT, Echo, is_whole

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx

HEADER = (b"vary", b"Accept")


class Line:
    """A connection, on which bytes are sent as they are, and answers read one by one."""

    def __init__(self, connection: socket.socket) -> None:
        self.send = connection.sendall
        self._file = connection.makefile("rb")

    def read(self) -> tuple[bytes, dict[bytes, bytes], bytes]:
        """Read an answer: its first line, its headers but for the date, its body."""
        first, headers = self._file.readline(), {}
        while (line := self._file.readline().strip()) != b"":
            name, _, value = line.partition(b": ")
            headers[name] = value
        headers.pop(b"date", None)
        return first, headers, self._file.read(int(headers.get(b"content-length", 0)))

    def ask(self, sent: bytes) -> tuple[bytes, dict[bytes, bytes], bytes]:
        """Send a request, and read the answer."""
        self.send(sent)
        return self.read()


@contextmanager
def connect(address: str) -> Iterator[Line]:
    place = urlsplit(address)
    with socket.create_connection((place.hostname, place.port), 30) as connection:
        yield Line(connection)


def write(query: str, *lines: str, method: str = "GET") -> bytes:
    first = f"{method} /sparql?query={quote(query)} HTTP/1.1"
    return "\r\n".join((first, "Host: x", *lines, "", "")).encode()


def count_requests(http: httpx.Client) -> int:
    told = http.get("/metrics").text.splitlines()
    line = next(line for line in told if 'part="sparql",status="200"' in line)
    return int(float(line.rpartition(" ")[2]))


def test_what_is_asked_again_is_answered_the_same(server: str, http: httpx.Client) -> None:
    sent = write("ASK { ?again ?p ?o }", "Accept: application/sparql-results+xml")
    http.get("/sparql", params={"query": "ASK {}"})
    before = count_requests(http)
    with connect(server) as line, connect(server) as other:
        answers = [each.ask(sent) for each in (line, line, line, other, line)]
    assert all(answer == answers[0] for answer in answers)
    assert answers[0][1][b"content-type"] == b"application/sparql-results+xml"
    assert answers[0][1][b"access-control-allow-origin"] == b"*"
    assert count_requests(http) - before == len(answers)


def test_what_differs_in_a_byte_is_read(server: str) -> None:
    query = "ASK { ?differs ?p ?o }"
    with connect(server) as line:
        for _ in range(3):
            line.ask(write(query))
        *_, body = line.ask(write(query, "Accept: text/csv"))
        assert body == b"true\n"
        tag = line.ask(write(query))[1][b"etag"].decode()
        assert line.ask(write(query, f"If-None-Match: {tag}"))[0].split()[1] == b"304"


def test_what_is_refused_is_refused_again(server: str) -> None:
    sent = write("ASK { ?refused ?p ?o }", "Accept: image/png")
    with connect(server) as line:
        assert {line.ask(sent)[0].split()[1] for _ in range(4)} == {b"406"}


def test_a_head_that_announces_a_body_is_read_with_it(server: str) -> None:
    """Else the body would be taken for the next request."""
    sent = write("ASK { ?announces ?p ?o }", "Content-Length: 5")
    with connect(server) as line:
        for _ in range(4):
            line.send(sent)
            assert line.ask(b"hello")[0].split()[1] == b"200"


def test_a_body_that_looks_like_a_request_is_none(server: str) -> None:
    """A proxy in front would give the answer to somebody else."""
    known = write("ASK { ?looks ?p ?o }")
    with connect(server) as line:
        for _ in range(3):
            line.ask(known)
        head = write("ASK {}", "Content-Type: text/plain", f"Content-Length: {len(known)}",
                     method="POST")  # fmt: skip
        assert line.ask(head)[0].split()[1] == b"415"
        line.send(known)
        assert line.ask(write("ASK { FILTER(false) }", "Accept: text/csv"))[2] == b"false\n"


def test_requests_in_a_row_are_answered_in_their_order(server: str) -> None:
    known = write("ASK { ?row ?p ?o }", "Accept: text/csv")
    other = write("ASK { FILTER(false) }", "Accept: text/csv")
    with connect(server) as line:
        for _ in range(3):
            line.ask(known)
        line.send(other + known + other)
        assert [line.read()[2] for _ in range(3)] == [b"false\n", b"true\n", b"false\n"]
        line.send(known[:20])
        assert line.ask(known[20:])[2] == b"true\n"


@pytest.mark.parametrize(
    "header",
    [
        "Connection: close",
        "Content-Length: 5",
        "Expect: 100-continue",
        "Transfer-Encoding: chunked",
        "Upgrade: h2c",
    ],
)
def test_what_announces_more_is_not_learned(header: str) -> None:
    name, _, value = header.partition(": ")
    echo, scope = make_echo(), make_scope((name.lower().encode(), value.encode()))
    echo.learn(b"GET", scope)
    assert echo.find(b"GET") is None


def test_another_release_is_asked_anew() -> None:
    echo = make_echo()
    echo.learn(b"GET", make_scope())
    assert echo.find(b"GET") == (b"vary: Accept\r\n\r\n", b"body")
    cast("Any", echo)._service.crew.nursery.digest = "other"
    assert echo.find(b"GET") is None


def test_who_is_stopping_parts_with_everybody() -> None:
    echo = make_echo()
    echo.learn(b"GET", make_scope())
    cast("Any", echo)._service.is_stopping = True
    assert echo.find(b"GET") is None


def test_only_a_whole_head_may_be_known() -> None:
    whole = write("ASK {}")
    assert is_whole(whole)
    assert not any(map(is_whole, (whole[:-1], whole + whole, whole + b"x", b"", whole[1:])))


def test_what_failed_is_not_learned() -> None:
    """Of what ended in an exception no status is told."""
    echo, scope = make_echo(), make_scope()
    del scope[SENT]
    echo.learn(b"GET", scope)
    assert echo.find(b"GET") is None


def make_echo() -> Echo:
    crew = SimpleNamespace(nursery=SimpleNamespace(digest="this"))
    memory = SimpleNamespace(find=lambda _: SimpleNamespace(body=b"body"))
    counts = SimpleNamespace(note=lambda *_, **__: None)
    service = SimpleNamespace(crew=crew, memory=memory, counts=counts, is_stopping=False)
    return Echo(cast("Any", service))


def make_scope(*headers: tuple[bytes, bytes]) -> dict[str, Any]:
    return {KEPT: "key", SENT: (200, [HEADER]), "http_version": "1.1", "headers": headers}
