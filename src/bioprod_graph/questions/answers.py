"""Answers in the formats that people and programs read.

https://www.w3.org/TR/sparql11-overview/ – CSV, TSV, JSON and XML of results are exact, as the W3C
defines them; table and Markdown are for reading: CURIEs for IRIs, no column for the parameters that
were given, and where ?x has a ?x_label beside it, the label alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Literal, get_args

import pyoxigraph as ox

from bioprod_graph.errors import QueryError, UsageError, one_line
from bioprod_graph.language import SOURCE, Message
from bioprod_graph.notation.blank_nodes import label_graph
from bioprod_graph.notation.columns import set_table
from bioprod_graph.notation.markdown import escape_cell
from bioprod_graph.notation.rdf import write_rdf
from bioprod_graph.questions.rows import FORMS, read_cells, write_rows
from bioprod_graph.rdf import find_iris, load_graph, order_triple

if TYPE_CHECKING:
    from bioprod_graph.identifiers import PrefixTable

Format = Literal["table", "csv", "tsv", "json", "xml", "markdown", "turtle", "jsonld"]
FORMATS: tuple[Format, ...] = get_args(Format)

Results = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples

_GRAPHS = ("turtle", "jsonld")
_LABEL = "_label"


@dataclass(frozen=True)
class Answer:
    """What an engine answered, and the language of who reads it; it is read once."""

    results: Results
    parameters: frozenset[str] = frozenset()
    language: str = SOURCE

    def render(self, form: Format, prefixes: PrefixTable, *, width: int = 80) -> str:
        """Write the answer in a format.

        Raises UsageError for a format that cannot hold this kind of answer, QueryError if the
        query fails only now: Oxigraph looks for a row when it is asked for it.
        """
        try:
            return self._render(form, prefixes, width)
        except (OSError, RuntimeError, ValueError) as error:
            raise QueryError("the query failed: {reason}", reason=one_line(str(error))) from None

    def is_exact(self, form: Format) -> bool:
        """Tell whether the answer in that format is for programs; a graph is in any."""
        return form not in ("table", "markdown") or isinstance(self.results, ox.QueryTriples)

    def _render(self, form: Format, prefixes: PrefixTable, width: int) -> str:
        results = self.results
        if isinstance(results, ox.QueryTriples):
            return _render_graph(results, form, prefixes)
        if form in _GRAPHS:
            raise UsageError(
                "{form} holds a graph, and this query gives rows: use CONSTRUCT, or csv", form=form
            )
        if isinstance(results, ox.QueryBoolean):
            return _render_boolean(results, form)
        if form in ("csv", "tsv", "json", "xml"):
            return write_rows(results, form).decode()
        return self._show_rows(results, form, prefixes, width=width)

    def _show_rows(
        self, results: ox.QuerySolutions, form: Format, prefixes: PrefixTable, *, width: int
    ) -> str:
        names, rows = read_cells(results, prefixes)
        places = _choose_columns(names, self.parameters)
        header = [names[place].removesuffix(_LABEL) for place in places]
        chosen = [[row[place] for place in places] for row in rows]
        if form == "markdown":
            return _render_markdown(header, chosen)
        total = Message("({n} row)", many="({n} rows)", n=len(chosen)).say(self.language)
        return "\n".join([*set_table(header, chosen, width=width), total, ""])


def read_answer(written: bytes | str, *, is_graph: bool) -> Answer:
    """Read an answer that was written whole: a graph as N-Triples, anything else as JSON."""
    if is_graph:
        return Answer(load_graph(written, ox.RdfFormat.N_TRIPLES))
    return Answer(ox.parse_query_results(written, format=ox.QueryResultsFormat.JSON))


def _render_graph(results: ox.QueryTriples, form: Format, prefixes: PrefixTable) -> str:
    if form == "table":
        form = "turtle"
    if form not in _GRAPHS:
        raise UsageError(
            "{form} holds rows, and this query gives a graph: use turtle or jsonld", form=form
        )
    # Labels first: the order of the statements is that of the labels too.
    triples = sorted(label_graph(list(dict.fromkeys(results))), key=order_triple)
    used = {iri for triple in triples for iri in find_iris(triple)}
    near = {p: n for p, n in prefixes.namespaces.items() if any(iri.startswith(n) for iri in used)}
    return write_rdf(triples, form, near).decode()


def _render_boolean(results: ox.QueryBoolean, form: Format) -> str:
    if form in ("json", "xml"):
        return (results.serialize(format=FORMS[form]) or b"").decode()
    return f"{str(bool(results)).lower()}\n"


def _choose_columns(names: list[str], parameters: frozenset[str]) -> list[int]:
    """Choose what a person reads, by place; all columns if nothing were left."""
    kept = [
        place
        for place, name in enumerate(names)
        if name not in parameters and f"{name}{_LABEL}" not in names
    ]
    return kept or list(range(len(names)))


def _render_markdown(header: list[str], rows: list[list[str]]) -> str:
    escape = cache(escape_cell)
    lines = [[escape(cell) for cell in line] for line in (header, *rows)]
    lines.insert(1, ["---"] * len(header))
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)
