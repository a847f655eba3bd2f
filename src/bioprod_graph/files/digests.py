"""A folder that is as it was written, told by the SHA-256 of each of its files.

The list, `SHA256SUMS`, has the form of the program sha256sum, which skips its first line: a comment
with the size of all files and the SHA-256 of the lines below it, so that a list that was cut is
told too.

Damage is looked for before anybody opens the files: RocksDB opens a store in which a block is
damaged, and then reads without end.
"""

from __future__ import annotations

import hashlib
import re
from contextlib import suppress
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

from bioprod_graph.errors import FileError
from bioprod_graph.files.folders import walk_files
from bioprod_graph.files.limits import DESCRIPTION
from bioprod_graph.files.reading import explain, open_file, read_bytes, refuse
from bioprod_graph.language import Message

if TYPE_CHECKING:
    from collections.abc import Collection

SUMS = "SHA256SUMS"
_HEAD = re.compile(r"# (\d{1,18}) bytes; SHA-256 of the lines below: ([0-9a-f]{64})")


class Damage(Exception):  # noqa: N818  a finding on its way, turned into an error by who knows more
    """What became of a file."""

    def __init__(self, said: Message) -> None:
        self.said = said
        super().__init__(str(self.said))


def digest_file(path: Path, *, limit: int, within: Collection[Path] = ()) -> str:
    """Give the SHA-256, in hexadecimal, of a file that `open_file` opens; raises what it raises."""
    with open_file(path, limit=limit, within=within) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_sums(folder: Path) -> None:
    """Write the list of what a folder and the folders in it hold."""
    sizes = _measure(folder)
    sizes.pop(SUMS, None)
    total = sum(sizes.values())
    digests = {name: digest_file(folder / name, limit=total) for name in sorted(sizes)}
    (folder / SUMS).write_bytes(_render(digests, total).encode())


def check_sums(folder: Path) -> dict[str, str]:
    """Compare a folder with its list; give the digests of its files by name.

    Raises Damage for the first file that is missing, is not as it was written or was not there,
    and FileError for one that cannot be read.
    """
    sizes = _measure(folder)
    if sizes.pop(SUMS, None) is None:
        raise _missing(SUMS)
    listed, total = _read_list(folder)
    for name in sorted(listed.keys() ^ sizes.keys()):
        raise _missing(name) if name in listed else _strange(name)
    for name, size in sizes.items():
        if size > total:
            raise _changed(name)
    found = _digest_all(folder, sorted(sizes, key=lambda name: sizes[name]), total)
    for name in sorted(listed):
        if found[name] != listed[name]:
            raise _changed(name)
    if total != sum(sizes.values()):
        raise _changed(SUMS)
    return listed


def _render(digests: dict[str, str], total: int) -> str:
    lines = "".join(f"{digest}  {name}\n" for name, digest in digests.items())
    own = hashlib.sha256(lines.encode()).hexdigest()
    return f"# {total} bytes; SHA-256 of the lines below: {own}\n{lines}"


def _read_list(folder: Path) -> tuple[dict[str, str], int]:
    """Read the list, which is as it was written if it would be written so again."""
    content = read_bytes(folder / SUMS, limit=DESCRIPTION).decode("utf-8", errors="replace")
    head, _, lines = content.partition("\n")
    match = _HEAD.fullmatch(head)
    pairs = (line.partition("  ") for line in lines.split("\n")[:-1])
    listed = {name: digest for digest, _, name in pairs}
    if match is None or content != _render(listed, int(match[1])):
        raise _changed(SUMS)
    return listed, int(match[1])


def _measure(folder: Path) -> dict[str, int]:
    """Give the sizes of all files by their names in the folder.

    What is no plain file counts too: it is refused when it is read.
    """
    try:
        return {
            path.relative_to(folder).as_posix(): path.lstat().st_size for path in walk_files(folder)
        }
    except OSError as error:
        raise refuse(Path(error.filename or folder), explain(error)) from None


def _digest_all(folder: Path, pending: list[str], limit: int) -> dict[str, str]:
    """Digest files, the last of the list first, two at a time: hashing leaves Python free."""
    found: dict[str, str] = {}
    names = tuple(pending)

    def work() -> None:
        with suppress(IndexError, FileError):  # none is left; or told below, in the main thread
            while True:
                name = pending.pop()
                found[name] = digest_file(folder / name, limit=limit)

    other = Thread(target=work, daemon=True)
    with suppress(RuntimeError):  # where no thread may be started, one does it all
        other.start()
    work()
    if other.ident is not None:
        other.join()
    for name in names:
        if name not in found:
            found[name] = digest_file(folder / name, limit=limit)
    return found


def _missing(name: str) -> Damage:
    return Damage(Message("{name} is missing", name=name))


def _strange(name: str) -> Damage:
    return Damage(Message("{name} does not belong there", name=name))


def _changed(name: str) -> Damage:
    return Damage(Message("{name} is not as it was written", name=name))
