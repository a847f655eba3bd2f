"""What is given of an answer that is long: a page of a list, or the first rows of very many.

Rows are cut where they are written as TSV, in which each is a line.
"""

from __future__ import annotations

from contextlib import suppress
from typing import Any, cast

import pyoxigraph as ox

_TSV = ox.QueryResultsFormat.TSV


class FullError(Exception):
    """More was written than is taken."""


class _Sink:
    """Takes so many bytes, and so many lines."""

    def __init__(self, most: int, lines: int | None = None) -> None:
        self._pieces, self._room, self._lines = list[bytes](), most, lines

    @property
    def taken(self) -> bytes:
        """What was taken."""
        return b"".join(self._pieces)

    def write(self, piece: bytes) -> int:
        """Take a piece. Raises FullError where all is taken that may be."""
        self._pieces.append(piece)
        self._room -= len(piece)
        if self._lines is not None:
            self._lines -= piece.count(b"\n")
        if self._room < 0 or (self._lines is not None and self._lines < 0):
            raise FullError
        return len(piece)

    def flush(self) -> None:
        """Nothing is held back."""


class _Bounded:
    def __init__(self, rows: ox.QuerySolutions, most: int) -> None:
        self._rows, self._most = rows, most

    def serialize(self, *, format: ox.QueryResultsFormat) -> bytes:  # noqa: A002  as Oxigraph has it
        sink = _Sink(self._most)
        self._rows.serialize(cast("Any", sink), format)
        return sink.taken


def bound_rows(results: Any, most: int) -> Any:
    """Make rows raise FullError when they are written in more bytes; others stay as they are."""
    return _Bounded(results, most) if isinstance(results, ox.QuerySolutions) else results


def cut_rows(rows: Any, most: int, size: int) -> ox.QuerySolutions:
    """Cut the first rows off, which have so many bytes at most; no others are looked for."""
    sink = _Sink(size, most)
    with suppress(FullError):
        rows.serialize(cast("Any", sink), _TSV)
    return _read(sink.taken.split(b"\n")[:-1][: most + 1])


def tell_cut(written: bytes, rows: int) -> bytes:
    """Tell in rows, where JSON and XML have a place for it, that they are the first ones."""
    link = f"#first-{rows}-rows".encode()
    if written.startswith(b"{"):
        return written.replace(b'{"head":{', b'{"head":{"link":["%b"],' % link, 1)
    return written.replace(b"</head>", b'<link href="%b"/></head>' % link, 1)


def cut_page(content: Any, most: int, first: int) -> tuple[Any, int | None]:
    """Cut a page out of a list or of rows, and tell how many there were."""
    if isinstance(content, list):
        items = content[first : first + most]
        page = {"total": len(content), "limit": most, "offset": first, "items": items}
        return page, len(content)
    if not isinstance(content, ox.QuerySolutions) or not content.variables:
        return content, None
    head, *lines = (content.serialize(format=_TSV) or b"").split(b"\n")[:-1]
    return _read([head, *lines[first : first + most]]), len(lines)


def _read(lines: list[bytes]) -> ox.QuerySolutions:
    written = b"".join(line + b"\n" for line in lines)
    return cast("ox.QuerySolutions", ox.parse_query_results(written, format=_TSV))
