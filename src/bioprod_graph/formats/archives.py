"""Files written whole or not at all, and archives that hold no clock."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from bioprod_graph.files import replace_files

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

# The first moment that a ZIP archive can tell (APPNOTE 4.4.6).
_NO_TIME = (1980, 1, 1, 0, 0, 0)
_UNIX = 3
_MODE = 0o644


def write_whole(path: Path, content: bytes, *, option: str = "--output") -> None:
    """Write a file that an option names; raises UsageError, naming it, if that fails."""
    replace_files({path: content}, option=option)


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
