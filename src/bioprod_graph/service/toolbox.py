"""What agents may use: tools that answer from the graph alone, each answer with its passages.

Where an operation of the API fits, the tool is that operation. What is not in the graph is said to
be missing, with what is near and with the gap, so that nobody has to guess.
"""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING, Any

from bioprod_graph.errors import NotFoundError
from bioprod_graph.service.answering import resolve_thing
from bioprod_graph.service.api import OPERATIONS
from bioprod_graph.service.cutting import cut_page
from bioprod_graph.service.grounds import MISSING
from bioprod_graph.service.offers import Asking, read_operations

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bioprod_graph.language import Language
    from bioprod_graph.service.holdings import Holdings
    from bioprod_graph.service.offers import Around, Operation

    Answer = Callable[[Asking], dict[str, Any]]

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
        told = use(Asking(held, language, values, around))
    except NotFoundError as error:
        told = {"found": False, "said": error.message(language), "gaps": [],
                "note": MISSING.say(language), "passages": []}  # fmt: skip
    return json.dumps({"found": True, "passages": [], **told}, ensure_ascii=False).encode()


def _use(asked: Asking, *, used: Operation) -> dict[str, Any]:
    """Use an operation; what is found by name is told with the passages of its rows."""
    content = used.answer(asked)["record"]()  # type: ignore[misc]
    if not used.is_list:
        return content if isinstance(content, dict) else {"items": content}
    page, total = cut_page(content, asked.given["limit"], asked.given["offset"])
    iris = [each["iri"] for each in page["items"] if "iri" in each]
    return {"found": bool(total), **page, **asked.held.cite_things(iris, asked.language)}


def _get_thing(asked: Asking) -> dict[str, Any]:
    iri = resolve_thing(asked, asked.given["thing"])
    if iri not in asked.held.lookup.entries:
        raise NotFoundError("nothing is named {name}", name=asked.given["thing"])
    return asked.held.tell_thing(iri, asked.language)


_OWN: dict[str, Answer] = {"get_thing": _get_thing}
