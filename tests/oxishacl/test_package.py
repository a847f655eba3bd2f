"""The package as a whole: its face, what it imports, and that its examples are true."""

from __future__ import annotations

import ast
import doctest
import re
import sys
from graphlib import TopologicalSorter
from importlib import import_module
from pathlib import Path

import pytest

import oxishacl

SOURCE = Path(oxishacl.__file__).parent
PATHS = {f"oxishacl.{path.stem}": path for path in sorted(SOURCE.glob("*.py"))}
PATHS["oxishacl"] = PATHS.pop("oxishacl.__init__")


def read_imports(path: Path) -> set[str]:
    """The modules that a module names, for its types too."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        if isinstance(node, ast.ImportFrom):
            names = {f"{node.module}.{alias.name}" for alias in node.names} & PATHS.keys()
            found |= names or {node.module or "."}
    return found


def test_the_face_has_six_names() -> None:
    """Sorted, and each is there."""
    names = "Shapes ShapesError ValidationResult is_well_typed validate write_report"
    assert oxishacl.__all__ == names.split()
    assert all(hasattr(oxishacl, name) for name in oxishacl.__all__)


def test_the_examples_of_the_readme_are_true() -> None:
    """It is carried with the package."""
    assert doctest.testfile(str(SOURCE / "README.md"), module_relative=False).failed == 0


@pytest.mark.parametrize("name", PATHS)
def test_it_stands_on_pyoxigraph_alone(name: str) -> None:
    """Beside the standard library, nothing else is imported."""
    known = {"oxishacl", "pyoxigraph", *sys.stdlib_module_names}
    assert {found.partition(".")[0] for found in read_imports(PATHS[name])} <= known


def test_modules_do_not_know_each_other_in_a_circle() -> None:
    """Not for their types either."""
    graph = {name: read_imports(path) & PATHS.keys() for name, path in PATHS.items()}
    assert len(list(TopologicalSorter(graph).static_order())) == len(PATHS)


@pytest.mark.parametrize("name", PATHS)
def test_it_does_not_speak_of_who_uses_it(name: str) -> None:
    """An engine knows its standard, and nobody's data."""
    assert not re.search("bioprod", PATHS[name].read_text(encoding="utf-8"), re.IGNORECASE)


@pytest.mark.parametrize("name", PATHS)
def test_examples_in_docstrings_are_true(name: str) -> None:
    """Each gives what it shows."""
    assert doctest.testmod(import_module(name)).failed == 0
