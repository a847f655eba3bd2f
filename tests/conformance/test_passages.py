"""The recorded passages agree with the source page, and its text is not in the repository."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bioprod_graph.dataset import open_release
from bioprod_graph.tables.passages import (
    RecordedSource,
    digest_text,
    read_document,
    read_recorded,
    verify_passage,
)
from tests.third_party import find_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bioprod_graph.project import Project

pytestmark = pytest.mark.third_party("sources")

ROOT = Path(__file__).resolve().parents[2]
SOURCE = "assises-idf-2021-page"
FOLDERS = ("data", "ontology", "queries", "docs", "src")
# A run of so many words is a sentence of somebody; a shorter one may be a name.
RUN = 12
WORD = re.compile(r"\w+")
EMAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+")


@pytest.fixture(scope="module")
def page() -> str:
    """The text of the page, which is third-party text and not in the repository."""
    return read_document(find_text("sources") / "000_076fa551b10d1f81.txt")


@pytest.fixture(scope="module")
def recorded(built: Project) -> RecordedSource:
    """What the dataset records of the page."""
    found = {source.name: source for source in read_recorded(open_release(built).store, built)}
    return found[SOURCE]


def runs(text: str) -> Iterator[str]:
    words = WORD.findall(unicodedata.normalize("NFC", text).casefold())
    for start in range(len(words) - RUN + 1):
        yield " ".join(words[start : start + RUN])


def files() -> Iterator[Path]:
    yield ROOT / "README.md"
    for folder in FOLDERS:
        yield from (path for path in sorted((ROOT / folder).rglob("*")) if path.is_file())


def read_text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (UnicodeDecodeError, FileNotFoundError):
        return ""


def test_every_passage_agrees_with_the_page(page: str, recorded: RecordedSource) -> None:
    """Offsets, digests, first and last words: all recomputed."""
    problems = {p.name: verify_passage(p, page).problem for p in recorded.passages}
    assert {name: problem for name, problem in problems.items() if problem} == {}
    assert len(problems) > 20


def test_the_whole_text_has_the_recorded_digest(page: str, recorded: RecordedSource) -> None:
    """The copy is the one that was read."""
    assert digest_text(page) == recorded.digest


def test_no_passage_holds_an_e_mail_address(page: str, recorded: RecordedSource) -> None:
    """The personal address on the page is in no passage."""
    held = [p.name for p in recorded.passages if EMAIL.search(page[p.start or 0 : p.end or 0])]
    assert EMAIL.search(page)
    assert held == []


def test_no_sentence_of_the_page_stands_in_the_repository(page: str) -> None:
    """No run of twelve words of the page is in any file, whatever stands between the words."""
    known = set(runs(page))
    found = {
        (path.relative_to(ROOT).as_posix(), run)
        for path in files()
        for run in runs(read_text(path))
        if run in known
    }
    assert found == set()


def test_no_sentence_of_the_page_stands_in_the_dataset(page: str, built: Project) -> None:
    """What is built holds no more of the page than the repository does."""
    known = set(runs(page))
    text = read_text(built.current / "dataset.nq")
    assert {run for run in runs(text) if run in known} == set()
    assert not set(EMAIL.findall(page)) & set(EMAIL.findall(text))
