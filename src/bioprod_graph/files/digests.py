"""A folder that is as it was written, told by the SHA-256 of each of its files.

The list, `SHA256SUMS`, has the form of the program sha256sum, which skips its first line: a comment
with the size of all files and the SHA-256 of the lines below it, so that a list that was cut is
told too.

Damage is looked for before anybody opens the files, or by who can end who has opened them: RocksDB
opens a store in which a block is damaged, and then reads without end.
"""

from __future__ import annotations

import hashlib
import re
from contextlib import suppress
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

from bioprod_graph.errors import BioprodError, FileError, say_reason
from bioprod_graph.files.opening import open_file, read_bytes, refuse, walk_files
from bioprod_graph.files.sizes import DESCRIPTION

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

SUMS = "SHA256SUMS"
_HEAD = re.compile(r"# (\d{1,18}) bytes; SHA-256 of the lines below: ([0-9a-f]{64})")


class Damage(BioprodError):  # noqa: N818  on its way, turned into an error by who knows more
    """What became of a file."""


def digest_file(path: Path, *, limit: int, within: Collection[Path] = ()) -> str:
    """Give the SHA-256, in hexadecimal, of a file that `open_file` opens; raises what it raises."""
    with open_file(path, limit=limit, within=within) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_sums(folder: Path, known: Mapping[str, str] | None = None) -> None:
    """Write the list of what a folder and the folders in it hold; `known` are not read again."""
    sizes = _measure(folder)
    sizes.pop(SUMS, None)
    total, known = sum(sizes.values()), known or {}
    digests = {
        name: known.get(name) or digest_file(folder / name, limit=total) for name in sorted(sizes)
    }
    (folder / SUMS).write_bytes(_render(digests, total).encode())


def check_sums(folder: Path) -> dict[str, str]:
    """Compare a folder with its list; give the digests of its files by name.

    Raises Damage for the first file that is missing, is not as it was written or was not there,
    and FileError for one that cannot be read.
    """
    sizes = _measure(folder)
    if sizes.pop(SUMS, None) is None:
        raise Damage("{name} is missing", name=SUMS)
    listed, total = read_sums(folder)
    for name in sorted(listed.keys() ^ sizes.keys()):
        if name in listed:
            raise Damage("{name} is missing", name=name)
        raise Damage("{name} does not belong there", name=name)
    changed = [name for name, size in sizes.items() if size > total]
    if not changed:
        found = _digest_all(folder, sorted(sizes, key=lambda name: -sizes[name]), total)
        changed = [name for name in sorted(listed) if found[name] != listed[name]]
    if changed or total != sum(sizes.values()):
        raise _tell_changed([*changed, SUMS][0])
    return listed


def _render(digests: dict[str, str], total: int) -> str:
    lines = "".join(f"{digest}  {name}\n" for name, digest in digests.items())
    own = hashlib.sha256(lines.encode()).hexdigest()
    return f"# {total} bytes; SHA-256 of the lines below: {own}\n{lines}"


def read_sums(folder: Path) -> tuple[dict[str, str], int]:
    """Read the list, which is as it was written if it would be written so again."""
    content = read_bytes(folder / SUMS, limit=DESCRIPTION).decode("utf-8", errors="replace")
    head, _, lines = content.partition("\n")
    match = _HEAD.fullmatch(head)
    pairs = (line.partition("  ") for line in lines.split("\n")[:-1])
    listed = {name: digest for digest, _, name in pairs}
    if match is None or content != _render(listed, int(match[1])):
        raise _tell_changed(SUMS)
    return listed, int(match[1])


def _tell_changed(name: str) -> Damage:
    return Damage("{name} is not as it was written", name=name)


def _measure(folder: Path) -> dict[str, int]:
    """Give the sizes of all files by their names in the folder.

    What is no plain file counts too: it is refused when it is read.
    """
    try:
        return {
            path.relative_to(folder).as_posix(): path.lstat().st_size for path in walk_files(folder)
        }
    except OSError as error:
        raise refuse(Path(error.filename or folder), say_reason(error)) from None


def _digest_all(folder: Path, names: list[str], limit: int) -> dict[str, str]:
    """Digest files in order, two at a time: hashing leaves Python free."""
    found: dict[str, str] = {}
    pending = iter(names)

    def work() -> None:
        with suppress(FileError):  # told below, in the main thread
            for name in pending:
                found[name] = digest_file(folder / name, limit=limit)

    other = Thread(target=work, daemon=True)
    with suppress(RuntimeError):  # where no thread may be started, one does it all
        other.start()
    work()
    if other.ident is not None:
        other.join()
    missed = (name for name in names if name not in found)
    return found | {name: digest_file(folder / name, limit=limit) for name in missed}
