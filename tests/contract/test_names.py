"""A name stands for one thing: defined once, in the words of the glossary."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bioprod_graph.commands.line import COMMANDS
from tests.contract.test_imports import PATHS, RANK

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

GLOSSARY = Path(__file__).resolve().parents[2] / "docs" / "glossary.md"

# The sides of the house, as `docs/architecture.md` has them; all other rooms are common ground.
WRITING = frozenset({"tables", "graph", "checks", "registers", "linking", "pipeline", "curation"})
READING = frozenset(
    {
        "dataset",
        "questions",
        "proofs",
        "networks",
        "reports",
        "scenes",
        "citation",
        "measures",
        "notebook",
        "site",
        "service",
    }
)
DOORS = frozenset({"commands", "cli", "__init__", "__main__"})

# What each module of a command has, so that the program can run them all alike.
COMMAND = frozenset({"OPTIONS", "run"})

# Words of the glossary by the rooms in which they name something, and words that it has another
# for: a name with one of them anywhere else says it in another sense.
ROOMS = {
    "account": (),
    "claim": (),
    "fact": (),
    "passage": ("dataset", "tables"),
    "proof": ("proofs",),
    "record": ("tables",),
    "view": (),
}


def _read_names(body: Iterable[ast.stmt]) -> Iterator[str]:
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            yield from (target.id for target in targets if isinstance(target, ast.Name))


def _gather(pairs: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    gathered = defaultdict(set)
    for key, value in pairs:
        gathered[key].add(value)
    return gathered


PUBLIC = _gather(
    (name, module)
    for module, path in PATHS.items()
    for name in _read_names(ast.parse(path.read_text(encoding="utf-8")).body)
    if not name.startswith("_")
)


def _find_doubles(homes: dict[str, set[str]]) -> set[str]:
    return {name for name, modules in homes.items() if len(modules) > 1}


def _is_shared(name: str, module: str) -> bool:
    """Tell whether every module of its kind has it: a command, a view, a door."""
    is_view = module.startswith("scenes.views.") and name == "draw"
    is_door = module.startswith("service.") and name == "routes"
    return is_view or is_door or (name in COMMAND and _is_of_command(module))


def _is_of_command(module: str) -> bool:
    return module.removeprefix("commands.") in COMMANDS


def test_a_public_name_is_defined_once() -> None:
    """Whoever reads a name knows what is meant, wherever it comes from."""
    homes = {
        name: {m for m in modules if not _is_shared(name, m)} for name, modules in PUBLIC.items()
    }
    assert _find_doubles(homes) == set()


@pytest.mark.parametrize("other", [WRITING, READING], ids=["reading", "writing"])
def test_a_module_name_stands_once_on_a_side(other: frozenset[str]) -> None:
    """A side with the common ground, and the commands; the module of a command has its name."""
    modules = (m for m in PATHS if m.partition(".")[0] not in other and not _is_of_command(m))
    homes = _gather((module.rpartition(".")[2], module) for module in modules)
    assert _find_doubles(homes) == set()


def test_each_room_is_on_a_side() -> None:
    """What stands above the release in the order of imports is common ground."""
    assert RANK.keys() >= WRITING | READING | DOORS
    common = RANK.keys() - WRITING - READING - DOORS
    assert max(RANK[unit] for unit in common) < min(RANK[unit] for unit in WRITING | READING)


def test_words_of_the_glossary_have_its_sense() -> None:
    """A record is a row of a table, a claim what somebody says; a fact is called a statement."""
    odd = {
        name
        for name, modules in PUBLIC.items()
        for word in re.findall("[A-Z]?[a-z]+|[A-Z]+", name)
        for rooms in [ROOMS.get(word.lower().removesuffix("s"))]
        if rooms is not None and not {m.partition(".")[0] for m in modules} <= {*rooms}
    }
    assert odd == set()


def test_the_glossary_has_each_word_once() -> None:
    """In the order of the alphabet, so that it is found."""
    words = re.findall(r"^\| ([^|]+) \|", GLOSSARY.read_text(encoding="utf-8"), re.MULTILINE)[1:]
    assert words == sorted(set(words))
