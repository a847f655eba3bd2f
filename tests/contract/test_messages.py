"""What the program says is there in each language, and a language is a file."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import pytest

from bioprod_graph.language import LANGUAGES
from bioprod_graph.networks import FACET, is_facet
from bioprod_graph.questions import read_catalogue, read_heads
from bioprod_graph.sparql import read_queries
from hatch_build import compile_catalogues
from tools.messages import MESSAGES, find_faults, gather_keys, read, render, update

if TYPE_CHECKING:
    from tools.messages import Key

ROOT = Path(__file__).resolve().parents[2]
CATALOGUES = sorted(MESSAGES.glob("*.po"))

GERMAN = """\
msgid ""
msgstr ""
"Language: de\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

msgid "usage: "
msgstr "Aufruf: "

msgid "choose from {choices}"
msgstr "zur Wahl: {choices}"

msgid "{n} gap"
msgid_plural "{n} gaps"
msgstr[0] "{n} Lücke"
msgstr[1] "{n} Lücken"
"""


@pytest.fixture(scope="module")
def keys() -> set[Key]:
    """All that the program says."""
    return gather_keys()


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.stem)
class TestCatalogue:
    """messages/LANGUAGE.po"""

    def test_has_what_the_program_says_and_nothing_else(self, path: Path, keys: set[Key]) -> None:
        """Translated, without doubt, with the places of the key: `make messages` tells what not."""
        assert list(find_faults(read(path), keys)) == []

    def test_is_written_as_the_tool_writes_it(self, path: Path, keys: set[Key]) -> None:
        """Sorted, so that two branches seldom change the same line."""
        assert path.read_text(encoding="utf-8") == render(update(read(path), keys))


def test_french_is_set_as_the_imprimerie_nationale_does() -> None:
    """A no-break space before : ; ? ! and inside « », and no apostrophe of a keyboard."""
    for entry in read(MESSAGES / "fr.po"):
        texts = [entry.string] if isinstance(entry.string, str) else list(entry.string or ())
        for text in texts if entry.id else ():
            assert text
            assert not re.search(r" [:;?!»](?![\w{])|« |'|\.\.\.|“|”", text), text
            assert not re.search(r"[^\W\d][;?!»]", text), text


def test_french_of_queries_is_set_so_too() -> None:
    """What their headers say, whoever reads it."""
    for path in sorted((MESSAGES.parent / "queries").rglob("*.rq")):
        told = re.findall(r"^#\+ \w+_fr:(.*)$", path.read_text(encoding="utf-8"), re.MULTILINE)
        assert not [text for text in told if re.search(r" [:;?!»]|« ", text)], path


class Speak(Protocol):
    """Runs `bioprod` with words, where there is one catalogue more."""

    def __call__(self, *words: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """Give what it did."""


@pytest.fixture(scope="module")
def speak(tmp_path_factory: pytest.TempPathFactory, built_folder: Path) -> Speak:
    """The program as it is with the German file in messages/, and nothing else."""
    folder = tmp_path_factory.mktemp("spoken")
    shutil.copytree(MESSAGES, folder / "messages")
    (folder / "messages" / "de.po").write_text(GERMAN, encoding="utf-8")
    package = folder / "bioprod_graph"
    shutil.copytree(ROOT / "src" / "bioprod_graph", package, copy_function=os.symlink)
    compile_catalogues(folder / "messages", package / "language" / "catalogues")

    def run(*words: str, **variables: str) -> subprocess.CompletedProcess[str]:
        kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        return subprocess.run(
            [sys.executable, "-m", "bioprod_graph", "--project", built_folder, *words],
            check=False,
            capture_output=True,
            text=True,
            encoding="utf-8",
            env={**kept, "PYTHONPATH": str(folder), "COLUMNS": "80", **variables},
        )

    return run


class TestLanguage:
    """A language of messages is a catalogue, and nothing else."""

    def test_is_offered_and_spoken(self, speak: Speak) -> None:
        """What its catalogue does not have is said in English."""
        done = speak("--lang", "de", "query", "--help")
        assert done.stdout.startswith("Aufruf: bioprod query [-h]")
        assert "\noptions:\n" in done.stdout
        assert "{de,fr,en}" in speak("--help").stdout
        assert "zur Wahl: de, fr, en" in speak("--lang=de", "--lang", "eo", "query").stderr

    def test_is_that_of_the_system(self, speak: Speak) -> None:
        """Where it is not asked for."""
        assert speak("--help", LC_ALL="de_AT.UTF-8").stdout.startswith("Aufruf: ")

    def test_has_its_own_plural(self, speak: Speak) -> None:
        """As its catalogue says."""
        done = speak("--lang", "de", "gaps", "--format", "csv")
        assert re.fullmatch(r"[\d.]+ Lücken\n", done.stderr)

    def test_data_stay_in_the_nearest_that_they_have(self, speak: Speak) -> None:
        """English, where they are known in French and English."""
        for words in (("query", "organisers"), ("track",), ("cite",), ("brief", "genopole")):
            german, english = (speak("--lang", name, *words) for name in ("de", "en"))
            assert (german.returncode, german.stdout) == (0, english.stdout)


def test_every_column_of_an_answer_a_sheet_or_a_legend_has_a_head() -> None:
    """In each language: questions and sheets name variables, `heads.csv` says what they are."""
    heads = read_heads(ROOT / "ontology" / "wording" / "heads.csv")
    shown = set()
    for question in read_catalogue(ROOT / "queries" / "questions"):
        if question.file.form == "SELECT":
            names, given = question.file.variables, {p.name for p in question.parameters}
            left = {n for n in names if n not in given and f"{n}_label" not in names}
            shown |= {name.removesuffix("_label") for name in left}
    for file in read_queries(ROOT / "queries" / "sheets", "sheets"):
        shown |= {name for name in file.variables if not name.endswith("_graph")}
    for file in read_queries(ROOT / "queries" / "scenes", "scenes"):
        shown |= {name.removeprefix(FACET) for name in file.variables if is_facet(name)}
    assert shown == set(heads)
    assert all(set(head.forms) == set(LANGUAGES) for head in heads.values())
