"""What must be there and is not, or is no plain file, is told by name, not taken for nothing."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bioprod_graph.cli import main
from bioprod_graph.pipeline.build import build_project

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bioprod_graph.project import Project

pytestmark = pytest.mark.skipif(os.name == "nt", reason="there are no pipes and devices by name")

FOLDERS = (
    *("ontology/rules", "ontology/shapes", "ontology/modules"),
    *("queries/checks", "queries/questions"),
)
OUTSIDE = "root:x:0:0:secret"

# Files of the project, and a command that reads each.
READ = [
    ("data/tables.json", ["check"]),
    ("ontology/prefixes.ttl", ["check"]),
    ("ontology/modules/things.ttl", ["check"]),
    ("ontology/vocabularies/units.ttl", ["check"]),
    ("ontology/shapes/things.ttl", ["check"]),
    ("ontology/rules/cax-sco.rq", ["check"]),
    ("queries/checks/part-of-itself.rq", ["check"]),
    ("queries/questions/parts-of.rq", ["check"]),
    ("queries/questions/parts-of.rq", ["query", "--describe", "parts-of"]),
    ("queries/views/passages.rq", ["verify", "--document", "{root}/document.txt"]),
    ("ontology/wording/phrases.csv", ["explain", "thing/clock"]),
    ("ontology/wording/articles.csv", ["explain", "thing/clock"]),
    ("ontology/alignments/tables.json", ["check"]),
    ("data/passages.csv", ["verify", "--document", "{root}/document.txt", "--source", "inventory"]),
]
# Files that the call names: {path} is the file.
NAMED = [
    ["verify", "--document", "{path}"],
    ["add", "things", "--from", "{path}"],
    ["diff", "{path}", "{root}/build/current"],
    ["diff", "{root}/build/current", "{path}"],
]


def _make_socket(path: Path) -> None:
    # The address of a socket may not be as long as the name of a file.
    with contextlib.chdir(path.parent), socket.socket(socket.AF_UNIX) as made:
        made.bind(path.name)


def _make_large(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(10**9)


KINDS: dict[str, Callable[[Path], object]] = {
    "pipe": os.mkfifo,
    "socket": _make_socket,
    "zero": lambda path: path.symlink_to("/dev/zero"),
    "terminal": lambda path: path.symlink_to("/dev/tty"),
    "folder": Path.mkdir,
    "large": _make_large,
    "circle": lambda path: path.symlink_to(path),
    "nowhere": lambda path: path.symlink_to(path.with_name("gone")),
    "binary": lambda path: path.write_bytes(bytes(range(256))),
}


@pytest.fixture
def made(tiny: Project) -> Project:
    """The tiny project, built, with what it has not: phrases, and described alignments."""
    wording = tiny.ontology / "wording"
    wording.mkdir()
    (wording / "phrases.csv").write_text("property,phrase_fr,phrase_en\n", encoding="utf-8")
    (wording / "articles.csv").write_text(
        "first_word,article_fr,article_en,number\n", encoding="utf-8"
    )
    build_project(tiny)
    return tiny


def _run(
    root: Path, words: list[str], capsys: pytest.CaptureFixture[str], *, lang: str = "en"
) -> tuple[int, str, str]:
    capsys.readouterr()
    status = main(["--project", str(root), "--lang", lang, *words])
    told = capsys.readouterr()
    return status, told.out, told.err


def _replace(path: Path, make: Callable[[Path], object]) -> None:
    path.parent.mkdir(exist_ok=True)
    path.unlink(missing_ok=True)
    make(path)


class TestFolders:
    """Folders that a project must have."""

    @pytest.mark.parametrize("command", ["check", "build"])
    @pytest.mark.parametrize("folder", FOLDERS)
    def test_a_missing_one_is_named(
        self, made: Project, command: str, *, folder: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """In both languages; nothing else is told."""
        shutil.rmtree(made.root / folder)
        for lang, said in (
            ("en", "cannot be read (No such file or directory)"),
            ("fr", "ne peut pas être lu (il n’y a pas de tel fichier ou dossier)"),
        ):
            status, out, err = _run(made.root, [command], capsys, lang=lang)
            assert (status, out, err.count("\n")) == (1, "", 1)
            assert f"{folder}: {said}" in err.replace("\u00a0", "")

    @pytest.mark.parametrize("folder", FOLDERS)
    def test_what_is_none_is_named(
        self, made: Project, folder: str, *, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """A file in its place."""
        shutil.rmtree(made.root / folder)
        (made.root / folder).write_bytes(b"")
        status, out, err = _run(made.root, ["check"], capsys)
        assert (status, out) == (1, "")
        assert f"{folder}: cannot be read (Not a directory)" in err

    def test_questions_are_not_an_empty_list(
        self, made: Project, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """Nor is a question unknown where none can be known."""
        shutil.rmtree(made.queries / "questions")
        for words in (["query", "--list"], ["query", "parts-of"], ["cite", "--query", "parts-of"]):
            status, out, err = _run(made.root, words, capsys)
            assert (status, out) == (1, "")
            assert "queries/" in err
            assert "cannot be read (No such file" in err

    @pytest.mark.parametrize(
        ("words", "folder"),
        [
            (["gaps"], "gaps"),
            (["measure"], "projections"),
            (["measure", "--list"], "projections"),
            (["export", "--list"], "projections"),
            (["export", "--format", "graphml"], "projections"),
            (["brief", "thing/clock"], "reports"),
        ],
    )
    def test_what_a_command_needs_is_named_by_it(
        self,
        made: Project,
        words: list[str],
        *,
        folder: str,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        """A project may do without, until it is asked for."""
        assert not (made.queries / folder).exists()
        status, out, err = _run(made.root, words, capsys)
        assert (status, out, err.count("\n")) == (1, "", 1)
        assert f"queries/{folder}: cannot be read (No such file" in err


class TestPermission:
    """What may not be read is not taken for damaged, nor for missing, nor for nothing."""

    @pytest.fixture
    def refuse(self, made: Project) -> Iterator[Callable[[str], None]]:
        """Take all rights from a file or a folder, until the test is over."""
        closed: list[tuple[Path, int]] = []

        def refuse(name: str) -> None:
            path = made.root / name
            closed.append((path, path.stat().st_mode))
            path.chmod(0)

        yield refuse
        for path, mode in reversed(closed):
            path.chmod(mode)

    @staticmethod
    def _run(root: Path, *words: str) -> subprocess.CompletedProcess[str]:
        """Run a command as one who may not read everything."""
        before: list[str] = []
        if os.geteuid() == 0:
            program = shutil.which("setpriv")
            if program is None:
                pytest.skip("root may read everything, and cannot lay that down here")
            before = [program, "--bounding-set", "-dac_override,-dac_read_search"]
        return subprocess.run(
            [*before, sys.executable, "-m", "bioprod_graph", "--project", str(root), *words],
            check=False,
            capture_output=True,
            text=True,
            env=os.environ | {"LC_ALL": "C.UTF-8"},
        )

    @pytest.mark.parametrize(
        ("name", "words"),
        [
            *((folder, ["check"]) for folder in FOLDERS),
            ("ontology/vocabularies", ["check"]),
            ("ontology", ["check"]),
            ("queries", ["query", "--list"]),
            ("queries/questions", ["query", "--list"]),
            ("queries/questions/parts-of.rq", ["query", "--list"]),
            ("ontology/rules/cax-sco.rq", ["check"]),
            ("data/tables.json", ["check"]),
            ("document.txt", ["verify", "--document", "{root}/document.txt"]),
            ("build/current/dataset.nq", ["query", "--sparql", "ASK {{}}"]),
            ("build/current/store/CURRENT", ["query", "--sparql", "ASK {{}}"]),
            ("build/current/store", ["explain", "thing/clock"]),
            ("build/current/SHA256SUMS", ["cite"]),
            (
                "build/current/manifest.json",
                ["diff", "{root}/build/current", "{root}/build/000001"],
            ),
            ("build/current/", ["export", "--format", "nquads"]),
        ],
    )
    def test_it_is_called_so(
        self, made: Project, refuse: Callable[[str], None], *, name: str, words: list[str]
    ) -> None:
        """In one line, with the file or the folder."""
        refuse(name)
        done = self._run(made.root, *(word.format(root=made.root) for word in words))
        assert done.returncode in (1, 2)
        assert done.stdout == ""
        assert done.stderr.count("\n") == 1
        assert "Permission denied" in done.stderr
        assert name.removeprefix("build/current/").rstrip("/") in done.stderr
        assert "damaged" not in done.stderr

    def test_a_table_is_a_finding(self, made: Project, refuse: Callable[[str], None]) -> None:
        """As all that is wrong with a table, and it is the only one."""
        refuse("data/sources.csv")
        done = self._run(made.root, "check")
        assert done.returncode == 1
        assert "the file cannot be read (Permission denied): mend that" in done.stdout
        assert "1 error, 1 note" in done.stdout


class TestFiles:
    """Files that are none, and files that are too much of one."""

    @pytest.mark.parametrize("kind", KINDS)
    @pytest.mark.parametrize(("name", "words"), READ, ids=[" ".join([n, *w]) for n, w in READ])
    def test_one_of_the_project_is_told(
        self,
        made: Project,
        kind: str,
        *,
        name: str,
        words: list[str],
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        """At once, in one line with its name."""
        if words[0] == "verify" and "--source" in words:
            words = [*words, "--update"]
        _replace(made.root / name, KINDS[kind])
        words = [word.format(root=made.root) for word in words]
        status, out, err = _run(made.root, words, capsys)
        assert (status, out, err.count("\n")) == (1, "", 1)
        assert str(made.root / name) in err

    @pytest.mark.parametrize("kind", KINDS)
    def test_a_table_is_told(
        self, made: Project, kind: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """As a finding, once."""
        _replace(made.root / "data" / "things.csv", KINDS[kind])
        status, out, _ = _run(made.root, ["check"], capsys)
        assert status == 1
        assert out.startswith("data/things.csv")
        assert "1 error, 1 note" in out

    @pytest.mark.parametrize("kind", KINDS)
    @pytest.mark.parametrize("words", NAMED, ids=" ".join)
    def test_one_that_the_call_names_is_told(
        self,
        made: Project,
        words: list[str],
        *,
        kind: str,
        tmp_path: Path,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        """At once, with its name, and nothing is done."""
        path = tmp_path / "named"
        KINDS[kind](path)
        words = [word.format(path=path, root=made.root) for word in words]
        status, out, err = _run(made.root, words, capsys)
        assert status in (1, 2)
        assert str(path) in out + err
        assert out.count("\n") <= 3

    @pytest.mark.parametrize(("name", "words"), READ, ids=[" ".join([n, *w]) for n, w in READ])
    def test_a_link_that_leads_out_is_not_followed(
        self,
        made: Project,
        name: str,
        *,
        words: list[str],
        tmp_path: Path,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        """Nothing of what it leads to is told, whatever it is."""
        if "--source" in words:
            words = [*words, "--update"]
        (tmp_path / "secret").write_text(f"{OUTSIDE}\n", encoding="utf-8")
        _replace(made.root / name, lambda path: path.symlink_to(tmp_path / "secret"))
        words = [word.format(root=made.root) for word in words]
        status, out, err = _run(made.root, words, capsys)
        assert (status, out, err.count("\n")) == (1, "", 1)
        assert f"{made.root / name}: cannot be read (it is a link that leads out" in err
        assert "secret" not in err

    def test_nor_is_that_of_a_table(
        self, made: Project, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """Whose first line would be quoted as names of columns."""
        (tmp_path / "secret").write_text(f"{OUTSIDE}\n", encoding="utf-8")
        for name in ("things.csv", "curators.csv", "more.csv"):
            _replace(made.root / "data" / name, lambda path: path.symlink_to(tmp_path / "secret"))
        for words in (["check"], ["build"], ["add", "things", "--set", "id=x"]):
            status, out, err = _run(made.root, words, capsys)
            assert status != 0
            assert "secret" not in out + err
