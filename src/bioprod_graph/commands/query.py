"""Ask a question of the catalogue by name, or any SPARQL query, of the dataset or an endpoint.

Parameters are given as --param NAME=VALUE: whole numbers, dates, IRIs (as CURIE or KIND/SLUG)
or text, as the question declares; --list shows all questions, --describe NAME shows one.

With --layer only the named graphs of these layers are asked, and the frame: ontology, provenance,
sources, passages. What follows from a fact is in the layer inferred, even inverses and labels of
concepts, so that most questions need it beside another; the name of a thing is in the layer of its
own row, so that a question that asks for names leaves out what was named elsewhere.
"""

from __future__ import annotations

import signal
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from bioprod_graph.commands.options import add_layer_option, add_param_option
from bioprod_graph.errors import UsageError, say_reason
from bioprod_graph.questions.answers import FORMATS, Answer
from bioprod_graph.questions.asking import declare_prefixes
from bioprod_graph.questions.catalogue import Question, find_question, read_catalogue
from bioprod_graph.questions.layers import restrict
from bioprod_graph.questions.parameters import bind_parameters, split_parameters

if TYPE_CHECKING:
    import argparse

    from bioprod_graph.commands.context import Context
    from bioprod_graph.rdf import Term

EXAMPLES = (
    "bioprod query --list",
    "bioprod query recommendations-by-axis",
    "bioprod query who-is-named --param recommendation=7 --format csv",
    "bioprod query --sparql 'SELECT ?s WHERE { ?s a bioprod:Axis }'",
    "bioprod query who-is-named --layer page --layer inferred",
    "bioprod query organisers --endpoint http://localhost:7878/query",
)


# A year: what is longer is no deadline.
_LONGEST = 366 * 24 * 3600.0


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
    parser.add_argument(
        "--format",
        choices=FORMATS,
        default="table",
        help="how to write the answer (default: table)",
    )
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
        type=_parse_seconds,
        default=60.0,
        metavar="SECONDS",
        help="give up after this time (default: 60)",
    )


def _parse_seconds(text: str) -> float:
    """Parse a time to wait. Raises UsageError for any other text: the parser says of what."""
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds <= _LONGEST:
        raise UsageError(
            en=f"expected a number of seconds, not '{text}'",
            fr=f"un nombre de secondes était attendu, pas « {text} »",
        )
    return seconds


def run(arguments: argparse.Namespace, context: Context) -> int:
    """Ask and write the answer."""
    folder = context.project.queries / "questions"
    if arguments.list:
        context.write(_render_list(read_catalogue(folder), context))
        return 0
    if arguments.describe:
        context.write(_describe(find_question(folder, arguments.describe), context))
        return 0
    text, bindings = _choose(arguments, context)
    _refuse_mixtures(arguments)
    if arguments.endpoint is not None:
        answer = _ask_endpoint(arguments, context, text=text, bindings=bindings)
        context.write(_render(answer, arguments, context, bindings=bindings))
        return 0
    # Oxigraph does not look for signals while it works: let Ctrl-C end the process.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    from bioprod_graph.questions.local import deadline

    with deadline(arguments.timeout, context.language):
        answer = _ask(arguments, context, text=text, bindings=bindings)
        written = _render(answer, arguments, context, bindings=bindings)
    context.write(written)
    return 0


def _refuse_mixtures(arguments: argparse.Namespace) -> None:
    if arguments.engine == "rdflib" and arguments.allow_service:
        raise UsageError(
            en="--allow-service is for the engine oxigraph and for endpoints",
            fr="--allow-service est pour le moteur oxigraph et pour les services distants",
        )
    if arguments.layer and arguments.endpoint is not None:
        raise UsageError(
            en="--layer is for the dataset here: in a query to an endpoint, name graphs",
            fr="--layer est pour le jeu de données d’ici : pour un service distant, des graphes",
        )
    if arguments.layer and arguments.engine == "rdflib":
        raise UsageError(
            en="--layer is for the engine oxigraph: rdflib reads the whole file",
            fr="--layer est pour le moteur oxigraph : rdflib lit le fichier entier",
        )


def _choose(arguments: argparse.Namespace, context: Context) -> tuple[str, dict[str, Term]]:
    given = split_parameters(arguments.param)
    if arguments.sparql is None and arguments.file is None:
        if arguments.name is None:
            raise UsageError(
                en="name a question, or give --sparql, --file or --list",
                fr="nommer une question, ou donner --sparql, --file ou --list",
            )
        question = find_question(context.project.queries / "questions", arguments.name)
        return question.file.text, _bind(question, given, context)
    if given:
        raise UsageError(
            en="--param is for questions of the catalogue: write the value in your query",
            fr="--param est pour les questions du catalogue : écrire la valeur dans la requête",
        )
    text = arguments.sparql if arguments.sparql is not None else _read_file(Path(arguments.file))
    return declare_prefixes(text, context.project.prefixes), {}


def _bind(question: Question, given: dict[str, str], context: Context) -> dict[str, Term]:
    if any(parameter.name == "lang" for parameter in question.parameters):
        given = {"lang": context.language, **given}
    return bind_parameters(question.parameters, given, context.project.prefixes)


def _ask(
    arguments: argparse.Namespace, context: Context, *, text: str, bindings: dict[str, Term]
) -> Answer:
    from bioprod_graph.questions import local

    if arguments.engine == "rdflib":
        return local.ask_rdflib(context.dataset.current / "dataset.nq", text, bindings)
    store = restrict(local.open_store(context.dataset), arguments.layer, project=context.project)
    return local.ask_oxigraph(store, text, bindings, allow_service=arguments.allow_service)


def _ask_endpoint(
    arguments: argparse.Namespace, context: Context, *, text: str, bindings: dict[str, Term]
) -> Answer:
    """Ask a service: it has limits of its own, and what it does on the way is told."""
    from bioprod_graph.questions.endpoint import ask_endpoint

    return ask_endpoint(
        arguments.endpoint,
        text,
        bindings,
        timeout=arguments.timeout,
        allow_service=arguments.allow_service,
        tell=context.tell,
    )


def _render(
    answer: Answer, arguments: argparse.Namespace, context: Context, *, bindings: dict[str, Term]
) -> str:
    answer = replace(answer, parameters=frozenset(bindings))
    return answer.render(arguments.format, context.project.prefixes, width=context.width)


def _read_file(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise UsageError(
            en=f"--file {path}: cannot be read ({error.strerror})",
            fr=f"--file {path} : ne peut pas être lu ({say_reason(error)})",
        ) from None
    except UnicodeDecodeError:
        raise UsageError(
            en=f"--file {path}: is not UTF-8 text",
            fr=f"--file {path} : n’est pas du texte en UTF-8",
        ) from None


def _render_list(questions: list[Question], context: Context) -> str:
    width = max((len(question.name) for question in questions), default=0)
    title = f"title_{context.language}"
    return "".join(f"{q.name:<{width}}  {q.file.get(title)}\n" for q in questions)


def _describe(question: Question, context: Context) -> str:
    lines = [
        question.file.get(f"title_{context.language}"),
        question.file.get(f"question_{context.language}"),
        "",
    ]
    lines += [f"--param {p.name}=… ({p.type}, {p.default}) {p.text}" for p in question.parameters]
    return "\n".join([*lines, "", question.file.text.rstrip(), ""])
