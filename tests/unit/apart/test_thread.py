"""Where there can be no child, a thread does the work and only time is limited."""

from __future__ import annotations

import os
import threading
from typing import TYPE_CHECKING

import pytest

from bioprod_graph.apart import Limits, run_apart, run_in_thread
from bioprod_graph.errors import LimitError, NotFoundError, QueryError
from bioprod_graph.language import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bioprod_graph.apart.limits import Wall


def tell_process(wall: Wall) -> bytes:
    with wall(None):
        return str(os.getpid()).encode()


HERE = str(os.getpid()).encode()


@pytest.fixture
def other_thread() -> Iterator[None]:
    """A thread that only waits, as those of a notebook do."""
    end = threading.Event()
    thread = threading.Thread(target=end.wait)
    thread.start()
    yield
    end.set()
    thread.join()


class TestChoice:
    """run_apart"""

    @pytest.mark.usefixtures("other_thread")
    def test_a_program_of_ours_makes_a_child(self) -> None:
        """Whatever threads there are."""
        assert run_apart(tell_process, Limits()) != HERE

    def test_a_guest_makes_a_child_where_there_is_one_thread(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """This program may have others of its own, of those that run tests."""
        monkeypatch.setattr(threading, "active_count", lambda: 1)
        assert run_apart(tell_process, Limits(), is_guest=True) != HERE

    @pytest.mark.usefixtures("other_thread")
    def test_a_guest_makes_none_where_there_are_several(self) -> None:
        """As in a notebook."""
        assert run_apart(tell_process, Limits(), is_guest=True) == HERE

    def test_without_a_fork_there_is_none(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """As on Windows."""
        monkeypatch.delattr(os, "fork")
        assert run_apart(tell_process, Limits()) == HERE


class TestThread:
    """run_in_thread"""

    def test_errors_come_back(self) -> None:
        """Ours as they are, others told in one line."""

        def lack(_: Wall) -> bytes:
            raise NotFoundError(Text({"en": "no", "fr": "non"}))

        def fail(_: Wall) -> bytes:
            raise KeyError("x")

        with pytest.raises(NotFoundError, match=r"^no$"):
            run_in_thread(lack, Limits())
        with pytest.raises(QueryError, match=r"^the query failed: KeyError: 'x'$"):
            run_in_thread(fail, Limits())

    def test_who_waits_is_told_when_time_is_up(self) -> None:
        """The thread goes on, and its answer is nobody's."""
        end = threading.Event()

        def work(_: Wall) -> bytes:
            end.wait()
            return b"late"

        with pytest.raises(LimitError, match=r"^stopped after 0\.05 s"):
            run_in_thread(work, Limits(0.05))
        end.set()

    def test_the_stack_of_other_threads_stays_as_it_was(self) -> None:
        """Ours is larger, for queries that nest."""
        before = threading.stack_size()
        run_in_thread(lambda _: b"", Limits())
        assert threading.stack_size() == before
