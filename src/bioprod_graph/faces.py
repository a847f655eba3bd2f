"""Faces of packages that import what they offer only when it is asked for (PEP 562).

What a face offers is what it imports for type checkers: that list is the only one.
"""

from __future__ import annotations

import ast
import sys
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


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
    tree = ast.parse(Path(sys.modules[package].__file__ or "").read_text("utf-8"))
    block = (each for node in tree.body if isinstance(node, ast.If) for each in node.body)
    imports = (each for each in block if isinstance(each, ast.ImportFrom))
    return {alias.name: each.module or "" for each in imports for alias in each.names}
