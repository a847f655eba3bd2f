"""Files of a project are replaced whole, and several of them together."""

from __future__ import annotations

import os
from contextlib import suppress
from stat import S_IMODE
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


def replace_files(contents: Mapping[Path, bytes], *, suffix: str = ".new") -> None:
    """Write all beside the files that they replace, and only then rename: none is ever half there.

    Each keeps its mode; what is written first bears its name and the suffix. Raises OSError if the
    disk refuses; then all stay as they were, and nothing is left beside them.
    """
    besides = {path: path.with_name(f"{path.name}{suffix}") for path in contents}
    try:
        for path, beside in besides.items():
            with beside.open("wb") as file:
                file.write(contents[path])
                file.flush()
                os.fsync(file.fileno())
            if path.exists():
                beside.chmod(S_IMODE(path.stat().st_mode))
        for path, beside in besides.items():
            beside.replace(path)
    finally:
        for beside in besides.values():
            with suppress(OSError):
                beside.unlink(missing_ok=True)
