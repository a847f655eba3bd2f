"""What is made when the package is built: the catalogues of messages, compiled."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

_ROOT = Path(__file__).parent
_COMPILED = _ROOT / "src" / "bioprod_graph" / "language" / "catalogues"


class CatalogueHook(BuildHookInterface[Any]):
    """Compiles `messages/LANGUAGE.po` before files are gathered."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile; what is compiled goes into the wheel, though git ignores it."""
        del version
        compile_catalogues()
        build_data["artifacts"].append("src/bioprod_graph/language/catalogues/*.mo")


def compile_catalogues() -> None:
    """Compile each catalogue in `messages/` for the program to read.

    Raises ValueError for an entry whose places are not those of its key.
    """
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    _COMPILED.mkdir(exist_ok=True)
    for path in sorted((_ROOT / "messages").glob("*.po")):
        with path.open(encoding="utf-8") as file:
            catalogue = read_po(file, locale=path.stem, abort_invalid=True)
        with (_COMPILED / f"{path.stem}.mo").open("wb") as compiled:
            write_mo(compiled, catalogue)


if __name__ == "__main__":
    compile_catalogues()
