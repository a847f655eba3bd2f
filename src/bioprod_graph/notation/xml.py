"""What XML 1.0 cannot hold, and the one character that it changes unless it is escaped.

https://www.w3.org/TR/xml/#charsets – not even as `&#7;`. What writes XML for us does not look.
https://www.w3.org/TR/xml/#sec-line-ends – a carriage return is read as a line feed.
"""

from __future__ import annotations

import re
from functools import cache

_CONTROL = bytes(set(range(0x20)) - set(b"\t\n\r"))
_NO_CHARACTERS = ("\ufffe".encode(), "\uffff".encode())


def find_unholdable(text: str) -> str:
    r"""Give the first character of a text that XML cannot hold, nothing if there is none.

    >>> find_unholdable("bell\x07"), find_unholdable("tab\t")
    ('\x07', '')
    """
    match = _make_pattern().search(text)
    return match[0] if match else ""


def find_place(written: bytes) -> int:
    """Give where in a document in UTF-8 such a character stands; -1 if there is none."""
    # Both are far faster on bytes than a search of the text, which is only made of what is wrong.
    is_held = len(written.translate(None, _CONTROL)) == len(written)
    if is_held and not any(mark in written for mark in _NO_CHARACTERS):
        return -1
    text = written.decode()
    match = _make_pattern().search(text)
    return len(text[: match.start()].encode()) if match else -1


def keep_returns(written: bytes) -> bytes:
    """Escape the carriage returns of a document whose markup holds none, so that they are kept."""
    return written.replace(b"\r", b"&#13;")


@cache
def _make_pattern() -> re.Pattern[str]:
    """Find what XML has not; made when it is first needed: it takes milliseconds.

    Control characters but tab, line feed and carriage return; two that are no characters; halves
    of surrogate pairs.
    """
    return re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
