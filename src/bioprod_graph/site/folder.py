"""The folder of a site: written beside the old one, then put in its place.

What has not changed is the same file as before (a hard link), so that its time stays and nothing is
copied again. A site is known by its list of digests, and no folder is replaced that holds other
files. Where the system can exchange two names in one step (Linux: renameat2), a site is there at
every moment; elsewhere there is one between two steps when it is not, which the next run mends.
"""

from __future__ import annotations

import ctypes
import hashlib
import os
import shutil
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from bioprod_graph.errors import UsageError
from bioprod_graph.files import SUMS, explain_refusals, write_sums
from bioprod_graph.language import Message

if TYPE_CHECKING:
    from collections.abc import Iterable

# AT_FDCWD and RENAME_EXCHANGE of Linux.
_HERE, _EXCHANGE = -100, 2
_OUTCOME = Message("nothing was published")


def write_site(folder: Path, files: Iterable[tuple[str, bytes]]) -> int:
    """Write a site whole and give the number of its files; until then the last one stays.

    Raises UsageError for a folder that is not empty and holds no site, BioprodError if the disk
    refuses.
    """
    with explain_refusals(folder, _OUTCOME):
        folder = Path(os.path.realpath(folder))
        _check(folder)
        folder.parent.mkdir(parents=True, exist_ok=True)
        new, old = (folder.with_name(f".{folder.name}.{word}") for word in ("new", "old"))
        _recover(folder, old)
        shutil.rmtree(new, ignore_errors=True)
        new.mkdir()
        try:
            digests = {name: _write(folder / name, new / name, told) for name, told in files}
            write_sums(new, digests)
            _put(new, folder, old)
        finally:
            shutil.rmtree(new, ignore_errors=True)
        shutil.rmtree(old, ignore_errors=True)
    return len(digests)


def _check(folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise UsageError("{folder} is no folder", folder=folder)
    if folder.exists() and not (folder / SUMS).exists() and any(folder.iterdir()):
        raise UsageError("{folder} holds files that are not of a site: name another", folder=folder)


def _put(new: Path, folder: Path, old: Path) -> None:
    """Put a folder in the place of another, in one step if the system can."""
    if not folder.exists():
        new.replace(folder)
        return
    if _exchange(new, folder):
        return
    folder.replace(old)
    try:
        new.replace(folder)
    except OSError:
        _recover(folder, old)
        raise


def _exchange(one: Path, other: Path) -> bool:
    """Exchange two names in one step; tell whether the system could (renameat2(2))."""
    rename = getattr(ctypes.CDLL(None), "renameat2", None) if os.name == "posix" else None
    if rename is None:
        return False
    done: int = rename(_HERE, os.fsencode(one), _HERE, os.fsencode(other), _EXCHANGE)
    return done == 0


def _recover(folder: Path, old: Path) -> None:
    """Put the last site back where a program was killed between two names."""
    if old.exists() and not folder.exists():
        old.replace(folder)
    shutil.rmtree(old, ignore_errors=True)


def _write(before: Path, path: Path, content: bytes) -> str:
    """Write a file, or link to the one of before; give its SHA-256."""
    path.parent.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256(content).hexdigest()
    with suppress(OSError):
        if before.stat().st_size == len(content) and before.read_bytes() == content:
            os.link(before, path)
            return digest
    path.write_bytes(content)
    return digest
