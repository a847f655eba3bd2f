"""A file that somebody holds is not claimed; one that nobody holds is."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from bioprod_graph.files import Hold, hold_alone

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(os.name == "nt", reason="what is open cannot be removed there")

_HOLDER = """
import sys
from pathlib import Path
from bioprod_graph.files import Hold
held = Hold(Path(sys.argv[1]))
print("held", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A file."""
    (tmp_path / "x").write_bytes(b"")
    return tmp_path / "x"


def _is_free(path: Path) -> bool:
    with hold_alone(path) as is_free:
        return is_free


def test_what_is_held_is_not_claimed(path: Path) -> None:
    """Until the last one lets go of it."""
    assert _is_free(path)
    one, other = Hold(path), Hold(path)
    assert not _is_free(path)
    del one
    assert not _is_free(path)
    del other
    assert _is_free(path)


def test_another_process_holds_as_well(path: Path) -> None:
    """And lets go of it when it is killed."""
    with subprocess.Popen(
        [sys.executable, "-c", _HOLDER, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        assert not _is_free(path)
        holder.kill()
        holder.wait()
    assert _is_free(path)


def test_what_is_missing_is_free(tmp_path: Path) -> None:
    """It cannot be held either."""
    assert _is_free(tmp_path / "absent")
    with pytest.raises(FileNotFoundError):
        Hold(tmp_path / "absent")


def test_a_pipe_keeps_nobody_waiting(tmp_path: Path) -> None:
    """Whoever put it there."""
    os.mkfifo(tmp_path / "pipe")
    held = Hold(tmp_path / "pipe")
    assert not _is_free(tmp_path / "pipe")
    del held


def test_a_disk_without_locks_is_in_nobody_s_way(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is held there, and all is free."""
    import fcntl

    def refuse(*_: object) -> None:
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    monkeypatch.setattr(fcntl, "flock", refuse)
    held = Hold(path)
    assert _is_free(path)
    del held
