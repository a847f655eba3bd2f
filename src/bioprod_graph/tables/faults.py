"""What can be wrong with a table, by the name of its check: `faults.toml` says it."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from bioprod_graph.findings import Finding
from bioprod_graph.language import read_blocks

if TYPE_CHECKING:
    from bioprod_graph.findings import Location
    from bioprod_graph.language import Message


@cache
def read_texts(of: str) -> dict[str, Message]:
    """Read what is said of a table, a cell or a draft, by the name of the check."""
    return read_blocks(Path(__file__).with_name("faults.toml"))[of]


def fault(
    check: str,
    where: Location,
    *,
    path: str = "",
    value: str = "",
    said: Message | None = None,
    of: str = "table",
    **places: object,
) -> Finding:
    """Make the finding of a check; what it says has places for path and value, and for others."""
    filled = (said or read_texts(of)[check]).fill(path=path, value=value, **places)
    return Finding("error", f"table:{check}", filled, where, path=path, value=value)
