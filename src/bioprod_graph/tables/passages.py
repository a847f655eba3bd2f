"""Passages in a copy of their source: located by their first and last words, told by digests.

Web Annotation Data Model, section 4.2.5 (Text Position Selector): offsets count the characters of
the text in Unicode normal form C, from 0; the end is not part of the passage. Offsets and digests
are computed from a document and written into the tables, never by hand.
"""

from __future__ import annotations

import csv
import hashlib
import re
import unicodedata
from html import unescape
from typing import TYPE_CHECKING, NamedTuple

from bioprod_graph.errors import BioprodError, NotFoundError, UsageError
from bioprod_graph.files import (
    DOCUMENT,
    TABLE,
    find_bounds,
    hold_lock,
    read_csv,
    read_text,
    replace_files,
    write_csv,
)
from bioprod_graph.language import Message
from bioprod_graph.names import suggest
from bioprod_graph.rdf import read_values, select
from bioprod_graph.sparql import read_query

if TYPE_CHECKING:
    from pathlib import Path

    import pyoxigraph as ox

    from bioprod_graph.project import Project

    Row = dict[str, str]

# What nobody reads of a page: comments, programs and sheets whole, and all other tags.
_UNREAD = re.compile(r"(?is)<!--.*?-->|<(script|style)\b.*?</\1\s*>|<[^>]*>")


class Passage(NamedTuple):
    """A passage as it is recorded: where it stands, its digest, its first and last words."""

    name: str
    first: str
    last: str
    start: int | None = None
    end: int | None = None
    digest: str = ""


class Verdict(NamedTuple):
    """What a look at the document gave for a passage: `problem` is none when all agrees."""

    passage: Passage
    text: str
    problem: Message | None = None


class RecordedSource(NamedTuple):
    """A source with its digest, if it has one, and its passages in the order of the text."""

    name: str
    digest: str
    passages: tuple[Passage, ...]


class Update(NamedTuple):
    """How many passages were located, and how many of their rows changed."""

    located: int
    changed: int


class UnlocatedError(BioprodError):
    """The words of a passage do not stand in the document."""


def read_document(path: Path) -> str:
    """Read a document as text in normal form C; of HTML, what is read of it.

    Raises UsageError if it cannot be read or is not UTF-8.
    """
    text = read_text(path, limit=DOCUMENT, option="--document", keep_line_ends=True)
    text = unescape(_UNREAD.sub(" ", text)) if path.suffix == ".html" else text
    return unicodedata.normalize("NFC", text)


