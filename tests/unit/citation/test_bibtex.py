"""Entries that BibTeX reads back as what was written: the reader is pybtex."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from pybtex.database import parse_string
from pybtex.richtext import Text

from bioprod_graph.citation.bibtex import render_bibtex
from tests.unit.citation.conftest import A, B, C

if TYPE_CHECKING:
    from bioprod_graph.citation.work import Work
    from bioprod_graph.dataset import Edition
    from bioprod_graph.findings import Language
    from tests.unit.citation.conftest import MakeWork

HOSTILE = [
    "100 % of {open",
    "closed} & $5 # 3 _x_",
    "back\\slash \\input{passwd}",
    'quote " and @comment{x}',
    "a~b ^c",
    "L’Île-de-France, « œuvre » – 2\u00a0%",
    "ends in \\",
    "}, title = {other",
]
# Commands of LaTeX that the reader does not know, and what they print.
UNKNOWN = {
    "{\\textbraceleft}": "{",
    "{\\textbraceright}": "}",
    "{\\textasciicircum}": "^",
    "\\$": "$",
}
# Characters that no text has stand for them while it reads.
STAND_INS = dict(zip(UNKNOWN, "\ue000\ue001\ue002\ue003", strict=True))


def read(work: Work, language: Language = "en") -> Any:
    (entry,) = parse_string(render_bibtex(work, language), "bibtex").entries.values()
    return entry


def plain(text: str) -> str:
    """What a reader of the printed page sees."""
    for name, character in STAND_INS.items():
        text = text.replace(name, character)
    read_back = str(Text.from_latex(text)).replace("\u00a0", " ")
    return read_back.translate({ord(STAND_INS[name]): said for name, said in UNKNOWN.items()})


@pytest.mark.parametrize("kind", ["dataset", "entry", "answer"])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_fields_are_read_back(make_work: MakeWork, kind: str, language: Language) -> None:
    """Key, author as one name, title, date, address."""
    work = make_work(kind)
    entry = read(work, language)
    assert (entry.type, entry.key) == ("misc", work.key)
    assert [plain(str(person)) for person in entry.persons["author"]] == [
        work.edition.authors[0].name.say(language)
    ]
    assert plain(entry.fields["title"]) == work.title.say(language)
    assert (entry.fields["year"], entry.fields["month"]) == ("2024", "February")
    assert (entry.fields["url"], entry.fields["version"]) == (work.iri, "1.2.3")


@pytest.mark.parametrize(
    ("kind", "language", "said"),
    [
        ("dataset", "fr", [f"SHA-256 du jeu de données : {A}", "Version 1.2.3"]),
        ("dataset", "en", [f"SHA-256 of the dataset: {A}", "Licence https://creativecommons.org"]),
        ("entry", "en", [f"SHA-256 of what is said of it: {B}"]),
        ("answer", "fr", [f"SHA-256 de la réponse : {B}", f"SHA-256 de la requête : {C}"]),
    ],
)
def test_the_note_tells_version_and_digests(
    make_work: MakeWork, *, kind: str, language: Language, said: list[str]
) -> None:
    """Standard styles print it, and know no field for either."""
    note = plain(read(make_work(kind), language).fields["note"])
    assert [part for part in said if part not in note] == []


@pytest.mark.parametrize(
    ("language", "said"), [("fr", "Dans Jeu : essai"), ("en", "In Set: a try")]
)
def test_a_part_names_the_whole(make_work: MakeWork, language: Language, said: str) -> None:
    """The whole does not name itself."""
    assert plain(read(make_work("entry"), language).fields["howpublished"]) == said
    assert "howpublished" not in read(make_work("dataset"), language).fields


@pytest.mark.parametrize("title", HOSTILE)
def test_text_stays_text(make_work: MakeWork, title: str) -> None:
    """No brace, backslash or sign of the text is taken for one of TeX."""
    entry = read(make_work(title=title))
    assert plain(entry.fields["title"]) == title.replace("\u00a0", " ")
    assert set(entry.fields) >= {"title", "year", "url", "note"}


@pytest.mark.parametrize("issued", ["2024", "2024-02"])
def test_a_date_is_as_precise_as_it_is_stated(
    make_work: MakeWork, edition: Edition, issued: str
) -> None:
    """No month is made up."""
    entry = read(make_work(edition=replace(edition, issued=issued)))
    assert entry.fields["year"] == "2024"
    assert ("month" in entry.fields) == (issued != "2024")


def test_several_authors_are_several(make_work: MakeWork, edition: Edition) -> None:
    """Even if the name of one holds “and”."""
    author = edition.authors[0]
    other = replace(author, name=type(author.name)({"": "B and C"}))
    entry = read(make_work(edition=replace(edition, authors=(author, other))))
    assert [plain(str(person)) for person in entry.persons["author"]] == ["Ada’s", "B and C"]
