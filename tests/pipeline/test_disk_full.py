"""A build on a full disk says so in one line, and the last good one stays."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bioprod_graph.pipeline.build import build_project
from bioprod_graph.project import Project
from bioprod_graph.questions import ask

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

TINY = Path(__file__).resolve().parents[1] / "data" / "tiny"
SIZE = 4_000_000

# What is left on the disk: too little for a first line, for the lines, for the store.
ROOMS = (0, 16_000, 60_000)


def _can_mount(folder: Path) -> bool:
    if os.name == "nt" or os.geteuid() != 0 or shutil.which("mount") is None:
        return False
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", folder],
        check=False,
        capture_output=True,
    )
    return done.returncode == 0


@contextmanager
def _fill(folder: Path, room: int) -> Iterator[None]:
    """Fill a disk but for some bytes."""
    filler = folder / "filler"
    filler.write_bytes(b"")
    with filler.open("wb", buffering=0) as file:
        free = os.statvfs(folder)
        file.write(bytes(max(0, free.f_bavail * free.f_frsize - room)))
    yield
    filler.unlink()


def _limit(room: int) -> Callable[[], None]:
    """Let no file grow beyond some bytes: what the disk would refuse, the system refuses."""
    import resource

    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path | None]:
    """A small disk of its own, or nothing where none may be mounted."""
    folder = tmp_path / "disk"
    folder.mkdir()
    if not _can_mount(folder):
        yield None
        return
    yield folder
    subprocess.run(["umount", folder], check=True)


def _build(project: Project, before: Callable[[], None] | None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bioprod_graph", "--project", project.root, "build"],
        check=False,
        capture_output=True,
        text=True,
        preexec_fn=before,
    )


@pytest.mark.parametrize("room", ROOMS)
def test_the_last_good_build_stays(disk: Path | None, tmp_path: Path, room: int) -> None:
    """One line, exit 1, nothing half-made; with room again, a build works."""
    if disk is None and os.name == "nt":
        pytest.skip("neither a small disk nor a limit on the size of files can be had here")
    root = (disk or tmp_path) / "project"
    shutil.copytree(TINY, root)
    project = Project(root, root / "build")
    build_project(project)
    with (project.ontology / "prefixes.ttl").open("a", encoding="utf-8") as file:
        file.write("# changed\n")
    if disk is None:
        done = _build(project, _limit(room))
    else:
        with _fill(disk, room):
            done = _build(project, None)
    assert (done.returncode, done.stdout) == (1, "")
    # Where it is slow, a build tells its steps.
    (told,) = (line for line in done.stderr.splitlines() if not line.endswith("…"))
    assert told.startswith("bioprod: nothing was built, the last good dataset stays: ")
    assert sorted(path.name for path in project.build.iterdir()) == [".lock", "000001", "current"]
    assert ask("SELECT ?w { thing:clock tiny:weight ?w }", project)
    build_project(project)
    assert project.current.readlink() == Path("000002")
