"""Where builds lie: switched in one step, two are kept, killed ones leave nothing."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bioprod_graph.errors import BioprodError, BusyError
from bioprod_graph.files import hold_lock
from bioprod_graph.pipeline.release import new_release

if TYPE_CHECKING:
    from collections.abc import Iterator

_HOLDER = """
import sys
from pathlib import Path
from bioprod_graph.files import hold_lock
with hold_lock(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def _release(build: Path, text: str) -> None:
    with new_release(build) as folder:
        (folder / "dataset.nq").write_text(text)


def _names(build: Path) -> list[str]:
    return sorted(path.name for path in build.iterdir())


@pytest.fixture
def holder(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that holds the lock of the folder, until it is told to end."""
    with subprocess.Popen(
        [sys.executable, "-c", _HOLDER, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


class TestRelease:
    """`new_release`."""

    def test_what_ends_well_becomes_current(self, tmp_path: Path) -> None:
        """By a link to a numbered folder that others may read."""
        _release(tmp_path, "one")
        assert (tmp_path / "current").readlink() == Path("000001")
        assert (tmp_path / "current" / "dataset.nq").read_text() == "one"
        assert (tmp_path / "000001").stat().st_mode & 0o777 == 0o755

    def test_the_last_two_are_kept(self, tmp_path: Path) -> None:
        """A reader of the one before is not disturbed."""
        for text in ("one", "two", "three", "four"):
            _release(tmp_path, text)
        assert _names(tmp_path) == ["000003", "000004", "current"]
        assert (tmp_path / "current" / "dataset.nq").read_text() == "four"
        assert (tmp_path / "000003" / "dataset.nq").read_text() == "three"

    def test_an_open_reader_reads_on(self, tmp_path: Path) -> None:
        """What was opened before the switch stays what it was."""
        _release(tmp_path, "one")
        with (tmp_path / "current" / "dataset.nq").open() as reader:
            for text in ("two", "three", "four"):
                _release(tmp_path, text)
            assert reader.read() == "one"

    def test_what_fails_leaves_nothing(self, tmp_path: Path) -> None:
        """The last good one stays current."""
        _release(tmp_path, "one")
        with pytest.raises(ZeroDivisionError), new_release(tmp_path) as folder:
            self._fail_halfway(folder)
        assert _names(tmp_path) == ["000001", "current"]

    @staticmethod
    def _fail_halfway(folder: Path) -> None:
        (folder / "dataset.nq").write_text("half")
        raise ZeroDivisionError

    def test_leftovers_of_killed_builds_are_removed(self, tmp_path: Path) -> None:
        """Half a folder, a link that was not moved into place, a folder not switched to."""
        _release(tmp_path, "one")
        (tmp_path / "unfinished-abc" / "store").mkdir(parents=True)
        (tmp_path / "unfinished-link").symlink_to("000002")
        (tmp_path / "000002").mkdir()
        with pytest.raises(ZeroDivisionError), new_release(tmp_path):
            raise ZeroDivisionError
        assert _names(tmp_path) == ["000001", "current"]

    def test_a_killed_first_build_is_no_hindrance(self, tmp_path: Path) -> None:
        """A folder without a link to it was never a build."""
        (tmp_path / "000001").mkdir()
        _release(tmp_path, "one")
        assert _names(tmp_path) == ["000001", "current"]
        assert (tmp_path / "current" / "dataset.nq").read_text() == "one"

    def test_what_the_disk_refuses_is_one_line(self, tmp_path: Path) -> None:
        """It says that nothing was lost, why, and where."""
        with pytest.raises(BioprodError) as caught, new_release(tmp_path) as folder:
            (folder / "missing" / "file").write_text("x")
        assert str(caught.value) == (
            f"nothing was built: No such file or directory (writing in {tmp_path})"
        )
        assert _names(tmp_path) == []

    def test_a_reason_without_a_number_is_its_first_line(self, tmp_path: Path) -> None:
        """As the store's own errors are, which have several."""
        with pytest.raises(BioprodError, match=r"built: no space \(writing in"):
            self._refuse(tmp_path)

    @staticmethod
    def _refuse(build: Path) -> None:
        with new_release(build):
            raise OSError("no space\nand more")

    def test_a_folder_that_is_gone_is_one_line(self, tmp_path: Path) -> None:
        """Not even the first step may end in a traceback."""
        with pytest.raises(BioprodError, match="No such file"), new_release(tmp_path / "gone"):
            pytest.fail("there is no folder to write in")

    def test_a_folder_called_current_is_one_line(self, tmp_path: Path) -> None:
        """Somebody's own folder is not overwritten."""
        (tmp_path / "current").mkdir()
        (tmp_path / "current" / "mine").write_text("x")
        with pytest.raises(BioprodError, match="nothing was built"):
            _release(tmp_path, "one")
        assert (tmp_path / "current" / "mine").read_text() == "x"


class TestLock:
    """`hold_lock`."""

    def test_a_second_build_is_refused_at_once(
        self, tmp_path: Path, holder: subprocess.Popen[str]
    ) -> None:
        """By name of the folder, with what to do."""
        assert holder.poll() is None
        with pytest.raises(BusyError, match="wait for it") as caught, hold_lock(tmp_path):
            pytest.fail("the lock is held by another process")
        assert str(tmp_path) in str(caught.value)

    def test_a_killed_holder_frees_it(self, tmp_path: Path, holder: subprocess.Popen[str]) -> None:
        """The system does, there is nothing to clean up."""
        holder.kill()
        holder.wait()
        with hold_lock(tmp_path):
            assert (tmp_path / ".lock").exists()

    def test_it_is_free_again_after_use(self, tmp_path: Path) -> None:
        """Also when what was done under it failed."""
        with pytest.raises(ZeroDivisionError), hold_lock(tmp_path):
            raise ZeroDivisionError
        with hold_lock(tmp_path):
            pass

    def test_the_folder_is_made(self, tmp_path: Path) -> None:
        """With those above it."""
        with hold_lock(tmp_path / "a" / "build"):
            assert (tmp_path / "a" / "build").is_dir()

    def test_a_file_in_its_place_is_one_line(self, tmp_path: Path) -> None:
        """The folder of builds cannot be made."""
        (tmp_path / "build").write_text("")
        with pytest.raises(BioprodError, match="File exists"), hold_lock(tmp_path / "build"):
            pytest.fail("there is no folder")

    @pytest.mark.skipif(os.name == "nt", reason="a folder opens differently there")
    def test_a_lock_that_cannot_be_opened_is_one_line(self, tmp_path: Path) -> None:
        """A folder of its name, say."""
        (tmp_path / ".lock").mkdir()
        with pytest.raises(BioprodError, match="nothing was built"), hold_lock(tmp_path):
            pytest.fail("there is no lock")
