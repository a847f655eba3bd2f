"""What is read of a client, and sent to it: bounded, and only as long as it is there."""

from __future__ import annotations

import asyncio
from hashlib import blake2b
from typing import TYPE_CHECKING

from starlette.requests import ClientDisconnect
from starlette.responses import Response, StreamingResponse

from bioprod_graph._version import __version__
from bioprod_graph.language import Message
from bioprod_graph.service.echo import KEPT
from bioprod_graph.service.problems import Problem

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping, Sequence

    from starlette.requests import Request

    from bioprod_graph.service.app import Service
    from bioprod_graph.service.frames import HttpAnswer
    from bioprod_graph.service.jobs import Job
    from bioprod_graph.service.settings import Settings

_PIECE = 1 << 18
# Seconds.
_AWHILE = 0.05


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


async def have(
    request: Request,
    service: Service,
    job: Job,
    *,
    vary: str = "Accept, Accept-Language, Host",
    shape: str = "",
    is_fresh: bool = False,
) -> Response:
    """Have a job done for a client, and send what comes of it.

    What the client has is not sent again, what is kept is not asked again; but for what is fresh,
    which is another each time.
    """
    asked = repr((__version__, service.crew.nursery.digest, *job))
    key = blake2b(asked.encode(errors="replace"), digest_size=16).hexdigest()
    headers = {"Vary": vary, "Cache-Control": "no-store" if is_fresh else "no-cache"}
    headers |= {} if is_fresh else {"ETag": f'"{key}"'}
    if not is_fresh and has(request, f'"{key}"'):
        return Response(status_code=304, headers=headers)
    answer = None if is_fresh else service.memory.find(key)
    if answer is None:
        client = request.client.host if request.client else ""
        name = "" if is_fresh else key
        with service.memory.join(name, job, shape=shape, client=client) as work:
            answer = await _wait_for(request, work)
    elif job.kind == "query" and len(answer.body) <= _PIECE:
        request.scope[KEPT] = key
    told = {**headers, **answer.headers}
    if listed := told.get("acceptable"):
        raise refuse_forms(listed)
    return send_bytes(answer.body, told.pop("Content-Type"), told)


def has(request: Request, tag: str) -> bool:
    """Tell whether a client has what it asks for (RFC 9110, 13.1.2: compared weakly)."""
    told = request.headers.get("if-none-match", "")
    if not told or request.method == "POST":
        return False
    return told.strip() == "*" or tag in (
        each.strip().removeprefix("W/") for each in told.split(",")
    )


def refuse_forms(listed: Sequence[str]) -> Problem:
    """Make the problem that nothing is accepted of what there is."""
    said = Message("this answer is given as {names}", names=", ".join(listed))
    return Problem(406, said, {"Vary": "Accept"}, acceptable=[*listed])


async def _wait_for(request: Request, work: asyncio.Task[HttpAnswer]) -> HttpAnswer:
    """Wait for work as long as the client does. Raises ClientDisconnect when it is gone."""
    # Most work is done before it would pay to look whether the client is there.
    if (await asyncio.wait({work}, timeout=_AWHILE))[0]:
        return work.result()
    watching = asyncio.ensure_future(_watch(request))
    try:
        await asyncio.wait({work, watching}, return_when=asyncio.FIRST_COMPLETED)
        if work.done():
            return work.result()
        raise ClientDisconnect
    finally:
        watching.cancel()


async def _watch(request: Request) -> None:
    """Wait until a client is gone."""
    while (await request.receive())["type"] != "http.disconnect":
        pass


def send_bytes(body: bytes, media_type: str, headers: Mapping[str, str]) -> Response:
    """Send bytes; many, piece by piece, so that what a slow client has not read is not copied."""
    if len(body) <= _PIECE:
        return Response(body, headers=headers, media_type=media_type)
    told = {**headers, "Content-Length": str(len(body))}
    return StreamingResponse(_cut(body), headers=told, media_type=media_type)


async def _cut(body: bytes) -> AsyncIterator[bytes]:
    view = memoryview(body)
    for start in range(0, len(view), _PIECE):
        yield bytes(view[start : start + _PIECE])
