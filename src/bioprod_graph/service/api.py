"""The table of what may be asked of a release, over HTTP at /api/ and by agents.

Each operation is as thin as the command that gives the same: it reads what is asked, and calls the
library. Questions of the catalogue are operations too, one each, with their own parameters.
"""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from bioprod_graph import questions
from bioprod_graph.dataset import LAYERS, read_release
from bioprod_graph.errors import NotFoundError, QueryError, UsageError
from bioprod_graph.language import Message
from bioprod_graph.service.desk import Desk
from bioprod_graph.service.lookup import Wanted
from bioprod_graph.service.offers import LONGEST, Asked, Operation, Parameter

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bioprod_graph.apart import Task, Wall
    from bioprod_graph.citation import Work
    from bioprod_graph.documents import Document
    from bioprod_graph.language import Language
    from bioprod_graph.questions import Question
    from bioprod_graph.service.desk import Reply
    from bioprod_graph.service.offers import Kind

_TRACKER, _TRACKED = "tracker", "recommendation"
_KINDS: dict[str, Kind] = {"integer": "count", "date": "day"}


def find_thing(asked: Asked, name: str) -> str:
    """Find the one thing that is meant. Raises NotFoundError, with what is near, for none."""
    try:
        return asked.desk.names.find(name).value
    except UsageError as error:  # what no identifier can be is the name of nothing
        raise NotFoundError(error.said) from None


def _search(asked: Asked) -> Reply:
    desk, given, lookup = asked.desk, asked.given, asked.desk.lookup
    classes = (given["type"],) if given["type"] else ()
    found = lookup.match(Wanted(given["q"], classes, most=LONGEST))
    told = [
        {
            **_tell_briefly(asked, each.thing),
            "score": each.score,
            "match": each.is_meant,
        }
        for each in found
    ]
    return {"record": lambda: told}


def _list_things(asked: Asked) -> Reply:
    lookup, kind = asked.desk.lookup, asked.given["type"]
    found = lookup.suggest("", (kind,) if kind else ())
    return {"record": lambda: [_tell_briefly(asked, iri) for iri in sorted(found)]}


def _tell_briefly(asked: Asked, iri: str) -> dict[str, Any]:
    lookup, language = asked.desk.lookup, asked.language
    entry = lookup.entries[iri]
    return {
        "id": lookup.show(iri),
        "iri": iri,
        "name": entry.label.say(language),
        "summary": entry.summary.say(language),
        "types": [
            {"id": lookup.show(each), "name": lookup.classes[each].say(language)}
            for each in lookup.list_kinds(iri)
        ],
    }


def _tell_thing(asked: Asked) -> Reply:
    from bioprod_graph.rdf import match

    iri = find_thing(asked, f"{asked.given['kind']}/{asked.given['slug']}")
    if iri not in asked.desk.lookup.entries:
        raise NotFoundError("nothing is named {name}", name=asked.desk.lookup.show(iri))
    pattern = (ox.NamedNode(iri), None, None)
    return {
        "record": lambda: asked.desk.tell_thing(iri, asked.language),
        "statements": lambda: [quad.triple for quad in match(asked.desk.store, pattern)],
    }


def _list_questions(asked: Asked) -> Reply:
    found = [describe_question(each, asked.language) for each in asked.desk.catalogue.values()]
    return {"record": lambda: found}


def describe_question(question: Question, language: Language) -> dict[str, Any]:
    """Describe a question: its name, what it asks, and its parameters."""
    file = question.file
    return {
        "name": question.name,
        "title": file.text_of("title").say(language),
        "question": file.text_of("question").say(language),
        "parameters": [
            {
                "name": each.name,
                "type": each.type,
                "default": None if each.default in ("*", "!") else each.default,
                "required": each.default == "!",
                "told": each.text.say(language),
            }
            for each in question.parameters
            if each.type != "language"
        ],
    }


def _describe_one(asked: Asked) -> Reply:
    project = asked.desk.project
    question = questions.find_question(project.queries / "questions", asked.given["name"])
    told = describe_question(question, asked.language) | {"sparql": question.file.text}
    return {"record": lambda: told}


def _answer(asked: Asked, question: Question) -> Reply:
    """Answer a question of the catalogue; things are named as people name them."""
    known = {each.name for each in question.parameters}
    given = {n: str(v) for n, v in asked.given.items() if n in known and v is not None}
    if "lang" in known:
        given["lang"] = asked.language
    try:
        bindings = questions.bind_parameters(question.parameters, given, asked.desk.names)
    except QueryError as error:
        if any(each.type == "iri" for each in question.parameters):
            raise NotFoundError(error.said) from None
        raise
    kind = "rows" if question.file.form in ("SELECT", "ASK") else "statements"
    return {
        kind: lambda: questions.ask_oxigraph(
            asked.desk.store, question.file.text, bindings
        ).results
    }


