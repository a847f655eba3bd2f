"""What XML 1.0 cannot hold, and the one character that it changes unless it is escaped.

https://www.w3.org/TR/xml/#charsets – not even as `&#7;`. What writes XML for us does not look.
https://www.w3.org/TR/xml/#sec-line-ends – a carriage return is read as a line feed.
"""

from __future__ import annotations

import re

# Control characters but tab, line feed and carriage return; two that are no characters; halves of
# surrogate pairs: as bytes, which are searched faster than text.
_UNHOLDABLE = re.compile(
    rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]|\xed[\xa0-\xbf][\x80-\xbf]"
)


def find_unholdable(text: str) -> str:
    r"""Give the first character of a text that XML cannot hold, nothing if there is none.

    >>> find_unholdable("bell\x07"), find_unholdable("tab\t")
    ('\x07', '')
    """
    match = _UNHOLDABLE.search(text.encode(errors="surrogatepass"))
    return match[0].decode(errors="surrogatepass") if match else ""


def find_place(written: bytes) -> int:
    """Give where in a document in UTF-8 such a character stands; -1 if there is none."""
    match = _UNHOLDABLE.search(written)
    return match.start() if match else -1


def keep_returns(written: bytes) -> bytes:
    """Escape the carriage returns of a document whose markup holds none, so that they are kept."""
    return written.replace(b"\r", b"&#13;")
