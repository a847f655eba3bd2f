"""Files told by their SHA-256, and a folder that is as it was written.

RocksDB opens a store in which a block is damaged, and then reads without end; so the files of a
store are compared with the digests taken when they were written, before it is opened.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# What RocksDB writes beside the data, for people and for its lock; a reader may touch it.
_BESIDE = ("LOG", "LOCK")


def digest_file(path: Path) -> str:
    """Give the SHA-256 of a file in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_digests(folder: Path) -> None:
    """Write the digests of the files of a folder beside it, in the form of `sha256sum`."""
    lines = [f"{digest_file(path)}  {folder.name}/{path.name}\n" for path in _find_files(folder)]
    _beside(folder).write_text("".join(lines), encoding="utf-8")


def find_damage(folder: Path) -> str | None:
    """Find the first file that is missing or not as it was written; None if all are.

    Raises OSError if a file cannot be read.
    """
    listed = _beside(folder)
    if not listed.is_file():
        return listed.name
    for line in listed.read_text(encoding="utf-8").splitlines():
        digest, _, name = line.partition("  ")
        path = folder.parent / name
        if not path.is_file() or digest_file(path) != digest:
            return name
    return None


def _beside(folder: Path) -> Path:
    return folder.with_name(f"{folder.name}.sha256")


def _find_files(folder: Path) -> Iterator[Path]:
    yield from (p for p in sorted(folder.iterdir()) if not p.name.startswith(_BESIDE))
