"""A file that holds a query: a plain one, read no further than a query may be long."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

from bioprod_graph.errors import UsageError, say_reason
from bioprod_graph.sparql.guard import LONGEST
from bioprod_graph.sparql.tokens import strip_mark

if TYPE_CHECKING:
    from pathlib import Path

# No character takes more in UTF-8.
_MOST_BYTES = 4 * LONGEST


def read_query_file(path: Path, option: str) -> str:
    """Read the text of a query that a call names by an option; a byte order mark is left out.

    Raises UsageError for what is no plain file, cannot be read, is too long or not UTF-8.
    """
    try:
        # Without waiting: a pipe that nobody writes to would keep this for ever.
        with open(path, "rb", opener=_open_at_once) as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise UsageError(
                    en=f"{option} {path}: is no plain file",
                    fr=f"{option} {path} : n’est pas un fichier ordinaire",
                )
            content = file.read(_MOST_BYTES + 1)
    except OSError as error:
        raise UsageError(
            en=f"{option} {path}: cannot be read ({error.strerror})",
            fr=f"{option} {path} : ne peut pas être lu ({say_reason(error)})",
        ) from None
    if len(content) > _MOST_BYTES:
        raise UsageError(
            en=f"{option} {path}: is longer than a query may be ({LONGEST} characters)",
            fr=f"{option} {path} : plus long qu’une requête ne peut l’être ({LONGEST} caractères)",
        )
    try:
        return strip_mark(content.decode())
    except UnicodeDecodeError:
        raise UsageError(
            en=f"{option} {path}: is not UTF-8 text",
            fr=f"{option} {path} : n’est pas du texte en UTF-8",
        ) from None


def _open_at_once(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))
