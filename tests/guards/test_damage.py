"""A release that is damaged anywhere is told by every command that reads one, in one line."""

from __future__ import annotations

import random
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Protocol

import pytest

from bioprod_graph import ask, explain
from bioprod_graph.cli import main
from bioprod_graph.errors import DatasetError
from bioprod_graph.formats.formats import FORMATS
from bioprod_graph.pipeline.build import build_project
from bioprod_graph.project import Project

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Change = Callable[[bytes], bytes | None]

ROOT = Path(__file__).resolve().parents[2]
TINY = ROOT / "tests" / "data" / "tiny"
LEAST = 120
SAMPLED = 3
SHARES = 16

BUILD = "{build}"
COMMANDS = [
    ["query", "organisers"],
    ["query", "organisers", "--engine", "rdflib"],
    ["query", "organisers", "--layer", "page", "--layer", "inferred"],
    ["explain", "organization/genopole"],
    ["explain", "event/assises-idf-2021", "bioprod:organizedBy", "organization/genopole"],
    ["explain", "organization/genopole", "organization/region-ile-de-france", "--paths", "1"],
    ["track"],
    ["brief", "recommendation/assises-idf-2021-01"],
    ["gaps", "--kind", "recommendation-without-evidence"],
    ["cite"],
    ["cite", "organization/genopole"],
    ["cite", "--query", "organisers"],
    ["measure", "--measure", "degree", "--format", "csv"],
    ["draw", "--output", "-"],
    ["verify", "--document", str(TINY / "document.txt"), "--source", "assises-idf-2021-page"],
    ["diff", BUILD, "{sound}"],
    ["diff", "{sound}", BUILD],
    *(["export", "--format", name] for name in FORMATS),
    ["export", "--format", "nquads", "--of", "actors"],
    ["export", "--format", "turtle", "--around", "organization/genopole"],
]
# A copy of another document: its passages differ, and that is told by the exit status.
FINDS = {"verify": 1}


class Runner(Protocol):
    """Runs a command on a folder; gives its exit status, its output and what it told."""

    def __call__(self, command: list[str], folder: Path) -> tuple[int, bytes, bytes]:
        """Run it."""


class Place(NamedTuple):
    """Something done to a file of a release."""

    name: str
    damage: str
    change: Change


def _flip(place: int) -> Callable[[bytes], bytes]:
    return lambda content: (
        content[:place] + bytes([content[place] ^ 1 << place % 8]) + content[place + 1 :]
    )


