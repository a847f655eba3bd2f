"""What was answered, for every format and for Python: rows of typed values, a graph, true or false.

Dates, numbers and truths are those of Python; a thing is its IRI, and knows what it is called.
"""

from __future__ import annotations

import re
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any, overload

import pyoxigraph as ox

from bioprod_graph import rdf
from bioprod_graph.errors import QueryError, UsageError, one_line
from bioprod_graph.formats import Format, Setting, find_format, list_kinds
from bioprod_graph.language import Message

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    import networkx as nx
    import pandas as pd

    from bioprod_graph.formats import Content
    from bioprod_graph.identifiers import PrefixTable

Results = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples
Value = str | int | float | Decimal | date | bool | None
Row = dict[str, Value]

# An answer without rows, as an engine writes it in the formats that it writes itself.
_EMPTY = {
    "csv": rb"\A[^\n]*\n?\Z",
    "tsv": rb"\A[^\n]*\n?\Z",
    "json": rb'"bindings":\s*\[\s*\]',
    "xml": b"<results></results>",
}
_XSD = "http://www.w3.org/2001/XMLSchema#"
_WHOLE = """
    integer int long short byte unsignedInt unsignedLong unsignedShort unsignedByte
    nonNegativeInteger positiveInteger negativeInteger nonPositiveInteger
"""
_READERS: dict[str, Callable[[str], Value]] = {
    **dict.fromkeys(_WHOLE.split(), int),
    "decimal": Decimal,
    "double": float,
    "float": float,
    "boolean": lambda text: text in ("true", "1"),
    "date": date.fromisoformat,
    "dateTime": datetime.fromisoformat,
}
_TRIPLE = ("subject", "predicate", "object")


class Thing(str):
    """A thing in an answer: its IRI in full, and in `label` what it is called.

    >>> genopole = Thing("https://example.org/id/genopole", "Genopole")
    >>> genopole == "https://example.org/id/genopole", genopole.label
    (True, 'Genopole')
    """

    label: str

    def __new__(cls, iri: str, label: str = "") -> Thing:
        """Make a thing of its IRI; without a name it is called by that."""
        thing = super().__new__(cls, iri)
        thing.label = label or iri
        return thing


