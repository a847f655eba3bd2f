"""Modules, functions and names keep the measure that makes them readable in one sitting."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parents[2] / "src"
MODULES = sorted(SOURCE.rglob("*.py"))
BLOCKS = (ast.If, ast.For, ast.While, ast.With, ast.Try, ast.TryStar, ast.Match)
JUNK = re.compile(r"(manager|handler|helper|processor|utils?)$", re.IGNORECASE)

LONGEST_MODULE = 400
LONGEST_FUNCTION = 40
THICKEST_COMMAND = 20
USUAL_FUNCTION = 23
DEEPEST = 3
MOST_POSITIONAL = 3

Function = ast.FunctionDef | ast.AsyncFunctionDef


def _name(path: Path) -> str:
    return path.relative_to(SOURCE).as_posix()


def _functions() -> list[tuple[str, Function]]:
    return [
        (f"{_name(path)}:{node.lineno} {node.name}", node)
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, Function)
    ]


FUNCTIONS = _functions()


def _count_body(function: Function) -> int:
    """Lines of the body, the docstring left out."""
    first = function.body[0]
    is_docstring = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    body = function.body[1:] if is_docstring else function.body
    return ((body[-1].end_lineno or 0) - body[0].lineno + 1) if body else 0


def _measure_depth(node: ast.AST, depth: int = 0) -> int:
    """Control blocks within control blocks; `elif` is beside its `if`, not within."""
    deepest = depth
    for child in ast.iter_child_nodes(node):
        if isinstance(child, Function | ast.ClassDef | ast.Lambda):
            continue
        is_elif = isinstance(child, ast.If) and isinstance(node, ast.If) and node.orelse == [child]
        is_deeper = isinstance(child, BLOCKS) and not is_elif
        deepest = max(deepest, _measure_depth(child, depth + is_deeper))
    return deepest


def _count_positional(function: Function) -> int:
    arguments = [*function.args.posonlyargs, *function.args.args]
    return sum(argument.arg not in ("self", "cls") for argument in arguments)


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_a_module_is_read_in_one_sitting(path: Path) -> None:
    """A module has at most 400 lines."""
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST_MODULE


def test_no_function_is_long() -> None:
    """A body has at most 40 lines."""
    assert [name for name, f in FUNCTIONS if _count_body(f) > LONGEST_FUNCTION] == []


def test_a_command_is_thin() -> None:
    """What it does is in the library: `run` has a body of at most 20 lines."""
    runs = [(name, f) for name, f in FUNCTIONS if "commands/" in name and f.name == "run"]
    assert len(runs) > 10
    assert [name for name, f in runs if _count_body(f) > THICKEST_COMMAND] == []


def test_nine_functions_in_ten_are_short() -> None:
    """Under 23 lines of body."""
    short = sum(_count_body(function) < USUAL_FUNCTION for _, function in FUNCTIONS)
    assert short >= 0.9 * len(FUNCTIONS)


def test_blocks_are_not_nested_deeply() -> None:
    """At most three control blocks within one another."""
    assert [name for name, f in FUNCTIONS if _measure_depth(f) > DEEPEST] == []


def test_few_arguments_are_positional() -> None:
    """At most three: the rest are named where they are given."""
    assert [name for name, f in FUNCTIONS if _count_positional(f) > MOST_POSITIONAL] == []


def test_names_are_nouns_of_the_field() -> None:
    """No class, module or folder is a manager, handler, helper, processor or utils."""
    classes = [
        node.name
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef)
    ]
    parts = [part for path in MODULES for part in path.relative_to(SOURCE).with_suffix("").parts]
    assert [name for name in classes + parts if JUNK.search(name)] == []


def test_the_measures_bite() -> None:
    """Each measure finds what it is there to find."""
    source = '''
def long(a, b, c, d):
    """Do."""
    for x in a:
        if x:
            while x:
                with x:
                    pass
        elif b:
            pass
'''
    function = ast.parse(source).body[0]
    assert isinstance(function, Function)
    assert (_count_body(function), _measure_depth(function), _count_positional(function)) == (
        7,
        4,
        4,
    )
    assert JUNK.search("QueryManager")
