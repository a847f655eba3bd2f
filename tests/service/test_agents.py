"""Agents are answered from the graph alone, with passages; what is missing is said to be."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any

import pytest
from mcp import Client, StdioServerParameters
from mcp.types import TextContent

from bioprod_graph.service.agents import make_server
from bioprod_graph.service.toolbox import TOOLS, answer_tool

if TYPE_CHECKING:
    from pathlib import Path

    from starlette.testclient import TestClient

    from bioprod_graph.service.agents import Do
    from bioprod_graph.service.holdings import Holdings


@pytest.fixture(scope="module")
def service(held: Holdings) -> Do:
    """What uses a tool over the real project."""

    async def do(**given: Any) -> bytes:
        return answer_tool(held, nullcontext, **given)

    return do


def _use(service: Do, *calls: tuple[str, dict[str, Any]]) -> list[Any]:
    """Use tools in one session of a client: what each answers, or what it says is wrong."""

    async def use() -> list[Any]:
        async with Client(make_server(service, name="test")) as client:
            results = [await client.call_tool(name, given) for name, given in calls]
        return [each.content if each.is_error else each.structured_content for each in results]

    return asyncio.run(use())


def test_each_tool_tells_what_it_takes(service: Do) -> None:
    """By a schema, in which all that is needed is told; none writes anything."""

    async def do(**_: Any) -> bytes:
        return b"{}"

    async def list_tools() -> Any:
        async with Client(make_server(do, name="test")) as client:
            return (await client.list_tools()).tools

    tools = {tool.name: tool for tool in asyncio.run(list_tools())}
    assert tools.keys() == TOOLS.keys()
    for name, tool in tools.items():
        assert tool.description
        assert tool.annotations.read_only_hint
        assert tool.output_schema["type"] == "object"
        told = tool.input_schema.get("properties", {})
        assert bool(told) == bool(TOOLS[name].own_inputs)
        assert all(each["description"] for each in told.values())


def test_each_tool_answers_with_passages(service: Do) -> None:
    """All that the graph says of one thing, in one session."""
    found = _use(
        service,
        ("search", {"q": "Yposkezi"}),
        ("get_thing", {"thing": "sensorion"}),
        ("schema", {}),
        ("list_questions", {"limit": 5}),
        ("run_question", {"name": "organisers"}),
        ("sparql", {"query": "SELECT ?o { ?o a bioprod:Hospital } ORDER BY ?o LIMIT 3"}),
        ("explain", {"subject": "sensorion", "predicate": "rdf:type", "object": "bioprod:Company"}),
        ("gaps", {"limit": 3}),
    )
    search, thing, schema, listed, answer, rows, proof, gaps = found
    assert search["items"][0]["id"] == "organization/yposkesi"
    assert thing["name"] == "Sensorion"
    assert {each["id"] for each in schema["classes"]} > {"bioprod:Company"}
    assert (len(listed["items"]), listed["limit"]) == (5, 5)
    assert answer["columns"][0] == "organization"
    assert len(rows["rows"]) == 3
    assert proof["passages"][0]["link"].startswith("http")
    assert len(gaps["items"]) == 3
    for told in (search, thing, answer, rows):
        assert told["found"]
        assert all(passage["source"] for passage in told["passages"])
        assert told["passages"]


def test_what_is_not_there_is_said_with_the_gap(service: Do) -> None:
    """Nothing is guessed: what is near is told, and what is missing."""
    nothing = 'SELECT ?o { ?o rdfs:label "Nobody" }'
    unknown, empty, search, hosted = _use(
        service,
        ("get_thing", {"thing": "organization/senzorion"}),
        ("sparql", {"query": nothing}),
        ("search", {"q": "zzqq"}),
        ("run_question", {"name": "members-of", "parameters": ["body=organization/sensorion"]}),
    )
    assert (unknown["found"], unknown["passages"]) == (False, [])
    assert "organization/sensorion" in unknown["said"]
    assert (empty["found"], empty["rows"], empty["gaps"]) == (False, [], [])
    assert search["found"] is False
    assert hosted["found"] is False
    assert {gap["thing"].rpartition("/")[2] for gap in hosted["gaps"]} <= {"sensorion"}
    assert all(told["note"] for told in (unknown, empty, hosted))


@pytest.mark.parametrize(
    ("tool", "given", "said"),
    [
        ("sparql", {"query": "SELECT * { SERVICE <http://localhost/> { ?s ?p ?o } }"}, "SERVICE"),
        ("sparql", {"query": "DELETE WHERE { ?s ?p ?o }"}, ""),
        ("sparql", {"query": "SELECT"}, "malformed"),
        ("run_question", {"name": "organisers", "parameters": ["colour=red"]}, "colour"),
        ("search", {"q": "x", "limit": 100_000}, "limit"),
        ("search", {}, "q"),
    ],
)
def test_what_is_wrong_is_told(service: Do, *, tool: str, given: dict[str, Any], said: str) -> None:
    """As an error of the tool, for the agent to mend."""
    ((content,),) = _use(service, (tool, given))
    assert isinstance(content, TextContent)
    assert said in content.text


def test_an_answer_is_no_longer_than_is_read(service: Do) -> None:
    """What is left out is told."""
    rows, graph = _use(
        service,
        ("sparql", {"query": "SELECT * { ?s ?p ?o } LIMIT 3000"}),
        ("sparql", {"query": "CONSTRUCT WHERE { ?s ?p ?o }"}),
    )
    assert (len(rows["rows"]), rows["rows_in_all"], rows["is_whole"]) == (200, 3000, False)
    assert len(rows["passages"]) <= 20
    assert graph["is_whole"] is False
    assert len(graph["graph"]) < 100_000


def test_agents_are_answered_over_http(client: TestClient) -> None:
    """At /mcp, without a session."""
    head = {"Accept": "application/json, text/event-stream", "MCP-Protocol-Version": "2025-06-18"}
    call = {"jsonrpc": "2.0", "id": 1, "method": "tools/call",
            "params": {"name": "search", "arguments": {"q": "genopole"}}}  # fmt: skip
    response = client.post("/mcp", json=call, headers=head)
    told = response.json()["result"]["structuredContent"]
    assert told["items"][0]["id"] == "organization/genopole"
    assert client.get("/mcp").status_code in (404, 405)


def test_agents_are_answered_on_the_standard_input(built_folder: Path) -> None:
    """By the command, which ends with the input."""
    command = StdioServerParameters(
        command=sys.executable,
        args=["-m", "bioprod_graph", "mcp", "--project", str(built_folder)],
        env={**os.environ},
    )

    async def use() -> Any:
        async with Client(command) as client:
            return (await client.call_tool("get_thing", {"thing": "genopole"})).structured_content

    told = asyncio.run(use())
    assert told["name"] == "Genopole"
    assert json.dumps(told["passages"])
