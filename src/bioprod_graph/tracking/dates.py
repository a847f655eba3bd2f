"""Dates of three precisions: which are reached at a date, and which fact is the later one.

A date is a year, a month or a day, written 2022, 2022-05 or 2022-05-31.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bioprod_graph.errors import UsageError
from bioprod_graph.language import is_date

if TYPE_CHECKING:
    from collections.abc import Sequence

_LATER_THAN_ANY = "-99-99"
DAY = len("2022-05-31")


def parse_date(text: str, *, option: str) -> str:
    """Parse a date of one of the three precisions.

    Raises UsageError that names the option for what is no date of the calendar.
    """
    if not is_date(text):
        raise UsageError(
            en=f"{option} {text}: expected a date, such as 2022, 2022-05 or 2022-05-31",
            fr=f"{option} {text} : une date était attendue, telle que 2022, 2022-05 ou 2022-05-31",
        )
    return text


def is_reached(date: str, as_of: str) -> bool:
    """Tell whether a date is reached at another, each as precise as it is written.

    A year or a month is reached with itself and whatever comes later; at a date that is more
    precise it counts only once it is over.

    >>> [is_reached("2022", as_of) for as_of in ("2022", "2022-12-31", "2023-01-01")]
    [True, False, True]
    >>> is_reached("2022-05-31", "2022-05"), is_reached("2022-06", "2022-05-31")
    (True, False)
    """
    if len(date) < len(as_of):
        return date < as_of[: len(date)]
    return date[: len(as_of)] <= as_of


def is_known(date: str, oldest: Sequence[str], as_of: str) -> bool:
    """Tell whether a fact is known at a date: it is reached, and a source can have told of it.

    `oldest` holds for each source the date that it cannot be older than: of its publication, else
    of the latest fact that it reports; empty where neither is known. Such a source does not hold
    the fact back: only where all have a date did nothing tell of it before the earliest of them.

    >>> is_known("2021-06", ["2022-03-01"], "2021-12")
    False
    >>> is_known("2021-06", ["2022-03-01", ""], "2021-12")
    True
    """
    if not is_reached(date, as_of):
        return False
    return not (oldest and all(oldest)) or any(is_reached(each, as_of) for each in oldest)


def is_before(as_of: str, date: str) -> bool:
    """Tell whether a date lies before another for sure: what the two share is earlier.

    >>> [is_before(as_of, "2021-05") for as_of in ("2020", "2021-04-30", "2021-05-01", "2021")]
    [True, True, False, False]
    """
    shared = min(len(as_of), len(date))
    return as_of[:shared] < date[:shared]


def order_date(date: str) -> str:
    """Give what to sort a date by: a month comes after its days, a year after its months.

    >>> sorted(["2022", "2022-05", "2022-05-31", "2022-06-01"], key=order_date)
    ['2022-05-31', '2022-05', '2022-06-01', '2022']
    """
    return (date + _LATER_THAN_ANY)[:DAY]
