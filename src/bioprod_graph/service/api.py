"""What is asked at /api/ of a release: an operation for each path, and what describes them.

Questions of the catalogue are operations too, one each, with their own parameters.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from bioprod_graph import documents
from bioprod_graph.errors import FormatError, NotFoundError, UsageError
from bioprod_graph.formats import write_json
from bioprod_graph.language import Message
from bioprod_graph.service import answering, grounds
from bioprod_graph.service.frames import write_answer
from bioprod_graph.service.negotiation import choose, find_liked_language
from bioprod_graph.service.offers import Asking, Input, Operation, read_inputs, read_operations
from bioprod_graph.service.openapi import describe_api

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from bioprod_graph.formats import Format
    from bioprod_graph.language import Language
    from bioprod_graph.questions import Question
    from bioprod_graph.service.holdings import Holdings
    from bioprod_graph.service.offers import Around, ValueKind

OPERATIONS = read_operations("operations.toml", {**vars(answering), **vars(grounds)})
_DOCUMENT = "openapi.json"
_KINDS: dict[str, ValueKind] = {"integer": "count", "date": "day"}
# So many characters of a query stand in a header at most.
_LONGEST = 4_000
_HEADS = (Message("Address"), Message("What it gives"), Message("Parameters"), Message("Formats"))


def answer_request(
    held: Holdings,
    around: Around,
    *,
    path: str,
    given: Sequence[tuple[str, str]],
    accepted: tuple[str, str],
    root: str,
) -> bytes:
    """Answer what is asked at a path below the root, in the form and language that are liked best.

    Raises NotFoundError for a path that is none, UsageError for what an operation does not take.
    """
    accept, languages = accepted
    liked = find_liked_language(dict(given).get("lang", ""), languages)
    if path in ("", _DOCUMENT):
        return _describe(held, liked, accept=accept, root=root, is_page=not path)
    operation, parts = _find(held.operations.values(), f"/{path}")
    values = operation.read([*parts.items(), *given])
    form = _choose_format(operation, values["format"], accept)
    if form is None:
        types = sorted({each.media_type for each in operation.formats.values()})
        return write_answer(b"", acceptable=types)
    page = (values["limit"], values["offset"]) if operation.is_list else None
    try:
        reply = operation.answer(Asking(held, liked, values, around))  # type: ignore[misc]
        total, written = held.write(reply, form, liked, page=page)
    except FormatError:
        raise
    except UsageError as error:
        if "query" in values:
            raise
        # What is well formed, and yet cannot be meant, is not there.
        raise NotFoundError(error.said) from None
    links = {} if total is None else _make_links(f"{root}/{path}", given, values, total=total)
    if total == 0 and operation.why:
        links["Link"] = link_why(f"{root}{operation.why}", _ask_again(operation, given))
    return write_answer(written, form.media_type, **{"Content-Language": liked}, **links)


def make_operations(questions: Iterable[Question]) -> dict[str, Operation]:
    """Make the table of what may be asked of a release: what is fixed, and its questions."""
    found = {**OPERATIONS}
    for question in questions:
        name = f"answer_{question.name.replace('-', '_')}"
        found[name] = _make_operation(name, question)
    return found


def _make_operation(name: str, question: Question) -> Operation:
    is_table, known = question.file.form in ("SELECT", "ASK"), read_inputs()
    inputs = (
        Input(p.name, p.text, _KINDS.get(p.type, "text"), is_required=p.default == "!")
        for p in question.parameters
        if p.type != "language"
    )
    return Operation(
        name,
        question.file.text_of("title"),
        f"/questions/{question.name}/answer",
        partial(answering.answer_question, question=question),
        ("rows",) if is_table else ("statements",),
        (*inputs, known["layer"], known["evidence"]),
        is_list=question.file.form == "SELECT",
        usual="json" if is_table else "turtle",
        why=f"/questions/{question.name}/evidence",
    )


def _find(operations: Iterable[Operation], path: str) -> tuple[Operation, dict[str, str]]:
    for operation in operations:
        if (parts := operation.match(path)) is not None:
            return operation, parts
    raise NotFoundError("there is nothing at {path}: see {there}", path=path, there="/api/")


def _choose_format(operation: Operation, name: str | None, accept: str) -> Format | None:
    """Choose the format of that name, else the one that is accepted best."""
    if name:
        return operation.formats[name]
    known: dict[str, Format] = {}
    for form in operation.formats.values():
        known.setdefault(form.media_type, form)
    usual = next(iter(known.values()))
    if usual.media_type.endswith("+json"):  # is JSON all the same
        known.setdefault("application/json", usual)
    return known.get(choose(accept, list(known)))


def _ask_again(operation: Operation, given: Iterable[tuple[str, str]]) -> Sequence[tuple[str, str]]:
    """Give what was asked of an operation as values of its parameters, and the language."""
    own = {each.name for each in operation.inputs}
    pairs = [("parameters", f"{name}={value}") for name, value in given if name in own]
    return [*pairs, *(pair for pair in given if pair[0] == "lang")]


def link_why(address: str, asked: Sequence[tuple[str, str]]) -> str:
    """Link to what tells why an answer is empty; to what is asked there if it is too long."""
    told = urlencode(asked)
    return f'<{address}?{told if len(told) <= _LONGEST else ""}>; rel="help"'


def _make_links(
    address: str, given: Iterable[tuple[str, str]], values: Mapping[str, Any], *, total: int
) -> dict[str, str]:
    """Link to the pages before and after one (RFC 8288), and tell how many there are in all."""
    limit, offset = values["limit"], values["offset"]
    kept = [(name, value) for name, value in given if name != "offset"]
    links = [
        f'<{address}?{urlencode([*kept, ("offset", place)])}>; rel="{name}"'
        for name, place in (("prev", max(offset - limit, 0)), ("next", offset + limit))
        if place != offset and place < total
    ]
    return {"X-Total-Count": str(total)} | ({"Link": ", ".join(links)} if links else {})


def _describe(
    held: Holdings, language: Language, *, accept: str, root: str, is_page: bool
) -> bytes:
    """Describe the operations, as a table for people, else as the document of OpenAPI."""
    if not is_page or choose(accept, ("text/html", "application/json")) != "text/html":
        told = Message("Questions, things and reports of “{title}”", title=held.title)
        document = describe_api(
            held.operations.values(), title=told.say(language), root=root, language=language
        )
        return write_answer(write_json(document).encode(), "application/json")
    style = documents.read_style("preview.css")
    page = documents.make_environment("bioprod_graph.service").get_template("api.html")
    written = page.render(
        language=language,
        title=f"API – {held.title}",
        description=held.title,
        imprint=None,
        style=style,
        policy=documents.make_policy([], [style]),
        document=f"/api/{_DOCUMENT}",
        heads=[head.say(language) for head in _HEADS],
        operations=held.operations.values(),
    )
    return write_answer(written.encode(), "text/html")
