"""What a file of text and a cell of text must not hold, whoever wrote them."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, NamedTuple

from bioprod_graph.files.reading import UTF8_MARK
from bioprod_graph.findings import Finding, Location
from bioprod_graph.language import Message

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

# A summary is a few sentences; what is longer was pasted in, and slows every reader down.
LONGEST_CELL = 10_000

_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_CHARACTERS = ("bidi-character", "invisible-character", "control-character")
# Unicode TR 36 (bidirectional overrides) and TR 39 (invisible characters), but for line ends.
_BIDI = r"\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_INVISIBLE = r"\u00ad\u200b-\u200d\u2060\ufeff"
_CONTROL = r"\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"
_LONE_RETURN = re.compile(r"\r(?!\n)")


class _Fault(NamedTuple):
    """A fault of a cell: `find` gives what it found, "" when the cell is free of it."""

    check: str
    find: Callable[[str], str]
    said: Message


def _finder(pattern: str) -> Callable[[str], str]:
    search = re.compile(pattern).search

    def find(cell: str) -> str:
        match = search(cell)
        return f"U+{ord(match.group()[0]):04X}" if match else ""

    return find


_FAULTS = (
    _Fault(
        "long-cell",
        lambda cell: str(len(cell)) if len(cell) > LONGEST_CELL else "",
        Message("has {found} characters, more than the {most} allowed: shorten it"),
    ),
    _Fault(
        "outer-blank",
        lambda cell: "blank" if cell != cell.strip() else "",
        Message("starts or ends with a blank: remove it"),
    ),
    _Fault(
        "not-nfc",
        lambda cell: "" if unicodedata.is_normalized("NFC", cell) else "NFC",
        Message("is not in normal form NFC: type the accented letters again"),
    ),
    _Fault(
        "bidi-character",
        _finder(f"[{_BIDI}]"),
        Message("holds an invisible direction character ({found}): remove it"),
    ),
    _Fault(
        "invisible-character",
        _finder(f"[{_INVISIBLE}]"),
        Message("holds a zero-width character ({found}): remove it"),
    ),
    _Fault(
        "control-character",
        _finder(f"[{_CONTROL}]"),
        Message("holds a control character ({found}): remove it"),
    ),
    _Fault(
        "e-mail-address",
        # The look behind keeps the time linear in the length of the cell.
        _finder(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+"),
        Message("holds an e-mail address: none is kept here"),
    ),
    _Fault(
        "phone-number",
        _finder(
            r"(?<![\w.+])0[1-9](?:[\s.-]?\d{2}){4}(?!\w|\.\d)"
            r"|(?<![\w.+])(?:\+|00(?=[\s.-]?[1-9]\d{0,2}[\s.(-]))(?:[\s.()-]{0,2}\d){9,15}(?!\d)"
        ),
        Message("holds a phone number: none is kept here"),
    ),
)


# What the patterns above need at least; nearly every cell is without it, and is looked at once.
_SUSPECT = re.compile(rf"[{_CONTROL}{_BIDI}{_INVISIBLE}]|@|(?:\d[\s.()-]{{0,2}}){{9}}").search


def decode_text(content: bytes, file: str) -> str | Finding:
    """Decode a file, which must be UTF-8 with LF or CRLF lines; a byte order mark is skipped.

    Gives the text, or the finding that says why it cannot be read.
    """
    if content.startswith(_UTF16_MARKS) or b"\0" in content[:4]:
        return _unreadable(Location(file, 1), Message("the file is UTF-16: save it as UTF-8"))
    content = content.removeprefix(UTF8_MARK)
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        where = Location(file, content.count(b"\n", 0, error.start) + 1)
        byte = f"{content[error.start]:#04x}"
        return _unreadable(where, Message("the file is not UTF-8 (byte {byte})", byte=byte))
    return _check_lines(text, file)


def check_cell(cell: str, name: str, location: Location) -> Iterator[Finding]:
    """Check one cell: length, normal form, blanks at its ends, characters and personal data."""
    is_plain = len(cell) <= LONGEST_CELL and cell == cell.strip() and not _SUSPECT(cell)
    if is_plain and (cell.isascii() or unicodedata.is_normalized("NFC", cell)):
        return
    for fault in _FAULTS:
        found = fault.find(cell)
        if found:
            yield Finding(
                "error",
                f"table:{fault.check}",
                Message("the cell “{name}” {fault}", name=name, fault=_say(fault, found)),
                location,
                path=name,
            )


def find_characters(text: str) -> Iterator[tuple[str, Message]]:
    """Find characters that no text may hold: of control, of direction, of no width.

    Gives the name of the check, and what is wrong, to follow the subject.
    """
    for fault in _FAULTS:
        found = fault.find(text) if fault.check in _CHARACTERS else ""
        if found:
            yield fault.check, _say(fault, found)


def _say(fault: _Fault, found: str) -> Message:
    return fault.said.fill(found=found, most=LONGEST_CELL)


def _check_lines(text: str, file: str) -> str | Finding:
    if "\0" in text:
        where = Location(file, text.count("\n", 0, text.index("\0")) + 1)
        return _unreadable(where, Message("the file holds a NUL character: remove it"))
    lone = _LONE_RETURN.search(text)
    if lone:
        where = Location(file, text.count("\n", 0, lone.start()) + 1)
        said = Message("the file has line ends of CR alone: save it with LF line ends")
        return _unreadable(where, said)
    return text


def _unreadable(location: Location, said: Message) -> Finding:
    return Finding("error", "table:encoding", said, location)
