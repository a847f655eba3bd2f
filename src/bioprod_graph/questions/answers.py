"""Answers in the formats that people and programs read.

https://www.w3.org/TR/sparql11-overview/ – CSV, TSV, JSON and XML of results are exact, as the W3C
defines them; table and Markdown are for reading, with CURIEs for IRIs.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

import pyoxigraph as ox

from bioprod_graph.errors import UsageError
from bioprod_graph.identifiers import show_term
from bioprod_graph.rdf import serialize

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bioprod_graph.identifiers import PrefixTable

Format = Literal["table", "csv", "tsv", "json", "xml", "markdown", "turtle", "jsonld"]
FORMATS: tuple[Format, ...] = get_args(Format)

Results = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples

_RESULTS = {
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
    "json": ox.QueryResultsFormat.JSON,
    "xml": ox.QueryResultsFormat.XML,
}
_GRAPHS = {"turtle": ox.RdfFormat.TURTLE, "jsonld": ox.RdfFormat.JSON_LD}
_PIPES = str.maketrans({"|": "\\|", "\\": "\\\\", "<": "&lt;", "&": "&amp;", "\n": " ", "\r": " "})


@dataclass(frozen=True)
class Answer:
    """What an engine answered; it is read once."""

    results: Results

    def render(self, form: Format, prefixes: PrefixTable, *, width: int = 80) -> str:
        """Write the answer in a format.

        Raises UsageError for a format that cannot hold this kind of answer.
        """
        results = self.results
        if isinstance(results, ox.QueryTriples):
            return _render_graph(results, form, prefixes)
        if form in _GRAPHS:
            raise UsageError(
                f"{form} holds a graph, and this query gives rows: use CONSTRUCT, or csv"
            )
        if isinstance(results, ox.QueryBoolean):
            return _render_boolean(results, form)
        if form in _RESULTS:
            return (results.serialize(format=_RESULTS[form]) or b"").decode()
        render = _render_table if form == "table" else _render_markdown
        return render(results, prefixes, width)


def _render_graph(results: ox.QueryTriples, form: Format, prefixes: PrefixTable) -> str:
    if form == "table":
        form = "turtle"
    if form not in _GRAPHS:
        raise UsageError(f"{form} holds rows, and this query gives a graph: use turtle or jsonld")
    triples = sorted(set(results), key=str)
    used = {iri for triple in triples for iri in _find_iris(triple)}
    near = {p: n for p, n in prefixes.namespaces.items() if any(iri.startswith(n) for iri in used)}
    return serialize(triples, _GRAPHS[form], near).decode()


def _find_iris(triple: ox.Triple) -> Iterator[str]:
    for term in (triple.subject, triple.predicate, triple.object):
        if isinstance(term, ox.NamedNode):
            yield term.value
        elif isinstance(term, ox.Literal):
            yield term.datatype.value


def _render_boolean(results: ox.QueryBoolean, form: Format) -> str:
    if form in ("json", "xml"):
        return (results.serialize(format=_RESULTS[form]) or b"").decode()
    return f"{str(bool(results)).lower()}\n"


def _render_table(results: ox.QuerySolutions, prefixes: PrefixTable, width: int) -> str:
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for variable in results.variables:
        table.add_column(variable.value, overflow="fold")
    for row in _show_rows(results, prefixes):
        # As Text, so that no bracket in the data is taken for markup.
        table.add_row(*(Text(cell) for cell in row))
    out = io.StringIO()
    Console(file=out, width=width, no_color=True, legacy_windows=False).print(table)
    lines = [line.rstrip() for line in out.getvalue().splitlines()]
    count = table.row_count
    return "\n".join(
        [line for line in lines if line] + [f"({count} row{'s' if count != 1 else ''})", ""]
    )


def _render_markdown(results: ox.QuerySolutions, prefixes: PrefixTable, _: int) -> str:
    names = [variable.value for variable in results.variables]
    lines = [names, ["---"] * len(names)]
    lines += [[cell.translate(_PIPES) for cell in row] for row in _show_rows(results, prefixes)]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _show_rows(results: ox.QuerySolutions, prefixes: PrefixTable) -> Iterator[list[str]]:
    for solution in results:
        yield [show_term(solution[index], prefixes) for index in range(len(results.variables))]
