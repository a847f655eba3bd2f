"""Faces of packages that import what they offer only when it is asked for (PEP 562).

What a face offers is what it imports for type checkers: that list is the only one.
"""

from __future__ import annotations

import re
import sys
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

# An import within a block, as the formatter sets it: to parse the module takes longer.
_LENT = re.compile(r"^    from (\S+) import (\([^)]*\)|.*)$", re.MULTILINE)
_NAME = re.compile(r"\w+")


def lend(package: str) -> Callable[[str], object]:
    """Make the `__getattr__` of a package, which imports a name that is asked for."""

    def find(name: str) -> object:
        home = _list_homes(package).get(name)
        if home is None:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        value: object = getattr(import_module(home), name)
        setattr(sys.modules[package], name, value)
        return value

    return find


@cache
def _list_homes(package: str) -> dict[str, str]:
    """List the names in the block `if TYPE_CHECKING` of a package, each with its module."""
    text = Path(sys.modules[package].__file__ or "").read_text("utf-8")
    return {name: module for module, names in _LENT.findall(text) for name in _NAME.findall(names)}