def make_report(asked: Asked, name: str, **only: Any) -> Reply:
    """Make a report on a thing, or of a kind that is on none, as a document and as a record."""
    from bioprod_graph import reports
    from bioprod_graph.scenes import illustrate

    given = {key: asked.given.get(key) for key in ("as_of",)} | only
    layers = asked.given.get("layer", ())
    make = partial(reports.make_report, name, project=asked.desk.project, layers=layers, **given)

    def tell(language: Language) -> Document:
        return illustrate(make(language=language), layers=layers)

    report = make(language=asked.language)
    return {
        "document": tell,
        "record": lambda: reports.make_report_json(report),
        "rows": lambda: reports.make_report_rows(report),
    }


def _brief(asked: Asked) -> Reply:
    return make_report(asked, find_thing(asked, f"{asked.given['kind']}/{asked.given['slug']}"))


def _track(asked: Asked) -> Reply:
    """Track all recommendations, or one, with all its evidence."""
    from bioprod_graph import reports

    name = asked.given["recommendation"]
    if name is None:
        return make_report(asked, _TRACKER)
    name = f"{_TRACKED} {name}" if name.isdecimal() else name
    thing = ox.NamedNode(find_thing(asked, name))
    one = make_report(asked, thing.value, kinds=(_TRACKED,))
    every = reports.make_report(
        _TRACKER, project=asked.desk.project, language=asked.language, as_of=asked.given["as_of"]
    )
    return {**one, "record": lambda: reports.make_report_json(every, **{_TRACKED: thing})}


def _list_gaps(asked: Asked) -> Reply:
    from bioprod_graph import reports

    desk = asked.desk
    kinds = reports.choose_kinds(desk.project.queries / "gaps", asked.given["kind"])
    found = reports.find_gaps(desk.store, desk.project, kinds)
    return {
        "record": lambda: reports.make_gaps_json(found, asked.language),
        "rows": lambda: reports.make_gaps_rows(found, asked.language),
        "document": lambda tag: reports.make_gaps_document(found, tag),
    }


def _cite(asked: Asked) -> Reply:
    from bioprod_graph.citation import cite_answer, cite_dataset, cite_thing
    from bioprod_graph.dataset import read_edition

    desk, given = asked.desk, asked.given
    edition = read_edition(desk.store, desk.project, digest=desk.release.digest)
    work: Work
    if given["thing"] and given["question"]:
        raise UsageError("cite a thing or the answer to a question, not both")
    if given["thing"]:
        iri = find_thing(asked, given["thing"])
        work = cite_thing(desk.store, desk.project.prefixes, iri, edition=edition)
    elif given["question"]:
        folder = desk.project.queries / "questions"
        question = questions.find_question(folder, given["question"])
        work = cite_answer(desk.store, desk.project, question, given={}, edition=edition)
    else:
        work = cite_dataset(edition)
    return {"work": lambda: work}


def _explain(asked: Asked) -> Reply:
    from bioprod_graph.proofs import explain

    given = asked.given
    account = explain(
        find_thing(asked, given["subject"]),
        given["predicate"],
        given["object"],
        project=asked.desk.project,
        language=asked.language,
        paths=given["paths"],
    )
    return {"record": lambda: account.record}


def _list_networks(asked: Asked) -> Reply:
    from bioprod_graph.networks import read_projections

    found = read_projections(asked.desk.project.queries / "projections")
    told = [{"name": each.name, "title": each.title.say(asked.language)} for each in found]
    return {"record": lambda: told}


def _measure(asked: Asked) -> Reply:
    from bioprod_graph import measures
    from bioprod_graph.networks import find_projection, project_network

    desk, digest = asked.desk, asked.desk.release.digest
    projection = find_projection(desk.project.queries / "projections", asked.given["network"])
    network = project_network(desk.store, projection, desk.project.base)
    wanted = asked.given["measure"] or measures.MEASURES
    for name in wanted:
        if name not in measures.MEASURES:
            names = ", ".join(measures.MEASURES)
            raise UsageError("{name} is one of {names}", name="measure", names=names)
    found = [measures.measure_network(network, measures.MEASURES[each]) for each in wanted]
    return {
        "record": lambda: measures.make_measures_json(found, projection, digest),
        "rows": lambda: measures.make_measures_rows(found, digest),
        "document": lambda tag: measures.make_measures_document(found, projection, tag),
    }


def _tell_schema(asked: Asked) -> Reply:
    return {"record": lambda: asked.desk.tell_schema(asked.language)}


_KIND = Parameter("kind", Message("the first part of an identifier, KIND/SLUG"), is_required=True)
_SLUG = Parameter("slug", Message("the second part of an identifier"), is_required=True)
_TYPE = Parameter("type", Message("only what is of this class"))
_AS_OF = Parameter("as_of", Message("what was known at a date: a year, a month or a day"), "date")
_LAYER = Parameter("layer", Message("only what is said in these layers"), "choice", choices=LAYERS,
                   is_many=True)  # fmt: skip
