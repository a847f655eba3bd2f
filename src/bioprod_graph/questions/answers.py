"""Answers in the formats that people and programs read.

https://www.w3.org/TR/sparql11-overview/ – CSV, TSV, JSON and XML of results are exact, as the W3C
defines them; table and Markdown are for reading: CURIEs for IRIs, no column for the parameters that
were given, and where ?x has a ?x_label beside it, the label alone.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

import pyoxigraph as ox

from bioprod_graph.errors import QueryError, UsageError, one_line
from bioprod_graph.identifiers import show_term
from bioprod_graph.rdf import find_iris, order_triple, serialize

if TYPE_CHECKING:
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
_LABEL = "_label"
_PIPES = str.maketrans({"|": "\\|", "\\": "\\\\", "<": "&lt;", "&": "&amp;", "\n": " ", "\r": " "})


@dataclass(frozen=True)
class Answer:
    """What an engine answered; it is read once."""

    results: Results
    parameters: frozenset[str] = frozenset()

    def render(self, form: Format, prefixes: PrefixTable, *, width: int = 80) -> str:
        """Write the answer in a format.

        Raises UsageError for a format that cannot hold this kind of answer, QueryError if the
        query fails only now: Oxigraph looks for a row when it is asked for it.
        """
        try:
            return self._render(form, prefixes, width)
        except (OSError, RuntimeError, ValueError) as error:
            raise QueryError(
                en=f"the query failed: {one_line(str(error))}",
                fr=f"la requête a échoué ({one_line(str(error))})",
            ) from None

    def _render(self, form: Format, prefixes: PrefixTable, width: int) -> str:
        results = self.results
        if isinstance(results, ox.QueryTriples):
            return _render_graph(results, form, prefixes)
        if form in _GRAPHS:
            raise UsageError(
                en=f"{form} holds a graph, and this query gives rows: use CONSTRUCT, or csv",
                fr=f"{form} est pour un graphe, et la requête donne des lignes : csv, ou CONSTRUCT",
            )
        if isinstance(results, ox.QueryBoolean):
            return _render_boolean(results, form)
        if form in _RESULTS:
            return (results.serialize(format=_RESULTS[form]) or b"").decode()
        names = _choose_columns([v.value for v in results.variables], self.parameters)
        rows = [[show_term(solution[name], prefixes) for name in names] for solution in results]
        header = [name.removesuffix(_LABEL) for name in names]
        return (
            _render_table(header, rows, width)
            if form == "table"
            else _render_markdown(header, rows)
        )


def _render_graph(results: ox.QueryTriples, form: Format, prefixes: PrefixTable) -> str:
    if form == "table":
        form = "turtle"
    if form not in _GRAPHS:
        raise UsageError(
            en=f"{form} holds rows, and this query gives a graph: use turtle or jsonld",
            fr=f"{form} est pour des lignes, et cette requête donne un graphe : turtle ou jsonld",
        )
    triples = sorted(set(results), key=order_triple)
    used = {iri for triple in triples for iri in find_iris(triple)}
    near = {p: n for p, n in prefixes.namespaces.items() if any(iri.startswith(n) for iri in used)}
    return serialize(triples, _GRAPHS[form], near).decode()


def _render_boolean(results: ox.QueryBoolean, form: Format) -> str:
    if form in ("json", "xml"):
        return (results.serialize(format=_RESULTS[form]) or b"").decode()
    return f"{str(bool(results)).lower()}\n"


def _choose_columns(names: list[str], parameters: frozenset[str]) -> list[str]:
    """Choose what a person reads; all columns if nothing were left."""
    kept = [n for n in names if n not in parameters and f"{n}{_LABEL}" not in names]
    return kept or names


def _render_table(header: list[str], rows: list[list[str]], width: int) -> str:
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for name in header:
        table.add_column(name, overflow="fold")
    for row in rows:
        # As Text, so that no bracket in the data is taken for markup.
        table.add_row(*(Text(cell) for cell in row))
    out = io.StringIO()
    Console(file=out, width=width, no_color=True, legacy_windows=False).print(table)
    lines = [line.rstrip() for line in out.getvalue().splitlines()]
    total = f"({len(rows)} row{'s' if len(rows) != 1 else ''})"
    return "\n".join([line for line in lines if line] + [total, ""])


def escape_cell(text: str) -> str:
    """Escape a text so that it stays one cell of a Markdown table, and no HTML."""
    return text.translate(_PIPES)


def _render_markdown(header: list[str], rows: list[list[str]]) -> str:
    lines = [header, ["---"] * len(header)]
    lines += [[escape_cell(cell) for cell in row] for row in rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)
