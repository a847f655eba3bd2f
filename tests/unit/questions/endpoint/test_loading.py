"""`bioprod load`, into a store of Oxigraph that answers on the loopback."""

from __future__ import annotations

import base64
import json
import re
import shutil
import threading
from collections import Counter
from contextlib import contextmanager
from hashlib import md5
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING
from urllib.parse import unquote

import pyoxigraph as ox
import pytest

from bioprod_graph.dataset import open_release
from bioprod_graph.errors import EndpointError, UsageError
from bioprod_graph.pipeline import build_project
from bioprod_graph.questions.endpoint import loading

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bioprod_graph.project import Project

NAME, PASSWORD, NONCE = "curator", "s3 cret", "abc"


class Server(ThreadingHTTPServer):
    """A store that takes updates, and no more triples at a time than a careful one does."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.store, self.updates = ox.Store(), list[str]()
        self.scheme, self.fails_at = "", 0

    def name(self, *, by_graph: bool = False) -> str:
        word = f"{NAME}:{PASSWORD.replace(' ', '%20')}@" if self.scheme else ""
        path = "store" if by_graph else "update"
        return f"http://{word}127.0.0.1:{self.server_port}/{path}"

    def change(self, method: str, query: str, text: str) -> int:
        """Change a graph as the Graph Store HTTP Protocol asks; give the status of the answer."""
        name = unquote(query.removeprefix("graph="))
        graph = ox.DefaultGraph() if query == "default" else ox.NamedNode(name)
        is_there = any(self.store.quads_for_pattern(None, None, None, graph))
        if method != "POST":
            self.store.clear_graph(graph)
        if text:
            self.store.load(text, format=ox.RdfFormat.TURTLE, to_graph=graph)
        return 404 if method == "DELETE" and not is_there else 204


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_POST(self) -> None:
        text = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        path, _, query = self.path.partition("?")
        if self.server.scheme and not self.is_allowed():
            self.reply(401, f'{self.server.scheme} realm="x", nonce="{NONCE}", qop="auth"')
        elif len(self.server.updates) + 1 == self.server.fails_at:
            self.reply(503)
        else:
            assert len(re.findall(r" \.$", text, re.MULTILINE)) <= 4000
            self.server.updates.append(text)
            if path == "/store":
                assert self.headers["Content-Type"] == ("text/turtle" if text else None)
                self.reply(self.server.change(self.command, query, text))
                return
            assert self.headers["Content-Type"] == "application/sparql-update"
            self.server.store.update(text)
            self.reply(204)

    do_PUT = do_DELETE = do_POST  # noqa: N815  as http.server calls them

    def reply(self, status: int, challenge: str = "") -> None:
        self.send_response(status)
        if challenge:
            self.send_header("WWW-Authenticate", challenge)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def is_allowed(self) -> bool:
        given = self.headers.get("Authorization", "")
        if self.server.scheme == "Basic":
            return given == "Basic " + base64.b64encode(f"{NAME}:{PASSWORD}".encode()).decode()
        told = dict(re.findall(r'(\w+)="?([^",]*)"?', given))
        if told.get("nonce") != NONCE:
            return False
        first = digest(f"{NAME}:x:{PASSWORD}")
        second = digest(f"{self.command}:{told['uri']}")
        parts = (first, NONCE, told["nc"], told["cnonce"], "auth", second)
        return bool(told["response"] == digest(":".join(parts)))

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def digest(text: str) -> str:
    return md5(text.encode(), usedforsecurity=False).hexdigest()


@contextmanager
def serving() -> Iterator[Server]:
    server = Server()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as served:
        yield served


@pytest.fixture
def project(tiny: Project) -> Project:
    build_project(tiny)
    return tiny


def load(
    project: Project, server: Server, *, by_graph: bool = False, with_merge: bool = True
) -> tuple[int, int]:
    return loading.load_release(
        open_release(project),
        server.name(by_graph=by_graph),
        notes=project.build,
        by_graph=by_graph,
        with_merge=with_merge,
    )


def expect_all(project: Project, server: Server) -> None:
    """The store holds what our own holds, the merge too."""
    assert Counter(map(str, server.store)) == Counter(map(str, open_release(project).store))


@pytest.mark.parametrize("by_graph", [False, True])
@pytest.mark.parametrize("scheme", ["", "Basic", "Digest"])
def test_the_store_holds_what_ours_holds(
    project: Project, server: Server, *, scheme: str, by_graph: bool
) -> None:
    server.scheme = scheme
    sent, known = load(project, server, by_graph=by_graph)
    assert (sent > 10, known) == (True, 0)
    expect_all(project, server)


@pytest.mark.parametrize("by_graph", [False, True])
@pytest.mark.parametrize("most", [1, 7, 50])
def test_however_little_an_update_holds(
    project: Project, server: Server, *, most: int, by_graph: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loading, "_MOST", most)
    load(project, server, by_graph=by_graph)
    assert max(len(re.findall(r" \.$", text, re.MULTILINE)) for text in server.updates) <= most
    expect_all(project, server)


def test_what_is_there_is_not_sent_again(project: Project, server: Server) -> None:
    sent, _ = load(project, server)
    before = len(server.updates)
    assert load(project, server) == (0, sent)
    assert len(server.updates) == before


@pytest.mark.parametrize("by_graph", [False, True])
def test_what_changed_is_sent_and_what_went_is_cleared(
    project: Project, server: Server, *, by_graph: bool
) -> None:
    sent, _ = load(project, server, by_graph=by_graph)
    table = project.root / "data" / "things.csv"
    lines = table.read_text(encoding="utf-8").splitlines(keepends=True)
    table.write_text("".join(lines).replace("95.0", "96.0"), encoding="utf-8")
    build_project(project)
    again, known = load(project, server, by_graph=by_graph)
    assert 0 < again < sent
    assert known
    expect_all(project, server)


@pytest.mark.parametrize("by_graph", [False, True])
def test_what_others_took_away_is_gone_too(
    project: Project, server: Server, *, by_graph: bool
) -> None:
    """A graph that was sent once, and is neither here nor there any more."""
    sent, _ = load(project, server, by_graph=by_graph)
    (notes,) = project.build.glob("loaded-*.json")
    known = json.loads(notes.read_text(encoding="utf-8")) | {"urn:gone": "0"}
    notes.write_text(json.dumps(known), encoding="utf-8")
    before = len(server.updates)
    assert load(project, server, by_graph=by_graph) == (0, sent)
    assert len(server.updates) == before + 1
    assert "urn:gone" not in notes.read_text(encoding="utf-8")


@pytest.mark.parametrize("by_graph", [False, True])
@pytest.mark.parametrize("at", [2, 5, 9])
def test_goes_on_where_it_was_broken_off(
    project: Project, server: Server, *, at: int, by_graph: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loading, "_MOST", 20)
    server.fails_at = at
    with pytest.raises(EndpointError, match="refused an update: 503"):
        load(project, server, by_graph=by_graph)
    server.fails_at = 0
    _, known = load(project, server, by_graph=by_graph)
    assert known
    expect_all(project, server)


def test_leaves_the_default_graph_alone_if_asked_to(project: Project, server: Server) -> None:
    own = ox.Quad(ox.NamedNode("urn:a"), ox.NamedNode("urn:b"), ox.NamedNode("urn:c"))
    server.store.add(own)
    load(project, server, with_merge=False)
    default = server.store.quads_for_pattern(None, None, None, ox.DefaultGraph())
    assert list(default) == [own]


def test_a_wrong_password_is_told_in_one_line(project: Project, server: Server) -> None:
    server.scheme = "Basic"
    url = server.name().replace("s3", "other")
    with pytest.raises(EndpointError, match="refused an update: 401") as refused:
        loading.load_release(open_release(project), url, notes=project.build)
    assert "other" not in str(refused.value)


def test_a_store_that_is_not_there_is_told(project: Project) -> None:
    with serving() as served:
        url = served.name()
    with pytest.raises(EndpointError, match="cannot be reached"):
        loading.load_release(open_release(project), url, notes=project.build)
    with pytest.raises(UsageError):
        loading.load_release(open_release(project), "nowhere", notes=project.build)
    shutil.rmtree(project.build)
