"""What a person reads who named a thing, a question or an option otherwise than it is named."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from bioprod_graph.project import Project
    from tests.unit.commands.conftest import Run

# The words of a line, and what is said of them.
HINTS = {
    "query makers-near --param from=Évry": "did you mean place/evry-courcouronnes?",
    "explain Évry": "did you mean place/evry-courcouronnes, organization/",
    "brief évry-courcouronnes": "here: bioprod explain place/evry-courcouronnes tells of it",
    "without xyzzy": "bioprod sources the sources",
    "--lang fr track --recommendation xyzzy": "bioprod track les recommandations",
    "query xyzzy": "bioprod help query tells how to list them",
    "query -": "-: did you mean --file -?",
    "query mine.rq": "mine.rq: did you mean --file mine.rq?",
    "ask gene-therapy": "bioprod explain therapy/gene-therapy tells what is known of it",
    "ask recommandations zzqq": "bioprod query --list tells what may be asked",
    "ask zzqq": "bioprod query --list tells what may be asked",
    "track --output x.html": "--output: what is written goes to a file by > FILE",
    "query organisers -o x.csv": "-o: what is written goes to a file by > FILE",
    "compare xyzzy": "nothing is named xyzzy: there is recommendation-set/assises-idf-2021",
    "measure --of ecosystem": "it is a scene: bioprod draw ecosystem",
    "publish --output x": "--output: there is no such option",
    "publish -o x": "-o: there is no such option",
    "track 7": "7: did you mean --recommendation 7?",
    "measure actors": "actors: did you mean --of actors?",
    "export actors": "actors: did you mean --of actors?",
    "verify a.txt": "a.txt: did you mean --document a.txt?",
    "sources xyzzy": "unrecognized arguments: xyzzy",
    "--lang=fr suivre": "il n’y a pas de commande suivre",
    "query organisers --since 0.2.0": "no releases/ is here: run this in a clone",
}


@pytest.mark.parametrize("line", HINTS)
def test_what_would_help_is_told(
    bioprod: Run, built_folder: Path, monkeypatch: pytest.MonkeyPatch, *, line: str
) -> None:
    """In one line, with what is to be typed instead."""
    (built_folder / "mine.rq").write_text("ASK {}", encoding="utf-8")
    monkeypatch.chdir(built_folder)
    done = bioprod("--project", built_folder, *line.split())
    assert done.status in (1, 2)
    assert done.out == ""
    assert HINTS[line] in done.err
    assert done.err.count("\n") == 1


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("--lang fr brief axe 1", "Axe 1"),
        ("ask who organised the event", "Genopole"),
    ],
)
def test_words_need_no_quotes(bioprod: Run, built_folder: Path, *, line: str, said: str) -> None:
    done = bioprod("--project", built_folder, *line.split())
    assert done.status == 0
    assert said in done.out


def test_a_file_says_by_its_ending_what_it_is_to_be(
    bioprod: Run, built_folder: Path, tmp_path: Path
) -> None:
    file = tmp_path / "actors.gexf"
    done = bioprod("--project", built_folder, "export", "--of", "actors", "-o", file)
    assert done.status == 0
    assert b"<gexf" in file.read_bytes()[:200]


@pytest.mark.parametrize(("command", "library"), [("serve", "starlette"), ("mcp", "anyio")])
def test_what_is_not_installed_is_told(built: Project, command: str, library: str) -> None:
    """Each is a part of the package that is installed by its name."""
    start = f"import sys; sys.modules[{library!r}] = None; from bioprod_graph.cli import main"
    words = [sys.executable, "-c", f"{start}; sys.exit(main([{command!r}]))"]
    done = subprocess.run(words, capture_output=True, text=True, cwd=built.root, check=False)
    how = f'run pip install "bioprod-graph[{command}]"\n'
    assert (done.returncode, done.stderr) == (2, f"bioprod: {library} is not installed: {how}")
