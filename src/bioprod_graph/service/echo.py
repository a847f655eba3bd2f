"""Answers by the request as it came: who sends the same bytes again is answered at once.

Only what was answered from memory, and as long as it is kept there; nothing is parsed, so that it
takes a tenth of the time.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from http import HTTPStatus
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from bioprod_graph.service.app import Service

# Members of the scope of a request: what its answer is kept by; status and headers of the answer.
KEPT, SENT = "bioprod.kept", "bioprod.sent"
# Requests that are known, and bytes of one.
_KNOWN, _LONGEST = 2_048, 4_096
# What may stand before more than a head, or change the connection.
_MORE = frozenset({b"content-length", b"transfer-encoding", b"upgrade", b"expect", b"connection"})
_END = b"\r\n\r\n"


class _Known(NamedTuple):
    key: str
    digest: str
    head: bytes


class Echo:
    """Requests that were answered from the memory of a service."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._known: OrderedDict[bytes, _Known] = OrderedDict()

    def learn(self, request: bytes, scope: Any) -> None:
        """Note how a request was answered, if that was from memory and nothing can follow it."""
        more = {name for name, value in scope["headers"] if value.lower() != b"keep-alive"} & _MORE
        # What failed was answered by nobody of ours.
        status, headers = scope.get(SENT, (HTTPStatus.INTERNAL_SERVER_ERROR, ()))
        if KEPT not in scope or status != HTTPStatus.OK or more or scope["http_version"] != "1.1":
            return
        head = write_headers(headers) + b"\r\n"
        self._known[request] = _Known(scope[KEPT], self._service.crew.nursery.digest, head)
        if len(self._known) > _KNOWN:
            self._known.popitem(last=False)

    def find(self, request: bytes) -> tuple[bytes, bytes] | None:
        """Find the answer to a request: its headers, and its body; it is counted, and logged."""
        service, start = self._service, time.perf_counter()
        if (known := self._known.get(request)) is None or service.is_stopping:
            return None
        answer = service.memory.find(known.key)
        if answer is None or known.digest != service.crew.nursery.digest:
            del self._known[request]
            return None
        self._known.move_to_end(request)
        seconds = time.perf_counter() - start
        service.counts.note("GET", "sparql", HTTPStatus.OK, size=len(answer.body), seconds=seconds)
        return known.head, answer.body


def write_headers(headers: Iterable[tuple[bytes, bytes]]) -> bytes:
    """Write headers as they are sent."""
    return b"".join(b"%b: %b\r\n" % each for each in headers)


def is_whole(data: bytes) -> bool:
    """Tell whether bytes may be the head of one request that asks, and all of it."""
    is_short = len(data) <= _LONGEST and data.startswith(b"GET ")
    return is_short and data.find(_END) == len(data) - len(_END)
