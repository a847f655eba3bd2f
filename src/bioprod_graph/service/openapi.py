"""The document that describes /api/, made of the table of operations. OpenAPI 3.1.

https://spec.openapis.org/oas/v3.1.1.html
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bioprod_graph._version import __version__
from bioprod_graph.language import Message
from bioprod_graph.service.offers import DATE_PATTERN, LONGEST_TEXT, TEXT_PATTERN

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bioprod_graph.service.offers import Input, Operation

_FAILURES = {
    "400": Message("What was asked is wrong: a parameter is unknown, missing or of another kind"),
    "404": Message("There is no such thing"),
    "406": Message("The answer cannot be had in a format that is accepted"),
    "503": Message("The answer took too much time or memory, or too many ask at once"),
}


def describe_api(
    operations: Iterable[Operation], *, title: str, root: str, language: str
) -> dict[str, Any]:
    """Describe operations that are offered below an address, in a language."""
    schemas = Path(__file__).with_name("schemas.json").read_text("utf-8")
    return {
        "openapi": "3.1.0",
        "info": {"title": title, "version": __version__},
        "servers": [{"url": root}],
        "paths": {each.path: {"get": _describe(each, language)} for each in operations},
        "components": {"schemas": json.loads(schemas)},
    }


def _describe(operation: Operation, language: str) -> dict[str, Any]:
    problem = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    failures = {
        status: {"description": told.say(language), "content": problem}
        for status, told in _FAILURES.items()
    }
    told = operation.told.say(language)
    content: dict[str, Any] = {
        form.media_type: {"schema": {}} for form in operation.formats.values()
    }
    if operation.is_list and "record" in operation.kinds:
        content["application/json"] = {"schema": {"$ref": "#/components/schemas/Page"}}
    return {
        "operationId": operation.name,
        "summary": told,
        "parameters": [
            _describe_parameter(each, language, is_path=f"{{{each.name}}}" in operation.path)
            for each in operation.all_inputs
        ],
        "responses": {"200": {"description": told, "content": content}, **failures},
    }


def _describe_parameter(parameter: Input, language: str, *, is_path: bool) -> dict[str, Any]:
    schema = describe_value(parameter)
    return {
        "name": parameter.name,
        "in": "path" if is_path else "query",
        "required": is_path or parameter.is_required,
        "description": parameter.told.say(language),
        "schema": schema,
    }


def describe_value(parameter: Input) -> dict[str, Any]:
    """Describe what a parameter may be, as a JSON Schema."""
    schema: dict[str, Any] = {"type": "string"}
    if parameter.kind == "count":
        low, high = parameter.bounds
        schema = {"type": "integer", "minimum": low, "maximum": high}
    elif parameter.kind == "choice":
        schema["enum"] = list(parameter.choices)
    elif parameter.kind == "date":
        schema["pattern"] = DATE_PATTERN
    elif parameter.kind == "day":
        schema["format"] = "date"
    elif parameter.kind == "text":
        schema |= {"pattern": TEXT_PATTERN, "maxLength": LONGEST_TEXT}
    if parameter.default is not None:
        schema["default"] = parameter.default
    return {"type": "array", "items": schema} if parameter.is_many else schema
