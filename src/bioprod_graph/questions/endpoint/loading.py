"""A release loaded into a store of another program over HTTP.

By SPARQL 1.1 Update, or by the Graph Store HTTP Protocol, of which each request names one graph:
https://www.w3.org/TR/sparql11-http-rdf-update/. Graphs are sent whole, those that changed since
they were last sent there: each is cleared and filled, by a few thousand triples at a time, which
any store takes. What has been sent is noted each time, so that a load that was broken off goes on
where it was.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

from bioprod_graph.errors import needing
from bioprod_graph.files import DOCUMENT, read_bytes, replace_files
from bioprod_graph.language import Message
from bioprod_graph.questions.endpoint.address import parse_address
from bioprod_graph.questions.endpoint.exchange import refuse_failure

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Mapping, Sequence
    from pathlib import Path

    import httpx

    from bioprod_graph.dataset import Release
    from bioprod_graph.questions.endpoint.address import Address

    Lines = Sequence[bytes]

# Triples that an update holds: Virtuoso takes no more than 10,000 lines.
_MOST = 4_000
# And graphs: its time grows with their square, and 650 small ones took it more than a minute.
_MOST_GRAPHS = 50
# The name, in the notes, of the default graph.
_MERGE = ""
_LONGEST = 300


class _Request(NamedTuple):
    """What is sent, and which graphs are as they should be once it is done, by digest ("": gone).

    An update, or what becomes of the graph that `query` names.
    """

    content: bytes
    done: dict[str, str]
    method: str = "POST"
    media_type: str = "application/sparql-update"
    query: str = ""


def load_release(
    release: Release,
    url: str,
    *,
    notes: Path,
    with_merge: bool = True,
    by_graph: bool = False,
    timeout: float = 60.0,
) -> tuple[int, int]:
    """Load a release into the store whose updates go to `url`; give how many graphs were sent.

    And how many were there already, as `notes`, a folder, say: without them all are sent. With the
    merge, the default graph holds each statement once, and nothing else. `by_graph`, what is at
    `url` is a graph store. `url` may hold a name and a password, which are sent as the store asks
    for them, Basic or Digest (RFC 7617, RFC 7616).

    Raises UsageError for what is no http address, or without httpx; EndpointError if the store
    cannot be reached or refuses something: what was sent stays there, and is not sent again.
    """
    address = parse_address(url, option="--to")
    path = notes / f"loaded-{hashlib.sha256(address.uri.encode()).hexdigest()[:16]}.json"
    known: dict[str, str] = json.loads(read_bytes(path, limit=DOCUMENT)) if path.exists() else {}
    graphs = _read_graphs(release, with_merge=with_merge)
    digests = {name: hashlib.sha256(b"".join(lines)).hexdigest() for name, lines in graphs.items()}
    gone = known.keys() - digests
    # The merge, which is as large as all others, comes last.
    ordered = sorted(graphs, key=lambda name: (name == _MERGE, name))
    due = {name: graphs[name] for name in ordered if known.get(name) != digests[name]}
    plan = _plan_graphs if by_graph else _plan_updates
    with _open_client(address, timeout) as client:
        for request in plan(due, gone, digests):
            _send(client, address, request)
            known |= request.done
            left = {name: digest for name, digest in known.items() if digest}
            replace_files({path: json.dumps(left).encode()})
    return len(due), len(graphs) - len(due)


def _read_graphs(release: Release, *, with_merge: bool) -> dict[str, list[bytes]]:
    """Read the triples of each graph, and each triple once for the merge."""
    graphs: defaultdict[str, list[bytes]] = defaultdict(list)
    before = b""
    with release.dataset.open("rb") as file:
        for line in file:
            place = line.rindex(b" <")
            triple, graph = line[:place] + b" .\n", line[place + 2 : line.rindex(b">")]
            graphs[graph.decode()].append(triple)
            if with_merge and triple != before:
                graphs[_MERGE].append(triple)
            before = triple
    return dict(graphs)


def _plan_updates(
    due: Mapping[str, Lines], gone: set[str], digests: Mapping[str, str]
) -> Iterator[_Request]:
    """Plan the updates: several small graphs in one, a large graph in several."""
    text, done, size = b"", dict[str, str](), 0
    for name, lines in [*((name, ()) for name in sorted(gone)), *due.items()]:
        if done and (size + len(lines) > _MOST or len(done) == _MOST_GRAPHS):
            yield _Request(text, done)
            text, done, size = b"", {}, 0
        text += b"CLEAR SILENT %s ;\n" % _write_target(name)
        if not lines:
            done[name] = ""
            continue
        *pieces, last = _cut(lines)
        for piece in pieces:
            # Until all of it is there, it is not known to be.
            yield _Request(text + _write_insertion(name, piece), {**done, name: ""})
            text, done = b"", {}
        text += _write_insertion(name, last)
        done[name], size = digests[name], size + len(last)
    if done:
        yield _Request(text, done)


def _plan_graphs(
    due: Mapping[str, Lines], gone: set[str], digests: Mapping[str, str]
) -> Iterator[_Request]:
    """Plan what becomes of each graph: a large one is begun, and then added to."""
    for name in sorted(gone):
        yield _Request(b"", {name: ""}, "DELETE", query=_name_graph(name))
    for name, lines in due.items():
        method, pieces = "PUT", _cut(lines)
        for number, piece in enumerate(pieces, start=1):
            # Until all of it is there, it is not known to be.
            done = {name: digests[name] if number == len(pieces) else ""}
            yield _Request(b"".join(piece), done, method, "text/turtle", _name_graph(name))
            method = "POST"


def _cut(lines: Lines) -> list[Lines]:
    return [lines[start : start + _MOST] for start in range(0, len(lines), _MOST)]


def _name_graph(name: str) -> str:
    return f"graph={quote(name, safe='')}" if name else "default"


def _write_target(name: str) -> bytes:
    return b"GRAPH <%s>" % name.encode() if name else b"DEFAULT"


def _write_insertion(name: str, lines: Lines) -> bytes:
    told = b"".join(lines)
    if name:
        told = b"GRAPH <%s> {\n%s}" % (name.encode(), told)
    return b"INSERT DATA {\n%s} ;\n" % told


def _open_client(address: Address, timeout: float) -> httpx.Client:
    with needing("load"):
        import httpx

    class Asked(httpx.Auth):
        """Sends name and password as the store asks for them, and not before."""

        def __init__(self) -> None:
            self._way: httpx.Auth | None = None

        def auth_flow(
            self, request: httpx.Request
        ) -> Generator[httpx.Request, httpx.Response, None]:
            if self._way is None:
                response = yield request
                if response.status_code != httpx.codes.UNAUTHORIZED:
                    return
                name, _, password = address.credentials.partition(":")
                asked = response.headers.get("WWW-Authenticate", "").lower()
                way = httpx.DigestAuth if asked.startswith("digest") else httpx.BasicAuth
                self._way = way(name, password)
            yield from self._way.auth_flow(request)

    auth = Asked() if address.credentials else None
    return httpx.Client(auth=auth, timeout=timeout, trust_env=not address.is_loopback)


def _send(client: httpx.Client, address: Address, request: _Request) -> None:
    import httpx

    before = "&" if "?" in address.uri else "?"
    uri = f"{address.uri}{before}{request.query}" if request.query else address.uri
    told = {"Content-Type": request.media_type} if request.content else {}
    try:
        response = client.request(request.method, uri, content=request.content, headers=told)
    except httpx.HTTPError as error:
        found: BaseException = error
        while found.__context__ and not isinstance(found, OSError):
            found = found.__context__
        raise refuse_failure(address, found if isinstance(found, OSError) else error) from None
    is_gone = request.method == "DELETE" and response.status_code == httpx.codes.NOT_FOUND
    if not (response.is_success or is_gone):
        said = Message("refused an update: {status} {reason}")
        told_why = response.text[:_LONGEST] or response.reason_phrase
        raise address.refuse(said, status=str(response.status_code), reason=told_why)
