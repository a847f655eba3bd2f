"""What a file of text and a cell of text must not hold, whoever wrote them."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from bioprod_graph.files import UTF8_MARK, UTF16_MARKS
from bioprod_graph.findings import Finding, Location, shorten
from bioprod_graph.language import Message
from bioprod_graph.tables.faults import fault, read_texts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Find = Callable[[str], str]

# A summary is a few sentences; what is longer was pasted in, and slows every reader down.
LONGEST_CELL = 10_000

# Unicode TR 36 (bidirectional overrides) and TR 39 (invisible characters), but for line ends.
_BIDI = r"\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_INVISIBLE = r"\u00ad\u200b-\u200d\u2060\ufeff"
_CONTROL = r"\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"


def _finder(pattern: str) -> Find:
    search = re.compile(pattern).search

    def find(cell: str) -> str:
        match = search(cell)
        return f"U+{ord(match.group()[0]):04X}" if match else ""

    return find


# What an accented letter becomes where a file is read in another encoding than it was written in:
# two characters of Windows-1252, U+FFFD, or question marks in a word, which an address may hold.
_GARBLED = re.compile(
    "[ÃÂ](?:[\u00a0-\u00bf]|[€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ])|â€|\ufffd"
    r"|(?<=[^\W\d_])\?+(?=[^\W\d_])"
)
_AROUND = 8
# What a spreadsheet shows where a formula fails, in English and in French.
_ERROR = re.compile(
    r"#(?:REF!|N/A|NAME\?|NOM\?|VALUE!|VALEUR!|DIV/0!|NUM!|NOMBRE!|NULL!|NUL!)"
).fullmatch


def _find_garbled(cell: str) -> str:
    """Find a letter that lost its accent, and show it among its neighbours."""
    found = None if "://" in cell else _GARBLED.search(cell)
    return cell[max(found.start() - _AROUND, 0) : found.end() + _AROUND] if found else ""


# What finds each fault of a cell, by the name of its check: it gives what it found, "" for nothing.
_CHARACTERS: dict[str, Find] = {
    "bidi-character": _finder(f"[{_BIDI}]"),
    "invisible-character": _finder(f"[{_INVISIBLE}]"),
    "control-character": _finder(f"[{_CONTROL}]"),
}
_FAULTS: dict[str, Find] = {
    "lost-accents": _find_garbled,
    "cell-error": lambda cell: cell if _ERROR(cell) else "",
    "long-cell": lambda cell: str(len(cell)) if len(cell) > LONGEST_CELL else "",
    "outer-blank": lambda cell: shorten(cell) if cell != cell.strip() else "",
    "not-nfc": lambda cell: "" if unicodedata.is_normalized("NFC", cell) else "NFC",
    **_CHARACTERS,
    # The look behind keeps the time linear in the length of the cell.
    "e-mail-address": _finder(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+"),
    "phone-number": _finder(
        r"(?<![\w.+])0[1-9](?:[\s.-]?\d{2}){4}(?!\w|\.\d)"
        r"|(?<![\w.+])(?:\+|00(?=[\s.-]?[1-9]\d{0,2}[\s.(-]))(?:[\s.()-]{0,2}\d){9,15}(?!\d)"
    ),
}
_CELL = Message("the cell “{path}” {fault}")
# What the patterns above need at least; nearly every cell is without it, and is looked at once.
_SUSPECT = re.compile(
    rf"[{_CONTROL}{_BIDI}{_INVISIBLE}ÃÂ\ufffd]|@|â€|\w\?+\w|^#|(?:\d[\s.()-]{{0,2}}){{9}}"
).search


def decode_text(content: bytes, file: str) -> str | Finding:
    """Decode a file, which must be UTF-8 with LF or CRLF lines; a byte order mark is skipped.

    Gives the text, or the finding that says why it cannot be read.
    """
    content = content.removeprefix(UTF8_MARK)
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        start, byte = error.start, f"{content[error.start]:#04x}"
        said = Message(
            "the file is not UTF-8 (byte {byte}): save it as UTF-8, in Excel as “CSV UTF-8”",
            byte=byte,
        )
    else:
        place = re.search("\0|\r(?!\n)", text)
        if place is None:
            return text
        start = len(text[: place.start()].encode())
        said = Message("the file has line ends of CR alone: save it with LF line ends")
        if place.group() == "\0":
            said = Message("the file holds a NUL character: remove it")
    if content.startswith(UTF16_MARKS) or b"\0" in content[:4]:
        start, said = 0, Message("the file is UTF-16: save it as UTF-8")
    where = Location(file, content.count(b"\n", 0, start) + 1)
    return fault("encoding", where, said=said)


def check_cell(cell: str, name: str, location: Location) -> Iterator[Finding]:
    """Check one cell: length, normal form, blanks at its ends, characters and personal data."""
    is_plain = len(cell) <= LONGEST_CELL and cell == cell.strip() and not _SUSPECT(cell)
    if is_plain and (cell.isascii() or unicodedata.is_normalized("NFC", cell)):
        return
    for check, what in _find_faults(cell, _FAULTS):
        yield fault(check, location, path=name, said=_CELL.fill(fault=what))


def find_characters(text: str) -> Iterator[tuple[str, Message]]:
    """Find characters that no text may hold: of control, of direction, of no width.

    Gives the name of the check, and what is wrong, to follow the subject.
    """
    return _find_faults(text, _CHARACTERS)


def _find_faults(text: str, faults: dict[str, Find]) -> Iterator[tuple[str, Message]]:
    for check, find in faults.items():
        if found := find(text):
            yield check, read_texts("cell")[check].fill(found=found, most=LONGEST_CELL)
