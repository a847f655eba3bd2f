"""Who reads while builds are switched is answered from one release, whole, each time."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bioprod_graph.cli import main
from bioprod_graph.pipeline.build import build_project

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bioprod_graph.project import Project

pytestmark = pytest.mark.skipif(os.name == "nt", reason="links need a right there")

TINY = Path(__file__).resolve().parents[1] / "data" / "tiny"
MOST_BUILDS = 2000
SWITCHES = 3

# Builds one of two versions after the other, and tells each, until nobody listens.
_BUILDER = """
import sys
from pathlib import Path
from bioprod_graph.pipeline.build import build_project
from bioprod_graph.project import Project

root = Path(sys.argv[1])
project, table = Project(root, root / "build"), root / "data" / "things.csv"
said = table.read_bytes().replace(b"96.0", b"95.0")
texts = [said, said.replace(b"95.0", b"96.0")]
for number in range(int(sys.argv[2])):
    table.write_bytes(texts[number % 2])
    build_project(project)
    print(number, flush=True)
"""

WEIGHT = "SELECT ?w { <https://example.org/tiny/id/thing/clock> tiny:weight ?w }"
COMMANDS = [
    ["query", "--sparql", WEIGHT, "--format", "csv"],
    ["export", "--format", "nquads"],
    ["query", "--sparql", WEIGHT, "--format", "csv", "--engine", "rdflib"],
    ["export", "--format", "trig"],
    ["explain", "thing/clock"],
    ["diff", "{root}/build/current", "{root}/build/current", "--format", "json"],
]


def _change(project: Project) -> None:
    table = project.root / "data" / "things.csv"
    table.write_bytes(table.read_bytes().replace(b"95.0", b"96.0"))


@contextmanager
def _building(root: Path) -> Iterator[list[str]]:
    """Build on and on in another process; gives the numbers of the builds, at the end."""
    numbers: list[str] = []
    with subprocess.Popen(
        [sys.executable, "-c", _BUILDER, str(root), str(MOST_BUILDS)],
        stdout=subprocess.PIPE,
        text=True,
    ) as builder:
        assert builder.stdout is not None
        builder.stdout.readline()
        yield numbers
        builder.kill()
        numbers += builder.stdout.read().split()


@pytest.fixture
def answers(tiny: Project, capsysbinary: pytest.CaptureFixture[bytes]) -> dict[str, set[bytes]]:
    """What each command answers from the one version and from the other."""
    found: dict[str, set[bytes]] = {" ".join(command): set() for command in COMMANDS}
    for version in range(2):
        if version:
            _change(tiny)
        build_project(tiny)
        for command in COMMANDS:
            status, out = _run(command, tiny.root, capsysbinary)
            assert status == 0
            found[" ".join(command)].add(out)
    return found


def _count_builds(project: Project) -> int:
    """Give the number of the current build: they are counted."""
    return int(project.current.readlink().name)


def _run(command: list[str], root: Path, capsys: pytest.CaptureFixture[bytes]) -> tuple[int, bytes]:
    words = [word if "SELECT" in word else word.format(root=root) for word in command]
    capsys.readouterr()
    status = main(["--project", str(root), *words])
    told = capsys.readouterr()
    return status, told.out if status == 0 else told.err


@pytest.mark.parametrize("times", [12, pytest.param(300, marks=pytest.mark.slow)])
def test_every_answer_is_of_one_release(
    tiny: Project,
    answers: dict[str, set[bytes]],
    *,
    times: int,
    capsysbinary: pytest.CaptureFixture[bytes],
) -> None:
    """Of the one or of the other, whole."""
    wrong = []
    with _building(tiny.root) as builds:
        # The last of them may not have been told when it is counted.
        enough = _count_builds(tiny) + SWITCHES + 1
        for number in range(100 * times):
            if number >= times and _count_builds(tiny) > enough:
                break
            command = COMMANDS[number % len(COMMANDS)]
            status, out = _run(command, tiny.root, capsysbinary)
            if status != 0 or out not in answers[" ".join(command)]:
                wrong.append((number, command, status, out[:300]))
    assert wrong == []
    assert len(builds) > SWITCHES


def test_both_versions_differ(answers: dict[str, set[bytes]]) -> None:
    """Or the test above would show nothing."""
    assert [len(found) for found in answers.values()] == [2, 2, 2, 2, 2, 1]
    digests = {hashlib.sha256(out).hexdigest() for out in answers["export --format nquads"]}
    assert len(digests) == 2
