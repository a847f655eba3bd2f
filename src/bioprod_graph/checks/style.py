"""What does the graph no harm and is not as tables are kept: order, typography, days to come."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from bioprod_graph.findings import Finding
from bioprod_graph.language import Message, find_typos

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from bioprod_graph.tables import Record

    Report = Callable[[Finding], None]

# Columns of what is over: a day on which somebody recorded, read or searched, a founding. Others
# may speak of plans.
_DAYS = frozenset({"curated", "date_read", "day", "founding_year"})


def check_style(records: Iterable[Record], report: Report, *, today: str = "") -> Iterator[Record]:
    """Give the records on as they come; `report` is given what is not as tables are kept.

    Days to come are looked for where it is told which day it is.
    """
    # The greatest key of each table so far; none once a row was found out of order.
    reached: dict[str, tuple[str, ...] | None] = {}
    for record in records:
        name, key = record.table.name, record.table.key_of(record.cells)
        last = reached.setdefault(name, key)
        if last is not None and all(key):
            reached[name] = key if key >= last else None
            if key < last:
                report(_say_unsorted(record, key, last))
        for finding in chain(_find_typos(record), find_days_to_come(record, today)):
            report(finding)
        yield record


def _say_unsorted(record: Record, key: tuple[str, ...], last: tuple[str, ...]) -> Finding:
    said = Message(
        "the row “{key_}” stands after “{last}”: bioprod add {table} --sort puts them in order",
        key_=", ".join(key),
        last=", ".join(last),
        table=record.table.name,
    )
    first = (c.number for c in record.table.columns if c.name in record.table.primary_key)
    where = record.location._replace(column=min(first, default=0))
    return Finding("warning", "table:unsorted", said, where, value=", ".join(key))


def find_days_to_come(record: Record, today: str) -> Iterator[Finding]:
    """Find the days of a row on which something was done and which are still to come.

    None where it is not told which day it is.
    """
    for column in record.table.columns if today else ():
        day = record.cells.get(column.name, "") if column.name in _DAYS else ""
        if day > today:
            said = Message("“{path}” is {value}, a day to come (today is {today}): correct it")
            said = said.fill(path=column.name, value=day, today=today)
            where = record.location._replace(column=column.number)
            yield Finding("warning", "table:day-to-come", said, where, path=column.name, value=day)


def _find_typos(record: Record) -> Iterator[Finding]:
    for column in record.table.columns:
        text = record.cells.get(column.name) if column.language else None
        for typo in find_typos(text, column.language or "") if text else ():
            said = Message("the cell “{path}” {fault}", path=column.name, fault=typo)
            where = record.location._replace(column=column.number)
            yield Finding("warning", "table:typography", said, where, path=column.name)
