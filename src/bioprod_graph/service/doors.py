"""What routes of lookup and API share: pages of others may ask, and what is sent has an end."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from starlette.responses import Response

from bioprod_graph.errors import UsageError
from bioprod_graph.language import LANGUAGES, SOURCE
from bioprod_graph.service.negotiation import prefer_language

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.requests import Request

    from bioprod_graph.language import Language

    Handler = Callable[[Request], Awaitable[Response]]

_METHODS = "GET, HEAD, POST, OPTIONS"
_OPEN = {"Access-Control-Allow-Origin": "*", "X-Content-Type-Options": "nosniff"}


def guard(handler: Handler) -> Handler:
    """Let browsers ask first whether pages of others may ask a handler."""

    async def handle(request: Request) -> Response:
        if request.method == "OPTIONS":
            allowed = {
                "Access-Control-Allow-Methods": _METHODS,
                "Access-Control-Allow-Headers": "*",
            }
            return Response(status_code=204, headers=_OPEN | allowed)
        return await handler(request)

    return handle


def find_language(request: Request) -> Language:
    """Find the language of an answer: by ?lang=, else the one that is accepted best."""
    liked = request.query_params.get("lang") or request.headers.get("accept-language")
    found = prefer_language(liked, LANGUAGES, SOURCE)
    return next(known for known in LANGUAGES if known == found)


def read_json(text: str | bytes) -> Any:
    """Read JSON that was sent. Raises UsageError for what is none."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise UsageError("malformed query: expected JSON") from None
