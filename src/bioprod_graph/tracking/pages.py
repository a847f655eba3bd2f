"""The tracker as a document: all recommendations in a table, or one with all its evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bioprod_graph.documents import Document, Note, Paragraph, Section, Sentence, Table
from bioprod_graph.language import join_names
from bioprod_graph.tracking import words
from bioprod_graph.tracking.words import NO_BREAK, NOTHING, WORDS

if TYPE_CHECKING:
    from bioprod_graph.findings import Language
    from bioprod_graph.tracking.model import FollowUp, Recommendation, Track


def make_overview(track: Track) -> Document:
    """Make the document of the whole tracker; the latest evidence is footnoted with its sources."""
    said = WORDS[track.language]
    opening = [words.say_count(track)]
    sections = _make_earlier(track)
    if not track.is_early:
        opening += [said["absence"], said["caution"]]
        by_status = Section(said["by_status"], (_count_by_status(track),))
        sections = [_make_table(track), *sections, by_status]
    return Document(
        words.say_heading(track),
        track.language,
        Paragraph(tuple(map(Sentence, opening))),
        tuple(sections),
        said["colophon"],
    )


def _make_table(track: Track) -> Section:
    said = WORDS[track.language]
    columns = tuple(said[key] for key in ("recommendation", "axis", "status", "latest", "date"))
    rows = tuple(_list_cells(each, track.language) for each in track.recommendations)
    table = Table(columns, rows)
    if not any(each.has_gone_further for each in track.recommendations):
        return Section(said["table"], (table,))
    return Section(said["table"], (table, Paragraph((Sentence(said["own_status"]),))))


def make_portrait(track: Track, recommendation: Recommendation) -> Document:
    """Make the document of one recommendation: a section for each fact, in the order of time."""
    language = track.language
    said = WORDS[language]
    axis = words.say_axis(recommendation.axis, language)
    opening = [
        Sentence(f"{axis}."),
        Sentence(recommendation.summary, _cite(recommendation, language)),
        Sentence(words.say_status(track, recommendation)),
    ]
    if not track.is_early:
        opening.append(Sentence(said["caution" if recommendation.followups else "absence"]))
    sections = [_make_section(fact, language) for fact in recommendation.followups]
    before = said["earlier_one"] + said["colon"]
    sections += [_make_section(fact, language, before) for fact in recommendation.earlier]
    return Document(
        words.say_number(recommendation, language),
        language,
        Paragraph(tuple(opening)),
        tuple(sections),
        said["colophon"],
    )


def _list_cells(recommendation: Recommendation, language: Language) -> tuple[Sentence, ...]:
    latest = recommendation.latest
    axis = recommendation.axis
    return (
        Sentence(f"{recommendation.number}. {recommendation.name}"),
        Sentence(f"{axis.number}{NO_BREAK}· {axis.name}"),
        Sentence(recommendation.status.name),
        Sentence(
            words.say_latest(recommendation, language), _cite(latest, language) if latest else ()
        ),
        Sentence(words.say_day(latest.date, language) if latest else NOTHING),
    )


def _make_earlier(track: Track) -> list[Section]:
    said = WORDS[track.language]
    columns = tuple(said[key] for key in ("recommendation", "fact", "date"))
    rows = tuple(
        (
            Sentence(f"{each.number}. {each.name}"),
            Sentence(words.say_title(fact, track.language), _cite(fact, track.language)),
            Sentence(words.say_day(fact.date, track.language)),
        )
        for each in track.recommendations
        for fact in each.earlier
    )
    return [Section(said["earlier"], (Table(columns, rows),))] if rows else []


def _count_by_status(track: Track) -> Table:
    """Tell which recommendations are at each status, the furthest first."""
    said = WORDS[track.language]
    statuses = {each.status for each in track.recommendations}
    rows = [
        (status.name, [str(r.number) for r in track.recommendations if r.status == status])
        for status in sorted(statuses, key=lambda status: (-status.rank, status.iri))
    ]
    return Table(
        (said["status"], said["recommendations"]),
        tuple((Sentence(name), Sentence(join_names(n, track.language))) for name, n in rows),
    )


def _make_section(fact: FollowUp, language: Language, before: str = "") -> Section:
    notes = _cite(fact, language)
    state = (
        words.say_state(fact, language),
        words.say_relation(fact, language),
        words.say_confidence(fact),
    )
    return Section(
        before + words.say_title(fact, language),
        (
            Paragraph(tuple(map(Sentence, state))),
            Paragraph(
                (Sentence(fact.summary, notes), Sentence(words.say_observed(fact, language)))
            ),
        ),
    )


def _cite(fact: FollowUp | Recommendation, language: Language) -> tuple[Note, ...]:
    return tuple(
        Note(words.say_reading(reading, language), reading.link) for reading in fact.readings
    )
