"""SIGTERM while something is written: the unfinished files go, as they do after Ctrl-C."""

from __future__ import annotations

import signal
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType


class Terminated(BaseException):
    """The system asked the program to end."""


@contextmanager
def ending_tidily() -> Iterator[None]:
    """Let SIGTERM end the block as an exception does, so that what is unfinished is removed.

    A second one does not stop the tidying. In another thread than the main one, which alone is
    told of signals, nothing changes.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def end(number: int, _: FrameType | None) -> NoReturn:
        signal.signal(number, signal.SIG_IGN)
        raise Terminated

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_DFL if before is None else before)