def _find_changes(content: bytes, chance: random.Random) -> Iterator[tuple[str, Change]]:
    size = len(content)
    if size:
        bits = {0, size // 2, size - 1, chance.randrange(size), chance.randrange(size)}
        yield from ((f"bit {place}", _flip(place)) for place in sorted(bits))
        yield "emptied", lambda _: b""
        yield "cut by a byte", lambda whole: whole[:-1]
        yield "cut in half", lambda whole: whole[: size // 2]
    if b"\n" in content[:-1]:
        yield "cut at a line", lambda whole: b"".join(whole.splitlines(keepends=True)[:-1])
    yield "longer", lambda whole: whole + b"\0"
    yield "removed", lambda _: None


def find_places(release: Path) -> list[Place]:
    """List what may be done to the files of a release, and to which may be added."""
    chance = random.Random(7)  # noqa: S311
    files = sorted(path for path in release.rglob("*") if path.is_file())
    return [
        Place(path.relative_to(release).as_posix(), damage, change)
        for path in files
        for damage, change in _find_changes(path.read_bytes(), chance)
    ]


def spoil(path: Path, change: Change) -> Callable[[], object]:
    """Change a file; give what mends it."""
    before = path.read_bytes()
    after = change(before)
    assert after != before
    if after is None:
        path.unlink()
    else:
        path.write_bytes(after)
    return lambda: path.write_bytes(before)


def _make_folder(folder: Path, release: Path) -> Path:
    """Make a project of the real questions and views whose build is a copy of a release."""
    for name in ("ontology", "data", "queries"):
        (folder / name).symlink_to(ROOT / name, target_is_directory=True)
    shutil.copytree(release, folder / "build" / "current")
    return folder


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The release of the tiny project."""
    root = tmp_path_factory.mktemp("tiny") / "tiny"
    shutil.copytree(TINY, root)
    build_project(Project(root, root / "build"))
    return (root / "build" / "current").resolve()


@pytest.fixture(scope="module")
def small(sound: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of the real project with the small release of the tiny one."""
    return _make_folder(tmp_path_factory.mktemp("small"), sound)


@pytest.fixture(scope="module")
def large(built: Project, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of the real project with a copy of its release."""
    return _make_folder(tmp_path_factory.mktemp("large"), built.current.resolve())


@pytest.fixture
def run(
    capsysbinary: pytest.CaptureFixture[bytes], sound: Path, monkeypatch: pytest.MonkeyPatch
) -> Runner:
    """The program, in English."""
    monkeypatch.setenv("LC_ALL", "C.UTF-8")

    def run(command: list[str], folder: Path) -> tuple[int, bytes, bytes]:
        words = [
            word.format(build=folder / "build" / "current", sound=sound) if "{" in word else word
            for word in command
        ]
        capsysbinary.readouterr()
        status = main(["--project", str(folder), *words])
        told = capsysbinary.readouterr()
        return status, told.out, told.err

    return run


# What these read of a sound release, tests of exports read as well, format by format.
OTHERWISE_READ = ("export", "diff", "measure")
each_command = pytest.mark.parametrize("command", COMMANDS, ids=" ".join)


def find_missed(
    places: list[Place], run: Runner, *, command: list[str], small: Path
) -> list[object]:
    """Do each damage in turn; give what was not told in one line that names the file."""
    release = small / "build" / "current"
    missed: list[object] = []
    for name, damage, change in places:
        mend = spoil(release / name, change)
        status, out, err = run(command, small)
        mend()
        is_told = f"is damaged ({name} ".encode() in err and err.count(b"\n") == 1
        if status != 1 or out or not is_told:
            missed.append((name, damage, status, out, err))
    return missed


@pytest.mark.parametrize(
    "command",
    [
        pytest.param(command, marks=[pytest.mark.slow] * (command[0] in OTHERWISE_READ))
        for command in COMMANDS
    ],
    ids=" ".join,
)
def test_a_sound_release_is_read(large: Path, run: Runner, command: list[str]) -> None:
    """Or what follows would show nothing."""
    status, out, _ = run(command, large)
    assert status == FINDS.get(command[0], 0)
    assert out


@each_command
class TestEveryCommand:
    """Whatever is asked."""

    def test_damage_is_told_wherever_it_is(
        self, small: Path, run: Runner, command: list[str]
    ) -> None:
        """Nothing else is said. Each command meets a share of it, all of them together meet all."""
        places = find_places(small / "build" / "current")
        assert len(places) >= LEAST
        assert len(COMMANDS) >= SHARES
        share = places[COMMANDS.index(command) % SHARES :: SHARES]
        assert find_missed(share, run, command=command, small=small) == []

    @pytest.mark.slow
    def test_all_of_it_is_told(self, small: Path, run: Runner, command: list[str]) -> None:
        """By each command."""
        places = find_places(small / "build" / "current")
        assert find_missed(places, run, command=command, small=small) == []

    def test_so_is_a_file_that_was_added(
        self, small: Path, run: Runner, command: list[str]
    ) -> None:
        """Beside the others, or in a folder of its own."""
        release = small / "build" / "current"
        for name in ("more", "store/000099.sst", "other/file"):
            (release / name).parent.mkdir(exist_ok=True)
            (release / name).write_bytes(b"")
            status, out, err = run(command, small)
            (release / name).unlink()
            assert (status, out, err.count(b"\n")) == (1, b"", 1)
            assert f"is damaged ({name} does not belong there)".encode() in err

    def test_so_is_damage_of_the_real_one(
        self, large: Path, run: Runner, command: list[str]
    ) -> None:
        """In places chosen by chance, another for each command."""
        release = large / "build" / "current"
        chance = random.Random(" ".join(command))  # noqa: S311
        for name, damage, change in chance.sample(find_places(release), SAMPLED):
            mend = spoil(release / name, change)
            status, out, err = run(command, large)
            mend()
            assert (status, out, err.count(b"\n")) == (1, b"", 1), (name, damage)
            assert f"is damaged ({name} ".encode() in err


class TestPython:
    """From Python, it is an error that can be caught."""

    @pytest.mark.parametrize("name", ["dataset.nq", "manifest.json", "SHA256SUMS", "store/CURRENT"])
    def test_it_is_a_dataset_error(self, small: Path, name: str) -> None:
        """In both languages."""
        project = Project(small, small / "build")
        mend = spoil(small / "build" / "current" / name, _flip(3))
        try:
            for call in (lambda: ask("ASK {}", project), lambda: explain("x:y", project=project)):
                with pytest.raises(DatasetError, match=rf"\({name} is not as it was wr") as caught:
                    call()
                assert f"est abîmé ({name} a changé)" in caught.value.message("fr")
        finally:
            mend()
