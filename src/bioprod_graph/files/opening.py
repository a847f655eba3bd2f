"""A file is opened only if it is a plain one, and read only as far as its kind may be long.

A pipe would keep a reader waiting, a device would never end, and a link may lead to what is
nobody’s business: each is told by its name, without a word of what it holds. A folder must be
there: one that is missing holds no files to be found.
"""

from __future__ import annotations

import io
import os
import stat
import sys
from contextlib import contextmanager, nullcontext
from fnmatch import fnmatchcase
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from bioprod_graph.errors import FileError, UsageError, say_reason
from bioprod_graph.language import Message, Sayable

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from io import BufferedReader

_MEGABYTE = 1_000_000
# Windows has neither: there, nothing waits when it is opened, and no terminal is taken over.
_FLAGS = sum(getattr(os, name, 0) for name in ("O_NONBLOCK", "O_NOCTTY", "O_CLOEXEC"))
# The byte order mark, which some editors put before UTF-8.
UTF8_MARK = b"\xef\xbb\xbf"
_GZIP = b"\x1f\x8b"
UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
# The folders that a project has, whose files may lead from one to another and no further.
_PARTS = ("data", "ontology", "queries", "registers")

_KINDS = (
    (stat.S_ISDIR, Message("it is a folder, not a file")),
    (stat.S_ISFIFO, Message("it is a pipe, not a file")),
    (stat.S_ISSOCK, Message("it is a socket, not a file")),
    (stat.S_ISCHR, Message("it is a device, not a file")),
    (stat.S_ISBLK, Message("it is a device, not a file")),
)


@contextmanager
def open_file(
    path: Path, *, limit: int, within: Collection[Path] = (), option: str = ""
) -> Iterator[BufferedReader]:
    """Open a plain file of at most `limit` bytes that lies, links followed, in one of the folders.

    Without folders it may lie anywhere. Raises FileError, also for what the system refuses in the
    block; UsageError, exit 2, for a file that the call names by an `option`.
    """

    def look(status: os.stat_result) -> None:
        fault = next((said for is_kind, said in _KINDS if is_kind(status.st_mode)), None)
        if fault or status.st_size > limit:
            raise refuse(path, fault or _too_large(limit), option)

    try:
        # Looked at first, for to open a device may already do something; then what was opened is.
        look(path.stat())
        if within and not _is_inside(path, within):
            raise refuse(path, Message("it is a link that leads out of the project"), option)
        with open(path, "rb", opener=lambda name, flags: os.open(name, flags | _FLAGS)) as file:
            look(os.fstat(file.fileno()))
            yield file
    except OSError as error:
        raise refuse(path, say_reason(error), option) from None


def read_bytes(path: Path, *, limit: int, within: Collection[Path] = (), option: str = "") -> bytes:
    """Read a file that `open_file` opens; raises what it raises.

    What an option names `-` is the standard input.
    """
    content = bytearray()
    is_standard = option and str(path) == "-" and sys.stdin
    opened = nullcontext(sys.stdin.buffer) if is_standard else None
    with opened or open_file(path, limit=limit, within=within, option=option) as file:
        # What grew since, or tells no size, is held to the limit too.
        while len(content) <= limit and (more := file.read(_MEGABYTE)):
            content += more
    if len(content) > limit:
        raise refuse(path, _too_large(limit), option)
    return bytes(content)


def unpack(file: BufferedReader, path: Path, *, limit: int, option: str = "") -> BufferedReader:
    """Give what a file holds that is compressed by gzip, at most `limit` bytes; any other as it is.

    Raises what `open_file` raises.
    """
    import gzip
    import zlib

    if not file.peek(len(_GZIP)).startswith(_GZIP):
        return file
    try:
        content = gzip.GzipFile(fileobj=file).read(limit + 1)
    except (gzip.BadGzipFile, EOFError, zlib.error):
        raise refuse(path, Message("it is compressed, and damaged"), option) from None
    if len(content) > limit:
        raise refuse(path, _too_large(limit), option)
    return io.BufferedReader(io.BytesIO(content))


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
    if content.startswith(UTF16_MARKS):
        raise refuse(path, Message("it is UTF-16: save it as UTF-8"), option)
    try:
        text = content.removeprefix(UTF8_MARK).decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        said = Message("it is not UTF-8 text, see line {line}", line=line)
        raise refuse(path, said, option) from None
    return text if keep_line_ends else text.replace("\r\n", "\n").replace("\r", "\n")


def refuse(path: Path, reason: Sayable | str, option: str = "") -> FileError | UsageError:
    """Make the error that says that a file or a folder is not read, and why."""
    if not option:
        return FileError(path, reason)
    return UsageError(
        "{option} {path}: cannot be read ({reason})", option=option, path=path, reason=reason
    )


def list_files(folder: Path, pattern: str, *, is_required: bool = True) -> list[Path]:
    """List what a folder holds under names of a pattern, by name.

    Raises FileError that names the folder if it is missing, unless it is not required, if it is
    no folder or may not be looked into.
    """
    try:
        names = sorted(path.name for path in folder.iterdir())
    except OSError as error:
        is_missing = isinstance(error, FileNotFoundError) and not os.path.lexists(folder)
        if is_required or not is_missing:
            raise refuse(folder, say_reason(error)) from None
        return []
    return [folder / name for name in names if fnmatchcase(name, pattern)]


def list_folders(folder: Path) -> list[Path]:
    """List the folders in a folder, by name; raises FileError as `list_files` does."""
    return [path for path in list_files(folder, "*") if path.is_dir()]


def walk_files(folder: Path) -> Iterator[Path]:
    """Give all that a folder and the folders in it hold but folders, whatever it is.

    Raises FileError for a folder that is missing or may not be looked into.
    """

    def stop(error: OSError) -> None:
        raise refuse(Path(error.filename or folder), say_reason(error)) from None

    for inner, _, names in os.walk(folder, onerror=stop):
        yield from (Path(inner, name) for name in names)


def find_bounds(path: Path) -> tuple[Path, ...]:
    """Find the folders that a file of a project may lie in, links followed.

    They are the part of the project that it is named in, which may itself be a link, and the
    project. A file that is named in no part of a project has no bounds.

    >>> from pathlib import Path
    >>> [folder.as_posix() for folder in find_bounds(Path("p/ontology/rules/a.rq"))]
    ['p/ontology', 'p']
    """
    part = next((folder for folder in path.parents if folder.name in _PARTS), None)
    return () if part is None else (part, part.parent)


def _is_inside(path: Path, folders: Collection[Path]) -> bool:
    real = path.resolve() if path.is_symlink() else _resolve(path.parent) / path.name
    return any(real.is_relative_to(_resolve(folder)) for folder in folders)


@lru_cache(maxsize=64)
def _resolve(folder: Path) -> Path:
    """Follow the links of a folder, once for the many files that lie in it."""
    return folder.resolve()


def _too_large(limit: int) -> Message:
    allowed = limit // _MEGABYTE
    return Message("it is larger than the {allowed} MB that are read", allowed=allowed)
