"""No command lets what data, files and words hold act on a terminal."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from bioprod_graph.project import Project
    from tests.unit.commands.conftest import Run

ESCAPE = "\x1b[31m\u202e"
SHOWN = "\ufffd[31m\ufffd"
QUERY = r'SELECT ("\u001b[31m\u202e" AS ?c) ("a" AS ?d) {}'
GRAPH = r'CONSTRUCT { <urn:s> <urn:p> "\u001b[31m\u202e" } {}'


class TestQuery:
    """Answers, piped."""

    @pytest.mark.parametrize("form", ["table", "markdown"])
    def test_what_is_for_people_is_shown(self, bioprod: Run, workshop: Path, form: str) -> None:
        """Even in a file, which is shown some time."""
        done = bioprod("--project", workshop, "query", "--sparql", QUERY, "--format", form)
        assert "\x1b" not in done.out
        assert "\u202e" not in done.out
        assert "\ufffd" in done.out

    @pytest.mark.parametrize("form", ["csv", "tsv", "json"])
    def test_what_is_for_programs_is_exact(self, bioprod: Run, workshop: Path, form: str) -> None:
        """As the data has it."""
        done = bioprod("--project", workshop, "query", "--sparql", QUERY, "--format", form)
        assert ESCAPE in done.out.replace("\\u001b", "\x1b").replace("\\u001B", "\x1b")

    @pytest.mark.parametrize("form", ["table", "turtle", "jsonld"])
    def test_a_graph_is_exact(self, bioprod: Run, workshop: Path, form: str) -> None:
        """Whatever it is asked as."""
        done = bioprod("--project", workshop, "query", "--sparql", GRAPH, "--format", form)
        assert ESCAPE in done.out.replace("\\u001b", "\x1b").replace("\\u001B", "\x1b")

    def test_xml_refuses_it(self, bioprod: Run, workshop: Path) -> None:
        """With exit status 2, and nothing on stdout."""
        done = bioprod("--project", workshop, "query", "--sparql", QUERY, "--format", "xml")
        assert (done.status, done.out) == (2, "")
        assert done.err.startswith("bioprod: xml cannot hold U+001B, which stands in ?c of row 1")


WORDS = [
    ("query", ESCAPE),
    ("query", "--describe", ESCAPE),
    ("query", "--sparql", ESCAPE),
    ("query", "--file", ESCAPE),
    ("explain", ESCAPE),
    ("brief", ESCAPE),
    ("cite", ESCAPE),
    ("cite", "--query", ESCAPE),
    ("track", "--recommendation", ESCAPE),
    ("gaps", "--kind", ESCAPE),
    ("measure", "--of", ESCAPE),
    ("export", "--format", "csv", "--of", ESCAPE),
    ("export", "--format", "csv", "--around", ESCAPE),
    ("verify", "--document", ESCAPE),
    ("diff", ESCAPE, ESCAPE),
    ("add", ESCAPE),
    ("build", ESCAPE),
    ("query", "--format", ESCAPE),
    (ESCAPE,),
    ("--project", ESCAPE, "query", "--list"),
]


@pytest.mark.parametrize("words", WORDS, ids=lambda words: ascii(words[0])[1:-1] + str(len(words)))
@pytest.mark.parametrize("language", ["fr", "en"])
def test_words_of_the_call_are_shown(
    bioprod: Run, workshop: Path, *, words: tuple[str, ...], language: str
) -> None:
    """In the one line that says what is wrong with them."""
    done = bioprod("--lang", language, "--project", workshop, *words)
    assert done.status != 0
    assert not set("\x1b\u202e") & set(done.out + done.err)
    assert done.err.rstrip("\n").count("\n") == 0


def test_a_name_of_a_file_does_not_break_the_line(bioprod: Run, workshop: Path) -> None:
    """Which says one thing."""
    done = bioprod("--project", workshop, "query", "--file", "a\nbioprod: done")
    assert done.err.startswith("bioprod: --file a bioprod: done: cannot be read")
    assert done.err.count("\n") == bioprod("build", "a\nb").err.count("\n") == 1


def test_findings_are_shown(bioprod: Run, tiny: Project) -> None:
    """A table may hold anything; each is one paragraph."""
    table = tiny.root / "data" / "things.csv"
    table.write_text(table.read_text(encoding="utf-8") + f"{ESCAPE},x\n", encoding="utf-8")
    done = bioprod("--project", tiny.root, "check")
    assert done.status == 1
    assert not set("\x1b\u202e") & set(done.out + done.err)
    exact = bioprod("--project", tiny.root, "check", "--format", "json")
    assert "\x1b" not in exact.out


def test_a_path_is_written_as_the_system_has_it(workshop: Path, tmp_path: Path) -> None:
    """For programs that open it: what is not UTF-8 is no reason to fail."""
    name = os.fsencode(tmp_path) + b"/out-\xff.ttl"
    command = [sys.executable, "-m", "bioprod_graph", "--project", str(workshop), "export"]
    done = subprocess.run(
        [*command, "--format", "turtle", "-o", os.fsdecode(name)],
        check=True,
        capture_output=True,
    )
    assert done.stdout == name + b"\n"
    assert Path(os.fsdecode(name)).is_file()


@pytest.mark.parametrize("form", ["csv", "tsv", "json", "table"])
def test_a_terminal_is_never_acted_on(workshop: Path, form: str) -> None:
    """Not by exact formats either."""
    control, terminal = pty.openpty()
    command = ["--project", str(workshop), "query", "--sparql", QUERY, "--format", form]
    with open(control, "rb", buffering=0) as screen:  # noqa: PTH123  a descriptor has no path
        process = subprocess.Popen(
            [sys.executable, "-m", "bioprod_graph", *command],
            stdout=terminal,
            env=os.environ | {"PYTHONUTF8": "1", "TERM": "dumb"},
        )
        os.close(terminal)
        written = b""
        try:
            while chunk := screen.read(1024):
                written += chunk
        except OSError:
            pass  # how Linux tells that the other end was closed
        assert process.wait() == 0
    assert SHOWN in written.decode().replace("\\u001b", "\ufffd")
    assert b"\x1b" not in written
