"""What routes of lookup and API share: the language and format that are asked for, failures.

A failure is told as problem+json (RFC 9457), in the language of whoever asks.
"""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from starlette.responses import JSONResponse, Response

from bioprod_graph.errors import BioprodError, LimitError, NotFoundError, UsageError
from bioprod_graph.language import LANGUAGES, SOURCE
from bioprod_graph.service.openapi import PROBLEM

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.requests import Request

    from bioprod_graph.formats import Format
    from bioprod_graph.language import Language

    Handler = Callable[[Request], Awaitable[Response]]

_STATUS: dict[type[BioprodError], int] = {NotFoundError: 404, UsageError: 400, LimitError: 503}
_METHODS = "GET, HEAD, POST, OPTIONS"
_OPEN = {"Access-Control-Allow-Origin": "*", "X-Content-Type-Options": "nosniff"}
_ANY = "*/*"
_BODY = 4 << 20


class UnacceptableError(UsageError):
    """No format of an answer is accepted."""


class TooLargeError(UsageError):
    """More is sent than is read."""


def guard(handler: Handler) -> Handler:
    """Let a handler be asked by pages of others, and tell what goes wrong."""

    async def handle(request: Request) -> Response:
        if request.method == "OPTIONS":
            allowed = {
                "Access-Control-Allow-Methods": _METHODS,
                "Access-Control-Allow-Headers": "*",
            }
            return Response(status_code=204, headers=_OPEN | allowed)
        try:
            response = await handler(request)
        except BioprodError as error:
            response = refuse(error, choose_language(request))
        for name, value in _OPEN.items():
            response.headers.setdefault(name, value)
        return response

    return handle


def refuse(error: BioprodError, language: str) -> Response:
    """Tell an error of ours as a problem; what is nobody's fault who asks keeps its details."""
    found = (status for kind, status in _STATUS.items() if isinstance(error, kind))
    status = _SPECIAL.get(type(error)) or next(found, 500)
    told = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status}
    if status != HTTPStatus.INTERNAL_SERVER_ERROR:
        told["detail"] = error.message(language)
    headers = {"Retry-After": "5"} if status == HTTPStatus.SERVICE_UNAVAILABLE else None
    return JSONResponse(told, status, headers, PROBLEM)


def choose_language(request: Request) -> Language:
    """Choose the language that is liked best: by ?lang=, else by Accept-Language."""
    liked = [
        request.query_params.get("lang", ""),
        *rank(request.headers.get("accept-language", "")),
    ]
    spoken = (tag.partition("-")[0].lower() for tag in liked)
    return next((known for tag in spoken for known in LANGUAGES if known == tag), SOURCE)


def choose_format(request: Request, formats: dict[str, Format]) -> Format:
    """Choose the format that is liked best by Accept; the first where any will do.

    Raises UnacceptableError if there is none.
    """
    for liked in rank(request.headers.get("accept", "") or _ANY):
        for form in formats.values():
            kind, _, name = form.media_type.partition("/")
            names = {form.media_type, f"{kind}/*", _ANY}
            if name.endswith("+json"):
                names.add("application/json")
            if liked.lower() in names:
                return form
    listed = ", ".join(dict.fromkeys(form.media_type for form in formats.values()))
    raise UnacceptableError("this answer is given as {names}", names=listed)


def rank(header: str) -> list[str]:
    """Rank what a header accepts, the best first (RFC 9110, 12.4.2), without what has no weight."""
    found: list[tuple[float, str]] = []
    for part in header.split(","):
        name, *settings = (piece.strip() for piece in part.split(";"))
        weights = [each[2:] for each in settings if each.lower().startswith("q=")]
        try:
            weight = float(weights[0]) if weights else 1.0
        except ValueError:
            weight = 0.0
        if name and weight > 0:
            found.append((-weight, name))
    return [name for _, name in sorted(found, key=lambda each: each[0])]


_SPECIAL: dict[type[BioprodError], int] = {UnacceptableError: 406, TooLargeError: 413}


async def read_body(request: Request) -> bytes:
    """Read what was sent. Raises TooLargeError for more than 4 MB."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > _BODY:
            raise TooLargeError("more was sent than {n} bytes", n=_BODY)
    return body


def read_json(text: str | bytes) -> Any:
    """Read JSON that was sent. Raises UsageError for what is none."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise UsageError("malformed query: expected JSON") from None
