"""What each operation of the API answers: as thin as the command that gives the same.

A function reads what is asked, calls the library, and gives what formats render, by kind.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from bioprod_graph import questions
from bioprod_graph.errors import NotFoundError, QueryError, UsageError
from bioprod_graph.service.lookup import Wanted
from bioprod_graph.service.offers import LONGEST

if TYPE_CHECKING:
    from bioprod_graph.documents import Document
    from bioprod_graph.formats import Content
    from bioprod_graph.language import Language
    from bioprod_graph.questions import Question
    from bioprod_graph.service.holdings import Reply
    from bioprod_graph.service.offers import Asked

_TOP = 10
_TRACKER, _TRACKED = "tracker", "recommendation"


def find_thing(asked: Asked, name: str) -> str:
    """Find the one thing that is meant. Raises NotFoundError, with what is near, for none."""
    try:
        return asked.held.names.find(name).value
    except UsageError as error:  # what no identifier can be is the name of nothing
        raise NotFoundError(error.said) from None


def search_things(asked: Asked) -> Reply:
    """Find things by name, with their scores."""
    given, lookup = asked.given, asked.held.lookup
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


def list_things(asked: Asked) -> Reply:
    """List things, in the order of their identifiers."""
    lookup, kind = asked.held.lookup, asked.given["type"]
    found = lookup.suggest("", (kind,) if kind else ())
    return {"record": lambda: [_tell_briefly(asked, iri) for iri in sorted(found)]}


def _tell_briefly(asked: Asked, iri: str) -> dict[str, Any]:
    lookup, language = asked.held.lookup, asked.language
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


def tell_thing(asked: Asked) -> Reply:
    """Tell what is said of a thing."""
    from bioprod_graph.rdf import match

    iri = find_thing(asked, f"{asked.given['kind']}/{asked.given['slug']}")
    if iri not in asked.held.lookup.entries:
        raise NotFoundError("nothing is named {name}", name=asked.held.lookup.show(iri))
    pattern = (ox.NamedNode(iri), None, None)
    return {
        "record": lambda: asked.held.tell_thing(iri, asked.language),
        "statements": lambda: [quad.triple for quad in match(asked.held.store, pattern)],
    }


def list_questions(asked: Asked) -> Reply:
    """List the questions of the catalogue."""
    found = [describe_question(each, asked.language) for each in asked.held.catalogue.values()]
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


def describe_one(asked: Asked) -> Reply:
    """Describe a question, with its query."""
    project = asked.held.project
    question = questions.find_question(project.queries / "questions", asked.given["name"])
    told = describe_question(question, asked.language) | {"sparql": question.file.text}
    return {"record": lambda: told}


def answer_question(asked: Asked, question: Question) -> Reply:
    """Answer a question of the catalogue; things are named as people name them."""
    known = {each.name for each in question.parameters}
    given = {n: str(v) for n, v in asked.given.items() if n in known and v is not None}
    if "lang" in known:
        given["lang"] = asked.language
    try:
        bindings = questions.bind_parameters(question.parameters, given, asked.held.names)
    except QueryError as error:
        if any(each.type == "iri" for each in question.parameters):
            raise NotFoundError(error.said) from None
        raise
    kind: Content = "rows" if question.file.form in ("SELECT", "ASK") else "statements"
    return {
        kind: lambda: questions.ask_oxigraph(asked.held.store, question.file.text, bindings).results
    }


def make_report(asked: Asked, name: str, *, kinds: tuple[str, ...] = ()) -> Reply:
    """Make a report on a thing, or of a kind that is on none, as a document and as a record."""
    from bioprod_graph import reports
    from bioprod_graph.scenes import illustrate

    layers = asked.given.get("layer", ())
    make = partial(
        reports.make_report,
        name,
        project=asked.held.project,
        layers=layers,
        as_of=asked.given.get("as_of"),
        kinds=kinds,
    )

    def tell(language: Language) -> Document:
        return illustrate(make(language=language), layers=layers)

    report = make(language=asked.language)
    return {
        "document": tell,
        "record": lambda: reports.make_report_json(report),
        "rows": lambda: reports.make_report_rows(report),
    }


def write_brief(asked: Asked) -> Reply:
    """Write the brief on a thing."""
    return make_report(asked, find_thing(asked, f"{asked.given['kind']}/{asked.given['slug']}"))


def track_all(asked: Asked) -> Reply:
    """Track all recommendations, or one, with all its evidence."""
    from bioprod_graph import reports

    name = asked.given["recommendation"]
    if name is None:
        return make_report(asked, _TRACKER)
    name = f"{_TRACKED} {name}" if name.isdecimal() else name
    thing = ox.NamedNode(find_thing(asked, name))
    one = make_report(asked, thing.value, kinds=(_TRACKED,))
    every = reports.make_report(
        _TRACKER, project=asked.held.project, language=asked.language, as_of=asked.given["as_of"]
    )
    return {**one, "record": lambda: reports.make_report_json(every, **{_TRACKED: thing})}


def list_gaps(asked: Asked) -> Reply:
    """List what is missing."""
    from bioprod_graph import reports

    held = asked.held
    kinds = reports.choose_kinds(held.project.queries / "gaps", asked.given["kind"])
    found = reports.find_gaps(held.store, held.project, kinds)
    return {
        "record": lambda: reports.make_gaps_json(found, asked.language),
        "rows": lambda: reports.make_gaps_rows(found, asked.language),
        "document": lambda tag: reports.make_gaps_document(found, tag),
    }


def cite_any(asked: Asked) -> Reply:
    """Cite the dataset, a thing or an answer."""
    from bioprod_graph.citation import cite_answer, cite_dataset, cite_thing
    from bioprod_graph.dataset import read_edition

    held, given = asked.held, asked.given
    edition = read_edition(held.store, held.project, digest=held.release.digest)
    if given["thing"] and given["question"]:
        raise UsageError("cite a thing or the answer to a question, not both")
    if given["thing"]:
        iri = find_thing(asked, given["thing"])
        work = cite_thing(held.store, held.project.prefixes, iri, edition=edition)
    elif given["question"]:
        folder = held.project.queries / "questions"
        question = questions.find_question(folder, given["question"])
        work = cite_answer(held.store, held.project, question, given={}, edition=edition)
    else:
        work = cite_dataset(edition)
    return {"work": lambda: work}


def explain_any(asked: Asked) -> Reply:
    """Explain a statement, a thing, or how two are connected."""
    from bioprod_graph.proofs import explain

    given = asked.given
    account = explain(
        find_thing(asked, given["subject"]),
        given["predicate"],
        given["object"],
        project=asked.held.project,
        language=asked.language,
        paths=given["paths"],
    )
    return {"record": lambda: account.record}


def list_networks(asked: Asked) -> Reply:
    """List the networks that are declared."""
    from bioprod_graph.networks import read_projections

    found = read_projections(asked.held.project.queries / "projections")
    told = [{"name": each.name, "title": each.title.say(asked.language)} for each in found]
    return {"record": lambda: told}


def measure_one(asked: Asked) -> Reply:
    """Measure a network."""
    from bioprod_graph import measures
    from bioprod_graph.networks import find_projection, project_network

    held, digest = asked.held, asked.held.release.digest
    projection = find_projection(held.project.queries / "projections", asked.given["network"])
    network = project_network(held.store, projection, held.project.base)
    wanted = asked.given["measure"] or measures.MEASURES
    for name in wanted:
        if name not in measures.MEASURES:
            names = ", ".join(measures.MEASURES)
            raise UsageError("{name} is one of {names}", name="measure", names=names)
    found = [measures.measure_network(network, measures.MEASURES[each]) for each in wanted]
    return {
        "record": lambda: measures.make_measures_json(found, projection, digest),
        "rows": lambda: measures.make_measures_rows(found, digest),
        "document": lambda tag: measures.make_measures_document(found, projection, tag, top=_TOP),
    }


def tell_schema(asked: Asked) -> Reply:
    """Tell which classes and properties there are."""
    return {"record": lambda: asked.held.tell_schema(asked.language)}
