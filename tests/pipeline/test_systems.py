"""Systems that have less than Linux: a release can be read there, drawn, and built.

They are played here, in a process whose Python lacks what theirs does: with it, a file stands for
the link to the current release.
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import bioprod_graph
from bioprod_graph.cli import main
from bioprod_graph.pipeline.build import build_project
from bioprod_graph.project import Project

# What a system does not have is taken away before anything of ours is imported. The libraries of
# locks and of places have their own ways on each system, and are left what they need here.
_PLAY = """
import contextlib, io, json, os, pathlib, select, shutil, signal, sys
import filelock, platformdirs
for name in ("fcntl", "resource", "readline", "pwd", "grp"):
    sys.modules[name] = None
for module, names in (
    (os, ("fork", "symlink", "getuid", "geteuid", "O_ASYNC")),
    (signal, ("SIGALRM", "SIGIO", "SIGXCPU", "setitimer", "pthread_sigmask")),
    (select, ("poll",)),
):
    for name in names:
        delattr(module, name)
opened = os.open
def open_file(path, *rest, **others):
    if isinstance(path, int) or not os.path.isdir(path):
        return opened(path, *rest, **others)
    raise PermissionError(13, "Permission denied", path)
os.open = open_file
shutil._use_fd_functions = False  # folders are removed by their names where none is opened
exists = pathlib.Path.exists
pathlib.Path.exists = lambda path: not str(path).startswith("/proc") and exists(path)

from bioprod_graph.cli import main
told = []
for words in json.loads(sys.stdin.read()):
    with contextlib.redirect_stdout(io.StringIO()) as out:
        with contextlib.redirect_stderr(io.StringIO()) as err:
            status = main(words)
    told.append([status, out.getvalue(), err.getvalue()])
print(json.dumps(told))
"""
SOURCE = Path(bioprod_graph.__file__).parent
READ = (
    ["query", "organisers"],
    ["query", "organisers", "--layer", "page"],
    ["query", "--sparql", "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", "--format", "csv"],
    ["explain", "genopole"],
    ["track"],
    ["export", "--format", "turtle", "--around", "genopole"],
    ["draw", "--output", "-"],
)


def _play(project: Project, *calls: list[str]) -> list[tuple[int, str, str]]:
    """Run commands where there is less; give the status of each and what it said."""
    return _play_words(*(["--project", str(project.root), *words] for words in calls))


def _play_words(*calls: list[str], **variables: str) -> list[tuple[int, str, str]]:
    done = subprocess.run(
        [sys.executable, "-c", _PLAY],
        input=json.dumps(calls),
        check=False,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "LC_ALL": "C.UTF-8", **variables},
        cwd=variables.get("BIOPROD_CACHE"),
    )
    assert done.returncode == 0, done.stderr
    return [(status, out, err) for status, out, err in json.loads(done.stdout)]


def test_a_release_says_the_same_there(
    built_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Question, explanation, tracker, export and page are those of Linux, byte for byte."""
    played = _play(Project(built_folder, built_folder / "build"), *READ)
    for words, (status, out, err) in zip(READ, played, strict=True):
        assert main(["--project", str(built_folder), *words]) == status == 0, err
        assert capsys.readouterr() == (out, err)


def test_a_build_needs_no_links(tiny: Project) -> None:
    """The current release is told by a file; what follows is read, built and compared alike."""
    twin = Project(tiny.root.with_name("twin"), tiny.root.with_name("twin") / "build")
    shutil.copytree(tiny.root, twin.root)
    build_project(twin)
    count = ["query", "--sparql", "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", "--format", "csv"]
    current = str(tiny.current)
    first, asked, same, compared = _play(
        tiny, ["build"], count, ["build"], ["diff", current, current]
    )
    assert (first[0], same[0], compared[0]) == (0, 0, 0), (first, same, compared)
    assert tiny.current.read_text() == "000001"
    for name in ("dataset.nq", "manifest.json"):
        assert (tiny.build / "000001" / name).read_bytes() == (twin.current / name).read_bytes()
    assert int(asked[1].split()[1]) > 0
    for number in ("000002", "000003"):
        with (tiny.ontology / "prefixes.ttl").open("a", encoding="utf-8") as file:
            file.write("#\n")
        (again, asked_again) = _play(tiny, ["build"], count)
        assert again[0] == 0, again
        assert tiny.current.read_text() == number
        assert asked_again == asked
    names = {path.name for path in tiny.build.iterdir() if path.name != ".lock"}
    assert names == {"000002", "000003", "current"}


