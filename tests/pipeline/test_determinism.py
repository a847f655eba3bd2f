"""The same inputs give the same bytes, wherever, whenever and by whomever they are built."""

from __future__ import annotations

import datetime
import hashlib
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import pyoxigraph as ox
import pytest

from tests.samples import sample

ROOT = Path(__file__).resolve().parents[2]
PROJECTS = {"real": ROOT, "tiny": ROOT / "tests" / "data" / "tiny"}
FOLDERS = ("data", "ontology", "queries")
OUTPUTS = ("dataset.nq", "manifest.json")

# Builds with pieces of the sizes that are given: which lines meet in a run is chance elsewhere.
_BUILD = """
import sys
from pathlib import Path
from bioprod_graph.pipeline import assemble, runs
from bioprod_graph.pipeline.build import build_project
from bioprod_graph.project import Project
assemble._CHUNK, runs._RUN_LENGTH = int(sys.argv[2]), int(sys.argv[3])
build_project(Project(Path(sys.argv[1]), Path(sys.argv[1]) / "build"))
"""


@dataclass(frozen=True)
class Surroundings:
    """Where and how a build runs."""

    folder: str
    environment: dict[str, str] = field(default_factory=dict)
    umask: int = 0o022
    chunk: int = 50_000
    run: int = 100_000
    is_reversed: bool = False


FIRST = Surroundings("one", {"PYTHONHASHSEED": "0", "TZ": "UTC", "LC_ALL": "C.UTF-8"})
OTHERS = (
    Surroundings(
        "all/of it é",
        {"PYTHONHASHSEED": "13", "TZ": "Pacific/Kiritimati", "LC_ALL": "tr_TR.UTF-8"},
        umask=0o077,
        chunk=97,
        run=41,
        is_reversed=True,
    ),
    Surroundings(
        "another/place é",
        {"PYTHONHASHSEED": "42", "TZ": "Pacific/Kiritimati", "LC_ALL": "tr_TR.UTF-8"},
    ),
    Surroundings(
        "encoding",
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        umask=0o077,
    ),
    Surroundings("order", {"PYTHONHASHSEED": "7"}, chunk=97, run=41, is_reversed=True),
)


def _copy(source: Path, target: Path, *, is_reversed: bool) -> None:
    """Copy a project; the order in which files are made is that in which some systems list them."""
    files = [path for name in FOLDERS for path in (source / name).rglob("*") if path.is_file()]
    for path in sorted(files, reverse=is_reversed):
        place = target / path.relative_to(source)
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, place)


def _build(project: str, surroundings: Surroundings, base: Path) -> dict[str, bytes]:
    folder = base / surroundings.folder
    _copy(PROJECTS[project], folder, is_reversed=surroundings.is_reversed)
    subprocess.run(
        [sys.executable, "-c", _BUILD, folder, str(surroundings.chunk), str(surroundings.run)],
        check=True,
        cwd=folder.parent,
        env=os.environ | {"PYTHONPATH": str(ROOT / "src")} | surroundings.environment,
        umask=surroundings.umask,
    )
    return {name: (folder / "build" / "current" / name).read_bytes() for name in OUTPUTS}


@pytest.fixture(scope="module", params=sorted(PROJECTS))
def project(request: pytest.FixtureRequest) -> str:
    """The name of a project."""
    return str(request.param)


@pytest.fixture(scope="module")
def first(project: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """What a first build of it makes."""
    return _build(project, FIRST, tmp_path_factory.mktemp(project))


@pytest.mark.parametrize("surroundings", sample(OTHERS, every=len(OTHERS)), ids=lambda s: s.folder)
def test_surroundings_leave_no_trace(
    project: str, first: dict[str, bytes], *, surroundings: Surroundings, tmp_path: Path
) -> None:
    """Folder, hash seed, time zone, language, rights, order: the same bytes."""
    second = _build(project, surroundings, tmp_path)
    digests = [
        {name: hashlib.sha256(content).hexdigest() for name, content in made.items()}
        for made in (first, second)
    ]
    assert digests[0] == digests[1]


def test_no_blank_nodes(first: dict[str, bytes]) -> None:
    """Whose names would be chance."""
    for quad in ox.parse(first["dataset.nq"], format=ox.RdfFormat.N_QUADS):
        terms = (quad.subject, quad.object, quad.graph_name)
        assert not any(isinstance(term, ox.BlankNode) for term in terms)
        assert isinstance(quad.graph_name, ox.NamedNode)


def test_lines_are_sorted_and_each_is_there_once(first: dict[str, bytes]) -> None:
    """As canonical N-Quads are."""
    lines = first["dataset.nq"].splitlines(keepends=True)
    assert lines == sorted(set(lines))
    assert all(line.endswith(b" .\n") for line in lines)


def test_no_path_of_the_builder(
    first: dict[str, bytes], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Neither the folder of the project nor that of the program."""
    for content in first.values():
        for folder in (tmp_path_factory.getbasetemp(), ROOT, Path.home()):
            assert folder == Path("/") or f"{folder}/".encode() not in content


def test_no_date_of_the_day(project: str, first: dict[str, bytes]) -> None:
    """There is no clock in the product: today is there only if the data says so."""
    today = datetime.datetime.now(tz=datetime.UTC).date().isoformat().encode()
    inputs = (path for name in FOLDERS for path in (PROJECTS[project] / name).rglob("*"))
    if not any(today in path.read_bytes() for path in inputs if path.is_file()):
        assert all(today not in content for content in first.values())
