"""A file is opened only if it is a plain one, and read only as far as its kind may be long.

A pipe would keep a reader waiting, a device would never end, and a link may lead to what is
nobody’s business: each is told by its name, without a word of what it holds.
"""

from __future__ import annotations

import errno
import os
import stat
from contextlib import contextmanager
from functools import lru_cache
from typing import TYPE_CHECKING

from bioprod_graph.errors import FileError, UsageError, one_line, say_reason
from bioprod_graph.language import Message, Sayable

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from io import BufferedReader
    from pathlib import Path

_MEGABYTE = 1_000_000
# Windows has neither: there, nothing waits when it is opened, and no terminal is taken over.
_FLAGS = sum(getattr(os, name, 0) for name in ("O_NONBLOCK", "O_NOCTTY", "O_CLOEXEC", "O_BINARY"))
# The byte order mark, which some editors put before UTF-8.
UTF8_MARK = b"\xef\xbb\xbf"
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")

_KINDS = (
    (stat.S_ISDIR, Message("it is a folder, not a file")),
    (stat.S_ISFIFO, Message("it is a pipe, not a file")),
    (stat.S_ISSOCK, Message("it is a socket, not a file")),
    (stat.S_ISCHR, Message("it is a device, not a file")),
    (stat.S_ISBLK, Message("it is a device, not a file")),
)
# Where the system’s own words do not say what to do.
_CURES = {
    errno.EMFILE: Message("this program may not open more files: raise the limit with ulimit -n"),
    errno.ENFILE: Message("the system has too many files open: close some programs"),
}
# What Oxigraph and RocksDB say, in words alone.
_TOLD = {
    "Too many open files in system": errno.ENFILE,
    "Too many open files": errno.EMFILE,
    "file descriptors": errno.EMFILE,
}


class Refusal(Exception):  # noqa: N818  it never leaves these modules
    """Why a file is not read."""

    def __init__(self, said: Sayable | str) -> None:
        super().__init__(str(said))
        self.said = said


def read_bytes(path: Path, *, limit: int, within: Collection[Path] = (), option: str = "") -> bytes:
    """Read a plain file of at most `limit` bytes that lies, links followed, in one of the folders.

    Without folders it may lie anywhere. Raises FileError; UsageError, exit 2, for a file that the
    call names by an `option`.
    """
    with open_file(path, limit=limit, within=within, option=option) as file:
        # A file of the system that has nothing to give at once gives None.
        content = file.read(os.fstat(file.fileno()).st_size) or b""
        grown = bytearray()
        # What grew since, or tells no size, is held to the limit too.
        while len(content) + len(grown) <= limit and (more := file.read(_MEGABYTE)):
            grown += more
    if len(content) + len(grown) > limit:
        raise refuse(path, _too_large(limit), option)
    return content + bytes(grown)


def read_text(
    path: Path,
    *,
    limit: int,
    within: Collection[Path] = (),
    option: str = "",
    keep_line_ends: bool = False,
) -> str:
    """Read a file as `read_bytes` does, and decode it as UTF-8; a byte order mark is skipped.

    Lines end in LF, whatever they end in there, unless their ends are kept.
    """
    content = read_bytes(path, limit=limit, within=within, option=option)
    text = decode_utf8(content, path, option=option)
    return text if keep_line_ends else text.replace("\r\n", "\n").replace("\r", "\n")


def decode_utf8(content: bytes, path: Path, *, option: str = "") -> str:
    """Decode what a file holds; raises FileError, with the line, for what is no UTF-8."""
    if content.startswith(_UTF16_MARKS):
        raise refuse(
            path,
            Refusal(Message("it is UTF-16: save it as UTF-8")),
            option,
        )
    try:
        return content.removeprefix(UTF8_MARK).decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise refuse(
            path,
            Refusal(Message("it is not UTF-8 text, see line {line}", line=line)),
            option,
        ) from None


@contextmanager
def open_file(
    path: Path, *, limit: int, within: Collection[Path] = (), option: str = ""
) -> Iterator[BufferedReader]:
    """Open a plain file of at most `limit` bytes; what the system refuses in the block is told too.

    Raises FileError, or UsageError with an `option`, as `read_bytes` does.
    """
    try:
        with _open_plain(path, limit, within) as file:
            yield file
    except Refusal as reason:
        raise refuse(path, reason, option) from None
    except OSError as error:
        raise refuse(path, explain(error), option) from None


def refuse(path: Path, reason: Refusal, option: str = "") -> FileError | UsageError:
    """Make the error that says that a file or a folder is not read, and why."""
    if not option:
        return FileError(path, reason.said)
    return UsageError(
        "{option} {path}: cannot be read ({reason})", option=option, path=path, reason=reason.said
    )


def explain(error: Exception) -> Refusal:
    """Say why the system refused, and what helps where that is not plain.

    The error may be that of a library, which tells it in words alone.

    >>> import errno
    >>> explain(OSError(errno.EMFILE, "Too many open files")).said.say("en")
    'this program may not open more files: raise the limit with ulimit -n'
    """
    told = getattr(error, "strerror", None) or next(iter(str(error).splitlines()), "")
    code = getattr(error, "errno", None)
    if code is None:
        code = next((code for words, code in _TOLD.items() if words in str(error)), 0)
    reason = say_reason(error)
    return Refusal(_CURES.get(code) or (one_line(told) if isinstance(reason, str) else reason))


def is_inside(path: Path, folders: Collection[Path]) -> bool:
    """Tell whether a path, links followed, lies in one of the folders."""
    real = path.resolve()
    return any(real.is_relative_to(_resolve(folder)) for folder in folders)


@lru_cache(maxsize=64)
def _resolve(folder: Path) -> Path:
    """Follow the links of a folder, once for the many files that lie in it."""
    return folder.resolve()


def _open_plain(path: Path, limit: int, within: Collection[Path]) -> BufferedReader:
    # Looked at first, for to open a device may already do something; then what was opened is.
    _check_kind(path.stat(), limit)
    if within and not is_inside(path, within):
        raise Refusal(Message("it is a link that leads out of the project"))
    descriptor = os.open(path, os.O_RDONLY | _FLAGS)
    try:
        _check_kind(os.fstat(descriptor), limit)
    except BaseException:
        os.close(descriptor)
        raise
    return os.fdopen(descriptor, "rb")


def _check_kind(status: os.stat_result, limit: int) -> None:
    for is_kind, said in _KINDS:
        if is_kind(status.st_mode):
            raise Refusal(said)
    if status.st_size > limit:
        raise _too_large(limit)


def _too_large(limit: int) -> Refusal:
    allowed = limit // _MEGABYTE
    return Refusal(Message("it is larger than the {allowed} MB that are read", allowed=allowed))
