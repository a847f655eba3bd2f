"""Ask a question of the catalogue by name, or any SPARQL query, of the dataset or an endpoint.

Parameters are given as --param NAME=VALUE: whole numbers, dates, things (by KIND/SLUG, slug, name,
CURIE or IRI) or text, as the question declares; --list shows all questions, --describe NAME one.

With --layer only the named graphs of these layers are asked, and the frame: ontology, provenance,
sources, passages. What follows from a fact is in the layer inferred, even inverses and labels of
concepts, so that most questions need it beside another; the name of a thing is in the layer of its
own row, so that a question that asks for names leaves out what was named elsewhere.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from bioprod_graph import questions
from bioprod_graph.apart import USUAL, Limits, run_apart
from bioprod_graph.commands.options import (
    LAYER,
    PARAM,
    Option,
    make_format,
    parse_seconds,
    parse_size,
)
from bioprod_graph.dataset import Names, open_release, read_label
from bioprod_graph.errors import UsageError
from bioprod_graph.files import QUERY, read_text
from bioprod_graph.language import Message
from bioprod_graph.sparql import declare_prefixes, find_departures, guard_size, strip_mark

if TYPE_CHECKING:
    from collections.abc import Callable

    from bioprod_graph.apart import Wall
    from bioprod_graph.commands.context import Context
    from bioprod_graph.identifiers import PrefixTable
    from bioprod_graph.questions import Answer, Question
    from bioprod_graph.rdf import Term

# What an answer that is for programs is marked with, where it comes from a child process.
_EXACT, _CHANGED = "exact", b"changed "
OPTIONS = (
    (
        Option("[name]", "name of a question of the catalogue"),
        Option("--sparql TEXT", "a SPARQL query; known prefixes need no declaration"),
        Option("--file FILE", "a file that holds a SPARQL query; - is the standard input"),
        Option("--list", "list the questions of the catalogue"),
        Option("--describe NAME", "show a question, its parameters and its query"),
    ),
    PARAM,
    LAYER,
    make_format("rows", "statements", default="table"),
    Option(
        "--engine",
        "who answers (default: oxigraph)",
        choices=("oxigraph", "rdflib"),
        default="oxigraph",
    ),
    Option("--endpoint URL", "ask this SPARQL endpoint instead"),
    Option("--allow-service", "let SERVICE go out to the network"),
    Option(
        "--timeout SECONDS",
        "give up after this time (default: 60)",
        type=parse_seconds,
        default=USUAL.seconds,
    ),
    Option(
        "--memory SIZE",
        "give up at this much memory, as 500M (default: 2G)",
        type=parse_size,
        default=USUAL.memory,
    ),
)


def run(context: Context) -> int:
    """Ask and write the answer."""
    given, folder = context.given, context.project.queries / "questions"
    if given.list:
        context.write_titles(
            {q.name: q.file.text_of("title") for q in questions.read_catalogue(folder)}
        )
    elif given.describe:
        context.write(_describe(questions.find_question(folder, given.describe), context.language))
    else:
        form, _, text = _ask(context).decode().partition("\n")
        context.write(text, exact=form == _EXACT)
    return 0


def _describe(question: Question, language: str) -> str:
    title, text = (question.file.text_of(key).say(language) for key in ("title", "question"))
    lines = [f"--param {p.name}=… ({p.type}, {p.default}) {p.text}" for p in question.parameters]
    return "\n".join([title, text, "", *lines, "", question.file.text.rstrip(), ""])


def _ask(context: Context) -> bytes:
    """Ask a service, or the dataset behind the wall; what departs from the standard is told."""
    given = context.given
    if given.engine == "rdflib" and given.allow_service:
        raise UsageError("--allow-service is for the engine oxigraph and for endpoints")
    if given.layer and given.endpoint is not None:
        raise UsageError("--layer is for the dataset here: in a query to an endpoint, name graphs")
    if given.layer and given.engine == "rdflib":
        raise UsageError("--layer is for the engine oxigraph: rdflib reads the whole file")
    own = _read_own(context)
    if given.endpoint is not None:
        return _ask_endpoint(context, own)
    _ = context.dataset  # that of an installed copy is built before time counts
    limits = Limits(given.timeout, given.memory, given.allow_service)
    written = run_apart(partial(_ask_dataset, context, own), limits)
    if own is not None and given.engine == "oxigraph":
        for departure in find_departures(own):
            context.tell(Message("note: {departure}", departure=departure))
    if written.startswith(_CHANGED):
        said = Message("{name} changed since the dataset was built", name=given.name)
        context.tell(Message("note: {departure}", departure=said))
    return written.removeprefix(_CHANGED)


def _read_own(context: Context) -> str | None:
    """Read the query that a person wrote; None where a question is named."""
    given = context.given
    if given.sparql is None and given.file is None:
        if given.name is None:
            raise UsageError("name a question, or give --sparql, --file or --list")
        return None
    if given.param:
        raise UsageError("--param is for questions of the catalogue: write the value in your query")
    if given.sparql is not None:
        query = strip_mark(given.sparql)
    else:
        query = read_text(Path(given.file), limit=QUERY, option="--file")
    guard_size(query)
    return query


def _ask_endpoint(context: Context, own: str | None) -> bytes:
    """Ask a service: it has limits of its own, and what it does on the way is told."""
    from bioprod_graph.questions.endpoint import ask_endpoint

    given = context.given
    text, bindings, write = _choose(context, own, context.project.prefixes)
    limits = {"timeout": given.timeout, "allow_service": given.allow_service}
    return write(ask_endpoint(given.endpoint, text, bindings, **limits, tell=context.tell))


def _ask_dataset(context: Context, own: str | None, wall: Wall) -> bytes:
    """Ask behind the wall, and write the answer, after a mark if its question changed."""
    given, release = context.given, open_release(context.dataset)
    question = context.project.queries / "questions" / f"{given.name}.rq"
    # No file is read later.
    text, bindings, write = _choose(context, own, Names(release.store, context.project))
    is_changed = own is None and release.find_changed(context.project, question)
    mark = _CHANGED if is_changed else b""
    if given.engine == "rdflib":
        return mark + write(questions.ask_rdflib(release.dataset, text, bindings, wall=wall))
    with questions.enter_store(release, given.layer, wall, project=context.project) as store:
        answer = questions.ask_oxigraph(store, text, bindings, allow_service=given.allow_service)
        if given.format in questions.WRITTEN_BY_ENGINE:
            return mark + write(answer)
        answer = answer.take_whole()
    return mark + write(answer)


def _name(context: Context, names: PrefixTable | Names, iri: str) -> str:
    """Name a thing; of an endpoint no names are known."""
    short = context.project.prefixes.compress(iri)
    if not isinstance(names, Names):
        return short
    return read_label(names.store, ox.NamedNode(iri), otherwise=short).say(context.language)


def _choose(
    context: Context, own: str | None, names: PrefixTable | Names
) -> tuple[str, dict[str, Term], Callable[[Answer], bytes]]:
    """Give the query, its parameters, and what writes its answer."""
    form, project = context.given.format, context.project
    prefixes = project.prefixes  # read now: within the wall no file is
    bindings: dict[str, Term] = {}
    # Who writes a query has named its columns, and asks for identifiers.
    setting: dict[str, Any] = {"language": context.spoken, "width": context.width}
    if own is not None:
        text = declare_prefixes(own, prefixes.namespaces)
    else:
        question = questions.find_question(project.queries / "questions", context.given.name)
        given = context.read_parameters(question)
        bindings = questions.bind_parameters(question.parameters, given, names)
        setting["heads"] = questions.read_heads(project.ontology / "wording" / "heads.csv")
        setting["naming"] = partial(_name, context, names)
        text = question.file.text

    def write(answer: Answer) -> bytes:
        """Write an answer, after a line that says whether it is exact."""
        told = answer.render(form, prefixes, given=frozenset(bindings), **setting)
        return f"{_EXACT if answer.find_format(form).is_exact else ''}\n{told}".encode()

    return text, bindings, write
