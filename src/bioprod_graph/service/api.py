"""The table of what may be asked of a release, over HTTP at /api/ and by agents.

Of it the routes, the document that describes them and the tools of agents are made. Questions of
the catalogue are operations too, one each, with their own parameters.
"""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING, Any

from bioprod_graph.dataset import LAYERS
from bioprod_graph.errors import FormatError, NotFoundError, UsageError
from bioprod_graph.language import Message
from bioprod_graph.measures import MEASURES
from bioprod_graph.service import answering
from bioprod_graph.service.offers import Asking, Input, Operation

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bioprod_graph.language import Language
    from bioprod_graph.questions import Question
    from bioprod_graph.service.holdings import Holdings
    from bioprod_graph.service.offers import ValueKind

_KINDS: dict[str, ValueKind] = {"integer": "count", "date": "day"}
_KIND = Input("kind", Message("the first part of an identifier, KIND/SLUG"), is_required=True)
_SLUG = Input("slug", Message("the second part of an identifier"), is_required=True)
_TYPE = Input("type", Message("only what is of this class"))
_AS_OF = Input("as_of", Message("what was known at a date: a year, a month or a day"), "date")
_LAYER = Input("layer", Message("only what is said in these layers"), "choice", choices=LAYERS,
                   is_many=True)  # fmt: skip

OPERATIONS = (
    Operation(
        "search", "/search", Message("Find things by name, also if it is misspelt or abbreviated"),
        answering.search_things, parameters=(
            Input("q", Message("a name, or an identifier"), is_required=True), _TYPE,
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
        parameters=(Input("name", Message("the name of the question"), is_required=True),),
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
        (Input("recommendation", Message("one recommendation: number, slug or name")), _AS_OF),
    ),
    Operation(
        "gaps", "/gaps", Message("List what is missing, each with the row that would fill it"),
        answering.list_gaps, ("record", "rows", "document"),
        (Input("kind", Message("only this kind of gap"), is_many=True),), is_list=True,
    ),
    Operation("cite", "/cite", Message("Cite the dataset, or what it says of a thing"),
              answering.cite_any, ("work",),
              (Input("thing", Message("a thing: KIND/SLUG, slug or name")),), usual="csl-json"),
    Operation(
        "cite_answer", "/questions/{name}/citation", Message("Cite the answer to a question"),
        answering.cite_question, ("work",),
        (Input("name", Message("the name of the question"), is_required=True),),
        usual="csl-json",
    ),
    Operation(
        "explain", "/explain",
        Message(
            "Explain a statement, all that is said of a thing, or how two things are connected"
        ),
        answering.explain_any, parameters=(
            Input("subject", Message("a thing: KIND/SLUG, slug or name"), is_required=True),
            Input("predicate", Message("a property, or another thing")),
            Input("object", Message("a thing, text or number")),
            Input("paths", Message("so many paths between two things at most"), "count", 3,
                      bounds=(1, 100)),
        ),
    ),
    Operation("list_networks", "/measures", Message("List the networks that can be measured"),
              answering.list_measurable, is_list=True),
    Operation(
        "measure", "/measures/{network}", Message("Measure a network"), answering.measure_one,
        ("record", "rows", "document"), (
            Input("network", Message("the name of the network"), is_required=True),
            Input("measure", Message("what to measure; all measures without it"), "choice",
                      choices=tuple(MEASURES), is_many=True),
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
    try:
        reply = asked.answer(Asking(held, language, values))
        total, written = held.write(reply, asked.formats[form], language, page=page)
    except FormatError:
        raise
    except UsageError as error:  # what is well formed, and yet cannot be meant, is not there
        raise NotFoundError(error.said) from None
    return f"{json.dumps(total)}\n".encode() + written


def make_operations(held: Holdings) -> tuple[Operation, ...]:
    """Make the table of what may be asked of a release: what is fixed, and its questions."""
    return (*OPERATIONS, *map(_make_operation, held.catalogue.values()))


def _make_operation(question: Question) -> Operation:
    is_table = question.file.form in ("SELECT", "ASK")
    parameters = tuple(
        Input(
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
