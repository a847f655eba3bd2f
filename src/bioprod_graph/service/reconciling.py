"""Reconciliation over HTTP: what each address below a root is asked, and in which form."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import parse_qs

from bioprod_graph.errors import NotFoundError, UsageError
from bioprod_graph.service.frames import write_answer
from bioprod_graph.service.negotiation import find_liked_language
from bioprod_graph.service.reconciliation import VERSIONS, Reconciler

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bioprod_graph.service.holdings import Holdings

_SUGGESTED = ("entity", "property", "type")
_MOST, _FURTHEST = 100, 100_000
# What there is below each root, and how it is asked.
BELOW_ROOT = {
    "": ("GET", "POST"),
    "/match": ("POST",),
    "/reconcile": ("POST",),
    "/suggest/{kind}": ("GET",),
    "/flyout/{kind}": ("GET",),
    "/preview": ("GET",),
    "/extend": ("POST",),
    "/extend/propose": ("GET",),
}


class Errand(NamedTuple):
    """What is asked at a part of a root: by its address, and by what is sent."""

    part: str
    version: str
    site: str
    root: str
    languages: Sequence[str]
    kind: str
    given: Sequence[tuple[str, str]]
    sent: bytes
    is_json: bool


def reconcile(held: Holdings, asked: Errand) -> bytes:
    """Answer what is asked at a part of a root. Raises what the reconciler raises."""
    given, kind, sent = dict(asked.given), asked.kind, asked.sent
    language = find_liked_language(*asked.languages)
    door = Reconciler(held.lookup, held.title, asked.root, asked.site, language)
    if kind not in _SUGGESTED:
        raise NotFoundError(
            "there is no {name}: there are {names}", name=kind, names=", ".join(_SUGGESTED)
        )
    if asked.part == "/preview":  # which any page may hold in a frame, and which runs nothing
        page = door.make_preview(given.get("id", ""))
        anywhere = {"Content-Security-Policy": "frame-ancestors *"}
        return write_answer(page.encode(), "text/html", **anywhere)
    told: Any
    match asked.part:
        case "":
            told = _answer_root(door, asked, given)
        case "/match" | "/reconcile":
            told = door.answer_match(_read_json(sent))
        case "/extend":
            told = door.extend(_read_json(sent), VERSIONS[1])
        case "/extend/propose":
            most = max(_count(given.get("limit", ""), _MOST), 1)
            told = door.propose(given.get("type", ""), most)
        case "/flyout/{kind}":
            told = door.make_flyout(kind, given.get("id", ""))
        case _:
            begun, skip = given.get("prefix", given.get("q", "")), given.get("cursor", "")
            types = tuple(value for name, value in asked.given if name == "type" and value)
            told = door.suggest(kind, begun[:_MOST], skip=_count(skip, 0), types=types)
    written = json.dumps(told, ensure_ascii=False)
    # Half of a pair of surrogates is no character, though JSON may hold one.
    return write_answer(written.encode(errors="replace"), "application/json")


def _answer_root(door: Reconciler, asked: Errand, given: dict[str, str]) -> dict[str, Any]:
    """Give the manifest, or answer what version 0.2 asks at the root."""
    if asked.is_json and asked.sent:
        return door.answer_match(_read_json(asked.sent))
    fields = parse_qs(asked.sent.decode(errors="replace"), keep_blank_values=True)
    given |= {name: values[0] for name, values in fields.items()}
    if "queries" in given:
        return door.answer_batch(_read_json(given["queries"]))
    if "query" in given:
        text = given["query"]
        query = _read_json(text) if text.lstrip().startswith("{") else {"query": text}
        answered: dict[str, Any] = door.answer_batch({"q": query})["q"]
        return answered
    if "extend" in given:
        return door.extend(_read_json(given["extend"]), VERSIONS[0])
    return door.make_manifest(asked.version)


def _read_json(text: str | bytes) -> Any:
    """Read JSON that was sent. Raises UsageError for what is none."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise UsageError("malformed query: expected JSON") from None


def _count(text: str, otherwise: int) -> int:
    is_number = text.isascii() and text.isdecimal() and len(text) < len(str(_FURTHEST))
    return int(text) if is_number else otherwise
