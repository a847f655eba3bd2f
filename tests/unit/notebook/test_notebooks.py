"""The notebooks of docs/ run from top to bottom, and show what they hold."""

from __future__ import annotations

import ast
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

_FOLDER = Path(__file__).resolve().parents[3] / "docs" / "notebooks"
_BOOKS = sorted(_FOLDER.glob("*.ipynb"))


def _read_cells(path: Path) -> Iterator[dict[str, Any]]:
    yield from json.loads(path.read_text(encoding="utf-8"))["cells"]


def _run(source: str, names: dict[str, Any]) -> object:
    """Run a cell as a notebook does; give the value of its last line, if it is an expression."""
    tree = ast.parse(source)
    last = tree.body.pop()
    if not isinstance(last, ast.Expr):
        tree.body.append(last)
    exec(compile(tree, "cell", "exec"), names)  # noqa: S102 – our own notebooks
    if not isinstance(last, ast.Expr):
        return None
    return eval(compile(ast.Expression(last.value), "cell", "eval"), names)  # noqa: S307


@pytest.mark.parametrize("path", _BOOKS, ids=lambda path: path.stem)
def test_runs(path: Path, built_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever a cell ends with can be shown, and is not empty."""
    monkeypatch.setenv("BIOPROD_PROJECT", str(built_folder))
    names: dict[str, Any] = {}
    for cell in _read_cells(path):
        if cell["cell_type"] == "code":
            shown = _run("".join(cell["source"]), names)
            show = getattr(shown, "_repr_html_", None)
            assert shown is None or len(show() if show else str(shown)) > 0
            assert shown is None or not isinstance(shown, list) or shown


def test_there_are_three() -> None:
    assert len(_BOOKS) == 3


@pytest.mark.parametrize("path", _BOOKS, ids=lambda path: path.stem)
def test_is_kept_without_outputs(path: Path) -> None:
    """So that a change of data changes no notebook."""
    code = [cell for cell in _read_cells(path) if cell["cell_type"] == "code"]
    assert [cell for cell in code if cell["outputs"] or cell["execution_count"]] == []
