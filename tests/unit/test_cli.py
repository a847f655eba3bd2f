"""The program as a whole: what it says, where, and with which exit status."""

from __future__ import annotations

import io
import os
import re
import shlex
import shutil
import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bioprod_graph import __version__
from bioprod_graph.__main__ import start
from bioprod_graph.cli import main
from bioprod_graph.commands.context import Context
from bioprod_graph.commands.line import COMMANDS, find_command
from bioprod_graph.language import Text, choose_language
from bioprod_graph.pipeline.build import build_project
from bioprod_graph.project import Project

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

ROOT = Path(__file__).resolve().parents[2]
TINY = ROOT / "tests" / "data" / "tiny"
SOURCE = ROOT / "src" / "bioprod_graph"
ASSEMBLE = "bioprod_graph.pipeline.assemble_project"

_HEAVY = (
    "SPARQLWrapper",
    "bioprod_graph.drawing",
    "csvw",
    "filelock",
    "http.client",
    "jinja2",
    "networkx",
    "owlready2",
    "platformdirs",
    "pyshacl",
    "pyvis",
    "rdflib",
)
# What a question that is answered as a table needs nothing of, each some thousandths of a second.
_LATE = ("bioprod_graph.parts", "html", "inspect", "shutil", "subprocess", "tempfile", "tomllib")
_REPORT = f"; print(*(m for m in {(*_HEAVY, 'rich')!r} if m in sys.modules), file=sys.stderr)"


def _environment(changes: Mapping[str, str]) -> dict[str, str]:
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in ("BIOPROD_PROJECT", "PYTHONUNBUFFERED", "LC_ALL", "LC_MESSAGES", "LANG")
    }
    return {**kept, "PYTHONPATH": str(SOURCE.parent), **changes}


def _report(code: str, project: Path) -> str:
    """Run code in a process of its own; give what it says on the standard error."""
    done = subprocess.run(
        [sys.executable, "-c", code],
        check=True,
        capture_output=True,
        text=True,
        env=_environment({"BIOPROD_PROJECT": str(project)}),
    )
    return done.stderr


def _run(*words: str | Path, cwd: Path = ROOT, **changes: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bioprod_graph", *words],
        check=False,
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=cwd,
        env=_environment(changes),
    )


def _failing(message: str) -> Callable[..., None]:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError(message)

    return fail


def _assert_one_line(done: subprocess.CompletedProcess[str], status: int) -> None:
    assert (done.returncode, done.stdout) == (status, "")
    assert done.stderr.count("\n") == 1
    assert done.stderr.startswith("bioprod")


@pytest.fixture(scope="module")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the tiny project with a finished build; not to be changed."""
    root = tmp_path_factory.mktemp("workshop") / "tiny"
    shutil.copytree(TINY, root)
    build_project(Project(root, root / "build"))
    return root


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the package as the wheel carries it: a project inside."""
    folder = tmp_path_factory.mktemp("site")
    # By links, so that what runs there is known to be the same files.
    shutil.copytree(
        SOURCE,
        folder / "bioprod_graph",
        ignore=shutil.ignore_patterns("__pycache__"),
        copy_function=os.symlink,
    )
    shutil.copytree(TINY, folder / "bioprod_graph" / "_project")
    return folder