def test_the_first_question_of_an_installed_copy_is_answered(tmp_path: Path) -> None:
    """It is built in the cache, and only once."""
    package = tmp_path / "site" / "bioprod_graph"
    hidden = shutil.ignore_patterns("__pycache__")
    shutil.copytree(SOURCE, package, ignore=hidden, copy_function=os.symlink)
    shutil.copytree(SOURCE.parents[1] / "tests" / "data" / "tiny", package / "_project")
    asked = ["query", "parts-of", "--format", "csv"]
    variables = {"BIOPROD_CACHE": str(tmp_path), "PYTHONPATH": str(package.parent)}
    first, second = _play_words(asked, asked, **variables)
    assert (first[0], second[0]) == (0, 0), first
    assert first[1] == second[1] != ""
    assert "first use" in first[2]
    assert "first use" not in second[2]


def test_either_mark_replaces_the_other(tiny: Project) -> None:
    """A folder that both kinds of system build in."""
    _play(tiny, ["build"])
    with (tiny.ontology / "prefixes.ttl").open("a", encoding="utf-8") as file:
        file.write("#\n")
    build_project(tiny)
    assert tiny.current.readlink().name == "000002"
    (tiny.build / "000002" / "manifest.json").unlink()
    _play(tiny, ["build"])
    assert tiny.current.read_text() == "000003"


def test_what_is_missing_is_told(tiny: Project) -> None:
    """A limit that nobody keeps is not promised."""
    build_project(tiny)
    ((status, out, err),) = _play(tiny, ["query", "--sparql", "ASK {}", "--memory", "1G"])
    assert (status, err) == (
        0,
        "note: this system cannot limit the memory of a query: --memory has no effect\n",
    )
    assert "yes" in out


def test_links_that_the_disk_refuses_are_done_without(
    tiny: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on a stick that other systems read."""

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "symlink", refuse)
    build_project(tiny)
    assert tiny.current.read_text() == "000001"
    assert main(["--project", str(tiny.root), "query", "parts-of"]) == 0


def _run_within(memory: int, *words: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bioprod_graph", *words],
        check=False,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "LC_ALL": "C.UTF-8"},
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (memory, memory)),
    )


@pytest.mark.parametrize(
    "words",
    [["query", "organisers"], ["explain", "genopole"], ["draw", "--output", "-"], ["check"]],
    ids=" ".join,
)
def test_little_memory_is_one_line(built_folder: Path, words: list[str]) -> None:
    """Whatever the engine says when it ends."""
    done = _run_within(250 << 20, "--project", built_folder, *words)
    # Where it is slow, a step is told.
    told = [line for line in done.stderr.splitlines() if not line.endswith("…")]
    assert (done.returncode, done.stdout) == (1, "")
    assert told == ["bioprod: out of memory: the system allows this program 250 MB (ulimit -v)"]


@pytest.mark.parametrize(
    ("words", "status"),
    [(["query", "--help"], 0), (["query", "none"], 1), (["nothing"], 2), (["cite", "genopole"], 0)],
    ids=["help", "error", "misuse", "answer"],
)
def test_a_limit_that_is_not_reached_changes_nothing(
    built_folder: Path, words: list[str], status: int
) -> None:
    """Help, errors and answers are as ever."""
    plain, limited = (
        _run_within(memory, "--project", built_folder, *words)
        for memory in (resource.RLIM_INFINITY, 8 << 30)
    )
    assert plain.returncode == limited.returncode == status
    assert (limited.stdout, limited.stderr) == (plain.stdout, plain.stderr)
