"""What is read of a client, and sent to it: bounded, and only as long as it is there."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from starlette.requests import ClientDisconnect
from starlette.responses import Response, StreamingResponse

from bioprod_graph.language import Message
from bioprod_graph.service.problems import Problem

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Coroutine, Mapping
    from typing import Any

    from starlette.requests import Request

    from bioprod_graph.service.settings import Settings

_PIECE = 1 << 18


async def read_body(request: Request, settings: Settings) -> bytes:
    """Read what was sent. Raises Problem for more than is read, or packed, or too slow."""
    if request.headers.get("content-encoding", "identity").strip().lower() != "identity":
        said = Message("what is sent is read unpacked")
        raise Problem(415, said, {"Accept-Encoding": "identity"})
    length = request.headers.get("content-length", "")
    body = bytearray()
    try:
        async with asyncio.timeout(settings.patience):
            if not length.isdecimal() or int(length) <= settings.body:
                async for piece in request.stream():
                    body += piece
                    if len(body) > settings.body:
                        break
    except TimeoutError:
        said = Message("what is sent has to be there within {n} s", n=f"{settings.patience:g}")
        raise Problem(408, said, {"Connection": "close"}) from None
    if len(body) > settings.body or (length.isdecimal() and int(length) > settings.body):
        said = Message("at most {n} bytes are read", n=settings.body)
        raise Problem(413, said, {"Connection": "close"})
    return bytes(body)


async def wait_for(request: Request, work: Coroutine[Any, Any, bytes]) -> bytes:
    """Wait for work as long as the client does. Raises ClientDisconnect when it is gone."""
    working = asyncio.ensure_future(work)
    watching = asyncio.ensure_future(_watch(request))
    try:
        await asyncio.wait({working, watching}, return_when=asyncio.FIRST_COMPLETED)
        if working.done():
            return working.result()
        raise ClientDisconnect
    finally:
        watching.cancel()
        working.cancel()


async def _watch(request: Request) -> None:
    """Wait until a client is gone."""
    while (await request.receive())["type"] != "http.disconnect":
        pass


def tell_charset(media_type: str) -> str:
    """Tell the encoding of a text that does not tell its own."""
    return f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type


def send_bytes(body: bytes, media_type: str, headers: Mapping[str, str]) -> Response:
    """Send bytes; many, piece by piece, so that what a slow client has not read is not copied."""
    if len(body) <= _PIECE:
        return Response(body, headers=dict(headers), media_type=media_type)
    told = {**headers, "Content-Length": str(len(body)), "Content-Type": media_type}
    return StreamingResponse(_cut(body), headers=told)


async def _cut(body: bytes) -> AsyncIterator[bytes]:
    view = memoryview(body)
    for start in range(0, len(view), _PIECE):
        yield bytes(view[start : start + _PIECE])
