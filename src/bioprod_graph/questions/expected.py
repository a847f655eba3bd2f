"""Whether each question can be asked, and has the answer that its project keeps beside it."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import pyoxigraph as ox

from bioprod_graph.dataset import Names
from bioprod_graph.errors import QueryError
from bioprod_graph.files import TABLE, read_text
from bioprod_graph.findings import Finding, Location
from bioprod_graph.language import Message, name_forms
from bioprod_graph.questions.answer import Answer
from bioprod_graph.questions.asking import ask_oxigraph
from bioprod_graph.questions.catalogue import bind_parameters, read_catalogue
from bioprod_graph.rdf import load_graph
from bioprod_graph.sparql import holds_service

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bioprod_graph.project import Project
    from bioprod_graph.questions.catalogue import Question

_ENDINGS = {"SELECT": ".tsv", "ASK": ".txt"}
_FAILS, _DIFFERS, _EMPTY = "question:fails", "question:answer", "question:empty"


def check_answers(store: ox.Store, project: Project) -> Iterator[Finding]:
    """Ask each question with its defaults: tell which fail, and which answers changed or are gone.

    An answer is compared where the project itself keeps one: what a new project takes from the
    program has no rows there yet. Not asked is what goes out, or has a parameter to be given.
    """
    names = Names(store, project)
    for question in read_catalogue(project.queries / "questions", lambda _: None):
        is_open = any(parameter.is_needed for parameter in question.parameters)
        if not is_open and not holds_service(question.file.text):
            where = Location(project.relative(question.file.path))
            try:
                yield from _compare(question, names, where)
            except QueryError as error:
                yield Finding("error", _FAILS, error.said, where)


def _compare(question: Question, names: Names, where: Location) -> Iterator[Finding]:
    bindings = bind_parameters(question.parameters, {}, names)
    asked = ask_oxigraph(names.store, question.file.text, bindings)
    found, is_rows = asked.terms, asked.has_rows
    path = names.project.own(question.file.path)
    path = path.with_suffix(_ENDINGS.get(question.file.form, ".ttl"))
    if not path.exists():
        return
    kept = _read_kept(path)
    say = {"name": question.name, "file": path.name}
    if kept is None or (found != kept if is_rows else {*found} != {*kept}):
        gone = Message("no row is found any more, and {file} has some", **say)
        other = Message(
            "the answer is no longer that of {file}: read what came and went, then write it anew "
            "(bioprod --lang en query {name} --format tsv)",
            **say,
        )
        yield Finding("info" if found else "warning", _DIFFERS, other if found else gone, where)
    elif is_rows and not found and not question.file.text_of("empty"):
        keys = ", ".join(f"#+ {key}" for key in name_forms("empty"))
        said = Message("no row is found: say in the header why that is right ({keys})", keys=keys)
        yield Finding("info", _EMPTY, said, where)


def _read_kept(path: Path) -> list[tuple[object, ...]] | None:
    """Read the answer that is kept; None for what is no answer."""
    text = read_text(path, limit=TABLE)
    if path.suffix == ".txt":
        return [()] if text.strip() == "true" else []
    with suppress(SyntaxError, ValueError):
        if path.suffix == ".ttl":
            return Answer(lambda: load_graph(text, ox.RdfFormat.TURTLE)).terms
        form = ox.QueryResultsFormat.TSV
        return Answer(lambda: ox.parse_query_results(text, format=form)).terms
    return None
