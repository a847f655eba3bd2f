"""Questions answered by Oxigraph from the store of a build, and answers in any format."""

from __future__ import annotations

import re
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

import pyoxigraph as ox

from bioprod_graph import rdf
from bioprod_graph.apart import USUAL, Limits, run_apart
from bioprod_graph.dataset import Names, Portion, open_release, restrict
from bioprod_graph.errors import QueryError, UsageError, one_line
from bioprod_graph.formats import Format, Setting, find_format
from bioprod_graph.language import Message
from bioprod_graph.names import suggest
from bioprod_graph.project import find_project
from bioprod_graph.questions.catalogue import bind_parameters, find_question
from bioprod_graph.sparql import (
    DatasetClause,
    check_syntax,
    declare_prefixes,
    find_query_form,
    find_undefined_prefix,
    find_unmatched,
    guard_query,
    guard_size,
    holds_service,
    name_columns,
    read_dataset_clause,
    read_prologue,
    strip_mark,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from bioprod_graph.apart import Wall
    from bioprod_graph.dataset import Release
    from bioprod_graph.identifiers import PrefixTable
    from bioprod_graph.project import Project
    from bioprod_graph.questions.catalogue import Parameter
    from bioprod_graph.rdf import Term

Results = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples
# Formats of rows in which the engine itself writes its answer, row by row and all at once.
WRITTEN_BY_ENGINE = frozenset({"csv", "tsv", "json", "xml"})

_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_PLACE = re.compile(r"error at (\d+):(\d+)")
_SHOWN = 40
# An answer without rows, in the formats that engines write.
_EMPTY = {
    "csv": rb"\A[^\n]*\n?\Z",
    "tsv": rb"\A[^\n]*\n?\Z",
    "json": rb'"bindings":\s*\[\s*\]',
    "xml": b"<results></results>",
}
# What the parser refuses for another reason than the next character.
_REFUSED = {
    "variable that is unbound": Message("a variable of SELECT is neither grouped nor counted"),
    "overrides an existing variable": Message("AS names a variable that is there already"),
}


@dataclass(frozen=True)
class Answer:
    """What an engine answered; it is read once, and the engine looks for a row when it is asked."""

    results: Results
    is_empty: bool = False

    @property
    def has_rows(self) -> bool:
        """Whether these are rows, not a graph, nor true or false."""
        return isinstance(self.results, ox.QuerySolutions)

    def find_format(self, name: str) -> Format:
        """Find a format that holds this answer, else UsageError; a graph is no table but Turtle."""
        is_graph = isinstance(self.results, ox.QueryTriples)
        try:
            if is_graph:
                return find_format("turtle" if name == "table" else name, "statements")
            return find_format(name, "rows")
        except KeyError:
            said = Message("{form} holds a graph, and this query gives rows: use CONSTRUCT, or csv")
            if is_graph:
                said = Message(
                    "{form} holds rows, and this query gives a graph: use turtle or jsonld"
                )
            raise UsageError(said.fill(form=name)) from None

    def render(self, name: str, prefixes: PrefixTable, **setting: Any) -> str:
        """Write the answer in a format and its setting; raises QueryError if it fails only now."""
        form = self.find_format(name)
        with _told():
            return form.write(self.results, Setting(prefixes=prefixes, **setting)).decode()

    def take_whole(self) -> Answer:
        """Have the engine evaluate all of it now."""
        if isinstance(self.results, ox.QuerySolutions):
            # Written and read in half the time of JSON.
            with _told():
                written = self.results.serialize(format=ox.QueryResultsFormat.TSV) or b""
            rows = ox.parse_query_results(written, format=ox.QueryResultsFormat.TSV)
            return Answer(rows, holds_nothing(written, "tsv"))
        is_graph = isinstance(self.results, ox.QueryTriples)
        return read_answer(self.write(), is_graph=is_graph)

    def write(self) -> bytes:
        """Write all of it exactly: a graph as N-Triples, anything else as JSON."""
        with _told():
            if isinstance(self.results, ox.QueryTriples):
                return self.results.serialize(format=ox.RdfFormat.N_TRIPLES) or b""
            return self.results.serialize(format=ox.QueryResultsFormat.JSON) or b""


def read_answer(written: bytes | str, *, is_graph: bool) -> Answer:
    """Read what `Answer.write` wrote, or whoever writes the same."""
    if is_graph:
        return Answer(rdf.load_graph(written, ox.RdfFormat.N_TRIPLES), not written)
    rows = ox.parse_query_results(written, format=ox.QueryResultsFormat.JSON)
    return Answer(rows, holds_nothing(written, "json"))


def holds_nothing(written: bytes | str, form: str) -> bool:
    """Tell whether there is no row in an answer, as an engine wrote it in that format."""
    text = written.encode() if isinstance(written, str) else written
    return re.search(_EMPTY[form], text) is not None


def ask(
    query: str,
    project: Project | None = None,
    /,
    *,
    layers: Collection[str] = (),
    evidence: str | None = None,
    timeout: float = USUAL.seconds,
    memory: int = USUAL.memory,
    **parameters: object,
) -> list[dict[str, str]]:
    """Ask a question of the catalogue by name, or any SPARQL SELECT; give its rows.

    A row maps variables to plain text, IRIs in full; what is unbound is left out. The project is
    the one that the command `bioprod` would work on, unless given. With layers (page, elsewhere,
    inferred) only what these say is asked, with a grade of evidence only what was read at least so
    well. It is asked in a child process, which may take so many
    seconds and bytes; where this program has several threads, in one more of them, and then only
    the limit of time holds.

    >>> rows = ask("SELECT ?axis { ?axis a bioprod:Axis } ORDER BY ?axis LIMIT 1")
    >>> rows[0]["axis"]
    'https://w3id.org/bioprod/id/axis/assises-idf-2021-1'

    Raises NotFoundError for an unknown question, QueryError for a query or parameter that is
    wrong, UsageError for an unknown layer, DatasetError if nothing was built, LimitError for a
    query that was stopped.
    """
    project = project or find_project()
    known: tuple[Parameter, ...] = ()
    text, own, namespaces = "", "", project.prefixes.namespaces
    if _NAME.fullmatch(query):
        question = find_question(project.queries / "questions", query)
        text, known = question.file.text, question.parameters
    elif parameters:
        raise UsageError("parameters are for questions of the catalogue: write values in the query")
    else:
        own = strip_mark(query)
        guard_size(own)
    given = {name: str(value) for name, value in parameters.items()}

    def work(wall: Wall) -> bytes:
        release = open_release(project)
        bindings = bind_parameters(known, given, Names(release.store, project))
        asked = "" if text else prepare_query(own, namespaces)
        with enter_store(release, Portion(layers, evidence), wall, project=project) as store:
            answer = ask_oxigraph(store, text or asked, bindings)
            if isinstance(answer.results, ox.QuerySolutions):
                return answer.write()
        raise QueryError("ask gives rows, and this query gives none: use SELECT, or bioprod query")

    results = read_answer(run_apart(work, Limits(timeout, memory), is_guest=True), is_graph=False)
    return rdf.read_values(cast("ox.QuerySolutions", results.results))


def prepare_query(own: str, namespaces: Mapping[str, str], *, is_checked: bool = True) -> str:
    """Declare the known prefixes that somebody's query uses, and name what `SELECT *` selects.

    Raises QueryError for one that is malformed, with the place in what its writer has, unless
    another engine than ours is to judge.
    """
    query = declare_prefixes(own, namespaces)
    try:
        if is_checked and not holds_service(query):
            check_syntax(query)
    except SyntaxError as error:
        raise QueryError(explain_syntax(query, error.msg, own=own, known=namespaces)) from None
    return name_columns(query)


@contextmanager
def enter_store(
    release: Release, kept: Portion, wall: Wall, *, project: Project
) -> Iterator[ox.Store]:
    """Give what is kept of a release, and raise the wall while it is asked."""
    store = restrict(release.store, kept, project=project)
    with wall(release.folder / "store" if store is release.store else None):
        yield store


def ask_oxigraph(
    store: ox.Store,
    query: str,
    bindings: Mapping[str, Term],
    *,
    allow_service: bool = False,
    dataset: DatasetClause | None = None,
) -> Answer:
    """Ask a query of a store; parameters are substituted as terms (SEP-0007).

    Without a dataset clause the default graph of the store is asked, and GRAPH names any of its
    graphs. FROM and FROM NAMED mean what section 13.2 of SPARQL says; a graph that is not there is
    empty. A dataset that is given goes before that of the query (SPARQL 1.1 Protocol, 2.1.4).

    Raises QueryError for a query that is refused, malformed or fails.
    """
    guard_query(query, allow_service=allow_service)
    try:
        with _told():
            return Answer(_evaluate(store, query, bindings, dataset=dataset))
    except SyntaxError as error:
        raise QueryError(explain_syntax(query, error.msg)) from None


def _evaluate(
    store: ox.Store,
    query: str,
    bindings: Mapping[str, Term],
    *,
    dataset: DatasetClause | None,
) -> Results:
    clause = dataset or read_dataset_clause(query)
    if clause is None:
        return rdf.query_store(store, query, bindings)
    default: list[ox.NamedNode | ox.BlankNode | ox.DefaultGraph] = list(clause.default)
    if len(default) > 1:
        # The engine would give what two of these graphs say twice: no merge, as the section asks.
        store, default = _merge(store, clause), [ox.DefaultGraph()]
    return store.query(
        query,
        default_graph=default,
        named_graphs=list(clause.named),
        substitutions={ox.Variable(name): term for name, term in bindings.items()},
    )


def _merge(store: ox.Store, clause: DatasetClause) -> ox.Store:
    """Copy the graphs of a dataset clause, those of FROM into one."""
    merged = ox.Store()
    for graph in clause.default:
        quads = store.quads_for_pattern(None, None, None, graph)
        merged.extend(ox.Quad(quad.subject, quad.predicate, quad.object) for quad in quads)
    for graph in clause.named:
        merged.extend(store.quads_for_pattern(None, None, None, graph))
    return merged


@contextmanager
def _told() -> Iterator[None]:
    """Tell in one line what an engine says when a query fails."""
    try:
        yield
    except (OSError, RuntimeError, ValueError) as error:
        raise QueryError("the query failed: {reason}", reason=one_line(str(error))) from None


def explain_syntax(
    query: str, message: str, *, own: str = "", known: Iterable[str] = ()
) -> Message:
    """Say what a parser refused: an undefined prefix, or the text near the place that it names."""
    undefined = find_undefined_prefix(query)
    if undefined is not None:
        there = Message("declare it, or see ontology/prefixes.ttl")
        said = Message("the prefix {prefix} is not defined: {hint}", prefix=undefined)
        return said.fill(hint=suggest(undefined, (f"{p}:" for p in known), otherwise=there))
    place = _PLACE.search(message)
    if place is None:
        return Message("malformed query")
    line, column = int(place[1]), int(place[2])
    unmatched = find_unmatched(query)
    start = unmatched.start if unmatched else None
    if not find_query_form(query):  # the parser went on, but no query begins so
        start = next((token.start for token in read_prologue(query).rest), 0)
    if start is not None:
        line, column = query.count("\n", 0, start) + 1, start - query.rfind("\n", 0, start)
    lines = query.splitlines()[line - 1 :] or [""]
    rest = " ".join(" ".join([lines[0][column - 1 :], *lines[1:]]).split())
    why = next((said for words, said in _REFUSED.items() if words in message), None)
    if unmatched:
        why = Message("“{sign}” has no counterpart", sign=unmatched.text)
    near = Message("near “{text}”", text=rest if len(rest) <= _SHOWN else f"{rest[: _SHOWN - 1]}…")
    return Message(
        "malformed query: line {line}, column {column}, {near}",
        line=line - (query.count("\n") - own.count("\n") if own else 0),
        column=column,
        near=why or (near if rest else Message("its end: something is missing")),
    )
