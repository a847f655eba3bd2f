"""Answers, and how they are written: in any format of rows or of statements (see `formats`)."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import pyoxigraph as ox

from bioprod_graph.errors import QueryError, UsageError, one_line
from bioprod_graph.formats import Format, Setting, find_format
from bioprod_graph.language import SOURCE
from bioprod_graph.rdf import load_graph

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bioprod_graph.identifiers import PrefixTable
    from bioprod_graph.language import Text

Results = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples
# Formats of rows in which the engine itself writes its answer, row by row and all at once.
WRITTEN_BY_ENGINE = frozenset({"csv", "tsv", "json", "xml"})


@dataclass(frozen=True)
class Answer:
    """What an engine answered, and the language of who reads it; it is read once."""

    results: Results
    parameters: frozenset[str] = frozenset()
    language: str = SOURCE
    heads: Mapping[str, Text] = field(default_factory=dict)

    def find_format(self, name: str) -> Format:
        """Find a format for this kind of answer; a graph has no table and is shown as Turtle.

        Raises UsageError for one that cannot hold it.
        """
        is_graph = isinstance(self.results, ox.QueryTriples)
        wanted = "turtle" if is_graph and name == "table" else name
        try:
            return find_format(wanted, "statements" if is_graph else "rows")
        except KeyError:
            if is_graph:
                raise UsageError(
                    "{form} holds rows, and this query gives a graph: use turtle or jsonld",
                    form=name,
                ) from None
            raise UsageError(
                "{form} holds a graph, and this query gives rows: use CONSTRUCT, or csv", form=name
            ) from None

    def render(self, name: str, prefixes: PrefixTable, *, width: int = 80) -> str:
        """Write the answer in a format.

        Raises UsageError for a format that cannot hold this kind of answer, QueryError if the
        query fails only now: Oxigraph looks for a row when it is asked for it.
        """
        form = self.find_format(name)
        setting = Setting(
            self.language, width, prefixes=prefixes, given=self.parameters, heads=self.heads
        )
        try:
            written = form.render(self.results, setting)
        except (OSError, RuntimeError, ValueError) as error:
            raise fail(error) from None
        return written if isinstance(written, str) else written.decode()

    def is_exact(self, name: str) -> bool:
        """Tell whether the answer in that format is for programs; a graph is in any."""
        return self.find_format(name).is_exact

    def take_whole(self) -> Answer:
        """Have the engine evaluate all of it, which it does row by row when it is asked for.

        Raises QueryError if the query fails on the way.
        """
        is_graph = isinstance(self.results, ox.QueryTriples)
        return replace(self, results=read_answer(self.write(), is_graph=is_graph).results)

    def write(self) -> bytes:
        """Write all of it exactly: a graph as N-Triples, anything else as JSON.

        Raises QueryError if the query fails on the way.
        """
        try:
            if isinstance(self.results, ox.QueryTriples):
                return self.results.serialize(format=ox.RdfFormat.N_TRIPLES) or b""
            return self.results.serialize(format=ox.QueryResultsFormat.JSON) or b""
        except (OSError, RuntimeError, ValueError) as error:
            raise fail(error) from None


def fail(error: Exception) -> QueryError:
    """Make the error that tells what an engine said when a query failed."""
    return QueryError("the query failed: {reason}", reason=one_line(str(error)))


def read_answer(written: bytes | str, *, is_graph: bool) -> Answer:
    """Read what `Answer.write` wrote, or whoever writes the same."""
    if is_graph:
        return Answer(load_graph(written, ox.RdfFormat.N_TRIPLES))
    return Answer(ox.parse_query_results(written, format=ox.QueryResultsFormat.JSON))
