"""The table of what may be asked of a release, over HTTP at /api/ and by agents.

Of it the routes, the document that describes them and the tools of agents are made. Questions of
the catalogue are operations too, one each, with their own parameters.
"""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING, Any

from bioprod_graph.dataset import LAYERS
from bioprod_graph.language import Message
from bioprod_graph.service import answering
from bioprod_graph.service.offers import Asked, Operation, Parameter

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bioprod_graph.language import Language
    from bioprod_graph.questions import Question
    from bioprod_graph.service.holdings import Holdings
    from bioprod_graph.service.offers import Kind

_KINDS: dict[str, Kind] = {"integer": "count", "date": "day"}
_KIND = Parameter("kind", Message("the first part of an identifier, KIND/SLUG"), is_required=True)
_SLUG = Parameter("slug", Message("the second part of an identifier"), is_required=True)
_TYPE = Parameter("type", Message("only what is of this class"))
_AS_OF = Parameter("as_of", Message("what was known at a date: a year, a month or a day"), "date")
_LAYER = Parameter("layer", Message("only what is said in these layers"), "choice", choices=LAYERS,
                   is_many=True)  # fmt: skip

OPERATIONS = (
    Operation(
        "search", "/search", Message("Find things by name, also if it is misspelt or abbreviated"),
        answering.search_things, parameters=(
            Parameter("q", Message("a name, or an identifier"), is_required=True), _TYPE,
        ), is_list=True, is_light=True,
    ),
    Operation("list_things", "/things", Message("List the things that are looked up by name"),
              answering.list_things, parameters=(_TYPE,), is_list=True, is_light=True),
    Operation(
        "get_thing", "/things/{kind}/{slug}",
        Message("Tell what is said of a thing, with the passages it was read in"),
        answering.tell_thing, ("record", "statements"), (_KIND, _SLUG),
    ),
    Operation("schema", "/schema", Message("Tell which classes and properties there are"),
              answering.tell_schema),
    Operation("list_questions", "/questions", Message("List the questions of the catalogue"),
              answering.list_questions, is_list=True, is_light=True),
    Operation(
        "describe_question", "/questions/{name}",
        Message("Describe a question, its parameters and its query"), answering.describe_one,
        parameters=(Parameter("name", Message("the name of the question"), is_required=True),),
        is_light=True,
    ),
    Operation(
        "brief", "/briefs/{kind}/{slug}",
        Message("Write a brief on a thing, each sentence with its passages"),
        answering.write_brief, ("document",), (_KIND, _SLUG, _AS_OF, _LAYER), usual="markdown",
    ),
    Operation(
        "track", "/track", Message("Track what became of the recommendations"), answering.track_all,
        ("record", "rows", "document"),
        (Parameter("recommendation", Message("one recommendation: number, slug or name")), _AS_OF),
    ),
    Operation(
        "gaps", "/gaps", Message("List what is missing, each with the row that would fill it"),
        answering.list_gaps, ("record", "rows", "document"),
        (Parameter("kind", Message("only this kind of gap"), is_many=True),), is_list=True,
    ),
    Operation(
        "cite", "/cite", Message("Cite the dataset, a thing, or the answer to a question"),
        answering.cite_any,
        ("work",), (
            Parameter("thing", Message("a thing: KIND/SLUG, slug or name")),
            Parameter("question", Message("the name of the question")),
        ), usual="csl-json",
    ),
    Operation(
        "explain", "/explain",
        Message(
            "Explain a statement, all that is said of a thing, or how two things are connected"
        ),
        answering.explain_any, parameters=(
            Parameter("subject", Message("a thing: KIND/SLUG, slug or name"), is_required=True),
            Parameter("predicate", Message("a property, or another thing")),
            Parameter("object", Message("a thing, text or number")),
            Parameter("paths", Message("so many paths between two things at most"), "count", 3,
                      bounds=(1, 100)),
        ),
    ),
    Operation("list_networks", "/measures", Message("List the networks that can be measured"),
              answering.list_networks, is_list=True),
    Operation(
        "measure", "/measures/{network}", Message("Measure a network"), answering.measure_one,
        ("record", "rows", "document"), (
            Parameter("network", Message("the name of the network"), is_required=True),
            Parameter("measure", Message("what to measure; all measures without it"), is_many=True),
        ),
    ),
)  # fmt: skip


def answer_operation(
    held: Holdings, *, operation: str, values: Mapping[str, Any], form: str, language: Language
) -> bytes:
    """Answer an operation, by name, in a format.

    The first line is JSON: how many there are in all, where the answer is a page of a list, else
    null. Below it stands the answer.
    """
    asked = next(each for each in make_operations(held) if each.name == operation)
    page = (values["limit"], values["offset"]) if asked.is_list else None
    reply = asked.answer(Asked(held, language, values))
    total, written = held.write(reply, asked.formats[form], language, page=page)
    return f"{json.dumps(total)}\n".encode() + written


def make_operations(held: Holdings) -> tuple[Operation, ...]:
    """Make the table of what may be asked of a release: what is fixed, and its questions."""
    return (*OPERATIONS, *map(_make_operation, held.catalogue.values()))


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
        partial(answering.answer_question, question=question),
        ("rows",) if is_table else ("statements",),
        parameters,
        is_list=question.file.form == "SELECT",
        usual="json" if is_table else "turtle",
    )
