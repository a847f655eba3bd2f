"""What the scripts of a page are told, as it compresses well: by columns, what rows share once.

`templates/frame.js` reads it as it was.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from bioprod_graph.drawing import Picture

# What several passages have from one source, and several rows read in one passage: `of` leads on.
_SHARED = {
    "sources": ("source", "publisher", "date", "address"),
    "passages": ("id", "text", "locator", "fragment", "of"),
}
# What of items and ties, and what beside them, is told where a thing is chosen.
_FACTS, _LATER = ("facts", "summary"), ("things", "verbs", "premises", "rules")
# Codes of a fragment that a browser writes as they were: those of blanks, and beyond ASCII.
_CODED, _DECODED = re.compile("(?:%20|%[89A-F][0-9A-F])+"), re.compile("[^!-~]+")


def pile(rows: Sequence[Mapping[str, Any]]) -> dict[str, list[Any]]:
    """Put what rows say of one thing together."""
    names = dict.fromkeys(name for row in rows for name in row)
    return {name: [row.get(name) for row in rows] for name in names}


def part_evidence(data: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Part what is told of a scene: what a page shows at first, and what that rests on."""
    told, evidence = dict(data), {name: data[name] for name in _LATER}
    for name in ("items", "ties"):
        columns = pile(data[name])
        evidence[name] = {key: columns.pop(key) for key in _FACTS if key in columns}
        told[name] = columns
    for name in (*_LATER, "passages"):
        del told[name]
    return told, evidence | _share(data["passages"])


def _share(passages: Iterable[Mapping[str, Any]]) -> dict[str, dict[str, list[Any]]]:
    """Tell passages, as facts point to them, as readings of passages of sources, by columns."""
    rows = [_part_address(passage) for passage in passages]
    told = {}
    for name, keys in _SHARED.items():
        parts = [write_tight({key: row.pop(key) for key in keys}) for row in rows]
        places = {part: place for place, part in enumerate(sorted(set(parts)))}
        for row, part in zip(rows, parts, strict=True):
            row["of"] = places[part]
        told[name] = pile([json.loads(part) for part in places])
    return {"readings": pile(rows), **told}


def number_parts(picture: Picture, places: Mapping[str, int]) -> Picture:
    """Let the parts of a picture tell what they show by its place among items and ties."""
    parts = (replace(part, of=str(places.get(part.of, part.of))) for part in picture.parts)
    return replace(picture, parts=tuple(parts))


def write_tight(value: object) -> str:
    """Write JSON in one line, without blanks."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _part_address(passage: Mapping[str, Any]) -> dict[str, Any]:
    """Part the address of a passage where it leads into its source, in letters where it may be."""
    row = dict(passage)
    address, mark, coded = row.pop("url").partition("#")
    fragment = _CODED.sub(lambda found: unquote(found[0]), coded)
    is_same = _DECODED.sub(lambda found: quote(found[0]), fragment) == coded
    return {**row, "address": address, "fragment": mark + (fragment if is_same else coded)}
