"""What went wrong, told to programs and people: RFC 9457, `application/problem+json`.

A message is told in the language that `lang` names, else the client accepts best, else in English.
"""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import Response

from bioprod_graph.errors import (
    BioprodError,
    FormatError,
    LimitError,
    NotFoundError,
    UsageError,
)
from bioprod_graph.formats import write_json
from bioprod_graph.language import SOURCE, Message, list_languages
from bioprod_graph.service.crew import CrowdedError
from bioprod_graph.service.negotiation import prefer_language

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request

    from bioprod_graph.language import Sayable

MEDIA_TYPE = "application/problem+json"
# As `questions` tells where a query is malformed, in the language that messages are written in.
_PLACE = re.compile(r"line ([0-9]+), column ([0-9]+)")
# What is whose fault; of several that fit the first counts.
_STATUS = ((FormatError, 406), (UsageError, 400), (NotFoundError, 404), (LimitError, 503))
_AGAIN = {"Retry-After": "5"}


class Problem(Exception):  # noqa: N818  what a client is told need not be an error of anybody's
    """An answer that is none: a status, what to do about it, and members of its own.

    `said` is a Message, or what it says by language.
    """

    def __init__(
        self,
        status: int,
        said: Sayable | Mapping[str, str],
        /,
        headers: Mapping[str, str] | None = None,
        **members: object,
    ) -> None:
        super().__init__(str(said))
        self.status, self.said = status, said
        self.headers, self.members = dict(headers or {}), members

    def say(self, language: str) -> str:
        """Say it in a language."""
        if isinstance(self.said, dict):
            return str(self.said.get(language) or self.said[SOURCE])
        return self.said.say(language)  # type: ignore[union-attr]


async def tell(request: Request, problem: Any) -> Response:
    """Make the answer that tells a problem."""
    accepted = request.headers.get("accept-language")
    otherwise = prefer_language(accepted, list_languages(), SOURCE)
    language = prefer_language(request.query_params.get("lang"), list_languages(), otherwise)
    told = {
        "type": "about:blank",
        "title": HTTPStatus(problem.status).phrase,
        "status": problem.status,
        "detail": problem.say(language),
        **problem.members,
    }
    if (place := _PLACE.search(problem.say(SOURCE))) is not None:
        told |= {"line": int(place[1]), "column": int(place[2])}
    headers = {"Vary": "Accept-Language", "Cache-Control": "no-store", **problem.headers}
    headers |= {"Content-Language": language}
    return Response(write_json(told), problem.status, headers, MEDIA_TYPE)


async def tell_error(request: Request, error: Any) -> Response:
    """Answer an error of ours; what is nobody's fault who asks keeps its details."""
    if isinstance(error, CrowdedError):
        return await tell(request, Problem(error.status, error.said, _AGAIN))
    status = next((status for kind, status in _STATUS if isinstance(error, kind)), 500)
    return await tell(request, Problem(status, error.said))


async def tell_status(request: Request, error: Any) -> Response:
    """Answer what no route takes; what a route takes is told to whoever asks that (OPTIONS)."""
    said, headers = Message("there is no such address"), error.headers or {}
    if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        said = Message("this address is not asked so: see Allow")
        headers = {"Allow": f"{headers['Allow']}, OPTIONS"}
        if request.method == "OPTIONS":
            return Response(status_code=204, headers=headers)
    return await tell(request, Problem(error.status_code, said, headers))


async def tell_nobody(_: Request, __: Any) -> Response:
    """Answer nobody: whoever asked is gone."""
    return Response(status_code=499)


TELLERS: dict[Any, Any] = {
    Problem: tell,
    BioprodError: tell_error,
    HTTPException: tell_status,
    ClientDisconnect: tell_nobody,
}
