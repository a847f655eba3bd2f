"""The cases of this folder, read: each a query, with what it must answer and who departs from it.

Each of `cases/*.toml` may say, for all its cases, `data` ("hostile", the default: hostile.trig; or
"shipped", the built project) and a `prologue`. Then it holds blocks `[[case]]`:

    title        what holds, in words
    query        SPARQL; the prefixes :, rdf: and xsd: are declared before it
    values       instead of a query: expressions and their values, '' for one that fails
    expressions  instead of values, where the standard leaves them open
    ordered      true if ORDER BY decides the order wholly
    rows         what must come, read from the standard: a table a row, terms as in Turtle
    graph        the same of CONSTRUCT and DESCRIBE, in Turtle
    answer       the same of ASK
    refused      true if there must be no answer
    departs      names of `departures.toml`: which engine differs, or that both may
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args

import pyoxigraph as ox

from tests.questions.differential.answers import REFUSED, Plain, Term, plain_graph, plain_rows

if TYPE_CHECKING:
    from collections.abc import Iterator

Engine = Literal["oxigraph", "rdflib"]
ENGINES: tuple[Engine, ...] = get_args(Engine)
WRONG: dict[str, frozenset[Engine]] = {
    "oxigraph": frozenset({"oxigraph"}),
    "rdflib": frozenset({"rdflib"}),
    "both": frozenset(ENGINES),
    "neither": frozenset(),
}
FOLDER = Path(__file__).resolve().parent
KEYS = {"title", "query", "values", "expressions", "ordered", "departs"}
ANSWERS = ("rows", "graph", "answer", "refused")
PREFIXES = """\
PREFIX : <http://example.org/>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
"""


@dataclass(frozen=True)
class Departure:
    """Where an engine differs from the standard, or the standard leaves the answer open."""

    name: str
    wrong: frozenset[Engine]
    section: str
    why: str


@dataclass(frozen=True)
class Case:
    """A query, and what the standard says of its answer."""

    topic: str
    title: str
    query: str
    data: str
    ordered: bool
    departures: tuple[Departure, ...]
    written: dict[str, Any]
    is_expression: bool

    @property
    def wrong(self) -> frozenset[Engine]:
        """The engines that are said to depart."""
        return frozenset().union(*(departure.wrong for departure in self.departures))

    @property
    def is_open(self) -> bool:
        """Whether both engines may be right, though they differ."""
        return bool(self.departures) and not self.wrong

    @cached_property
    def right(self) -> Plain | None:
        """The answer that is written beside the query, if there is one."""
        if "refused" in self.written:
            return REFUSED
        if "rows" in self.written:
            rows = [{n: read_term(t) for n, t in row.items()} for row in self.written["rows"]]
            return plain_rows(rows, ordered=self.ordered)
        if "graph" in self.written:
            return plain_graph(q.triple for q in read_turtle(self.written["graph"]))
        answer: bool | None = self.written.get("answer")
        return answer


def read_turtle(text: str) -> Iterator[ox.Quad]:
    return ox.parse(PREFIXES + text, format=ox.RdfFormat.TURTLE)


def read_term(text: str) -> Term:
    """Read a term as it is written in Turtle; it keeps its written form."""
    (quad,) = read_turtle(f"<urn:s> <urn:p> {text} .")
    assert not isinstance(quad.object, ox.Triple)
    return quad.object


def read_departures() -> dict[str, Departure]:
    tables = tomllib.loads((FOLDER / "departures.toml").read_text(encoding="utf-8"))
    return {
        name: Departure(name, WRONG[table["wrong"]], table["section"], table["why"])
        for name, table in tables.items()
    }


def read_cases() -> list[Case]:
    known = read_departures()
    return [
        case
        for path in sorted((FOLDER / "cases").glob("*.toml"))
        for case in _read_file(path, known)
    ]


def _read_file(path: Path, known: dict[str, Departure]) -> Iterator[Case]:
    file = tomllib.loads(path.read_text(encoding="utf-8"))
    for block in file["case"]:
        unknown = set(block) - KEYS - set(ANSWERS)
        assert not unknown, f"{path.name}: {block.get('title')}: unknown {sorted(unknown)}"
        for title, query, written in _list_queries(block):
            yield Case(
                topic=path.stem,
                title=title,
                query=PREFIXES + file.get("prologue", "") + query,
                data=file.get("data", "hostile"),
                ordered=block.get("ordered", False),
                departures=tuple(known[name] for name in block.get("departs", ())),
                written=written,
                is_expression="query" not in block,
            )


def _list_queries(block: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    title = block["title"]
    if "query" in block:
        yield title, block["query"], {key: block[key] for key in ANSWERS if key in block}
    for text, value in block.get("values", {}).items():
        row = {"value": value} if value else {}
        yield f"{title}: {text}", _ask_value(text), {"rows": [row]}
    for text in block.get("expressions", ()):
        yield f"{title}: {text}", _ask_value(text), {}


def _ask_value(expression: str) -> str:
    return f"SELECT ?value {{ BIND({expression} AS ?value) }}"
