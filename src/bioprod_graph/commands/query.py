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
from typing import TYPE_CHECKING

from bioprod_graph.apart import USUAL, Limits, run_apart
from bioprod_graph.commands.options import (
    add_format_option,
    add_layer_option,
    add_param_option,
    parse_seconds,
    parse_size,
)
from bioprod_graph.dataset import Names, open_release
from bioprod_graph.errors import UsageError
from bioprod_graph.files import read_text
from bioprod_graph.files.limits import QUERY
from bioprod_graph.language import Message, Text
from bioprod_graph.questions import (
    WRITTEN_BY_ENGINE,
    Answer,
    Question,
    ask_oxigraph,
    ask_rdflib,
    bind_parameters,
    enter_store,
    find_question,
    read_catalogue,
    read_heads,
    split_parameters,
)
from bioprod_graph.sparql.departures import find_departures
from bioprod_graph.sparql.guard import guard_size
from bioprod_graph.sparql.prefixes import declare_prefixes
from bioprod_graph.sparql.tokens import strip_mark

if TYPE_CHECKING:
    import argparse

    from bioprod_graph.apart import Wall
    from bioprod_graph.commands.context import Context
    from bioprod_graph.identifiers import PrefixTable
    from bioprod_graph.rdf import Term

# What an answer that is for programs is marked with, where it comes from a child process.
_EXACT, _CHANGED = "exact", "changed"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of this command."""
    what = parser.add_mutually_exclusive_group()
    what.add_argument("name", nargs="?", help="name of a question of the catalogue")
    what.add_argument(
        "--sparql", metavar="TEXT", help="a SPARQL query; known prefixes need no declaration"
    )
    what.add_argument("--file", metavar="FILE", help="a file that holds a SPARQL query")
    what.add_argument("--list", action="store_true", help="list the questions of the catalogue")
    what.add_argument(
        "--describe", metavar="NAME", help="show a question, its parameters and its query"
    )
    add_param_option(parser)
    add_layer_option(parser)
    add_format_option(parser, "rows", "statements", default="table")
    _add_engine_options(parser)


def _add_engine_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--engine",
        choices=("oxigraph", "rdflib"),
        default="oxigraph",
        help="who answers (default: oxigraph)",
    )
    parser.add_argument("--endpoint", metavar="URL", help="ask this SPARQL endpoint instead")
    parser.add_argument(
        "--allow-service", action="store_true", help="let SERVICE go out to the network"
    )
    parser.add_argument(
        "--timeout",
        type=parse_seconds,
        default=USUAL.seconds,
        metavar="SECONDS",
        help="give up after this time (default: 60)",
    )
    parser.add_argument(
        "--memory",
        type=parse_size,
        default=USUAL.memory,
        metavar="SIZE",
        help="give up at this much memory, as 500M (default: 2G)",
    )


def run(arguments: argparse.Namespace, context: Context) -> int:
    """Ask and write the answer."""
    folder = context.project.queries / "questions"
    if arguments.list:
        context.write(_render_list(read_catalogue(folder), context))
        return 0
    if arguments.describe:
        context.write(_describe(find_question(folder, arguments.describe), context))
        return 0
    _refuse_mixtures(arguments)
    own = _read_own(arguments)
    if arguments.endpoint is not None:
        written = _ask_endpoint(arguments, context, own)
    else:
        _ = context.dataset  # that of an installed copy is built before time counts
        limits = Limits(arguments.timeout, arguments.memory, arguments.allow_service)
        written = run_apart(partial(_answer, arguments, context, own=own), limits)
        _tell_departures(arguments, context, own)
    marks, _, text = written.decode().partition("\n")
    _tell_change(marks, arguments, context)
    context.write(text, exact=_EXACT in marks)
    return 0


def _refuse_mixtures(arguments: argparse.Namespace) -> None:
    if arguments.engine == "rdflib" and arguments.allow_service:
        raise UsageError("--allow-service is for the engine oxigraph and for endpoints")
    if arguments.layer and arguments.endpoint is not None:
        raise UsageError("--layer is for the dataset here: in a query to an endpoint, name graphs")
    if arguments.layer and arguments.engine == "rdflib":
        raise UsageError("--layer is for the engine oxigraph: rdflib reads the whole file")


def _read_own(arguments: argparse.Namespace) -> str | None:
    """Read the query that a person wrote; None where a question is named."""
    if arguments.sparql is None and arguments.file is None:
        if arguments.name is None:
            raise UsageError("name a question, or give --sparql, --file or --list")
        return None
    if arguments.param:
        raise UsageError("--param is for questions of the catalogue: write the value in your query")
    if arguments.sparql is not None:
        query = strip_mark(arguments.sparql)
    else:
        query = read_text(Path(arguments.file), limit=QUERY, option="--file")
    guard_size(query)
    return query


def _choose(
    arguments: argparse.Namespace, context: Context, names: PrefixTable | Names, *, own: str | None
) -> tuple[str, dict[str, Term]]:
    if own is not None:
        return declare_prefixes(own, context.project.prefixes.namespaces), {}
    question = find_question(context.project.queries / "questions", arguments.name)
    given = split_parameters(arguments.param)
    if any(parameter.name == "lang" for parameter in question.parameters):
        given = {"lang": context.language, **given}
    return question.file.text, bind_parameters(question.parameters, given, names)


def _ask_endpoint(arguments: argparse.Namespace, context: Context, own: str | None) -> bytes:
    """Ask a service: it has limits of its own, and what it does on the way is told."""
    from bioprod_graph.questions.endpoint import ask_endpoint

    text, bindings = _choose(arguments, context, context.project.prefixes, own=own)
    answer = ask_endpoint(
        arguments.endpoint,
        text,
        bindings,
        timeout=arguments.timeout,
        allow_service=arguments.allow_service,
        tell=context.tell,
    )
    given, heads = frozenset(bindings), _read_heads(arguments, context)
    return _write(arguments, context, answer, parameters=given, heads=heads)


def _answer(
    arguments: argparse.Namespace, context: Context, wall: Wall, *, own: str | None
) -> bytes:
    """Ask behind the wall, and write the answer."""
    release = open_release(context.dataset)
    names = Names(release.store, context.project)
    text, bindings = _choose(arguments, context, names, own=own)
    given, heads = frozenset(bindings), _read_heads(arguments, context)  # no file is read later
    question = context.project.queries / "questions" / f"{arguments.name}.rq"
    marks = _CHANGED if own is None and release.find_changed(context.project, question) else ""
    write = partial(_write, arguments, context, parameters=given, heads=heads, marks=marks)
    if arguments.engine == "rdflib":
        return write(ask_rdflib(release.dataset, text, bindings, wall=wall))
    with enter_store(release, arguments.layer, wall, project=context.project) as store:
        answer = ask_oxigraph(store, text, bindings, allow_service=arguments.allow_service)
        if arguments.format in WRITTEN_BY_ENGINE:
            return write(answer)
        answer = answer.take_whole()
    return write(answer)


def _read_heads(arguments: argparse.Namespace, context: Context) -> dict[str, Text]:
    """Read what columns are called; who writes a query of their own has named them."""
    wording = context.project.ontology / "wording"
    return {} if arguments.name is None else read_heads(wording / "heads.csv")


def _tell_departures(arguments: argparse.Namespace, context: Context, own: str | None) -> None:
    if own is not None and arguments.engine == "oxigraph":
        for departure in find_departures(own):
            context.tell(Message("note: {departure}", departure=departure))


def _tell_change(marks: str, arguments: argparse.Namespace, context: Context) -> None:
    if _CHANGED in marks:
        said = Message("{name} changed since the dataset was built", name=arguments.name)
        context.tell(Message("note: {departure}", departure=said))


def _write(
    arguments: argparse.Namespace,
    context: Context,
    answer: Answer,
    *,
    parameters: frozenset[str],
    heads: dict[str, Text],
    marks: str = "",
) -> bytes:
    """Write an answer, after a line of marks: whether it is exact, and its question changed."""
    setting = {"language": context.spoken, "width": context.width}
    prefixes = context.project.prefixes
    text = answer.render(arguments.format, prefixes, **setting, given=parameters, heads=heads)
    marks += _EXACT if answer.find_format(arguments.format).is_exact else ""
    return f"{marks}\n{text}".encode()


def _render_list(questions: list[Question], context: Context) -> str:
    width = max((len(question.name) for question in questions), default=0)
    return "".join(
        f"{q.name:<{width}}  {q.file.text_of('title').say(context.language)}\n" for q in questions
    )


def _describe(question: Question, context: Context) -> str:
    lines = [
        question.file.text_of("title").say(context.language),
        question.file.text_of("question").say(context.language),
        "",
    ]
    lines += [f"--param {p.name}=… ({p.type}, {p.default}) {p.text}" for p in question.parameters]
    return "\n".join([*lines, "", question.file.text.rstrip(), ""])
