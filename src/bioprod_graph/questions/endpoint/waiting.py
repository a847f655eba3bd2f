"""Work that is waited for no longer than a time, whatever it does."""

from __future__ import annotations

from concurrent.futures import Future
from threading import Thread
from typing import TYPE_CHECKING, TypeVar

from bioprod_graph.errors import EndpointError

if TYPE_CHECKING:
    from collections.abc import Callable

_Result = TypeVar("_Result")


def wait_for(work: Callable[[], _Result], seconds: float) -> _Result:
    """Do the work in a thread of its own; give its result, or raise what it raises.

    No other way bounds everything: the look-up of a name has no time limit, that of a socket begins
    again with each byte, and an answer of many megabytes takes its time to be read. Raises
    TimeoutError when the time is over; the thread then ends by itself, or with the process.

    >>> wait_for(lambda: 6 * 7, 60)
    42
    """
    done: Future[_Result] = Future()

    def run() -> None:
        try:
            done.set_result(work())
        except EndpointError as told:
            # Only its words leave the thread: values of Oxigraph must be dropped where they were
            # made, and its traceback holds some.
            told.__context__ = None
            done.set_exception(told.with_traceback(None))
        except BaseException as error:  # noqa: BLE001  raised where it is waited for
            done.set_exception(error)

    Thread(target=run, daemon=True, name="endpoint").start()
    return done.result(seconds)
