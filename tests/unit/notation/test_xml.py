"""What XML cannot hold is found as a parser of XML would find it."""

from __future__ import annotations

from xml.parsers import expat

import pytest

from bioprod_graph.notation.xml import find_place, find_unholdable, keep_returns

CODES = [
    *range(0x100),
    *(0xD7FF, 0xE000, 0xFDD0, 0xFFFC, 0xFFFD, 0xFFFE, 0xFFFF, 0x10000, 0x1FFFE, 0x10FFFF),
]


def _parse(content: bytes) -> str | None:
    parser, found = expat.ParserCreate(), list[str]()
    parser.CharacterDataHandler = found.append
    try:
        parser.Parse(b"<a>" + content + b"</a>", True)
    except expat.ExpatError:
        return None
    return "".join(found)


@pytest.mark.parametrize("code", [code for code in CODES if chr(code) not in "<&"], ids=hex)
def test_what_is_found_is_what_a_parser_refuses(code: int) -> None:
    """Of every character of one byte, and of those at the bounds."""
    text = f"é{chr(code)}"
    is_read = _parse(text.encode()) is not None
    assert (find_unholdable(text) == "") == is_read
    assert find_place(text.encode()) == (-1 if is_read else 2)


def test_half_a_pair_is_found() -> None:
    """Which has no form in UTF-8 either."""
    assert find_unholdable("a\ud800") == "\ud800"


@pytest.mark.parametrize("text", ["a\rb", "a\r\nb", "\r", "a\n"])
def test_returns_are_kept(text: str) -> None:
    """Where a parser would read a line feed."""
    assert _parse(keep_returns(text.encode())) == text
