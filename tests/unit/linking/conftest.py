"""A project of a few bodies, and registers that look as built ones do."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import duckdb
import pytest

from bioprod_graph.pipeline.build import build_project
from bioprod_graph.project import Project

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.conftest import MakeOnce

ROOT = Path(__file__).resolve().parents[3]
_TABLE = "data/link-decisions.csv"
_COLUMNS = ("siren", "name", "commune", "naf", "siret", "wikidata", "other_names")


class Lay(Protocol):
    """Puts a register where a built one lies."""

    def __call__(self, *rows: Mapping[str, object], columns: tuple[str, ...] = _COLUMNS) -> Path:
        """Give its rows as Parquet, with these columns."""


@pytest.fixture(scope="session")
def crafts_built(make_once: MakeOnce) -> Path:
    """The tiny directory with real ontology, settings and queries, built; not to be changed."""

    def make(root: Path) -> None:
        from tests.conftest import _describe_tables

        shutil.copytree(ROOT / "tests/data/directory", root, dirs_exist_ok=True)
        header = (ROOT / _TABLE).read_text("utf-8").partition("\n")[0]
        (root / _TABLE).write_text(f"{header}\n", encoding="utf-8")
        _describe_tables(root / "data")
        for name in ("bioprod.ttl", "imports", "modules", "prefixes.ttl", "rules", "vocabularies"):
            copy = shutil.copytree if (ROOT / "ontology" / name).is_dir() else shutil.copy
            (root / "ontology").mkdir(exist_ok=True)
            copy(ROOT / "ontology" / name, root / "ontology" / name)
        for name in ("ontology/shapes", "queries/checks", "queries/questions"):
            (root / name).mkdir(parents=True)
        shutil.copytree(ROOT / "queries/views", root / "queries/views")
        shutil.copytree(ROOT / "registers", root / "registers")
        build_project(Project(root, root / "build"))

    return make_once("crafts", make)


@pytest.fixture
def crafts(crafts_built: Path, tmp_path: Path) -> Project:
    """A copy of it."""
    root = tmp_path / "crafts"
    shutil.copytree(crafts_built, root, symlinks=True)
    return Project(root, root / "build")


@pytest.fixture
def lay(crafts: Project) -> Lay:
    def lay(*rows: Mapping[str, object], columns: tuple[str, ...] = _COLUMNS) -> Path:
        path = crafts.build / "registers" / "sirene.parquet"
        path.parent.mkdir(exist_ok=True)
        told = [f"{n} {'VARCHAR[]' if n == 'other_names' else 'VARCHAR'}" for n in columns]
        places = ", ".join("?" * (len(columns) + 1))
        with duckdb.connect() as connection:
            connection.execute(f"CREATE TABLE laid (id VARCHAR, {', '.join(told)})")
            for row in rows:
                cells = [f"https://example.org/siren-{row.get('siren')}", *map(row.get, columns)]
                connection.execute(f"INSERT INTO laid VALUES ({places})", cells)  # noqa: S608
            connection.table("laid").write_parquet(str(path))
        return path

    return lay
