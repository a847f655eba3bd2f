"""What is made when the package is built: the catalogues of messages, compiled."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

_ROOT = Path(__file__).parent
_MESSAGES = _ROOT / "messages"
_COMPILED = "src/bioprod_graph/language/catalogues"
# Babel writes down when a catalogue was made; the same messages are to give the same bytes.
_MADE = datetime(2021, 5, 31, tzinfo=UTC)


class CatalogueHook(BuildHookInterface[Any]):
    """Compiles `messages/LANGUAGE.po` before files are gathered."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile; what is compiled goes into the wheel, though git ignores it."""
        del version
        compile_catalogues()
        build_data["artifacts"].append(f"{_COMPILED}/*.mo")


def compile_catalogues(source: Path = _MESSAGES, target: Path = _ROOT / _COMPILED) -> None:
    """Compile each catalogue of a folder, `LANGUAGE.po`, for the program to read.

    Only what has changed is written, and whole: others may be reading. What has no source any more
    goes. Raises Babel's PoFileError for what is no catalogue.
    """
    target.mkdir(exist_ok=True, parents=True)
    for compiled in target.glob("*.mo"):
        if not (source / f"{compiled.stem}.po").exists():
            compiled.unlink()
    for path in sorted(source.glob("*.po")):
        compiled = target / f"{path.stem}.mo"
        if not compiled.exists() or compiled.stat().st_mtime <= path.stat().st_mtime:
            _compile(path, compiled)


def _compile(path: Path, compiled: Path) -> None:
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    with path.open(encoding="utf-8") as file:
        catalogue = read_po(file, locale=path.stem, abort_invalid=True)
    catalogue.creation_date = _MADE
    partial = compiled.with_name(f".{compiled.name}-{os.getpid()}")
    with partial.open("wb") as written:
        write_mo(written, catalogue)
    partial.replace(compiled)


if __name__ == "__main__":
    compile_catalogues()
