"""What agents may use: tools that answer from the graph alone, each answer with its passages.

Where an operation of the API fits, the tool is that operation. What is not in the graph is said to
be missing, with what is near and with the gap, so that nobody has to guess.
"""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from bioprod_graph import questions, rdf
from bioprod_graph.errors import NotFoundError
from bioprod_graph.language import Message
from bioprod_graph.service.answering import answer_question, resolve_thing
from bioprod_graph.service.api import OPERATIONS
from bioprod_graph.service.cutting import cut_page
from bioprod_graph.service.offers import Asking, read_operations
from bioprod_graph.sparql import guard_size, strip_mark

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from contextlib import AbstractContextManager

    from bioprod_graph.language import Language
    from bioprod_graph.service.holdings import Holdings
    from bioprod_graph.service.offers import Operation

    Around = Callable[[], AbstractContextManager[None]]
    Answer = Callable[[Asking, Around], dict[str, Any]]

# So many rows of an answer are told, and so many characters of a graph.
_ROWS, _TEXT = 200, 60_000
_MISSING = Message(
    "the graph does not say so: what is missing can be added, as a row and the passage that has it"
)


TOOLS = {
    **{name: operation for name, operation in OPERATIONS.items() if operation.is_tool},
    **read_operations("tools.toml", {}),
}


def answer_tool(
    held: Holdings, around: Around, *, tool: str, given: Mapping[str, Any], language: Language
) -> bytes:
    """Answer a tool as JSON: `found` tells whether the graph says anything; then what it says.

    Raises UsageError for what it does not take, LimitError for what took too much.
    """
    values = TOOLS[tool].read(
        (name, str(each))
        for name, value in given.items()
        for each in (value if isinstance(value, list) else [value])
        if each is not None
    )
    use: Answer = _OWN.get(tool) or partial(_use, used=TOOLS[tool])
    try:
        told = use(Asking(held, language, values), around)
    except NotFoundError as error:
        told = {"found": False, "said": error.message(language), "gaps": [],
                "note": _MISSING.say(language), "passages": []}  # fmt: skip
    return json.dumps({"found": True, "passages": [], **told}, ensure_ascii=False).encode()


def _use(asked: Asking, _: Around, *, used: Operation) -> dict[str, Any]:
    """Use an operation; what is found by name is told with the passages of its rows."""
    content = used.answer(asked)["record"]()  # type: ignore[misc]
    if not used.is_list:
        return content if isinstance(content, dict) else {"items": content}
    page, total = cut_page(content, asked.given["limit"], asked.given["offset"])
    iris = [each["iri"] for each in page["items"] if "iri" in each]
    return {"found": bool(total), **page, **asked.held.cite_things(iris, asked.language)}


def _get_thing(asked: Asking, _: Around) -> dict[str, Any]:
    iri = resolve_thing(asked, asked.given["thing"])
    if iri not in asked.held.lookup.entries:
        raise NotFoundError("nothing is named {name}", name=asked.given["thing"])
    return asked.held.tell_thing(iri, asked.language)


def _run_question(asked: Asking, around: Around) -> dict[str, Any]:
    """Run a question of the catalogue with values of its parameters, each NAME=VALUE."""
    held = asked.held
    question = questions.find_question(held.project.queries / "questions", asked.given["name"])
    values = questions.split_parameters(asked.given["parameters"])
    operation = held.operations[f"answer_{question.name.replace('-', '_')}"]
    asking = asked._replace(given=operation.read(values.items()))
    ((_, give),) = answer_question(asking, question).items()
    told = _tell(asked, give, around)
    return told if told["found"] else told | _tell_gaps(asked, values.values())


def _ask(asked: Asking, around: Around) -> dict[str, Any]:
    """Ask a query that reads."""
    held, own = asked.held, strip_mark(asked.given["query"])
    guard_size(own)
    query = questions.prepare_query(own, held.project.prefixes.namespaces)
    told = _tell(asked, lambda: questions.ask_oxigraph(held.store, query, {}).results, around)
    return told if told["found"] else told | _tell_gaps(asked, ())


def _tell(asked: Asking, give: Callable[[], Any], around: Around) -> dict[str, Any]:
    """Tell the results of a query, no more than an agent reads, and the passages of its things."""
    with around():
        results = give()
        if isinstance(results, ox.QueryBoolean):
            return {"found": True, "answer": bool(results)}
        if isinstance(results, ox.QueryTriples):
            written = (results.serialize(format=ox.RdfFormat.N_TRIPLES) or b"").decode()
            is_whole = len(written) <= _TEXT
            lines = written[:_TEXT].rpartition("\n")[0]
            return {"found": bool(written), "graph": lines, "is_whole": is_whole}
        columns = [variable.value for variable in results.variables]
        rows = rdf.read_values(results)
    shown = rows[:_ROWS]
    cited = asked.held.cite_things(_list_things(asked, shown), asked.language)
    whole = {"rows_in_all": len(rows), "is_whole": len(rows) == len(shown)}
    return {"found": bool(rows), "columns": columns, "rows": shown, **whole, **cited}


def _list_things(asked: Asking, rows: list[dict[str, str]]) -> Iterator[str]:
    """List what rows name that a row of a table may tell of."""
    ours = f"{asked.held.project.base}id/"
    yield from dict.fromkeys(v for row in rows for v in row.values() if v.startswith(ours))


def _tell_gaps(asked: Asking, names: Any) -> dict[str, Any]:
    """Tell what is known to be missing of things that were asked for."""
    from bioprod_graph import reports

    held = asked.held
    iris = {held.lookup.expand(name) for name in names} & held.lookup.entries.keys()
    kinds = reports.choose_kinds(held.project.queries / "gaps") if iris else ()
    found = [gap for gap in reports.find_gaps(held.store, held.project, kinds) if gap.focus in iris]
    gaps = reports.make_gaps_json(found, asked.language)
    return {"gaps": gaps, "note": _MISSING.say(asked.language)}


_OWN: dict[str, Answer] = {"get_thing": _get_thing, "run_question": _run_question, "sparql": _ask}
