"""Imports go one way along the flow, and each heavy library has one door."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from graphlib import TopologicalSorter
from itertools import combinations
from pathlib import Path

import pytest

import oxishacl

SOURCE = Path(__file__).resolve().parents[2] / "src"
PACKAGE = "bioprod_graph"

# Units, top to bottom: a unit imports only from rows above its own.
ORDER: tuple[frozenset[str], ...] = tuple(
    frozenset(row.split())
    for row in (
        "_version faces",
        "language",
        "names",
        "errors findings",
        "clock files",
        "apart sparql turtle",
        "identifiers parts rdf",
        "notation project",
        "engines",
        "drawing",
        "documents",
        "formats",
        "closure",
        "dataset",
        "tables",
        "graph",
        "checks registers",
        "linking",
        "questions",
        "networks",
        "proofs",
        "citation measures reports",
        "scenes",
        "notebook site",
        "service",
        "pipeline",
        "curation",
        "commands",
        "cli",
        "__init__ __main__",
    )
)
RANK = {unit: rank for rank, row in enumerate(ORDER) for unit in row}

# Who may import a library: the one door where its errors are translated.
DOORS = {
    "babel": {"language.cldr"},
    "csvw": {"tables.csvw"},
    "duckdb": {"engines.duck"},
    "filelock": {"files.writing"},
    "httpx": {"questions.endpoint.loading"},
    "jinja2": {"documents.templates"},
    "mcp": {"service.agents"},
    "networkx": {
        "networks.metrics",
        "networks.paths",
        "networks.spread",
        "notebook.graph",
        "notebook.shown",
        "questions.answer",
        "scenes.plain",
    },
    "owlready2": {"checks.reasoner", "notebook.graph"},
    "openpyxl": {"tables.workbooks"},
    "oxishacl": {
        "checks.reasoner",
        "checks.report",
        "checks.second_opinion",
        "checks.shapes",
        "checks.validation",
        "tables.csvw",
    },
    "platformdirs": {"project"},
    "pyspark": {"engines.spark"},
    "pyshacl": {"checks.second_opinion"},
    "pyvis": {"scenes.canvas", "scenes.plain"},
    "rapidfuzz": {"names.index", "names.likeness"},
    "rdflib": {"checks.second_opinion", "notebook.graph", "questions.second"},
    "rich": {"notation.width"},
    "scipy": {"networks.spread"},
    "starlette": {
        "service.agents",
        "service.app",
        "service.listening",
        "service.operations",
        "service.problems",
        "service.protocol",
        "service.published",
        "service.rest",
        "service.sending",
    },
    "sqlglot": {"engines.spark"},
    "splink": {"linking.scoring"},
    "SPARQLWrapper": {"questions.endpoint.exchange"},
    "uvicorn": {"service.listening"},
    "uvloop": {"service.listening"},
    "uritemplate": {"graph.uri_templates"},
}


@dataclass(frozen=True)
class Import:
    """An import of a module: who, what, and whether only types are wanted."""

    importer: str
    imported: str
    is_for_types: bool


def _name(path: Path) -> str:
    parts = path.relative_to(SOURCE / PACKAGE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" and len(parts) > 1 else parts)


PATHS = {_name(path): path for path in sorted((SOURCE / PACKAGE).rglob("*.py"))}


def _named(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        assert node.level == 0, "imports are absolute"
        return [f"{node.module}.{alias.name}" for alias in node.names]
    return []


def _read_imports(importer: str, path: Path) -> list[Import]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    typed = {
        inner
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        for inner in ast.walk(node)
    }
    return [
        Import(importer, name, node in typed) for node in ast.walk(tree) for name in _named(node)
    ]


IMPORTS = [found for name, path in PATHS.items() for found in _read_imports(name, path)]


def _own_module(imported: str) -> str | None:
    """Give the module of ours that is meant: `a.b.NAME` is in `a.b` unless it is a module."""
    if not imported.startswith(f"{PACKAGE}."):
        return None
    inner = imported.removeprefix(f"{PACKAGE}.")
    while inner not in PATHS:
        assert inner, f"there is no module {imported}"
        inner = inner.rpartition(".")[0]
    return inner


def _unit(module: str) -> str:
    return module.partition(".")[0]


OWN = sorted(
    {
        (found.importer, module, found.is_for_types)
        for found in IMPORTS
        if (module := _own_module(found.imported)) is not None
    }
)


FACES = {name for name, path in PATHS.items() if path.name == "__init__.py" or "." not in name}


def _is_upward(importer: str, imported: str, *, is_for_types: bool) -> bool:
    one, other = _unit(importer), _unit(imported)
    if one == other or RANK[other] < RANK[one]:
        return True
    # An error carries the findings it is about: it names their type, and imports nothing.
    return (one, other) == ("errors", "findings") and is_for_types


def test_every_module_has_a_place_in_the_order() -> None:
    """A new folder is first put where it belongs in the flow."""
    assert {_unit(module) for module in PATHS} == set(RANK)


def test_imports_go_only_up_the_order() -> None:
    """No module knows of one further down, or beside it, not even for its types."""
    wrong = [own for own in OWN if not _is_upward(own[0], own[1], is_for_types=own[2])]
    assert wrong == []


def test_scenes_see_a_release_and_nothing_that_makes_it() -> None:
    """Scenes draw what they are given."""
    forbidden = {"pipeline", "commands"}
    assert [own for own in OWN if own[0].startswith("scenes") and _unit(own[1]) in forbidden] == []


def test_units_do_not_import_each_other_in_a_circle() -> None:
    """Whatever the order says, units have one: types count."""
    graph: dict[str, set[str]] = {unit: set() for unit in RANK}
    for importer, imported, _ in OWN:
        if _unit(importer) != _unit(imported):
            graph[_unit(importer)].add(_unit(imported))
    assert set(TopologicalSorter(graph).static_order()) == set(RANK)


def test_modules_do_not_import_each_other_in_a_circle() -> None:
    """No two modules wait for each other when they are imported."""
    graph: dict[str, set[str]] = {module: set() for module in PATHS}
    for importer, imported, is_for_types in OWN:
        # `from package import module` inside the package itself asks for the module alone.
        if not is_for_types and importer != imported and not importer.startswith(f"{imported}."):
            graph[importer].add(imported)
    assert len(list(TopologicalSorter(graph).static_order())) == len(PATHS)


def test_nobody_imports_past_a_face() -> None:
    """A room is known by what its package offers; the modules of `commands` make one with `cli`."""
    past = [
        (importer, module)
        for importer, module, _ in OWN
        if _unit(importer) != _unit(module) != "commands" and module not in FACES
    ]
    assert past == []


@pytest.mark.parametrize("library", sorted(DOORS))
def test_a_library_is_imported_behind_one_door(library: str) -> None:
    """Who swaps a library, or translates its errors, changes one module."""
    found = {i.importer for i in IMPORTS if i.imported.partition(".")[0] == library}
    assert found == DOORS[library]


def test_the_shapes_engine_is_known_by_its_face() -> None:
    """Nothing is imported past the names that it offers."""
    used = {i.imported for i in IMPORTS if i.imported.startswith("oxishacl")}
    assert used <= {f"oxishacl.{name}" for name in oxishacl.__all__}


def test_rows_of_the_order_do_not_overlap() -> None:
    """A unit has one place."""
    assert [a & b for a, b in combinations(ORDER, 2) if a & b] == []
