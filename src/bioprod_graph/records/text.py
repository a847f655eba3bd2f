"""What a file of text and a cell of text must not hold, whoever wrote them."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, NamedTuple

from bioprod_graph.files.reading import UTF8_MARK
from bioprod_graph.findings import Finding, Location

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

# A summary is a few sentences; what is longer was pasted in, and slows every reader down.
LONGEST_CELL = 10_000

_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_CHARACTERS = ("bidi-character", "invisible-character", "control-character")
_LONE_RETURN = re.compile(r"\r(?!\n)")


class _Fault(NamedTuple):
    """A fault of a cell: `find` gives what it found, "" when the cell is free of it."""

    check: str
    find: Callable[[str], str]
    message_fr: str
    message_en: str


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
        f"a {{found}} caractères, plus que les {LONGEST_CELL} permis : abrégez-la",
        f"has {{found}} characters, more than the {LONGEST_CELL} allowed: shorten it",
    ),
    _Fault(
        "outer-blank",
        lambda cell: "blank" if cell != cell.strip() else "",
        "commence ou finit par une espace : supprimez-la",
        "starts or ends with a blank: remove it",
    ),
    _Fault(
        "not-nfc",
        lambda cell: "" if unicodedata.is_normalized("NFC", cell) else "NFC",
        "n’est pas en forme normale NFC : retapez les lettres accentuées",
        "is not in normal form NFC: type the accented letters again",
    ),
    # Unicode TR 36 (bidirectional overrides) and TR 39 (invisible characters).
    _Fault(
        "bidi-character",
        _finder("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]"),
        "contient un caractère de direction invisible ({found}) : supprimez-le",
        "holds an invisible direction character ({found}): remove it",
    ),
    _Fault(
        "invisible-character",
        _finder("[\u00ad\u200b-\u200d\u2060\ufeff]"),
        "contient un caractère de largeur nulle ({found}) : supprimez-le",
        "holds a zero-width character ({found}): remove it",
    ),
    _Fault(
        "control-character",
        _finder("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]"),
        "contient un caractère de commande ({found}) : supprimez-le",
        "holds a control character ({found}): remove it",
    ),
    _Fault(
        "e-mail-address",
        # The look behind keeps the time linear in the length of the cell.
        _finder(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+"),
        "contient une adresse électronique : aucune n’est conservée ici",
        "holds an e-mail address: none is kept here",
    ),
    _Fault(
        "phone-number",
        _finder(
            r"(?<![\w.+])0[1-9](?:[\s.-]?\d{2}){4}(?!\w|\.\d)"
            r"|(?<![\w.+])(?:\+|00(?=[\s.-]?[1-9]\d{0,2}[\s.(-]))(?:[\s.()-]{0,2}\d){9,15}(?!\d)"
        ),
        "contient un numéro de téléphone : aucun n’est conservé ici",
        "holds a phone number: none is kept here",
    ),
)


def decode_text(content: bytes, file: str) -> str | Finding:
    """Decode a file, which must be UTF-8 with LF or CRLF lines; a byte order mark is skipped.

    Gives the text, or the finding that says why it cannot be read.
    """
    if content.startswith(_UTF16_MARKS) or b"\0" in content[:4]:
        fr, en = "est en UTF-16 : enregistrez-le en UTF-8", "is UTF-16: save it as UTF-8"
        return _unreadable(Location(file, 1), fr=fr, en=en)
    content = content.removeprefix(UTF8_MARK)
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        where = Location(file, content.count(b"\n", 0, error.start) + 1)
        byte = f"{content[error.start]:#04x}"
        fr, en = f"n’est pas en UTF-8 (octet {byte})", f"is not UTF-8 (byte {byte})"
        return _unreadable(where, fr=fr, en=en)
    return _check_lines(text, file)


def check_cell(cell: str, name: str, location: Location) -> Iterator[Finding]:
    """Check one cell: length, normal form, blanks at its ends, characters and personal data."""
    for fault in _FAULTS:
        found = fault.find(cell)
        if found:
            yield Finding(
                "error",
                f"table:{fault.check}",
                f"la cellule « {name} » {fault.message_fr.format(found=found)}",
                f"the cell “{name}” {fault.message_en.format(found=found)}",
                location,
                path=name,
            )


def find_characters(text: str) -> Iterator[tuple[str, str, str]]:
    """Find characters that no text may hold: of control, of direction, of no width.

    Gives the name of the check, and what is wrong in French and in English, to follow the subject.
    """
    for fault in _FAULTS:
        found = fault.find(text) if fault.check in _CHARACTERS else ""
        if found:
            yield (
                fault.check,
                fault.message_fr.format(found=found),
                fault.message_en.format(found=found),
            )


def _check_lines(text: str, file: str) -> str | Finding:
    if "\0" in text:
        where = Location(file, text.count("\n", 0, text.index("\0")) + 1)
        fr, en = "contient un caractère NUL : supprimez-le", "holds a NUL character: remove it"
        return _unreadable(where, fr=fr, en=en)
    lone = _LONE_RETURN.search(text)
    if lone:
        where = Location(file, text.count("\n", 0, lone.start()) + 1)
        fr = "a des fins de ligne CR seules : enregistrez-le avec des fins de ligne LF"
        en = "has line ends of CR alone: save it with LF line ends"
        return _unreadable(where, fr=fr, en=en)
    return text


def _unreadable(location: Location, *, fr: str, en: str) -> Finding:
    return Finding("error", "table:encoding", f"le fichier {fr}", f"the file {en}", location)
