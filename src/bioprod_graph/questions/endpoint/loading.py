"""A release loaded into a store of another program, by SPARQL 1.1 Update over HTTP.

Graphs are sent whole, those that changed since they were last sent there: each is cleared and
filled, by updates of a few thousand triples, which any store takes. What has been sent is noted
after each update, so that a load that was broken off goes on where it was.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

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


class _Update(NamedTuple):
    """An update, and which graphs are as they should be once it is done, by digest ("": gone)."""

    text: bytes
    done: dict[str, str]


def load_release(
    release: Release, url: str, *, notes: Path, with_merge: bool = True, timeout: float = 60.0
) -> tuple[int, int]:
    """Load a release into the store whose updates go to `url`; give how many graphs were sent.

    And how many were there already, as `notes`, a folder, say: without them all are sent. With the
    merge, the default graph holds each statement once, and nothing else. `url` may hold a name and
    a password, which are sent as the store asks for them, Basic or Digest (RFC 7617, RFC 7616).

    Raises UsageError for what is no http address, or without httpx; EndpointError if the store
    cannot be reached or refuses an update: what was sent stays there, and is not sent again.
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
    with _open_client(address, timeout) as client:
        for update in _plan(due, gone, digests):
            _send(client, address, update.text)
            known |= update.done
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


def _plan(
    due: Mapping[str, Lines], gone: set[str], digests: Mapping[str, str]
) -> Iterator[_Update]:
    """Plan the updates: several small graphs in one, a large graph in several."""
    text, done, size = b"", dict[str, str](), 0
    for name, lines in [*((name, ()) for name in sorted(gone)), *due.items()]:
        if done and (size + len(lines) > _MOST or len(done) == _MOST_GRAPHS):
            yield _Update(text, done)
            text, done, size = b"", {}, 0
        text += b"CLEAR SILENT %s ;\n" % _write_target(name)
        if not lines:
            done[name] = ""
            continue
        *pieces, last = [lines[start : start + _MOST] for start in range(0, len(lines), _MOST)]
        for piece in pieces:
            # Until all of it is there, it is not known to be.
            yield _Update(text + _write_insertion(name, piece), {**done, name: ""})
            text, done = b"", {}
        text += _write_insertion(name, last)
        done[name], size = digests[name], size + len(last)
    if done:
        yield _Update(text, done)


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


def _send(client: httpx.Client, address: Address, text: bytes) -> None:
    import httpx

    try:
        response = client.post(
            address.uri, content=text, headers={"Content-Type": "application/sparql-update"}
        )
    except httpx.HTTPError as error:
        found: BaseException = error
        while found.__context__ and not isinstance(found, OSError):
            found = found.__context__
        raise refuse_failure(address, found if isinstance(found, OSError) else error) from None
    if not response.is_success:
        said = Message("refused an update: {status} {reason}")
        told = response.text[:_LONGEST] or response.reason_phrase
        raise address.refuse(said, status=str(response.status_code), reason=told)
