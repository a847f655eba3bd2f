"""Agents: the tools of the toolbox, as the Model Context Protocol has them. Door to mcp.

https://modelcontextprotocol.io/specification – over stdio for `bioprod mcp`, over HTTP at /mcp,
where each request stands alone: no session is kept.
"""

from __future__ import annotations

import inspect
import json
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any

from anyio import to_thread
from mcp.server import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from mcp.server.transport_security import TransportSecuritySettings
from mcp.types import ToolAnnotations
from pydantic import Field
from starlette.routing import Route

from bioprod_graph._version import __version__
from bioprod_graph.apart import USUAL, run_apart
from bioprod_graph.dataset import open_release
from bioprod_graph.errors import BioprodError
from bioprod_graph.language import SOURCE, Message
from bioprod_graph.service.holdings import Holdings
from bioprod_graph.service.jobs import Job
from bioprod_graph.service.toolbox import TOOLS, answer_tool

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.types import Receive, Scope, Send

    from bioprod_graph.apart import Wall
    from bioprod_graph.language import Language
    from bioprod_graph.project import Project
    from bioprod_graph.service.app import Service
    from bioprod_graph.service.offers import Input

    # Has `toolbox.answer_tool` done, with what it is given by name.
    Do = Callable[..., Awaitable[bytes]]

_BODY = 1 << 20
_TYPES: dict[str, type] = {"count": int}
_USE = Message(
    "Answers come from this graph alone. Cite the passages that each answer carries; where found "
    "is false, say that the graph does not say so, and which gap it is: never guess."
)


def make_server(do: Do, *, name: str, language: Language = SOURCE) -> MCPServer:
    """Make the server of the tools, which does nothing but have them answered by `do`."""
    server = MCPServer(
        name, instructions=_USE.say(language), version=__version__, log_level="ERROR"
    )
    for tool, used in TOOLS.items():
        server.add_tool(
            _make_function(do, tool, language),
            name=tool,
            description=used.told.say(language),
            annotations=ToolAnnotations(read_only_hint=True, open_world_hint=False),
            structured_output=True,
        )
    return server


def _make_function(do: Do, tool: str, language: Language) -> Callable[..., Any]:
    """Make the function of a tool, whose signature tells what it takes."""

    async def answer(**given: Any) -> dict[str, Any]:
        try:
            told: dict[str, Any] = json.loads(await do(tool=tool, given=given, language=language))
        except BioprodError as error:
            raise ToolError(error.message(language)) from None
        return told

    parameters = [_make_parameter(each, language) for each in TOOLS[tool].own_inputs]
    answer.__signature__ = inspect.Signature(  # type: ignore[attr-defined]
        sorted(parameters, key=lambda each: each.default is not each.empty),
        return_annotation=dict[str, Any],
    )
    answer.__annotations__ = {each.name: each.annotation for each in parameters}
    return answer


def _make_parameter(told: Input, language: Language) -> inspect.Parameter:
    kind: Any = _TYPES.get(told.kind, str)
    kind = list[kind] if told.is_many else kind
    if not told.is_required and told.default is None and not told.is_many:
        kind = kind | None
    default = [] if told.is_many else told.default
    return inspect.Parameter(
        told.name,
        inspect.Parameter.KEYWORD_ONLY,
        default=inspect.Parameter.empty if told.is_required else default,
        annotation=Annotated[kind, Field(description=told.told.say(language))],
    )


def answer_on_stdio(project: Project, language: Language) -> None:
    """Answer on the standard input and output until the input ends.

    Each tool is used in a process of its own, which is stopped when it takes too much.
    """
    held = Holdings(open_release(project), project)

    async def do(**given: Any) -> bytes:
        return await to_thread.run_sync(run_apart, partial(_work, project, given), USUAL)

    make_server(do, name=held.title, language=language).run()


def _work(project: Project, given: dict[str, Any], wall: Wall) -> bytes:
    held = Holdings(open_release(project), project)
    return answer_tool(held, partial(wall, held.release.folder / "store"), **given)


def routes(service: Service) -> list[Route]:
    """List the route of the protocol over HTTP."""

    async def do(**given: Any) -> bytes:
        return await service.crew.do(Job("tool", given))

    return [Route("/mcp", _Endpoint(make_server(do, name="bioprod")), methods=["POST"])]


class _Endpoint:
    """Answers each request by itself."""

    def __init__(self, server: MCPServer) -> None:
        self._server = server

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        manager = StreamableHTTPSessionManager(
            self._server._lowlevel_server,
            json_response=True,
            stateless=True,
            # Whoever asks may ask: nothing is written, and nothing here is secret.
            security_settings=TransportSecuritySettings(enable_dns_rebinding_protection=False),
            max_request_body_size=_BODY,
        )
        async with manager.run():
            await manager.handle_request(scope, receive, send)
