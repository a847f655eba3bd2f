"""Files are replaced whole, several of them together, while nobody else writes or removes them.

Two locks, of which the system lets go when a process ends, however it ends: one of the folder of
builds, for whoever writes; and a file of a release that its readers hold together, so that nobody
removes it, and what lies beside it, meanwhile. Where a file that is open cannot be removed anyway,
as on Windows, or a disk knows no locks, nothing is held and nothing is in the way.
"""

from __future__ import annotations

import os
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path
from stat import S_IMODE
from typing import TYPE_CHECKING
from weakref import finalize

from bioprod_graph.errors import BioprodError, BusyError, UsageError, say_reason
from bioprod_graph.files.opening import read_bytes
from bioprod_graph.language import Message, Sayable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import BinaryIO

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

_FLAGS = os.O_RDONLY | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NONBLOCK", 0)
NOT_BUILT = Message("nothing was built")
# How the names of what is removed begin, if it is still there when another build begins.
UNFINISHED = "unfinished-"
_LONG = 20  # bytes: no number of a release is as long


def replace_files(contents: Mapping[Path, bytes], *, option: str = "") -> None:
    """Write all beside the files that they replace, and only then rename: none is ever half there.

    Links are followed, each file keeps its mode, and what is no plain file, such as a pipe, is
    written to as it is. Raises BioprodError, or UsageError for a file that the call names by an
    `option`, if the disk refuses; then all stay as they were, and nothing is left beside them.
    """
    besides: dict[Path, Path] = {}
    try:
        for path, content in contents.items():
            if path.exists() and not path.is_file():
                path.write_bytes(content)
            else:
                real = path.resolve()
                besides[real] = real.with_name(f".{real.name}.{os.getpid()}.new")
                _write_beside(real, besides[real], content)
        for path, beside in besides.items():
            beside.replace(path)
    except OSError as error:
        reason = say_reason(error)
        if not path.parent.exists():
            reason = Message("there is no folder {folder}: make it first", folder=path.parent)
        if option:
            raise UsageError(
                "{option} {path}: cannot be written ({reason})",
                option=option,
                path=path,
                reason=reason,
            ) from None
        raise BioprodError(
            "{path}: cannot be written ({reason}); it stays as it was", path=path, reason=reason
        ) from None
    finally:
        for beside in besides.values():
            with suppress(OSError):
                beside.unlink(missing_ok=True)


def _write_beside(path: Path, beside: Path, content: bytes) -> None:
    with beside.open("xb") as file:
        if path.exists():
            beside.chmod(S_IMODE(path.stat().st_mode))
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def synchronize(path: Path) -> None:
    """Wait until the disk has what was written to a file, or which files a folder has.

    Windows opens no folders, and waits for a file only if it may be written to.
    """
    is_folder = path.is_dir()
    with suppress(PermissionError) if is_folder else nullcontext():
        descriptor = os.open(path, os.O_RDONLY if is_folder else os.O_RDWR)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def let_go(file: BinaryIO) -> None:
    """Have the disk take what was written to a file so far, and memory forget it, if it can.

    So gigabytes that are written once do not push out what others read, and take the same pages.
    """
    if hasattr(os, "posix_fadvise"):
        file.flush()
        os.fsync(file.fileno())
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def point(mark: Path, number: str) -> None:
    """Let a mark stand for the folder beside it that is called by a number, in one step.

    A mark is a symbolic link; on Windows, which replaces none, and on disks that know none, a file
    that holds the number.
    """
    beside = mark.with_name(f"{UNFINISHED}{mark.name}")
    try:
        if os.name == "nt":
            raise NotImplementedError
        beside.symlink_to(number)
    except (OSError, NotImplementedError):
        beside.write_text(number, encoding="ascii")
    beside.replace(mark)


def follow_mark(mark: Path) -> Path:
    """Give the folder that a mark stands for; what is no mark stands for itself, links followed.

    Raises FileError for a mark that cannot be read.
    """
    if mark.is_file() and mark.stat().st_size < _LONG:
        number = read_bytes(mark, limit=_LONG).decode("ascii", "replace").strip()
        if number.isdigit():
            mark = mark.with_name(number)
    return Path(os.path.realpath(mark))  # which takes a circle of links as it is


@contextmanager
def hold_lock(build: Path, outcome: Sayable = NOT_BUILT) -> Iterator[None]:
    """Hold the lock of a folder of builds: no other build or change of tables runs meanwhile.

    Raises BusyError at once if another process holds it, and BioprodError, which begins with the
    outcome, if the disk refuses.
    """
    from filelock import FileLock, Timeout

    lock = FileLock(build / ".lock", timeout=0)
    with explain_refusals(build, outcome):
        build.mkdir(parents=True, exist_ok=True)
        try:
            lock.acquire()
        except Timeout:
            raise BusyError(
                "another build is running in {build}: wait for it, then try again", build=build
            ) from None
    try:
        yield
    finally:
        lock.release()


@contextmanager
def explain_refusals(build: Path, outcome: Sayable = NOT_BUILT) -> Iterator[None]:
    """Turn what the disk refuses into a BioprodError of one line."""
    try:
        yield
    except OSError as error:
        raise BioprodError(
            "{outcome}: {reason} (writing in {build})",
            outcome=outcome,
            reason=say_reason(error),
            build=build,
        ) from None


class Hold:
    """A file held with all others who hold it, as long as this is there.

    Whoever claims it is waited for, and is about to remove it. Raises OSError for a file that
    cannot be opened.
    """

    def __init__(self, path: Path) -> None:
        descriptor = os.open(path, _FLAGS)
        finalize(self, os.close, descriptor)
        _lock(descriptor, is_shared=True)


@contextmanager
def hold_alone(path: Path) -> Iterator[bool]:
    """Tell whether nobody holds a file, and if so let nobody hold it while the block runs.

    A file that is missing is held by nobody.
    """
    try:
        descriptor = os.open(path, _FLAGS)
    except OSError:
        yield True
        return
    try:
        yield _lock(descriptor, is_shared=False)
    finally:
        os.close(descriptor)


def _lock(descriptor: int, *, is_shared: bool) -> bool:
    if fcntl is not None:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_SH if is_shared else fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError:  # a disk that knows no locks
            pass
    return True
