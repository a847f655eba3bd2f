"""Days, months and years in what people write, in any language of the data."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

from bioprod_graph.language.cldr import say_date
from bioprod_graph.language.collation import fold
from bioprod_graph.language.messages import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_YEARS = range(1800, 2200)
# How the number of a day may end: 1er, 1st, 2nd, 3rd, 4th.
_ORDINAL = re.compile(r"^(\d{1,2})(?:er|st|nd|rd|th)$")
# Decades: the 1990s or 90s, les années 1990 or 90; without a century it is the last.
_DECADE = re.compile(r"(?P<head>annees )?(?P<century>\d\d)?(?P<ten>\d)0(?P<tail>s)?")
_CENTURY = "19"


def find_days(words: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    """Find days, months and years among plain words: where each begins and ends, as ISO 8601.

    >>> list(find_days("on 31 mai 2021 or 2021 5 31 or in may 2019".split()))
    [(1, 4, '2021-05-31'), (5, 8, '2021-05-31'), (10, 12, '2019-05')]
    >>> list(find_days("le 1er juin 2018, june 1st 2018, 1 6 2018".replace(",", "").split()))
    [(1, 4, '2018-06-01'), (4, 7, '2018-06-01'), (7, 10, '2018-06-01')]
    """
    words = [_ORDINAL.sub(r"\1", word) for word in words]
    for place, year in enumerate(words):
        if not year.isdecimal() or int(year) not in _YEARS:
            continue
        one, other = ["", "", *words[:place]][-2:]
        months = _list_months()
        after = [*words[place + 1 :], "", ""][:2]
        ways = (
            (2, 0, _write(year, months.get(other), one)),
            (2, 0, _write(year, months.get(one), other)),
            (2, 0, _write(year, other, one)),
            (0, 2, _write(year, *after)),
            (1, 0, _write(year, months.get(other), None)),
            (0, 0, year),
        )
        before, behind, day = next(way for way in ways if way[2])
        yield place - before, place + 1 + behind, day


def find_decades(words: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    """Find decades among plain words: where each begins and ends, its first and its last year.

    >>> list(find_decades("in the 1990s or les annees 80 or 2010".split()))
    [(2, 3, '1990/1999'), (5, 7, '1980/1989')]
    """
    for place, word in enumerate(words):
        before = f"{words[place - 1]} " if place else ""
        found = _DECADE.fullmatch(f"{before}{word}") or _DECADE.fullmatch(word)
        if found and (found["head"] or found["tail"]):
            begun = f"{found['century'] or _CENTURY}{found['ten']}"
            yield place - bool(found["head"]), place + 1, f"{begun}0/{begun}9"


def _write(year: str, month: str | None, day: str | None) -> str:
    with suppress(ValueError, TypeError):
        written = date(int(year), int(month or ""), 1 if day is None else int(day)).isoformat()
        return written if day is not None else written[:-3]
    return ""


@cache
def _list_months() -> dict[str, str]:
    """List the plain names of months, each with its number."""
    return {
        fold(say_date(f"2021-{month:02}", language)).split()[0]: str(month)
        for language in LANGUAGES
        for month in range(1, 13)
    }
