"""The tracker for a terminal: a table that fits its width, or one recommendation as text."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING

from bioprod_graph.documents.text import clean
from bioprod_graph.notation.width import measure, pad, wrap
from bioprod_graph.tracking import words
from bioprod_graph.tracking.words import NO_BREAK, NOTHING, WORDS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from bioprod_graph.tracking.model import FollowUp, Recommendation, Track

_GAP = 2
_NARROWEST = 40


def render_overview(track: Track, *, width: int = 80) -> str:
    """Write all recommendations as a table, with what is older than they are in another."""
    said = WORDS[track.language]
    parts = [*_wrap(words.say_heading(track), width), ""]
    if track.is_early:
        parts += [*_wrap(words.say_count(track), width), ""]
        return "\n".join([*parts, *_write_earlier(track, width)]).rstrip("\n") + "\n"
    header = [said[key] for key in ("recommendation", "status", "latest", "date")]
    parts += [*_tabulate(header, _group_by_axis(track), width, whole=(1, 3)), ""]
    if any(each.has_gone_further for each in track.recommendations):
        parts += [*_wrap(said["own_status"], width), ""]
    parts += _write_earlier(track, width)
    parts += [*_wrap(words.say_count(track), width), *_wrap(said["absence"], width)]
    return "\n".join(parts) + "\n"


def _write_earlier(track: Track, width: int) -> list[str]:
    said = WORDS[track.language]
    rows = [
        [
            f"{each.number}. {each.name}",
            words.say_title(fact, track.language),
            words.say_day(fact.date, track.language),
        ]
        for each in track.recommendations
        for fact in each.earlier
    ]
    if not rows:
        return []
    header = [said[key] for key in ("recommendation", "fact", "date")]
    return [said["earlier"], "", *_tabulate(header, {"": rows}, width, whole=(2,)), ""]


def _group_by_axis(track: Track) -> dict[str, list[list[str]]]:
    """Give the rows of each axis, under its name."""
    groups: dict[str, list[list[str]]] = {}
    for each in track.recommendations:
        axis = words.say_axis(each.axis, track.language)
        groups.setdefault(axis, []).append(_list_cells(each, track))
    return groups


def render_portrait(track: Track, recommendation: Recommendation, *, width: int = 80) -> str:
    """Write one recommendation with all its evidence, in the order of time."""
    language = track.language
    said = WORDS[language]
    parts = _wrap(words.say_number(recommendation, language), width)
    parts += _wrap(words.say_axis(recommendation.axis, language), width)
    parts += _wrap(words.say_status(track, recommendation), width)
    if recommendation.summary:
        parts += ["", *_wrap(recommendation.summary, width)]
    for fact in recommendation.followups:
        parts += ["", *_write_fact(fact, track, width)]
    if recommendation.earlier:
        parts += ["", said["earlier"]]
    for fact in recommendation.earlier:
        parts += ["", *_write_fact(fact, track, width)]
    return "\n".join(parts) + "\n"


def _list_cells(recommendation: Recommendation, track: Track) -> list[str]:
    latest = recommendation.latest
    return [
        f"{recommendation.number}. {recommendation.name}",
        recommendation.status.name,
        words.say_latest(recommendation, track.language),
        words.say_day(latest.date, track.language) if latest else NOTHING,
    ]


def _write_fact(fact: FollowUp, track: Track, width: int) -> Iterator[str]:
    language = track.language
    yield from _wrap(words.say_title(fact, language), width)
    said = (
        words.say_state(fact, language),
        words.say_relation(fact, language),
        words.say_confidence(fact),
    )
    for text in (" ".join(said), fact.summary, words.say_observed(fact, language)):
        yield from _wrap(text, width, indent=2)
    for reading in fact.readings:
        source = WORDS[language]["source"] + WORDS[language]["colon"]
        yield from _wrap(source + words.say_reading(reading, language), width, indent=2)
        if reading.link:
            yield f"    {clean(reading.link)}"


def _wrap(text: str, width: int, *, indent: int = 0) -> list[str]:
    return wrap(clean(text), max(width, _NARROWEST), indent=indent)


def _tabulate(
    header: Sequence[str],
    groups: Mapping[str, Sequence[Sequence[str]]],
    width: int,
    *,
    whole: Collection[int],
) -> list[str]:
    """Set groups of rows under their titles as one table, no line longer than the width.

    Cells are wrapped, but for those of the columns that are to stay whole.
    """
    room = max(width, _NARROWEST)
    rows = [row for group in groups.values() for row in group]
    cells = [[clean(cell) for cell in row] for row in (header, *rows)]
    held = [_hold(row, whole) for row in cells]
    gaps = _GAP * (len(header) - 1)
    # Where nothing else can give way, these cells are wrapped after all.
    cells = held if sum(_find_least(held)) + gaps <= room else cells
    widths = _fit(cells, room)
    first, *rest = (_set_row(row, widths) for row in cells)
    lines = [*first, "─" * (sum(widths) + gaps)]
    for title, group in groups.items():
        lines += [line for row in [_wrap(title, room), *rest[: len(group)], [""]] for line in row]
        rest = rest[len(group) :]
    return lines[:-1]


def _hold(row: Sequence[str], whole: Collection[int]) -> list[str]:
    return [c.replace(" ", NO_BREAK) if i in whole else c for i, c in enumerate(row)]


def _fit(cells: Sequence[Sequence[str]], width: int) -> list[int]:
    """Choose the width of each column: what it asks for, else that of the lowest table."""
    columns = list(zip(*cells, strict=True))
    widths = [max(map(measure, column)) for column in columns]
    # No word is broken as long as another column can give way.
    least = _find_least(cells)
    while sum(widths) > width - _GAP * (len(columns) - 1):
        free = [i for i, each in enumerate(widths) if each > least[i]] or range(len(widths))
        narrower = [_narrow(widths, i) for i in free if widths[i] > 1]
        widths = min(narrower, key=lambda each: (_measure(cells, each), max(each)))
    return widths


def _find_least(cells: Sequence[Sequence[str]]) -> list[int]:
    """Find the longest word of each column."""
    columns = zip(*cells, strict=True)
    return [max(measure(word) for cell in column for word in cell.split(" ")) for column in columns]


def _narrow(widths: Sequence[int], column: int) -> list[int]:
    return [each - (i == column) for i, each in enumerate(widths)]


def _measure(cells: Sequence[Sequence[str]], widths: Sequence[int]) -> int:
    """Measure the height of a table, about: words are taken to fill their lines."""
    return sum(
        max(-(-measure(cell) // width) for cell, width in zip(row, widths, strict=True))
        for row in cells
    )


def _set_row(row: Sequence[str], widths: Sequence[int]) -> list[str]:
    wrapped = [wrap(cell, width, cuts_words=True) for cell, width in zip(row, widths, strict=True)]
    gap = " " * _GAP
    return [
        gap.join(pad(part, size) for part, size in zip(parts, widths, strict=True)).rstrip()
        for parts in zip_longest(*wrapped, fillvalue="")
    ]
