"""Rows, or true and false, of SPARQL 1.1 Query Results JSON: read exactly, or in its old forms.

An answer as W3C defines it is read by Oxigraph alone. Where that refuses, what services wrote and
write otherwise is brought to that form, if its meaning is plain, and read again. Nothing is left
out without a word: what is no term, stands twice with two values, or breaks off, is an error.
"""

from __future__ import annotations

import json
import re
from typing import Any, NoReturn

from bioprod_graph.questions.endpoint.rows import Rows, count_terms
from bioprod_graph.questions.endpoint.words import FlawError, clean

# Old forms are held as Python values, up to twenty times as large.
_LARGEST_OLD = 16_000_000
# Each term has one type, and a string cannot hold this: quotes in it are escaped.
_TYPE = re.compile(r'"type"\s*:')
# Whoever adds such a field says that what comes is not all.
_DOUBTS = r"error|exception|incomplete|partial|truncated"
_DOUBTFUL = re.compile(rf'"[^"]{{0,80}}(?:{_DOUBTS})[^"]{{0,80}}"\s*:', re.IGNORECASE)
_DOUBTFUL_NAME = re.compile(_DOUBTS, re.IGNORECASE)
_BOOLEANS = {"true": True, "false": False}


def parse_json(text: str) -> str | bool:
    """Parse results as JSON; give rows as W3C defines their JSON, or the boolean.

    Raises FlawError, SyntaxError or ValueError for what is none.
    """
    try:
        _check(text)
    except (SyntaxError, ValueError, MemoryError, FlawError) as error:
        if len(text) > _LARGEST_OLD:
            raise error if isinstance(error, FlawError) else FlawError(clean(str(error))) from None
        return _read_document(_load(text))
    return text


def _check(text: str) -> None:
    """Check that rows are as W3C defines them, and that the exact parser passes nothing by."""
    start, end = text.find('"bindings"'), text.rfind("]")
    if _DOUBTFUL.search(text, 0, max(start, 0)) or _DOUBTFUL.search(text, end):
        raise FlawError("beside the rows it speaks of an error, or of a part")
    # Of two terms for one variable the parser takes the last.
    if count_terms(text) != sum(1 for _ in _TYPE.finditer(text, start, end)):
        raise FlawError("a term stands twice, or holds others")


def _load(text: str) -> Any:
    """Load JSON, strictly: RFC 8259, and no name twice with two values."""
    try:
        return json.loads(text, object_pairs_hook=_pair, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        rest = clean(text[error.pos :], 100)
        if not rest or error.msg.startswith("Unterminated"):
            raise FlawError("the JSON stops in the middle") from None
        reason, place = error.msg.removesuffix(" at"), error.pos + 1
        raise FlawError(
            "{reason}, character {place}: {rest}", reason=reason, place=place, rest=rest
        ) from None
    except RecursionError:
        raise FlawError("the JSON nests too deeply") from None


def _pair(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    paired: dict[str, Any] = {}
    for name, value in pairs:
        if paired.setdefault(name, value) != value:
            told = clean(name, 60)
            raise FlawError("“{told}” stands twice with two values", told=told)
    return paired


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def _read_document(document: Any) -> str | bool:
    if not isinstance(document, dict):
        raise _no_results()
    results = document.get("results")
    inner = results if isinstance(results, dict) else {}
    for name, value in (*document.items(), *inner.items()):
        if value and _DOUBTFUL_NAME.search(name):
            told = clean(f"{name}: {value}", 200)
            raise FlawError("it says {told}", told=told)
    if ("boolean" in document) == ("results" in document):
        raise _no_results()
    if "boolean" in document:
        return _read_boolean(document["boolean"])
    return _read_rows(document.get("head") or {}, inner.get("bindings"))


def _read_boolean(value: Any) -> bool:
    """Read true or false; some services write it as a string."""
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value.strip().lower() in _BOOLEANS:
        return _BOOLEANS[value.strip().lower()]
    raise _no_results()


def _read_rows(head: Any, bindings: Any) -> str:
    variables = head.get("vars") or [] if isinstance(head, dict) else None
    if not isinstance(variables, list) or not isinstance(bindings, list):
        raise _no_results()
    if not all(isinstance(x, str) for x in variables) or not all(
        isinstance(x, dict) for x in bindings
    ):
        raise _no_results()
    rows = Rows()
    for variable in variables:
        rows.declare(variable)
    for row in bindings:
        rows.add(row)
    return rows.write()


def _no_results() -> FlawError:
    return FlawError("it is no SPARQL results JSON")
