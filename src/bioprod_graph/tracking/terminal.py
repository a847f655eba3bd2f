"""The tracker for a terminal: a table that fits its width, or one recommendation as text."""

from __future__ import annotations

import textwrap
from itertools import zip_longest
from typing import TYPE_CHECKING

from bioprod_graph.documents.text import clean
from bioprod_graph.tracking import words
from bioprod_graph.tracking.words import NOTHING, WORDS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bioprod_graph.tracking.model import FollowUp, Recommendation, Track

_GAP = 2
_NARROWEST = 40


def render_overview(track: Track, *, width: int = 80) -> str:
    """Write all recommendations as a table, with what is older than they are in another."""
    said = WORDS[track.language]
    header = [said[key] for key in ("recommendation", "axis", "status", "latest", "date")]
    rows = [_list_cells(each, track) for each in track.recommendations]
    parts = [*_wrap(words.say_heading(track), width), "", *_tabulate(header, rows, width), ""]
    earlier = [
        [f"{each.number}. {each.name}", fact.name, words.say_day(fact.date, track.language)]
        for each in track.recommendations
        for fact in each.earlier
    ]
    if earlier:
        columns = [said[key] for key in ("recommendation", "fact", "date")]
        parts += [said["earlier"], "", *_tabulate(columns, earlier, width), ""]
    axes = dict.fromkeys(each.axis for each in track.recommendations)
    for axis in axes:
        parts += _wrap(words.say_axis(axis, track.language), width)
    parts += ["", *_wrap(words.say_count(track), width), *_wrap(said["absence"], width)]
    return "\n".join(parts) + "\n"


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
        str(recommendation.axis.number),
        recommendation.status.name,
        latest.name if latest else NOTHING,
        words.say_day(latest.date, track.language) if latest else NOTHING,
    ]


def _write_fact(fact: FollowUp, track: Track, width: int) -> Iterator[str]:
    language = track.language
    yield from _wrap(fact.name, width)
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
    blanks = " " * indent
    return textwrap.wrap(
        clean(text),
        max(width, _NARROWEST),
        initial_indent=blanks,
        subsequent_indent=blanks,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _tabulate(header: Sequence[str], rows: Sequence[Sequence[str]], width: int) -> list[str]:
    """Set a table as text: columns side by side, cells wrapped, no line longer than the width."""
    cells = [[clean(cell) for cell in row] for row in (header, *rows)]
    widths = _fit(cells, max(width, _NARROWEST))
    first, *rest = (_set_row(row, widths) for row in cells)
    rule = ["─" * (sum(widths) + _GAP * (len(widths) - 1))]
    return [line for row in (first, rule, *rest) for line in row]


def _fit(cells: Sequence[Sequence[str]], width: int) -> list[int]:
    """Choose the width of each column: what it asks for, else that of the lowest table."""
    columns = list(zip(*cells, strict=True))
    widths = [max(map(len, column)) for column in columns]
    # No word is broken as long as another column can give way.
    least = [max(len(word) for cell in column for word in cell.split(" ")) for column in columns]
    while sum(widths) > width - _GAP * (len(columns) - 1):
        free = [i for i, each in enumerate(widths) if each > least[i]] or range(len(widths))
        narrower = [_narrow(widths, i) for i in free if widths[i] > 1]
        widths = min(narrower, key=lambda each: (_measure(cells, each), max(each)))
    return widths


def _narrow(widths: Sequence[int], column: int) -> list[int]:
    return [each - (i == column) for i, each in enumerate(widths)]


def _measure(cells: Sequence[Sequence[str]], widths: Sequence[int]) -> int:
    """Measure the height of a table, about: words are taken to fill their lines."""
    return sum(
        max(-(-len(cell) // width) for cell, width in zip(row, widths, strict=True))
        for row in cells
    )


def _set_row(row: Sequence[str], widths: Sequence[int]) -> list[str]:
    wrapped = [
        textwrap.wrap(cell, width, break_on_hyphens=False)
        for cell, width in zip(row, widths, strict=True)
    ]
    gap = " " * _GAP
    return [
        gap.join(part.ljust(size) for part, size in zip(parts, widths, strict=True)).rstrip()
        for parts in zip_longest(*wrapped, fillvalue="")
    ]