_REPORT = ("record", "document")

OPERATIONS = (
    Operation(
        "search", "/search", Message("Find things by name, also if it is misspelt or abbreviated"),
        _search, parameters=(
            Parameter("q", Message("a name, or an identifier"), is_required=True), _TYPE,
        ), is_list=True,
    ),
    Operation("list_things", "/things", Message("List the things that are looked up by name"),
              _list_things, parameters=(_TYPE,), is_list=True),
    Operation(
        "get_thing", "/things/{kind}/{slug}",
        Message("Tell what is said of a thing, with the passages it was read in"),
        _tell_thing, ("record", "statements"), (_KIND, _SLUG),
    ),
    Operation("schema", "/schema", Message("Tell which classes and properties there are"),
              _tell_schema),
    Operation("list_questions", "/questions", Message("List the questions of the catalogue"),
              _list_questions, is_list=True),
    Operation(
        "describe_question", "/questions/{name}",
        Message("Describe a question, its parameters and its query"), _describe_one,
        parameters=(Parameter("name", Message("the name of the question"), is_required=True),),
    ),
    Operation(
        "brief", "/briefs/{kind}/{slug}", Message("Write a brief on a thing, each sentence with its passages"),
        _brief, ("document",), (_KIND, _SLUG, _AS_OF, _LAYER), usual="markdown",
    ),
    Operation(
        "track", "/track", Message("Track what became of the recommendations"), _track,
        ("record", "rows", "document"),
        (Parameter("recommendation", Message("one recommendation: number, slug or name")), _AS_OF),
    ),
    Operation(
        "gaps", "/gaps", Message("List what is missing, each with the row that would fill it"),
        _list_gaps, ("record", "rows", "document"),
        (Parameter("kind", Message("only this kind of gap"), is_many=True),), is_list=True,
    ),
    Operation(
        "cite", "/cite", Message("Cite the dataset, a thing, or the answer to a question"), _cite,
        ("work",), (
            Parameter("thing", Message("a thing: KIND/SLUG, slug or name")),
            Parameter("question", Message("the name of the question")),
        ), usual="csl-json",
    ),
    Operation(
        "explain", "/explain",
        Message("Explain a statement, all that is said of a thing, or how two things are connected"),
        _explain, parameters=(
            Parameter("subject", Message("a thing: KIND/SLUG, slug or name"), is_required=True),
            Parameter("predicate", Message("a property, or another thing")),
            Parameter("object", Message("a thing, text or number")),
            Parameter("paths", Message("so many paths between two things at most"), "count", 3,
                      bounds=(1, 100)),
        ),
    ),
    Operation("list_networks", "/measures", Message("List the networks that can be measured"),
              _list_networks, is_list=True),
    Operation(
        "measure", "/measures/{network}", Message("Measure a network"), _measure,
        ("record", "rows", "document"), (
            Parameter("network", Message("the name of the network"), is_required=True),
            Parameter("measure", Message("what to measure; all measures without it"), is_many=True),
        ),
    ),
)  # fmt: skip


def answer_operation(
    desk: Desk, operation: Operation, values: Mapping[str, Any], form: str, language: Language
) -> Task:
    """Make the work that answers an operation in a format, where a query can be stopped.

    It gives a line of JSON, how many there are in all where the answer is a page of a list, else
    null; and below it the answer.
    """

    def work(_: Wall) -> bytes:
        # A store is not to be shared with a process that was forked off.
        at = Desk(read_release(desk.release.folder, cure=Message("")), desk.source)
        reply = operation.answer(Asked(at, language, values))
        page = (values["limit"], values["offset"]) if operation.is_list else None
        total, written = at.write(reply, operation.formats[form], language, page)
        return f"{json.dumps(total)}\n".encode() + written

    return work


def make_operations(desk: Desk) -> tuple[Operation, ...]:
    """Make the table of what may be asked of a release: what is fixed, and each of its questions."""
    return (*OPERATIONS, *map(_make_operation, desk.catalogue.values()))


def _make_operation(question: Question) -> Operation:
    is_table = question.file.form in ("SELECT", "ASK")
    parameters = tuple(
        Parameter(
            each.name, each.text, _KINDS.get(each.type, "text"),
            is_required=each.default == "!",
        )
        for each in question.parameters
        if each.type != "language"
    )  # fmt: skip
    return Operation(
        f"answer_{question.name.replace('-', '_')}",
        f"/questions/{question.name}/answer",
        question.file.text_of("title"),
        partial(_answer, question=question),
        ("rows",) if is_table else ("statements",),
        parameters,
        is_list=question.file.form == "SELECT",
        usual="json" if is_table else "turtle",
    )
