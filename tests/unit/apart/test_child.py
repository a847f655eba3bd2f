"""Work done in a child process: it gives bytes or an error, dies in one line, and leaves nobody."""

from __future__ import annotations

import os
import resource
import select
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bioprod_graph.apart.child import run_in_child
from bioprod_graph.apart.limits import Limits, parse_memory
from bioprod_graph.errors import BioprodError, LimitError, NotFoundError, QueryError
from bioprod_graph.language import Text

if TYPE_CHECKING:
    from bioprod_graph.apart.limits import Wall

SOON, LATER = Limits(0.2), Limits(600)
SMALL = Limits(600, parse_memory("64M"))


def wait_for_ever(_: Wall) -> bytes:
    while True:
        signal.pause()


def count_open() -> int:
    return len(os.listdir("/dev/fd"))  # noqa: PTH208


def list_children() -> set[str]:
    """List the children of this process; other tests of it may have theirs."""
    found = set()
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            _, parent, *_ = stat.read_text().rpartition(")")[2].split()
            found |= {stat.parent.name} if parent == str(os.getpid()) else set()
    return found


class TestGiven:
    """What the work gives."""

    @pytest.mark.parametrize("size", [0, 1, 1 << 16, 5_000_001])
    def test_bytes_come_back_whole(self, size: int) -> None:
        """More than a pipe holds, too."""
        content = os.urandom(size)
        assert run_in_child(lambda _: content, LATER) == content

    def test_the_child_has_what_this_process_has(self) -> None:
        """Nothing is sent to it."""
        names = {"a": [1, 2]}
        assert run_in_child(lambda _: repr(names).encode(), LATER) == b"{'a': [1, 2]}"

    def test_what_the_child_changes_stays_with_it(self) -> None:
        """It has a memory of its own."""
        names: list[int] = []

        def work(_: Wall) -> bytes:
            names.append(1)
            return b""

        run_in_child(work, LATER)
        assert names == []

    def test_an_error_of_ours_comes_back_as_it_is(self) -> None:
        """Its kind, and its message in both languages."""

        def work(_: Wall) -> bytes:
            raise NotFoundError(Text({"en": "there is no é", "fr": "il n’y a pas d’é"}))

        with pytest.raises(NotFoundError, match=r"^there is no é$") as caught:
            run_in_child(work, LATER)
        assert caught.value.message("fr") == "il n’y a pas d’é"

    def test_an_error_with_a_message_of_its_own_making_comes_back(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Though its kind is made of other things."""

        class StrangeError(BioprodError):
            def __init__(self, number: int) -> None:
                super().__init__(Text({"en": f"{number} are wrong", "fr": f"{number} sont faux"}))

        monkeypatch.setattr("bioprod_graph.errors.StrangeError", StrangeError, raising=False)

        def work(_: Wall) -> bytes:
            raise StrangeError(3)

        with pytest.raises(StrangeError, match=r"^3 are wrong$"):
            run_in_child(work, LATER)

    def test_any_other_error_is_told_in_one_line(self) -> None:
        """Never as a traceback."""

        def work(_: Wall) -> bytes:
            raise ValueError("this\nand that")

        with pytest.raises(QueryError, match=r"^the query failed: ValueError: this and that$"):
            run_in_child(work, LATER)

    def test_damage_stays_what_it_is(self) -> None:
        """Who opened the store words it."""

        def work(_: Wall) -> bytes:
            raise RuntimeError("Corruption: block checksum mismatch")

        with pytest.raises(RuntimeError, match=r"^Corruption: block"):
            run_in_child(work, LATER)


class TestDeath:
    """What a child dies of."""

    def test_time(self) -> None:
        """As the person gave it."""
        with pytest.raises(
            LimitError, match=r"^stopped after 0\.2 s: narrow .* the limit \(timeout\)$"
        ) as end:
            run_in_child(wait_for_ever, SOON)
        assert end.value.message("fr").startswith("arrêté après 0.2 s")

    def test_memory_of_python(self) -> None:
        """More than is allowed once the wall is there."""

        def work(wall: Wall) -> bytes:
            with wall(None):
                return b" " * (1 << 30)

        with pytest.raises(
            LimitError, match=r"^stopped at 64 MB of memory: .* the limit \(memory\)$"
        ) as end:
            run_in_child(work, SMALL)
        assert end.value.message("fr").startswith("arrêté à 64\u00a0Mo de mémoire")

    @pytest.mark.parametrize(
        "said",
        [
            b"memory allocation of 335544320 bytes failed",
            b"terminate called after throwing an instance of 'std::bad_alloc'",
            b"terminate called after throwing an instance of 'std::system_error'",
        ],
    )
    def test_memory_of_an_engine(self, said: bytes) -> None:
        """It says so before it aborts."""

        def work(_: Wall) -> bytes:
            os.write(2, said + b"\nstack backtrace:\n")
            os.abort()

        with pytest.raises(LimitError, match=r"^stopped at 64 MB of memory"):
            run_in_child(work, SMALL)

    def test_memory_of_the_system(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Where it allows this program less, --memory would not help."""
        monkeypatch.setattr(resource, "getrlimit", lambda _: (1 << 30, 1 << 30))

        def work(_: Wall) -> bytes:
            raise MemoryError

        with pytest.raises(LimitError, match=r"^out of memory: .* 1 GB \(ulimit -v\)$"):
            run_in_child(work, SMALL)

    @pytest.mark.parametrize(
        ("number", "said"),
        [
            (signal.SIGSEGV, "^the query nests too deep, or chains too much"),
            (signal.SIGKILL, "^stopped at 2 GB of memory"),
            (signal.SIGXCPU, "^stopped after 600 s"),
            (signal.SIGALRM, "^stopped after 600 s"),
            (signal.SIGABRT, r"^the engine ended before its answer \(status -6: so it is\)$"),
        ],
    )
    def test_signals(self, number: signal.Signals, said: str) -> None:
        """Each is told by what it means."""

        def work(_: Wall) -> bytes:
            os.write(2, b"so it\nis\n")
            signal.raise_signal(number)
            return b""

        with pytest.raises(LimitError, match=said) as caught:
            run_in_child(work, LATER)
        assert "\n" not in str(caught.value)

    def test_an_end_without_an_answer(self) -> None:
        """A library may end the process."""

        def work(_: Wall) -> bytes:
            os._exit(3)

        with pytest.raises(LimitError, match=r"ended before its answer \(status 3: —\)$"):
            run_in_child(work, LATER)

    def test_what_it_says_is_not_kept_without_end(self) -> None:
        """A child that writes on and on does not stand still either."""

        def work(_: Wall) -> bytes:
            for _time in range(100):
                os.write(2, b"x" * (1 << 16))
            os.abort()

        with pytest.raises(LimitError, match="ended before its answer") as caught:
            run_in_child(work, LATER)
        assert len(str(caught.value)) < 500

    def test_a_program_that_takes_no_note_of_its_children_is_answered(self) -> None:
        """There is no status then, and the answer tells."""
        before = signal.signal(signal.SIGCHLD, signal.SIG_IGN)
        try:
            assert run_in_child(lambda _: b"x", LATER) == b"x"
            with pytest.raises(LimitError, match="ended before its answer"):
                run_in_child(lambda _: os._exit(1), LATER)
        finally:
            signal.signal(signal.SIGCHLD, before)

    def test_where_no_child_can_be_made_it_is_told(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """And the program can be interrupted as before."""

        def fork() -> int:
            raise BlockingIOError(11, "Resource temporarily unavailable")

        monkeypatch.setattr(os, "fork", fork)
        with pytest.raises(BlockingIOError):
            run_in_child(lambda _: b"x", LATER)
        assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, ())

    def test_nothing_is_left(self) -> None:
        """Neither descriptors nor children."""
        before, there = count_open(), list_children()
        run_in_child(lambda _: b"x", LATER)
        with pytest.raises(LimitError):
            run_in_child(wait_for_ever, SOON)
        assert count_open() == before
        assert list_children() <= there


WAITS = """
import os, signal, sys
from bioprod_graph.apart.child import run_in_child
from bioprod_graph.apart.limits import Limits
def work(_):
    os.write(1, b"begun")
    while True:
        signal.pause()
try:
    run_in_child(work, Limits(600))
except KeyboardInterrupt:
    os.write(1, b" stopped")
"""


class TestParent:
    """The child never outlives who waits for it."""

    @pytest.fixture
    def waiting(self) -> subprocess.Popen[bytes]:
        """A program that waits for a child which never ends; both hold its stdout."""
        program = subprocess.Popen(
            [sys.executable, "-c", WAITS], stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        assert program.stdout is not None
        assert program.stdout.read(5) == b"begun"
        return program

    @pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
    def test_it_ends_when_that_is_killed(
        self, waiting: subprocess.Popen[bytes], number: signal.Signals
    ) -> None:
        """Its end of the pipe is closed: that is when reading ends."""
        waiting.send_signal(number)
        with waiting:
            assert waiting.stdout is not None
            ready, _, _ = select.select([waiting.stdout], [], [], 60)
            assert ready
            assert waiting.stdout.read() == b""
        assert waiting.returncode == -number

    def test_it_ends_when_that_is_interrupted(self, waiting: subprocess.Popen[bytes]) -> None:
        """And the interruption is the parent's to tell."""
        waiting.send_signal(signal.SIGINT)
        out, err = waiting.communicate(timeout=60)
        assert (out, err, waiting.returncode) == (b" stopped", b"", 0)
