"""The clock of the machine, which must stand where the engines can read it."""

from __future__ import annotations

import time
from datetime import UTC, datetime

from bioprod_graph.errors import BioprodError


def read_day() -> str:
    """Read which day it is where the machine is, as 2021-05-31."""
    return datetime.now(UTC).astimezone().date().isoformat()


def check_clock() -> None:
    """Check that the clock stands between 1970 and 2262; raises BioprodError if not.

    Oxigraph reads it at each query, whatever is asked, and ends the process where it stands before
    1970. Python counts nanoseconds, and has no more of them from 2262 on.
    """
    try:
        is_fit = time.time() >= 0
    except OverflowError:
        is_fit = False
    if not is_fit:
        raise BioprodError(
            "the clock of this machine stands before 1970 or after 2262: set it right"
        )