class Answer:
    """What an engine answered: rows by variable, the statements of a graph, or true or false.

    `make` gives the results: of an engine once, each time of what was written down. As a value in a
    condition, an answer is true if it has rows or statements, or is true itself.
    """

    def __init__(
        self,
        make: Callable[[], Results],
        is_empty: bool = False,
        naming: Callable[[str], str] = str,
    ) -> None:
        self.make, self.is_empty, self.naming = make, is_empty, naming

    @property
    def results(self) -> Results:
        """The results as the engine gives them, to be read once."""
        return self.make()

    @property
    def has_rows(self) -> bool:
        """Whether these are rows, not a graph, nor true or false."""
        return isinstance(self.results, ox.QuerySolutions)

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """The variables that are asked for, in order; of a graph subject, predicate and object."""
        results = self.results
        if isinstance(results, ox.QuerySolutions):
            return tuple(variable.value for variable in results.variables)
        return () if isinstance(results, ox.QueryBoolean) else _TRIPLE

    @cached_property
    def terms(self) -> list[tuple[Any, ...]]:
        """The rows as terms, in the order of the columns; what is true is a row of none."""
        results = self.results
        if isinstance(results, ox.QuerySolutions):
            return [tuple(row[name] for name in self.columns) for row in results]
        if isinstance(results, ox.QueryTriples):
            return [(each.subject, each.predicate, each.object) for each in results]
        return [()] if results else []

    @cached_property
    def rows(self) -> list[Row]:
        """The rows, each all columns to typed values; what is unbound is None."""
        if isinstance(self.results, ox.QueryBoolean):
            return []
        return [dict(zip(self.columns, map(self._read, row), strict=True)) for row in self.terms]

    def __iter__(self) -> Iterator[Row]:
        """Give the rows."""
        return iter(self.rows)

    def __len__(self) -> int:
        """Count the rows."""
        return len(self.rows)

    @overload
    def __getitem__(self, place: int) -> Row: ...
    @overload
    def __getitem__(self, place: slice) -> list[Row]: ...
    def __getitem__(self, place: int | slice) -> Row | list[Row]:
        """Give a row, or several."""
        return self.rows[place]

    def __bool__(self) -> bool:
        """Tell whether there are rows or statements, or whether it is true."""
        results = self.results
        return bool(results) if isinstance(results, ox.QueryBoolean) else bool(self.rows)

    def to_pandas(self) -> pd.DataFrame:
        """Give a table of pandas; raises UsageError if pandas is not installed.

        >>> from bioprod_graph import open_graph
        >>> open_graph(language="en").ask("organisers").to_pandas()["role_label"].iloc[0]
        'organiser'
        """
        return make_frame(self.rows, self.columns)

    def to_networkx(self, source: str = "", target: str = "") -> nx.MultiDiGraph[Value]:
        """Give a graph of networkx: an edge a row, from the value of one column to that of another.

        These are the first two columns that hold things, unless named; of a graph, its subjects and
        objects. Other columns are attributes of the edge, `label` is one of each thing. A row
        without one of the ends is no edge. Raises UsageError for what is no column.

        >>> from bioprod_graph import open_graph
        >>> graph = open_graph(language="en").ask("organisers").to_networkx()
        >>> sorted(label for _, label in graph.nodes(data="label"))[0]
        'Choose Paris Region'
        """
        import networkx as nx

        things = [n for n in self.columns if any(isinstance(row[n], Thing) for row in self)]
        usual = [_TRIPLE[0], _TRIPLE[2]] if self.columns == _TRIPLE else [*things, "", ""]
        ends = source or usual[0], target or usual[1]
        if odd := [name for name in ends if name not in self.columns]:
            known = ", ".join(self.columns)
            raise UsageError("no row has ?{name}; there are {names}", name=odd[0], names=known)
        graph: nx.MultiDiGraph[Value] = nx.MultiDiGraph()
        for row in self:
            first, last = (row[name] for name in ends)
            if first is not None and last is not None:
                told = {name: cell for name, cell in row.items() if name not in ends}
                graph.add_nodes_from(
                    (end, {"label": getattr(end, "label", str(end))}) for end in (first, last)
                )
                graph.add_edge(first, last, **told)
        return graph

    def find_format(self, name: str) -> Format:
        """Find a format that holds this answer, else UsageError; a graph is no table but Turtle."""
        is_graph = isinstance(self.results, ox.QueryTriples)
        kind: Content = "statements" if is_graph else "rows"
        name = "turtle" if is_graph and name == "table" else name
        held = list_kinds(name)
        if kind not in held and not held.isdisjoint(("rows", "statements")):
            said = Message("{form} holds a graph, and this query gives rows: use CONSTRUCT, or csv")
            if is_graph:
                said = Message(
                    "{form} holds rows, and this query gives a graph: use turtle or jsonld"
                )
            raise UsageError(said.fill(form=name))
        return find_format(name, kind)

    def render(self, name: str, prefixes: PrefixTable, **setting: Any) -> str:
        """Write the answer in a format and its setting; raises QueryError if it fails only now."""
        form = self.find_format(name)
        with tell_failure():
            return form.write(self.results, Setting(prefixes=prefixes, **setting)).decode()

    def take_whole(self) -> Answer:
        """Have the engine evaluate all of it now."""
        results = self.results
        if isinstance(results, ox.QuerySolutions):
            # Written and read in half the time of JSON.
            with tell_failure():
                written = results.serialize(format=ox.QueryResultsFormat.TSV) or b""
            return _read(written, ox.QueryResultsFormat.TSV, is_empty=holds_nothing(written, "tsv"))
        return read_answer(self.write(), is_graph=isinstance(results, ox.QueryTriples))

    def write(self) -> bytes:
        """Write all of it exactly: a graph as N-Triples, anything else as JSON."""
        results = self.results
        with tell_failure():
            if isinstance(results, ox.QueryTriples):
                return results.serialize(format=ox.RdfFormat.N_TRIPLES) or b""
            return results.serialize(format=ox.QueryResultsFormat.JSON) or b""

    def _read(self, term: object) -> Value:
        if isinstance(term, ox.NamedNode):
            return Thing(term.value, self.naming(term.value))
        if isinstance(term, ox.Literal):
            return read_literal(term)
        return None if term is None else str(term)


def read_literal(literal: ox.Literal) -> Value:
    """Read a number, a date or a truth; any other literal is text, one that is malformed too.

    >>> read_literal(ox.Literal("2021-05-31", datatype=ox.NamedNode(f"{_XSD}date")))
    datetime.date(2021, 5, 31)
    """
    read = _READERS.get(literal.datatype.value.removeprefix(_XSD), str)
    try:
        return read(literal.value)
    except (ValueError, ArithmeticError):
        return literal.value


def read_answer(written: bytes | str, *, is_graph: bool) -> Answer:
    """Read what `Answer.write` wrote, or whoever writes the same."""
    if is_graph:
        return Answer(lambda: rdf.load_graph(written, ox.RdfFormat.N_TRIPLES), not written)
    form = ox.QueryResultsFormat.JSON
    return _read(written, form, is_empty=holds_nothing(written, "json"))


def _read(written: bytes | str, form: ox.QueryResultsFormat, *, is_empty: bool) -> Answer:
    return Answer(lambda: ox.parse_query_results(written, format=form), is_empty)


def holds_nothing(written: bytes | str, form: str) -> bool:
    """Tell whether there is no row in an answer, as an engine wrote it in that format."""
    text = written.encode() if isinstance(written, str) else written
    return re.search(_EMPTY[form], text) is not None


def make_frame(rows: Iterable[Mapping[str, Any]], columns: Iterable[str]) -> pd.DataFrame:
    """Make a table of pandas of rows; raises UsageError if pandas is not installed."""
    try:
        import pandas as pd
    except ImportError:
        raise UsageError(
            "pandas is not installed: pip install pandas, or bioprod-graph[pandas]"
        ) from None
    return pd.DataFrame(list(rows), columns=list(columns))


@contextmanager
def tell_failure() -> Iterator[None]:
    """Tell in one line what an engine says when a query fails."""
    try:
        yield
    except (OSError, RuntimeError, ValueError) as error:
        raise QueryError("the query failed: {reason}", reason=one_line(str(error))) from None