class TestProgram:
    """`bioprod` without a command, and of unknown ones."""

    @pytest.mark.parametrize("word", ["--version", "-V", "version"])
    def test_tells_its_version(self, word: str) -> None:
        """On stdout."""
        done = _run(word)
        assert (done.returncode, done.stdout, done.stderr) == (0, f"bioprod {__version__}\n", "")

    def test_help_lists_every_command_with_its_first_line(self) -> None:
        """And where to read more."""
        done = _run("--help")
        assert (done.returncode, done.stderr) == (0, "")
        for command in COMMANDS:
            assert re.search(rf"^    {command}\s+\S", done.stdout, re.MULTILINE)
        assert "bioprod COMMAND --help" in done.stdout

    def test_no_command_is_misuse_and_gets_the_help(self) -> None:
        """On stderr, for nothing was asked."""
        done = _run()
        assert (done.returncode, done.stdout) == (2, "")
        assert "COMMAND" in done.stderr

    @pytest.mark.parametrize(
        ("words", "told"),
        [
            (["buidl"], "bioprod: there is no command buidl; did you mean build?"),
            (["xyzzy"], "bioprod: there is no command xyzzy; there are build, check, "),
            (["--no-pager", "qurey"], "did you mean query?"),
            (["organisers"], "no command organisers; did you mean bioprod query organisers?"),
            (["--lang", "de", "build"], "choose from fr, en; see bioprod build --help"),
            (["build", "--lang", "de"], "choose from fr, en; see bioprod build --help"),
            (["--project"], "see bioprod --help"),
            (["--proj", ".", "check"], "did you mean --project? See bioprod check --help"),
            (["query", "--fromat", "csv"], "did you mean --format? See bioprod query --help"),
            (["query", "--format", "cvs"], "did you mean csv? See bioprod query --help"),
            (["verify", "--documnet", "x"], "did you mean --document? See bioprod verify --help"),
            (["help", "qurey"], "did you mean query?"),
        ],
    )
    def test_misuse_is_one_line(self, words: list[str], told: str) -> None:
        """With exit 2, and what to type instead, or where the help is."""
        done = _run(*words)
        _assert_one_line(done, 2)
        assert told in done.stderr

    @pytest.mark.parametrize(
        "words",
        [
            ["--lang", "fr", "--param=whole=clock", "query", "parts-of", "--format", "csv"],
            ["--format", "csv", "query", "--param", "whole=clock", "parts-of", "--lang=fr"],
            ["query", "parts-of", "--format", "csv", "--param", "whole=clock", "--lang", "fr"],
        ],
    )
    def test_an_option_stands_anywhere(self, workshop: Path, words: list[str]) -> None:
        """Before its command, or behind; --project too."""
        answers = {
            _run(*line).stdout
            for line in (["--project", str(workshop), *words], [*words, f"--project={workshop}"])
        }
        assert len(answers) == 1
        assert "Mouvement" in answers.pop()

    def test_a_layer_before_the_command_is_no_command(self) -> None:
        """Nor is a folder of that name; what follows another option may be one."""
        words = ["--layer", "check", "--project", "build", "--no-pager", "query", "draw"]
        assert find_command(words) == ("query", [*words[:5], "draw"])

    def test_help_of_a_command_is_that_of_its_option(self) -> None:
        """`bioprod help COMMAND`; alone, that of the program."""
        assert _run("help", "query").stdout == _run("query", "--help").stdout
        assert _run("--help", "query").stdout == _run("query", "-h").stdout
        assert _run("help").stdout == _run("--help").stdout

    def test_an_option_may_have_the_name_of_a_command_for_its_value(self, workshop: Path) -> None:
        """A project in a folder called `query`, say."""
        folder = workshop.parent / "query"
        folder.symlink_to(workshop)
        done = _run("--project", "query", "explain", "thing/clock", cwd=workshop.parent)
        assert done.returncode == 0

    def test_the_module_and_the_command_are_the_same(
        self, capsys: pytest.CaptureFixture[str], workshop: Path
    ) -> None:
        """`python -m bioprod_graph` and `main`."""
        words = ("--project", str(workshop), "explain", "thing/clock", "--format", "json")
        assert main(words) == 0
        assert capsys.readouterr().out.splitlines() == _run(*words).stdout.splitlines()

    def test_it_reads_its_words_from_the_command_line(
        self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Where none are given."""
        monkeypatch.setattr(sys, "argv", ["bioprod", "query", "--list", "--project"])
        with pytest.raises(SystemExit, match="2"):
            main()
        assert capsys.readouterr().err

    def test_an_interrupt_is_one_line(
        self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, workshop: Path
    ) -> None:
        """With the exit status that shells know."""

        def interrupt(*_: object, **__: object) -> None:
            raise KeyboardInterrupt

        monkeypatch.setattr(ASSEMBLE, interrupt)
        assert main(["--project", str(workshop), "check"]) == 130
        assert capsys.readouterr().err == "bioprod: stopped\n"

    def test_an_interrupt_while_it_is_loaded_is_quiet(
        self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The same status, and no traceback."""

        def interrupt(*_: object) -> None:
            raise KeyboardInterrupt

        monkeypatch.setattr("bioprod_graph.cli._settle_streams", interrupt)
        assert start() == 130
        assert capsys.readouterr().err == ""


class TestProject:
    """Which project it works on."""

    def test_none_is_one_line(self, tmp_path: Path) -> None:
        """That says how to name one."""
        done = _run("check", cwd=tmp_path)
        _assert_one_line(done, 1)
        assert "--project DIR" in done.stderr

    @pytest.mark.parametrize("make", [False, True], ids=["no folder", "no project"])
    def test_a_wrong_one_is_one_line(self, tmp_path: Path, *, make: bool) -> None:
        """That says whether the folder is missing, or what is missing in it."""
        folder = tmp_path / "there"
        if make:
            folder.mkdir()
        for done in (
            _run("--project", folder, "check"),
            _run("check", BIOPROD_PROJECT=str(folder)),
        ):
            _assert_one_line(done, 1)
            assert ("ontology/prefixes.ttl" if make else "there is no folder") in done.stderr

    def test_the_option_goes_before_the_variable(self, workshop: Path, tmp_path: Path) -> None:
        """And the variable before the folder one is in."""
        words = ("query", "parts-of", "--format", "csv")
        named = _run("--project", workshop, *words, BIOPROD_PROJECT=str(tmp_path))
        by_variable = _run(*words, BIOPROD_PROJECT=str(workshop))
        assert named.stdout == by_variable.stdout
        assert named.returncode == by_variable.returncode == 0

    def test_the_nearest_above_is_found(self, workshop: Path) -> None:
        """From any folder within."""
        assert _run("query", "--list", cwd=workshop / "ontology" / "rules").returncode == 0

    @pytest.mark.parametrize("variable", ["XDG_CACHE_HOME", "HOME"])
    def test_an_installed_copy_builds_in_the_cache(
        self, installed: Path, tmp_path: Path, variable: str
    ) -> None:
        """Of the user, a folder for each version, at the first use; the package stays as it is."""
        place = {"HOME": str(tmp_path), "XDG_CACHE_HOME": "", "PYTHONPATH": str(installed)}
        place[variable] = str(tmp_path)
        before = sorted(installed.rglob("*.ttl"))
        asked = ("query", "parts-of", "--format", "csv")
        first = _run(*asked, cwd=tmp_path, **place)
        assert first.stdout.startswith("part,label")
        assert "first use" in first.stderr
        (built,) = tmp_path.rglob("bioprod-graph/*/current")
        assert built.parent.name == __version__
        second = _run(*asked, cwd=tmp_path, **place)
        # Only what was asked is said.
        assert (second.stdout, second.stderr) == (first.stdout, first.stderr.splitlines(True)[-1])
        assert sorted(installed.rglob("*.ttl")) == before
        assert not (installed / "bioprod_graph" / "_project" / "build").exists()

    def test_without_a_cache_it_says_how_to_name_one(self, installed: Path, tmp_path: Path) -> None:
        """A home that cannot be written to, as a service has; the variable names another."""
        place = {"XDG_CACHE_HOME": "/proc/none", "PYTHONPATH": str(installed)}
        asked = ("query", "parts-of", "--format", "csv")
        done = _run(*asked, cwd=tmp_path, **place)
        assert (done.returncode, done.stdout) == (1, "")
        assert done.stderr == (
            "first use: building the graph\n"
            "bioprod: nothing was built (set BIOPROD_CACHE to a folder that can be written to): "
            f"No such file or directory (writing in /proc/none/bioprod-graph/{__version__})\n"
        )
        named = _run(*asked, cwd=tmp_path, **place, BIOPROD_CACHE=str(tmp_path / "here"))
        assert named.stdout.startswith("part,label")
        assert (tmp_path / "here" / __version__ / "current" / "dataset.nq").exists()

    def test_an_installed_copy_is_not_written_into(self, installed: Path, tmp_path: Path) -> None:
        """Its tables belong to the package."""
        place = {"XDG_CACHE_HOME": str(tmp_path), "PYTHONPATH": str(installed)}
        words = ("verify", "--document", TINY / "document.txt", "--source", "inventory", "--update")
        done = _run(*words, cwd=tmp_path, **place)
        _assert_one_line(done, 2)
        assert "--project DIR" in done.stderr


class TestStreams:
    """Data on stdout, talk on stderr, whatever they are."""

    @pytest.mark.parametrize(
        "words",
        [
            ["--help"],
            ["query", "--help"],
            ["query", "--list"],
            ["query", "--sparql", "SELECT * { GRAPH ?g { ?s ?p ?o } }", "--format", "csv"],
            ["explain", "thing/clock"],
        ],
    )
    def test_a_reader_that_leaves_is_no_error(self, workshop: Path, words: list[str]) -> None:
        """`| head -1`: nothing is said of the rest."""
        program = [sys.executable, "-m", "bioprod_graph", "--project", str(workshop), *words]
        with subprocess.Popen(
            program, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=_environment({})
        ) as writer:
            assert writer.stdout is not None
            assert writer.stderr is not None
            head = subprocess.run(
                ["head", "-1"], stdin=writer.stdout, capture_output=True, check=True
            )
            writer.stdout.close()
            assert writer.stderr.read() == b""
            assert writer.wait() == 0
        assert head.stdout.count(b"\n") == 1

    @pytest.mark.parametrize("words", [["--version"], ["query", "--list"]])
    def test_a_reader_that_was_never_there_is_no_error(
        self, workshop: Path, words: list[str]
    ) -> None:
        """The pipe is closed before the first line."""
        reader, writer = os.pipe()
        os.close(reader)
        done = subprocess.run(
            [sys.executable, "-m", "bioprod_graph", "--project", workshop, *words],
            check=False,
            stdout=writer,
            stderr=subprocess.PIPE,
            env=_environment({}),
        )
        os.close(writer)
        assert (done.returncode, done.stderr) == (0, b"")

    @pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
    @pytest.mark.parametrize("words", [["--help"], ["query", "--list"], ["explain", "thing/clock"]])
    def test_a_full_disk_is_one_line(self, workshop: Path, words: list[str]) -> None:
        """An answer that was not written is an error."""
        with Path("/dev/full").open("wb") as full:
            done = subprocess.run(
                [sys.executable, "-m", "bioprod_graph", "--project", workshop, *words],
                check=False,
                stdout=full,
                stderr=subprocess.PIPE,
                env=_environment({}),
            )
        assert (done.returncode, done.stderr) == (1, b"bioprod: No space left on device\n")

    def test_output_is_utf_8_whatever_the_system_says(self, workshop: Path) -> None:
        """RDF, JSON and CSV are."""
        words = ("--project", workshop, "--lang", "fr", "query", "parts-of", "--format", "csv")
        plain, other = (_run(*words, PYTHONIOENCODING=name) for name in ("utf-8", "ascii"))
        assert plain.returncode == other.returncode == 0
        assert plain.stdout == other.stdout

    def test_so_is_what_is_told(self, workshop: Path) -> None:
        """In words of a person, not of Python."""
        for variables in ({}, {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}):
            done = _run(
                "--project", workshop, "--lang", "fr", "query", "none", cwd=ROOT, **variables
            )
            assert done.stderr == (
                "bioprod: aucune question ne s’appelle none\xa0; bioprod help query dit "
                "comment les lister, bioprod ask comprend vos propres mots\n"
            )

    @pytest.mark.parametrize(
        "words",
        [
            ["--help"],
            ["query", "parts-of"],
            ["query", "none"],
            ["build"],
            ["add", "things"],
        ],
    )
    def test_a_stream_that_is_closed_leads_nowhere(self, workshop: Path, words: list[str]) -> None:
        """What is said on the others, and the exit status, are as ever."""
        command = [sys.executable, "-m", "bioprod_graph", "--project", str(workshop), *words]
        plain, *others = (
            subprocess.run(
                ["sh", "-c", f"{shlex.join(command)} {closed}"],
                check=False,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                env=_environment({}),
            )
            for closed in ("", "<&-", ">&-", "2>&-", "<&- >&- 2>&-")
        )
        assert {done.returncode for done in others} == {plain.returncode}
        assert [done.stdout for done in others] == [plain.stdout, b"", plain.stdout, b""]
        assert [done.stderr for done in others] == [plain.stderr, plain.stderr, b"", b""]

    @pytest.mark.skipif(os.name == "nt", reason="there are no such terminals")
    def test_a_terminal_shows_what_it_can(self, workshop: Path) -> None:
        """What its encoding lacks is replaced; a screen of no height does not page."""
        ours, theirs = os.openpty()
        words = ("--project", str(workshop), "--lang", "fr", "query", "--list")
        with subprocess.Popen(
            [sys.executable, "-m", "bioprod_graph", *words],
            stdout=theirs,
            env=_environment({"PYTHONIOENCODING": "ascii"}),
        ) as process:
            shown = os.read(ours, 1000)
            assert process.wait() == 0
        os.close(ours)
        os.close(theirs)
        assert re.fullmatch(rb"parts-of  Parties d\?un objet +\(whole\)\r\n", shown)

    def test_it_writes_into_whatever_stands_for_stdout(
        self, workshop: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A text in memory, as in a notebook."""
        text = io.StringIO()
        monkeypatch.setattr(sys, "stdout", text)
        assert main(["--project", str(workshop), "explain", "thing/clock"]) == 0
        assert "thing:clock" in text.getvalue()

    def test_damage_that_is_found_while_reading_is_one_line(
        self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, workshop: Path
    ) -> None:
        """As RocksDB tells it, of a block that is not what was written."""
        told = "Corruption: block checksum mismatch: stored = 1, computed = 2"
        monkeypatch.setattr(ASSEMBLE, _failing(told))
        assert main(["--project", str(workshop), "check"]) == 1
        assert capsys.readouterr().err == (
            f"bioprod: the store is damaged ({told}): bioprod build makes it anew\n"
        )

    def test_a_defect_of_ours_is_not_hidden(
        self, workshop: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Only what is known to be damage is told as such."""
        monkeypatch.setattr(ASSEMBLE, _failing("a defect"))
        with pytest.raises(RuntimeError, match="a defect"):
            main(["--project", str(workshop), "check"])

    def test_bytes_that_are_no_text_are_told_in_one_line(self, workshop: Path) -> None:
        """As a file name may hold."""
        done = _run("--project", workshop, "query", "--file", os.fsdecode(b"\xff.rq"))
        _assert_one_line(done, 2)


class TestLanguage:
    """French and English."""

    @pytest.mark.parametrize(
        ("option", "variables", "language"),
        [
            ("fr", {"LC_ALL": "en_GB.UTF-8"}, "fr"),
            ("en", {"LC_ALL": "fr_FR.UTF-8"}, "en"),
            (None, {"LC_ALL": "fr_FR.UTF-8", "LANG": "en_GB"}, "fr"),
            (None, {"LC_ALL": "", "LC_MESSAGES": "fr_BE", "LANG": "en_GB"}, "fr"),
            (None, {"LANG": "fr"}, "fr"),
            (None, {"LANG": "de_DE.UTF-8"}, "en"),
            (None, {}, "en"),
        ],
    )
    def test_is_that_of_the_option_else_of_the_system(
        self,
        monkeypatch: pytest.MonkeyPatch,
        *,
        option: str | None,
        variables: dict[str, str],
        language: str,
    ) -> None:
        """Else English."""
        for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
            monkeypatch.delenv(name, raising=False)
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        assert choose_language(option) == language

    def test_talk_is_on_stderr_in_it(self, capsys: pytest.CaptureFixture[str]) -> None:
        """One or the other, never both."""
        Context(None, "fr").tell(Text({"fr": "oui", "en": "yes"}))
        Context(None, "en").tell(Text({"fr": "oui", "en": "yes"}))
        captured = capsys.readouterr()
        assert (captured.out, captured.err) == ("", "oui\nyes\n")


class TestProgress:
    """Steps longer than a second are told, shorter ones are not."""

    def test_a_long_step_is_told_on_stderr(
        self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """By a clock of its own: here it runs out at once."""
        monkeypatch.setattr("bioprod_graph.commands.context._PATIENCE", 0.0)
        context = Context(None, "fr")
        timers = []

        class Recorded(threading.Timer):
            def start(self) -> None:
                timers.append(self)
                super().start()

        monkeypatch.setattr("bioprod_graph.commands.context.Timer", Recorded)
        with context.progress() as begin:
            begin("deriving")
            timers[0].join()
        assert capsys.readouterr().err == "application des règles…\n"

    def test_a_short_step_is_not(self, capsys: pytest.CaptureFixture[str]) -> None:
        """Nor does its clock outlive it."""
        with Context(None, "en").progress() as begin:
            begin("reading")
            begin("writing")
        assert capsys.readouterr().err == ""


class TestStartup:
    """What is not needed is not loaded."""

    @pytest.mark.parametrize(
        ("code", "allowed"),
        [
            ("import bioprod_graph", set()),
            ("from bioprod_graph.cli import main; main([])", set()),
            ("from bioprod_graph.cli import main; main(['query', '--list'])", set()),
            ("from bioprod_graph.cli import main; main(['query', 'parts-of'])", set()),
            (
                "from bioprod_graph.cli import main; "
                "main(['query', '--sparql', 'SELECT (\"漢\" AS ?a) {}'])",
                set(),
            ),
            (
                "from bioprod_graph.cli import main; "
                "main(['query', '--sparql', 'ASK {}', '--format', 'json'])",
                set(),
            ),
        ],
    )
    def test_loads_no_heavy_library(self, workshop: Path, code: str, allowed: set[str]) -> None:
        """A question is answered by Oxigraph alone, and its child measures letters with rich."""
        loaded = _report(f"import sys; {code}{_REPORT}", workshop).splitlines()[-1].split()
        assert set(loaded) == allowed

    def test_a_question_loads_what_it_needs(self, workshop: Path) -> None:
        """Neither formats that nobody asked for, nor what opens a project of another kind."""
        code = (
            "import sys; before = set(sys.modules); "  # what measures tests has loaded some
            "from bioprod_graph.cli import main; main(['query', '--sparql', 'ASK {}']); "
            "loaded = [m for m in sys.modules if m not in before]; "
            f"print(*(m for m in {_LATE!r} if m in loaded), file=sys.stderr); "
            "print(*(m for m in loaded if m.startswith('bioprod_graph.formats.')), "
            "file=sys.stderr)"
        )
        *_, late, formats = _report(code, workshop).splitlines()
        assert late == ""
        assert {name.rpartition(".")[2] for name in formats.split()} == {"archives", "registry"}

    def test_help_loads_no_heavy_library(self, workshop: Path) -> None:
        """`--help` ends the process, so it is asked just before."""
        code = (
            "import atexit, sys; "
            f"atexit.register(lambda: print(*(m for m in {(*_HEAVY, 'rich')!r} "
            "if m in sys.modules), file=sys.stderr)); "
            "from bioprod_graph.cli import main; main(['--help'])"
        )
        assert _report(code, workshop) == "\n"