def digest_text(text: str) -> str:
    """Give the SHA-256 of a text, as UTF-8, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def locate_passage(passage: Passage, text: str) -> tuple[int, int]:
    """Locate a passage by its first and last words.

    Raises UnlocatedError, saying which, if the first words stand nowhere or more than once, or the
    last do not follow.
    """
    start = text.find(passage.first)
    if start < 0:
        raise UnlocatedError(
            "the first words “{words}” are not in the document", words=passage.first
        )
    if text.find(passage.first, start + 1) >= 0:
        raise UnlocatedError(
            "the first words “{words}” stand more than once: give more of them",
            words=passage.first,
        )
    end = start + len(passage.first)
    if not passage.last:
        return start, end
    last = text.find(passage.last, end)
    if last < 0:
        raise UnlocatedError("the last words “{words}” do not follow the first", words=passage.last)
    return start, last + len(passage.last)


def verify_passage(passage: Passage, text: str) -> Verdict:
    """Compare the recorded offsets, words and digest of a passage with the document.

    One without offsets is looked for by its words, whatever blanks stand between them.
    """
    if passage.start is None or passage.end is None:
        return _look_for(passage, text)
    stretch, problem = text[passage.start : passage.end], None
    if digest_text(stretch) != passage.digest:
        problem = _guess(passage, text)
    elif not stretch.startswith(passage.first) or not stretch.endswith(passage.last):
        problem = Message("does not begin and end with the recorded words")
    return Verdict(passage, stretch, problem)


def _look_for(passage: Passage, text: str) -> Verdict:
    first, last, text = (" ".join(each.split()) for each in (passage.first, passage.last, text))
    start = text.find(first)
    end = text.find(last, start + len(first)) + len(last)
    if start >= 0 and end >= start + len(first):
        return Verdict(passage, text[start:end])
    return Verdict(passage, "", Message("its first and last words are not in the document"))


def _guess(passage: Passage, text: str) -> Message:
    """Say what became of a passage."""
    place = f"{passage.start}–{passage.end}"
    try:
        start, end = locate_passage(passage, text)
    except UnlocatedError as error:
        return Message("is not at {place}: {error}", place=place, error=error.said)
    if digest_text(text[start:end]) == passage.digest:
        moved = f"{start}–{end}"
        return Message("has moved from {place} to {moved}", place=place, moved=moved)
    return Message(
        "reads differently: its words have changed between {start} and {end}", start=start, end=end
    )


def read_recorded(store: ox.Store, project: Project) -> list[RecordedSource]:
    """Read all sources that have passages with first and last words."""
    query = read_query(project.queries / "views" / "passages.rq", "views")
    digests: dict[str, str] = {}
    passages: dict[str, list[Passage]] = {}
    for row in read_values(select(store, query.text)):
        start, end = (int(row[name]) if name in row else None for name in ("start", "end"))
        name, last, digest = _slug(row["passage"]), row.get("last", ""), row.get("digest", "")
        passage = Passage(name, row["first"], last, start, end, digest)
        digests[row["source"]] = row.get("source_digest", "")
        passages.setdefault(row["source"], []).append(passage)
    return [RecordedSource(_slug(s), digests[s], tuple(passages[s])) for s in sorted(passages)]


def choose_source(sources: list[RecordedSource], name: str | None, digest: str) -> RecordedSource:
    """Choose what a document is a copy of: the source named, the one with its digest, the only one.

    Raises NotFoundError for a name that no source has, UsageError if it cannot be told.
    """
    by_name = {source.name: source for source in sources}
    if name is not None and name not in by_name:
        raise NotFoundError(
            "no source {name} has passages with offsets; {hint}",
            name=name,
            hint=suggest(name, by_name, otherwise=Message("bioprod sources lists all")),
        )
    if name is not None:
        return by_name[name]
    same = [source for source in sources if source.digest == digest] or sources
    if len(same) != 1:
        raise UsageError("which source is it a copy of? name it with --source SLUG")
    return same[0]


def _slug(iri: str) -> str:
    return iri.rpartition("/")[2]


def update_tables(project: Project, source: str, text: str) -> Update:
    """Write length and digest of a source, offsets and digests of its passages, into the tables.

    Raises NotFoundError for an unknown source, UsageError for a passage that cannot be located,
    BusyError while a build runs; then nothing is written.
    """
    with hold_lock(project.build, Message("nothing was written")):
        paths = [project.root / "data" / f"{name}.csv" for name in ("sources", "passages")]
        sources, passages = map(_read, paths)
        mine = [row for row in passages if row["source"] == source and row["text_start"]]
        before = [dict(row) for row in mine]
        _fill_passages(mine, source, text)
        _fill_source(sources, source, text)
        replace_files(dict(zip(paths, map(_write, (sources, passages)), strict=True)))
    return Update(len(mine), sum(old != new for old, new in zip(before, mine, strict=True)))


def _fill_passages(rows: list[Row], source: str, text: str) -> None:
    if not rows:
        raise NotFoundError(
            "passages.csv has no passage of {source} with text_start", source=source
        )
    for row in rows:
        passage = Passage(row["id"], row["text_start"], row["text_end"])
        try:
            start, end = locate_passage(passage, text)
        except UnlocatedError as error:
            raise UsageError(
                "passages.csv: passage {id}: {error}", id=row["id"], error=error.said
            ) from None
        place = {"start": str(start), "end": str(end), "digest": digest_text(text[start:end])}
        row.update(place, selector="selector")


def _fill_source(rows: list[Row], source: str, text: str) -> None:
    described = next((row for row in rows if row["id"] == source), None)
    if described is None:
        raise NotFoundError("sources.csv has no source {source}", source=source)
    described.update(length=str(len(text)), digest=digest_text(text))


def _read(path: Path) -> list[Row]:
    text = read_text(path, limit=TABLE, within=find_bounds(path))
    try:
        (_, names), *rows = read_csv(text)
        return [dict(zip(names, cells, strict=True)) for _, cells in rows]
    except (csv.Error, ValueError) as error:
        reason = error.args[-1]
        raise UsageError(
            "{path}: cannot be read ({error}): bioprod check", path=path, error=reason
        ) from None


def _write(rows: list[Row]) -> bytes:
    return write_csv([rows[0], *(row.values() for row in rows)]).encode()
