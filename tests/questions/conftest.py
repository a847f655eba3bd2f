"""A SPARQL 1.1 Protocol endpoint on loopback, over the store of the built project."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pyoxigraph as ox
import pytest

from bioprod_graph.dataset import open_release

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bioprod_graph.project import Project

_FORM = "application/x-www-form-urlencoded"
_ROWS = "application/sparql-results+json"
_GRAPH = "application/n-triples"


class _Endpoint(ThreadingHTTPServer):
    # Not daemons: closing the server joins them.
    daemon_threads = False

    def __init__(self, store: ox.Store) -> None:
        super().__init__(("127.0.0.1", 0), _Request)
        self.store = store


class _Request(BaseHTTPRequestHandler):
    server: _Endpoint

    def do_GET(self) -> None:
        self._answer(parse_qs(urlsplit(self.path).query)["query"][0])

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        is_form = self.headers.get_content_type() == _FORM
        self._answer(parse_qs(body)["query"][0] if is_form else body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def _answer(self, query: str) -> None:
        try:
            results = self.server.store.query(query)
        except SyntaxError as error:
            self._send(400, "text/plain", str(error).encode())
            return
        if isinstance(results, ox.QueryTriples):
            self._send(200, _GRAPH, results.serialize(format=ox.RdfFormat.N_TRIPLES) or b"")
        else:
            self._send(200, _ROWS, results.serialize(format=ox.QueryResultsFormat.JSON) or b"")

    def _send(self, status: int, content_type: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@pytest.fixture(scope="session")
def store(built: Project) -> ox.Store:
    """The store of the built project, read-only."""
    return open_release(built).store


@pytest.fixture(scope="session")
def endpoint(store: ox.Store) -> Iterator[str]:
    """The address of an endpoint whose default graph is the merge of all graphs."""
    with serving(store) as address:
        yield address


@contextmanager
def serving(store: ox.Store) -> Iterator[str]:
    """Answer queries of a store; give the address."""
    with pytest.MonkeyPatch.context() as patch, _Endpoint(store) as server:
        # A proxy of the environment has no way to loopback.
        patch.setenv("no_proxy", "127.0.0.1")
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}/query"
        server.shutdown()
        thread.join()
