"""Answers with what they rest on: the passages of each row, and of none, why there is none.

For agents and over HTTP alike: a question of the catalogue, a phrase, or a query that reads. What
is not in the graph is said to be missing, with the gap, so that nobody has to guess.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from bioprod_graph import questions, rdf
from bioprod_graph.language import Message
from bioprod_graph.service.answering import prepare_question
from bioprod_graph.service.offers import ROWS
from bioprod_graph.sparql import guard_size, strip_mark

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bioprod_graph.questions import Inquiry, Question
    from bioprod_graph.service.holdings import Reply
    from bioprod_graph.service.offers import Asking

# So many characters of a graph are told.
_TEXT = 60_000
MISSING = Message(
    "the graph does not say so: what is missing can be added, as a row and the passage that has it"
)


def run_named(asked: Asking) -> Reply:
    """Run a question of the catalogue with values of its parameters, each NAME=VALUE."""
    folder = asked.held.project.queries / "questions"
    question = questions.find_question(folder, asked.given["name"])
    values = questions.split_parameters(asked.given["parameters"])
    return {"record": lambda: _run(asked, question, values)}


def ask_phrase(asked: Asking) -> Reply:
    """Run the question that a phrase means, and tell what was understood, and what else may be."""

    def tell() -> dict[str, Any]:
        first, *others = asked.held.ear.hear(asked.given["phrase"])
        told = [{"name": each.question.name, "given": each.given} for each in (first, *others)]
        unsaid = {"left_out": list(first.left_out), "usual": first.usual}
        understood = {**told[0], **unsaid, "others": told[1:]}
        return {"understood": understood, **_run(asked, first.question, first.given)}

    return {"record": tell}


def ask_query(asked: Asking) -> Reply:
    """Ask a query that reads."""
    held, own = asked.held, strip_mark(asked.given["query"])
    guard_size(own)
    query = questions.prepare_query(own, held.project.prefixes.namespaces)
    return {"record": lambda: _tell(asked, held.store, questions.Inquiry(query))}


def _run(asked: Asking, question: Question, values: Mapping[str, str]) -> dict[str, Any]:
    operation = asked.held.operations[f"answer_{question.name.replace('-', '_')}"]
    asking = asked._replace(given=operation.read(values.items()))
    return _tell(asked, *prepare_question(asking, question), names=values.values())


def _tell(
    asked: Asking, store: ox.Store, what: Inquiry, *, names: Iterable[str] = ()
) -> dict[str, Any]:
    """Tell the first results of a query, and the passages of each row.

    Of none, tell why: where the query ends, and what is known to be missing of what it names.
    """
    with asked.around():
        answer = questions.ask_oxigraph(store, what.text, what.bindings).take_whole()
    told = {**_tell_results(answer), **asked.held.cite_rows(asked, store, what=what, answer=answer)}
    return (
        told if told["found"] else told | _tell_why(asked, store, what) | _tell_gaps(asked, names)
    )


def _tell_why(asked: Asking, store: ox.Store, what: Inquiry) -> dict[str, Any]:
    project = asked.held.project
    instead = questions.read_instead(project.ontology / "wording" / "instead.csv")
    found = questions.find_remarks(store, what, project, instead=instead, is_empty=True)
    return {"why": [said.say(asked.language) for said in found]}


def _tell_results(answer: questions.Answer) -> dict[str, Any]:
    results = answer.results
    if isinstance(results, ox.QueryBoolean):
        return {"found": True, "answer": bool(results)}
    if isinstance(results, ox.QueryTriples):
        written = (results.serialize(format=ox.RdfFormat.N_TRIPLES) or b"").decode()
        is_whole = len(written) <= _TEXT
        lines = written[:_TEXT].rpartition("\n")[0]
        return {"found": bool(written), "graph": lines, "is_whole": is_whole}
    rows = rdf.read_values(results)
    shown = rows[:ROWS]
    whole = {"rows_in_all": len(rows), "is_whole": len(rows) == len(shown)}
    return {"found": bool(rows), "columns": list(answer.columns), "rows": shown, **whole}


def _tell_gaps(asked: Asking, names: Any) -> dict[str, Any]:
    """Tell what is known to be missing of things that were asked for."""
    from bioprod_graph import reports

    held = asked.held
    iris = {held.lookup.expand(name) for name in names} & held.lookup.entries.keys()
    kinds = reports.choose_kinds(held.project.queries / "gaps") if iris else ()
    found = [gap for gap in reports.find_gaps(held.store, held.project, kinds) if gap.focus in iris]
    gaps = reports.make_gaps_json(found, asked.language)
    return {"gaps": gaps, "note": MISSING.say(asked.language)}
