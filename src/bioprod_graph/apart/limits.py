"""What a query may take: time, memory, and whether it may go out to the network."""

from __future__ import annotations

import re
from typing import NamedTuple

from bioprod_graph.language import Message

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
# Oxigraph goes down a query by recursion; threads of Python may have a stack of half a megabyte.
STACK = 64 << 20


class Limits(NamedTuple):
    """The time in seconds, and the memory in bytes that is taken once the dataset is open."""

    seconds: float = 60.0
    memory: int = 2 << 30
    allow_network: bool = False


USUAL = Limits()


def parse_memory(text: str) -> int:
    """Parse a size as people write it; give bytes; raises ValueError for what is of no use.

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
