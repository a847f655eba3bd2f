"""What each operation of the API answers: as thin as the command that gives the same.

A function reads what is asked, calls the library, and gives what formats render, by kind.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from bioprod_graph import questions
from bioprod_graph.dataset import restrict
from bioprod_graph.errors import NotFoundError
from bioprod_graph.service.lookup import Sought
from bioprod_graph.service.offers import LONGEST_TEXT

if TYPE_CHECKING:
    from bioprod_graph.documents import Document
    from bioprod_graph.formats import Content
    from bioprod_graph.language import Language
    from bioprod_graph.questions import Inquiry, Question
    from bioprod_graph.service.holdings import Reply
    from bioprod_graph.service.offers import Asking

_TOP = 10
_TRACKER, _TRACKED = "tracker", "recommendation"


def resolve_thing(asked: Asking, name: str) -> str:
    """Find the one thing that is meant. Raises NotFoundError, with what is near, for none."""
    return asked.held.names.find(name).value


def search_things(asked: Asking) -> Reply:
    """Find things by name, with their scores."""
    given, held = asked.given, asked.held
    classes = (given["type"],) if given["type"] else ()
    told = [
        held.tell_briefly(each.thing, asked.language)
        | {"score": each.score, "match": each.is_meant}
        for each in held.lookup.match(Sought(given["q"], classes, most=LONGEST_TEXT))
    ]
    return {"record": lambda: told}


def list_things(asked: Asking) -> Reply:
    """List things, in the order of their identifiers."""
    held, kind = asked.held, asked.given["type"]
    found = sorted(held.lookup.suggest("", (kind,) if kind else ()))
    return {"record": lambda: [held.tell_briefly(iri, asked.language) for iri in found]}


def tell_thing(asked: Asking) -> Reply:
    """Tell what is said of a thing."""
    from bioprod_graph.rdf import match

    iri = resolve_thing(asked, f"{asked.given['kind']}/{asked.given['slug']}")
    if iri not in asked.held.lookup.entries:
        raise NotFoundError("nothing is named {name}", name=asked.held.lookup.show(iri))
    pattern = (ox.NamedNode(iri), None, None)
    return {
        "record": lambda: asked.held.tell_thing(iri, asked.language),
        "statements": lambda: [quad.triple for quad in match(asked.held.store, pattern)],
    }


def list_questions(asked: Asking) -> Reply:
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


def describe_one(asked: Asking) -> Reply:
    """Describe a question, with its query."""
    project = asked.held.project
    question = questions.find_question(project.queries / "questions", asked.given["name"])
    told = describe_question(question, asked.language) | {"sparql": question.file.query}
    return {"record": lambda: told}


def answer_question(asked: Asking, question: Question) -> Reply:
    """Answer a question of the catalogue; things are named as people name them."""
    kind: Content = "rows" if question.file.form in ("SELECT", "ASK") else "statements"
    store, what = prepare_question(asked, question)
    return {kind: lambda: questions.ask_oxigraph(store, what.text, what.bindings).results}


def prepare_question(asked: Asking, question: Question) -> tuple[ox.Store, Inquiry]:
    """Read what a question is asked of, and its parameters."""
    known = {each.name for each in question.parameters}
    given = {n: str(v) for n, v in asked.given.items() if n in known and v is not None}
    if "lang" in known:
        given["lang"] = asked.language
    bindings = questions.bind_parameters(question.parameters, given, asked.held.names)
    store = restrict(asked.held.store, asked.portion, project=asked.held.project)
    return store, questions.Inquiry(question.file.text, question, bindings)


def report_on(asked: Asking, name: str, *, kinds: tuple[str, ...] = ()) -> Reply:
    """Make a report on a thing, or of a kind that is on none, as a document and as a record."""
    from bioprod_graph import reports
    from bioprod_graph.scenes import illustrate

    make = partial(
        reports.make_report,
        name,
        project=asked.held.project,
        kept=asked.portion,
        as_of=asked.given.get("as_of"),
        kinds=kinds,
    )

    def tell(language: Language) -> Document:
        return illustrate(make(language=language), asked.portion)

    report = make(language=asked.language)
    return {
        "document": tell,
        "record": lambda: reports.make_report_json(report),
        "rows": lambda: reports.make_report_rows(report),
    }


def write_brief(asked: Asking) -> Reply:
    """Write the brief on a thing."""
    return report_on(asked, resolve_thing(asked, f"{asked.given['kind']}/{asked.given['slug']}"))


def track_all(asked: Asking) -> Reply:
    """Track all recommendations, or one, with all its evidence."""
    from bioprod_graph import reports

    name = asked.given["recommendation"]
    if name is None:
        return report_on(asked, _TRACKER)
    name = f"{_TRACKED} {name}" if name.isdecimal() else name
    thing = ox.NamedNode(resolve_thing(asked, name))
    one = report_on(asked, thing.value, kinds=(_TRACKED,))
    every = reports.make_report(
        _TRACKER, project=asked.held.project, language=asked.language, as_of=asked.given["as_of"]
    )
    return {**one, "record": lambda: reports.make_report_json(every, **{_TRACKED: thing})}


def list_gaps(asked: Asking) -> Reply:
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


def cite_any(asked: Asking) -> Reply:
    """Cite the dataset, or what it says of a thing."""
    from bioprod_graph.citation import cite_dataset, cite_thing

    held, name = asked.held, asked.given["thing"]
    if name is None:
        return {"work": lambda: cite_dataset(held.require_edition())}
    iri, prefixes = resolve_thing(asked, name), held.project.prefixes
    edition = held.require_edition()
    return {"work": lambda: cite_thing(held.store, prefixes, iri, edition=edition)}


def cite_question(asked: Asking) -> Reply:
    """Cite the answer to a question."""
    from bioprod_graph.citation import cite_answer

    held, edition = asked.held, asked.held.require_edition()
    question = questions.find_question(held.project.queries / "questions", asked.given["name"])
    given = {"lang": asked.language}
    known = {name: given[name] for name in (p.name for p in question.parameters) if name in given}
    return {
        "work": lambda: cite_answer(
            held.store, held.project, question, given=known, edition=edition
        )
    }


def explain_any(asked: Asking) -> Reply:
    """Explain a statement, a thing, or how two are connected."""
    from bioprod_graph.proofs import explain

    given = asked.given
    account = explain(
        resolve_thing(asked, given["subject"]),
        given["predicate"],
        given["object"],
        project=asked.held.project,
        language=asked.language,
        paths=given["paths"],
    )
    return {"record": lambda: account.record}


def list_measurable(asked: Asking) -> Reply:
    """List the networks that are declared."""
    from bioprod_graph.networks import read_projections

    found = read_projections(asked.held.project.queries / "projections")
    told = [{"name": each.name, "title": each.title.say(asked.language)} for each in found]
    return {"record": lambda: told}


def measure_one(asked: Asking) -> Reply:
    """Measure a network."""
    from bioprod_graph import measures
    from bioprod_graph.networks import find_projection, project_network

    held, digest = asked.held, asked.held.release.digest
    projection = find_projection(held.project.queries / "projections", asked.given["network"])
    network = project_network(held.store, projection, held.project.base)
    wanted = asked.given["measure"] or measures.MEASURES
    found = [measures.measure_network(network, measures.MEASURES[each]) for each in wanted]
    return {
        "record": lambda: measures.make_measures_json(found, projection, digest),
        "rows": lambda: measures.make_measures_rows(found, digest),
        "document": lambda tag: measures.make_measures_document(found, projection, tag, top=_TOP),
    }


def tell_schema(asked: Asking) -> Reply:
    """Tell which classes and properties there are."""
    return {"record": lambda: asked.held.tell_schema(asked.language)}
