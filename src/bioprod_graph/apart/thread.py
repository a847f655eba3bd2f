"""A piece of work done in a thread, where there can be no child process.

Who waits gets an error when the time is up. The thread itself cannot be stopped: it goes on until
its work or the process ends.
"""

from __future__ import annotations

import threading
from contextlib import nullcontext
from typing import TYPE_CHECKING

from bioprod_graph.apart.death import explain_late
from bioprod_graph.apart.failure import as_error

if TYPE_CHECKING:
    from bioprod_graph.apart.limits import Limits
    from bioprod_graph.apart.run import Work

# Oxigraph goes down a query by recursion; threads of Python may have a stack of half a megabyte.
_STACK = 64 << 20


def run_in_thread(work: Work, limits: Limits) -> bytes:
    """Do work in a thread of this process, without a wall and without a limit of memory.

    Raises what the work raises if it is an error of ours, LimitError when the time is up.
    """
    given: list[bytes] = []
    failed: list[Exception] = []

    def do() -> None:
        try:
            given.append(work(lambda _: nullcontext()))
        except BaseException as error:  # noqa: BLE001  told to who waits
            # Only its words leave the thread: values of Oxigraph must be dropped where they were
            # made, and its traceback holds some.
            told = as_error(error).with_traceback(None)
            told.__context__ = None
            failed.append(told)

    thread = threading.Thread(target=do, daemon=True)
    before = threading.stack_size(_STACK)
    try:
        thread.start()
    finally:
        threading.stack_size(before)
    thread.join(limits.seconds)
    if failed:
        raise failed.pop()
    if not given:
        raise explain_late(limits)
    return given[0]
