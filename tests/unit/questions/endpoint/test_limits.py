"""An exchange ends within the time that is given, whatever a service does in it."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from bioprod_graph.errors import EndpointError
from bioprod_graph.questions.endpoint import ask_endpoint, exchange, replies
from bioprod_graph.questions.endpoint.replies import LARGEST
from tests.unit.questions.endpoint.standin import JSON, Page, Raw, StandIn

if TYPE_CHECKING:
    from bioprod_graph.questions import Answer

SELECT = "SELECT * { ?s ?p ?o }"
HEAD = f"HTTP/1.1 200 OK\r\nContent-Type: {JSON}\r\n".encode()
ROWS = b'{"head": {"vars": ["s"]}, "results": {"bindings": []}}'


def ask(url: str, timeout: float) -> Answer:
    return ask_endpoint(url, SELECT, {}, timeout=timeout)


class TestTime:
    """--timeout, for all of it"""

    @pytest.mark.parametrize(
        "raw",
        [
            Raw(b"", "silence"),
            Raw(b"HTTP/1.1 200", "silence"),
            Raw(HEAD, "silence"),
            Raw(HEAD + b"Content-Length: 54\r\n\r\n" + ROWS[:20], "silence"),
            Raw(HEAD + b"Content-Length: 100000\r\n\r\n", again=b" ", pause=0.01),
            Raw(HEAD + b"Transfer-Encoding: chunked\r\n\r\n", again=b"1\r\n \r\n", pause=0.01),
            Raw(HEAD + b"\r\n", again=b" ", pause=0.01),
            Raw(HEAD + b"X: ", again=b"a", pause=0.01),
            Raw(b"HTTP/1.1 ", again=b"2", pause=0.01),
            Raw(b"", again=b"HTTP/1.1 100 Continue\r\n\r\n", pause=0.01),
            Raw(b"HTTP/1.1 503 Busy\r\n\r\n", again=b"x", pause=0.01),
        ],
        ids=lambda raw: f"{raw.sent[-25:]!r} {raw.again!r}",
    )
    def test_what_drips_or_is_silent_ends(self, standin: StandIn, raw: Raw) -> None:
        """With a line that says how long was waited, and how to wait longer."""
        url = standin.put(raw)
        with pytest.raises(EndpointError) as caught:
            ask(url, 0.15)
        assert str(caught.value) == (
            f"{url} timed out: no whole answer within 0.15 s; give more with --timeout"
        )
        assert caught.value.message("fr") == (
            f"{url} n’a pas fini de répondre en 0.15 s\u00a0: donnez-en plus par --timeout"
        )

    def test_redirects_share_the_time(self, standin: StandIn) -> None:
        """It does not begin again with each."""
        standin.put(Page(status=307, fields=(("Location", "/slow"),)), "/old")
        standin.put(Raw(b"", "silence"), "/slow")
        with pytest.raises(EndpointError, match="timed out"):
            ask(standin.find("/old"), 0.15)
        assert [asked.path for asked in standin.asked] == ["/old", "/slow"]

    def test_the_page_of_a_redirect_is_not_waited_for(self, standin: StandIn) -> None:
        """It says nothing that is of use."""
        moved = b"HTTP/1.1 302 Found\r\nLocation: /new\r\n\r\n"
        standin.put(Raw(moved, "silence"), "/old")
        standin.put(Page(ROWS), "/new")
        assert ask(standin.find("/old"), 60).results is not None

    def test_whoever_waits_is_let_go(self, standin: StandIn) -> None:
        """The thread that asked ends as well, since what it waits for is cut."""
        before = set(threading.enumerate())
        with pytest.raises(EndpointError, match="timed out"):
            ask(standin.put(Raw(HEAD + b"X: ", again=b"a", pause=0.01)), 0.1)
        left = set(threading.enumerate()) - before
        for thread in left:
            thread.join(10)
        assert not any(thread.is_alive() for thread in left)

    def test_a_slow_answer_within_the_time_is_read(self, standin: StandIn) -> None:
        """Byte by byte."""
        pieces = HEAD + b"\r\n" + ROWS
        answer = ask(standin.put(Raw(pieces[:-1] + b"}")), 60)
        assert answer.results is not None


class TestReading:
    """The time holds for what is done with an answer as well"""

    def test_an_answer_that_takes_long_to_read_ends(
        self, standin: StandIn, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Here: one that is never done."""
        url = standin.put(Page(ROWS))
        over = threading.Event()
        monkeypatch.setattr(exchange, "read_reply", lambda *_: over.wait(30))
        with pytest.raises(EndpointError, match="timed out"):
            ask(url, 0.1)
        over.set()


class TestSize:
    """64 MB, as sent and as decompressed"""

    def test_as_much_as_the_limit_is_read(self, standin: StandIn) -> None:
        """To the byte."""
        body = ROWS + b" " * (LARGEST - len(ROWS))
        assert ask(standin.put(Page(body)), 60).results is not None
        with pytest.raises(EndpointError, match="more than 64 MB: narrow the query"):
            ask(standin.put(Page(body + b" ")), 60)

    def test_a_graph_has_a_limit_of_its_own(
        self, standin: StandIn, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Statements take more memory than the text in which they come."""
        monkeypatch.setattr(replies, "MOST", 2)
        lines = [f"<urn:a> <urn:b> {number} .".encode() for number in range(3)]
        url = standin.put(Page(b"\n".join(lines[:2]), "text/turtle"))
        assert ask_endpoint(url, "DESCRIBE <urn:a>", {}).results is not None
        standin.put(Page(b"\n".join(lines), "text/turtle"))
        with pytest.raises(EndpointError) as caught:
            ask_endpoint(url, "DESCRIBE <urn:a>", {})
        assert "answers with more than a million statements" in caught.value.message("en")
        assert (
            "répond par plus que ce qui est lu (un million d’affirmations)"
            in caught.value.message("fr")
        )

    def test_old_forms_are_held_in_memory_up_to_a_smaller_one(self, standin: StandIn) -> None:
        """Beyond it the exact parser has the last word."""
        old = ROWS.replace(b"]}}", b']}, "meta": {}}')
        assert ask(standin.put(Page(old + b" " * 1_000_000)), 60).results is not None
        with pytest.raises(EndpointError, match="Unexpected JSON after the end of the bindings"):
            ask(standin.put(Page(old + b" " * 16_000_000)), 60)
