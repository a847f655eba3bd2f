"""What the documents show is what the program does."""

from __future__ import annotations

import doctest
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from bioprod_graph.commands.line import COMMANDS
from tools.reference import render_api, render_formats, render_pages, render_reference

ROOT = Path(__file__).resolve().parents[2]
REFERENCE = ROOT / "docs" / "reference" / "commands.md"
FORMATS = ROOT / "docs" / "reference" / "formats.md"
API = ROOT / "docs" / "reference" / "api.md"
PAGES = ROOT / "docs" / "reference" / "python"
_BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_PROMPT = "$ "


@dataclass(frozen=True)
class Example:
    """A command of a document, and the output that is shown under it."""

    line: int
    command: str
    shown: str


def read_examples(text: str) -> list[Example]:
    """Read the blocks marked `console`; only commands of ours that show output are examples."""
    examples = []
    for block in _BLOCK.finditer(text):
        line = text.count("\n", 0, block.start()) + 1
        for part in re.split(rf"^{re.escape(_PROMPT)}", block[1], flags=re.MULTILINE)[1:]:
            command, _, shown = part.partition("\n")
            if command.startswith("bioprod ") and shown.strip():
                examples.append(Example(line, command, shown))
    return examples


def _find_documents() -> list[Path]:
    named = [ROOT / "README.md", ROOT / "CONTRIBUTING.md"]
    found = [*named, *sorted((ROOT / "docs").rglob("*.md"))]
    # The examples of docstrings are tested where they stand.
    return [path for path in found if path.is_file() and path not in (API, *PAGES.iterdir())]


EXAMPLES = [
    pytest.param(example, id=f"{path.relative_to(ROOT)}:{example.line} {example.command}")
    for path in _find_documents()
    for example in read_examples(path.read_text(encoding="utf-8"))
    # A third-party text, which the reader has and the repository has not.
    if "--document" not in example.command
]


def _strip_ends(text: str) -> list[str]:
    """Lines without the blanks at their ends, which editors take away."""
    return [line.rstrip() for line in text.rstrip().splitlines()]


def _run(command: str, folder: Path, tmp_path: Path) -> str:
    """Run a line of shell where `bioprod` is this program, as a person would; give what is seen."""
    program = tmp_path / "bin" / "bioprod"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m bioprod_graph "$@"\n')
    program.chmod(0o755)
    environment = os.environ | {
        "PATH": f"{program.parent}:{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT / "src"),
        "LC_ALL": "C.UTF-8",
        "COLUMNS": "80",
    }
    done = subprocess.run(
        ["sh", "-c", command],
        cwd=folder,
        env=environment,
        check=False,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
    )
    return done.stdout


class TestReference:
    """docs/reference/commands.md."""

    def test_is_what_the_parsers_say(self) -> None:
        """`make docs` was run after the last change of an option."""
        assert REFERENCE.read_text(encoding="utf-8") == render_reference()

    @pytest.mark.parametrize("command", COMMANDS)
    def test_has_every_command(self, command: str) -> None:
        """With examples."""
        section = render_reference().partition(f"## bioprod {command}\n")[2].partition("\n## ")[0]
        assert f"$ bioprod {command}" in section or f" {command} " in section

    def test_python_is_what_the_faces_say(self) -> None:
        """`make docs` was run after the last change of a public name."""
        assert API.read_text(encoding="utf-8") == render_api()
        written = {path.stem: path.read_text(encoding="utf-8") for path in PAGES.iterdir()}
        assert written == render_pages()


class TestExamples:
    """Commands and lines of Python in documents, with what they show."""

    @pytest.mark.parametrize("path", _find_documents(), ids=lambda path: path.name)
    def test_python_gives_what_is_shown(
        self, path: Path, built_folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Lines that start with >>> run where the project is found without being named."""
        monkeypatch.chdir(built_folder)
        monkeypatch.delenv("BIOPROD_PROJECT", raising=False)
        result = doctest.testfile(str(path), module_relative=False, encoding="utf-8")
        assert result.failed == 0

    @pytest.mark.parametrize("example", EXAMPLES)
    def test_prints_what_is_shown(
        self, example: Example, built_folder: Path, tmp_path: Path
    ) -> None:
        """Nothing is normalised but blanks at the ends of lines."""
        folder = tmp_path / "project"
        shutil.copytree(built_folder, folder, symlinks=True)
        printed = _run(example.command, folder, tmp_path)
        assert _strip_ends(printed) == _strip_ends(example.shown)

    def test_only_blocks_with_output_are_examples(self) -> None:
        """A block of commands alone, or of another program, shows nothing to compare."""
        text = "\n".join(
            [
                "```console",
                "$ bioprod one",
                "out",
                "",
                "more",
                "$ bioprod two",
                "$ make run",
                "x",
                "```",
                "",
            ]
        )
        assert read_examples(text) == [Example(1, "bioprod one", "out\n\nmore\n")]


def test_the_page_of_formats_is_that_of_the_registry() -> None:
    """`make docs` writes it."""
    assert FORMATS.read_text(encoding="utf-8") == render_formats()
