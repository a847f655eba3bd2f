"""What several tests stand on: the real project built once, a tiny one, the copies of sources."""

from __future__ import annotations

import gc
import json
import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from filelock import FileLock

from bioprod_graph.dataset import open_release
from bioprod_graph.pipeline.build import build_project
from bioprod_graph.project import Project
from bioprod_graph.site import Site, make_pages, write_site
from hatch_build import compile_catalogues
from tests.measuring import spare_programs
from tests.third_party import is_there, say_missing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    MakeOnce = Callable[[str, Callable[[Path], object]], Path]
    ChoosePages = Callable[..., Project]

ROOT = Path(__file__).resolve().parent.parent
BUILT = {"built", "built_folder", "published", "two_events", "workshop"}


def pytest_configure() -> None:
    """What the program says is compiled from messages/, as `make` does before it runs anything."""
    compile_catalogues()
    spare_programs()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Tell what asks a project that is built; leave out what needs texts of others, not here."""
    for item in items:
        if BUILT & set(_fixtures_of(item)):
            item.add_marker("built")
    left_out = [item for item in items if not all(map(is_there, _texts_of(item)))]
    if left_out:
        items[:] = [item for item in items if all(map(is_there, _texts_of(item)))]
        config.hook.pytest_deselected(items=left_out)


def _fixtures_of(item: pytest.Item) -> Iterator[str]:
    """Give the names of fixtures, and values that may be such names."""
    yield from getattr(item, "fixturenames", ())
    if isinstance(item, pytest.Function) and hasattr(item, "callspec"):
        yield from (value for value in item.callspec.params.values() if isinstance(value, str))


def _texts_of(item: pytest.Item) -> Iterator[str]:
    return (str(mark.args[0]) for mark in item.iter_markers("third_party"))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say which texts those are."""
    for line in say_missing():
        terminalreporter.write_line(line)


def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> pytest.TestReport | None:
    """Where nothing may be skipped (BIOPROD_NO_SKIPS, set by CI), a skip is a failure."""
    if call.excinfo is None or not os.environ.get("BIOPROD_NO_SKIPS"):
        return None
    report = pytest.TestReport.from_item_and_call(item, call)
    if report.skipped:
        report.outcome = "failed"
        report.longrepr = f"skipped, where nothing may be: {call.excinfo.value}"
    return report


@pytest.fixture(scope="module", autouse=True)
def _collect_in_the_main_thread() -> Iterator[None]:
    """Answers of Oxigraph may only be dropped by the thread that asked.

    Python may collect what one test left in a cycle on the thread of another test's server.
    """
    gc.disable()
    yield
    gc.collect()
    # What is left lives on: the next module need not look through it again.
    gc.freeze()


@pytest.fixture(scope="session")
def make_once(tmp_path_factory: pytest.TempPathFactory) -> MakeOnce:
    """Makes a folder once a run: the first worker that asks for it does, the others find it."""
    is_worker = "PYTEST_XDIST_WORKER" in os.environ
    base = tmp_path_factory.getbasetemp()

    def make_once(name: str, make: Callable[[Path], object]) -> Path:
        folder = (base.parent if is_worker else base) / "once" / name
        folder.parent.mkdir(exist_ok=True)
        with FileLock(f"{folder}.lock"):
            if not folder.with_suffix(".made").exists():
                folder.mkdir()
                make(folder)
                folder.with_suffix(".made").touch()
        return folder

    return make_once


@pytest.fixture(scope="session")
def built(make_once: MakeOnce) -> Project:
    """The real project, with a finished build in a folder of its own."""
    return Project(ROOT, make_once("built", lambda build: build_project(Project(ROOT, build))))


@pytest.fixture(scope="session")
def published(built: Project, make_once: MakeOnce) -> Path:
    """The whole site of the real project, of which nobody told a publisher."""

    def make(folder: Path) -> None:
        write_site(folder / "site", make_pages(Site(open_release(built), built)))

    return make_once("published", make) / "site"


@pytest.fixture(scope="session")
def choose_pages(built: Project, tmp_path_factory: pytest.TempPathFactory) -> ChoosePages:
    """Makes the real project with some pages beside the home: what they tell needs no others."""

    def choose(*names: str) -> Project:
        root = tmp_path_factory.mktemp("pages")
        for name in ("ontology", "data"):
            (root / name).symlink_to(built.root / name, target_is_directory=True)
        shutil.copytree(built.queries, root / "queries")
        path = root / "queries" / "pages" / "pages.csv"
        head, home, *rows = path.read_text("utf-8").splitlines()
        chosen = [head, home, *(row for row in rows if row.split(",")[0] in names)]
        path.write_text("".join(f"{row}\n" for row in chosen), encoding="utf-8")
        return Project(root, built.build)

    return choose


@pytest.fixture(scope="session")
def built_folder(built: Project, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that holds the real project and its finished build, for --project."""
    folder = tmp_path_factory.mktemp("project")
    for name in ("ontology", "data", "queries"):
        (folder / name).symlink_to(built.root / name, target_is_directory=True)
    (folder / "build").symlink_to(built.build, target_is_directory=True)
    return folder


@pytest.fixture
def tiny(tmp_path: Path) -> Project:
    """A fresh copy of the tiny project, nothing built yet."""
    root = tmp_path / "tiny"
    shutil.copytree(Path(__file__).parent / "data" / "tiny", root)
    return Project(root, root / "build")


def _describe_tables(folder: Path) -> None:
    """Describe the tables of a folder as those of the real project are."""
    described = json.loads((ROOT / "data" / "tables.json").read_text(encoding="utf-8"))
    there = {path.name for path in folder.glob("*.csv")}
    described["tables"] = [table for table in described["tables"] if table["url"] in there]
    (folder / "tables.json").write_text(json.dumps(described), encoding="utf-8")


@pytest.fixture
def directory(tmp_path: Path) -> Project:
    """A fresh project of a few bodies, its tables described as those of the real one are."""
    root = tmp_path / "directory"
    shutil.copytree(Path(__file__).parent / "data" / "directory", root)
    _describe_tables(root / "data")
    for name in ("rules", "shapes", "modules", "vocabularies"):
        (root / "ontology" / name).mkdir(parents=True)
    for name in ("checks", "questions"):
        (root / "queries" / name).mkdir(parents=True)
    shutil.copy(ROOT / "ontology" / "prefixes.ttl", root / "ontology")
    return Project(root, root / "build")


def _copy(source: Path, target: Path) -> None:
    """Copy a file or a folder: what a link leads to is outside a project, and is not read."""
    copy = shutil.copytree if source.is_dir() else shutil.copy
    copy(source, target)


@pytest.fixture(scope="session")
def two_events(make_once: MakeOnce) -> Project:
    """A built project of two invented events with recommendations; all but its tables is real."""
    root = make_once("two-events", _build_two_events)
    return Project(root, root / "build")


def _build_two_events(root: Path) -> None:
    shutil.copytree(Path(__file__).parent / "data" / "two-events", root, dirs_exist_ok=True)
    for name in ("ontology/shapes", "queries/checks", "queries/questions"):
        (root / name).mkdir(parents=True)
    for name in ("bioprod.ttl", "imports", "modules", "prefixes.ttl", "rules", "vocabularies"):
        _copy(ROOT / "ontology" / name, root / "ontology" / name)
    for name in ("ontology/wording", "queries/reports", "queries/scenes", "queries/views"):
        _copy(ROOT / name, root / name)
    _copy(ROOT / "queries/questions/sets-by-theme.rq", root / "queries/questions")
    _describe_tables(root / "data")
    build_project(Project(root, root / "build"))
