"""Where a task runs that may take too much: in a child process, else in a thread."""

from __future__ import annotations

import gc
import os
import threading
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from bioprod_graph.apart.limits import STACK, as_error, explain_late

if TYPE_CHECKING:
    from collections.abc import Callable

    from bioprod_graph.apart.limits import Limits, Task


def can_limit_memory() -> bool:
    """Tell whether this system can limit the memory of a query: in a child, by what it has."""
    return hasattr(os, "fork") and Path("/proc/self/statm").exists()


def run_apart(
    work: Task,
    limits: Limits,
    *,
    is_guest: bool = False,
    meanwhile: Callable[[], object] = lambda: None,
) -> bytes:
    """Do work within limits and give its bytes; the work is handed the wall that it is to raise.

    What is done meanwhile, by who waits, ends the work where it raises.

    A guest is a part of somebody else's program. Where that has several threads a fork could find
    locks of theirs closed for ever, and so no child is made; nor is one where the system has no
    fork. Then a thread does the work: the limit of time holds for who waits, the others for nobody.

    Raises what the work raises if it is an error of ours, LimitError if it was stopped or died.
    """
    if not hasattr(os, "fork") or (is_guest and threading.active_count() > 1):
        meanwhile()
        return run_in_thread(work, limits)
    from bioprod_graph.apart.child import run_in_child

    if not is_guest:
        # A program that soon ends: nothing of it is to be collected, here or in the child, which
        # would have to copy each page of memory that is looked through.
        gc.freeze()
    return run_in_child(work, limits, meanwhile)


def run_in_thread(work: Task, limits: Limits) -> bytes:
    """Do work in a thread of this process, without a wall and without a limit of memory.

    When the time is up who waits gets a LimitError; the thread itself cannot be stopped.
    """
    ended: list[bytes | Exception] = []

    def do() -> None:
        try:
            ended.append(work(lambda _: nullcontext()))
        except BaseException as error:  # noqa: BLE001  told to who waits
            # Only its words leave the thread: values of Oxigraph must be dropped where they were
            # made, and its traceback holds some.
            told = as_error(error).with_traceback(None)
            told.__context__ = None
            ended.append(told)

    thread = threading.Thread(target=do, daemon=True)
    before = threading.stack_size(STACK)
    try:
        thread.start()
    finally:
        threading.stack_size(before)
    thread.join(limits.seconds)
    end = ended.pop() if ended else explain_late(limits)
    if isinstance(end, Exception):
        raise end
    return end
