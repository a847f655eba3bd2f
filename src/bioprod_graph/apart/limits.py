"""What work may take, time, memory and whether it goes out to the network, and why it ended."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import NamedTuple

from bioprod_graph.errors import BioprodError, LimitError, QueryError, one_line
from bioprod_graph.language import Message

# Raises the wall while something is evaluated that asks the store of a folder, if it has one.
Wall = Callable[[Path | None], AbstractContextManager[None]]
Task = Callable[[Wall], bytes]

# Oxigraph goes down a query by recursion; threads of Python may have a stack of half a megabyte.
STACK = 64 << 20
# The largest first.
_UNITS = {
    "T": (1 << 40, Message("{size} TB")),
    "G": (1 << 30, Message("{size} GB")),
    "M": (1 << 20, Message("{size} MB")),
    "K": (1 << 10, Message("{size} KB")),
}
_SIZE = re.compile(r"([0-9]{1,9}(?:\.[0-9]{1,9})?) ?([KMGT])(?:i?B)?", re.IGNORECASE)
# With less, what a first answer takes is not there; more has no machine.
_LEAST, _MOST = 32 << 20, 64 << 40
# How RocksDB begins to tell that a block is not as it was written; who opened the store words it.
_DAMAGE = "Corruption: "


class Limits(NamedTuple):
    """Limits of a task: time in seconds, and memory in bytes on top of the open dataset."""

    seconds: float = 60.0
    memory: int = 2 << 30
    allow_network: bool = False


USUAL = Limits()


def parse_memory(text: str) -> int:
    """Parse a size as people write it into bytes; raises ValueError for a useless one.

    >>> parse_memory("500M"), parse_memory("1.5 GB")
    (524288000, 1610612736)
    """
    match = _SIZE.fullmatch(text.strip())
    size = int(float(match[1]) * _UNITS[match[2].upper()][0]) if match else 0
    if not _LEAST <= size <= _MOST:
        raise ValueError(f"no size from 32M on, such as 500M or 2G: {text!r}")
    return size


def show_memory(size: int) -> Message:
    """Show a size in the largest unit of which it is at least one.

    >>> str(show_memory(2 << 30)), str(show_memory(600 << 20))
    ('2 GB', '600 MB')
    """
    unit, said = next(each for each in _UNITS.values() if size >= each[0])
    return said.fill(size=f"{size / unit:.3g}")


def as_error(error: BaseException) -> Exception:
    """Return an error of ours, or damage, as it is; wrap any other in one that names it."""
    if isinstance(error, BioprodError | MemoryError):
        return error
    if isinstance(error, RuntimeError) and str(error).startswith(_DAMAGE):
        return error
    reason = f"{type(error).__name__}: {one_line(str(error))}"
    return QueryError("the query failed: {reason}", reason=reason)


def explain_late(limits: Limits) -> LimitError:
    """Return the error that says the time is up."""
    said = Message("stopped after {seconds}: narrow the query, or raise the limit (timeout)")
    return LimitError(said.fill(seconds=f"{limits.seconds:g} s"))
