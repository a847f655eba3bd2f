"""Which programs that tests start are measured as the tests are: those of the service alone.

`make coverage` measures each process that is started (coverage, `patch = subprocess`), for the
workers of the tests are such processes too. To measure a command that is started once more, beside
the many tests that call it in their own process, takes as long as what it does.
"""

from __future__ import annotations

import os

_ASKS = "COVERAGE_PROCESS_CONFIG"
MEASURED = {_ASKS: os.environ[_ASKS]} if _ASKS in os.environ else {}


def spare_programs() -> None:
    """Have what the tests of this process start not measured, unless it is given `MEASURED`."""
    if "PYTEST_XDIST_WORKER" in os.environ:
        os.environ.pop(_ASKS, None)
