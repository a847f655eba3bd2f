"""Files written whole or not at all, and archives that hold no clock."""

from __future__ import annotations

import io
import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from bioprod_graph.errors import UsageError, say_reason

if TYPE_CHECKING:
    from collections.abc import Iterable

# The first moment that a ZIP archive can tell (APPNOTE 4.4.6).
_NO_TIME = (1980, 1, 1, 0, 0, 0)
_UNIX = 3
_MODE = 0o644


def write_whole(path: Path, content: bytes) -> None:
    """Write a file beside where it will stand, then put it there in one step.

    What is no plain file, such as a pipe, is written to as it is. Raises UsageError, naming the
    file, if the disk refuses; what stood there before then stays.
    """
    try:
        if path.exists() and not path.is_file() and not path.is_dir():
            path.write_bytes(content)
        else:
            _replace(path.resolve(), content)
    except OSError as error:
        raise UsageError(
            "--output {path}: cannot be written ({reason})", path=path, reason=say_reason(error)
        ) from None


def make_archive(members: Iterable[tuple[str, bytes]]) -> bytes:
    """Make a ZIP archive: same members, same bytes, whatever the day, the system and its zlib."""
    import zipfile

    out = io.BytesIO()
    # Stored, not deflated: versions of zlib pack the same content into different bytes.
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, content in members:
            member = zipfile.ZipInfo(name, _NO_TIME)
            member.create_system = _UNIX
            member.external_attr = _MODE << 16
            archive.writestr(member, content)
    return out.getvalue()


def _replace(path: Path, content: bytes) -> None:
    import tempfile

    if path.is_dir():
        raise IsADirectoryError(21, os.strerror(21))
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        # mkstemp makes a file for its owner alone; this one is as any other.
        Path(name).chmod(path.stat().st_mode if path.exists() else _MODE & ~_read_mask())
        Path(name).replace(path)
    except BaseException:
        with suppress(OSError):
            Path(name).unlink()
        raise


def _read_mask() -> int:
    """Read the process’s mask of permissions, which can only be read by setting it."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
