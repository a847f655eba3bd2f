"""From the bytes of a reply to its text: content codings (RFC 9110, section 8.4.1) and charsets.

A charset is what a byte order mark says, else the field Content-Type, else the XML declaration
(RFC 7303, section 3.2), else UTF-8 without a bad byte: nothing is guessed, nothing replaced.
"""

from __future__ import annotations

import codecs
import gzip
import io
import re
import zlib
from typing import TYPE_CHECKING

from bioprod_graph.questions.endpoint.words import FlawError, LargeError, clean

if TYPE_CHECKING:
    from email.message import Message

# UTF-32 first: its mark begins with that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Python knows other codecs, some of which are no charset, or take time without end.
_CHARSET = re.compile(r"utf-(?:8|16|32)(?:-[lb]e)?|ascii|iso8859-\d+|cp125\d")
_DECLARED = re.compile(rb"""\s*<\?xml\b[^<>]{0,200}?\bencoding\s*=\s*["']([\w.:-]{1,40})["']""")


def decompress(body: bytes, headers: Message, *, most: int) -> bytes:
    """Undo the content coding.

    Raises LargeError if that gives more bytes than `most`, FlawError for a coding that is not known
    and for a body that is cut or not in it.
    """
    coding = str(headers.get("Content-Encoding", "")).strip().lower()
    try:
        plain = _decompress(body, coding, most + 1)
    except (OSError, EOFError, zlib.error):
        raise FlawError("the compression {coding} is damaged or cut", coding=coding) from None
    if len(plain) > most:
        raise LargeError(en=f"{most // 1_000_000} MB", fr=f"de {most // 1_000_000} Mo")
    return plain


def decode(body: bytes, headers: Message) -> str:
    """Decode a body; raises FlawError for a charset that is not known, and for bytes not in it."""
    for mark, charset in _MARKS:
        if body.startswith(mark):
            return _decode(body[len(mark) :], charset)
    declared = _DECLARED.match(body)
    named = headers.get_content_charset() or (declared[1].decode() if declared else "utf-8")
    return _decode(body, named)


def _decompress(body: bytes, coding: str, most: int) -> bytes:
    if coding in ("", "identity"):
        return body
    if coding in ("gzip", "x-gzip"):
        with gzip.GzipFile(fileobj=io.BytesIO(body)) as file:
            return file.read(most)
    if coding == "deflate":
        # The standard means zlib; many send it bare.
        is_zlib = (
            len(body) > 1 and body[0] & 15 == zlib.DEFLATED and not (body[0] * 256 + body[1]) % 31
        )
        unpacked = zlib.decompressobj(zlib.MAX_WBITS if is_zlib else -zlib.MAX_WBITS)
        plain = unpacked.decompress(body, most)
        if not unpacked.eof and len(plain) < most:
            raise EOFError
        return plain
    raise FlawError("the compression {clean} is not read here", clean=clean(coding, 40))


def _decode(body: bytes, named: str) -> str:
    try:
        charset = codecs.lookup(named).name
    except LookupError:
        charset = ""
    if not _CHARSET.fullmatch(charset):
        raise FlawError("the charset {clean} is not read here", clean=clean(named, 40))
    try:
        return body.decode(charset)
    except UnicodeDecodeError as error:
        raise FlawError(
            "byte {start} is not {charset}, and no other charset is declared",
            start=error.start,
            charset=charset,
        ) from None
