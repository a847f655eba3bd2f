"""What the scripts of a page are told: by columns, what is shared once, no address changed."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest

from bioprod_graph.drawing import Mark, Picture
from bioprod_graph.scenes.parcel import number_parts, part_evidence, pile

ASCII = "".join(map(chr, range(0x21, 0x7F)))
ADDRESSES = (
    "https://example.org/a#:~:text=Cr%C3%A9%C3%A9e%20en%202020%2C%20la,Spin%2Doff%20de%20l%E2%80%99",
    "https://example.org/a#:~:text=50%25%20%28cf.",
    "https://example.org/%C3%A9t%C3%A9",
    "https://example.org/a#%FF%20b",
    "https://example.org/a#%e2%80%99",
    "https://example.org/l’été#l’été",
    "https://example.org/a#",
    "",
)


def _read_passages(address: str) -> list[dict[str, Any]]:
    """Two readings of one passage, and another passage of its source."""
    passage = dict.fromkeys(("id", "text", "locator", "source", "publisher", "date"), "same")
    passage |= {"url": address, "confidence": "high"}
    return [passage, passage | {"confidence": "low"}, passage | {"id": "another"}]


def _part(passages: list[dict[str, Any]]) -> tuple[dict[str, Any], dict[str, Any]]:
    things = dict.fromkeys(("things", "verbs", "premises", "rules"), ())
    items = [{"id": "a", "facts": [1], "summary": "b"}]
    ties = [{"id": "c", "facts": []}]
    return part_evidence({**things, "items": items, "ties": ties, "passages": passages})


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_is_what_it_was(address: str) -> None:
    """A browser codes the fragment again, beyond ASCII and blanks, and nothing else."""
    _, evidence = _part(_read_passages(address))
    [start], told = evidence["sources"]["address"], evidence["passages"]["fragment"][0]
    where, mark, fragment = address.partition("#")
    assert start + quote(told, safe=ASCII) == where + mark + quote(fragment, safe=ASCII)
    assert "é" in told or "%C3" not in fragment


def test_what_rows_share_is_told_once() -> None:
    _, evidence = _part(_read_passages(ADDRESSES[0]))
    assert [len(evidence[name]["of"]) for name in ("readings", "passages")] == [3, 2]
    assert len(evidence["sources"]["source"]) == 1
    assert evidence["readings"]["confidence"] == ["high", "low", "high"]


def test_what_things_rest_on_stands_apart() -> None:
    told, evidence = _part([])
    assert told == {"items": {"id": ["a"]}, "ties": {"id": ["c"]}}
    assert evidence["items"] == {"facts": [[1]], "summary": ["b"]}
    assert evidence["ties"] == {"facts": [[]]}


def test_rows_may_lack_a_column() -> None:
    assert pile([{"a": 1}, {"b": 2}]) == {"a": [1, None], "b": [None, 2]}
    assert pile([]) == {}


def test_parts_tell_their_place_and_nothing_else_changes() -> None:
    marks = (Mark(1, 2, 3, "disc", "ink", of="thing"), Mark(1, 2, 3, "disc", "ink", of="other"))
    picture = Picture(10, 10, marks)
    numbered = number_parts(picture, {"thing": 7})
    assert [part.of for part in numbered.parts] == ["7", "other"]
    assert [part.of for part in picture.parts] == ["thing", "other"]
