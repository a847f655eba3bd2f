"""What can be wrong with a table, by the name of its check, and what is said of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bioprod_graph.findings import Finding
from bioprod_graph.language import Message

if TYPE_CHECKING:
    from bioprod_graph.findings import Location

_SAID = {
    "unreadable": Message(
        "the file cannot be read ({reason}): mend that or take it out of tables.json"
    ),
    "malformed": Message(
        "this is no readable CSV ({reason}): check the quotes and the length of the fields"
    ),
    "undescribed": Message("this table is not described in tables.json: describe it or remove it"),
    "empty": Message(
        "the first line, which names the columns, is empty: write it or remove the table"
    ),
    "missing-column": Message("the column “{path}” is missing"),
    "extra-column": Message(
        "the column “{path}” is not expected: describe it in tables.json or remove it"
    ),
    "column-order": Message(
        "the column “{path}” is where tables.json has “{name}”: restore the order"
    ),
    "ragged-row": Message(
        "the row has {found} fields instead of {expected}: check commas and quotes"
    ),
    "missing-value": Message("the cell “{path}” is empty; a value is required"),
    "bad-value": Message("“{value}” is not a value of the column “{path}” (expected: {expected})"),
    "bad-list": Message(
        "the list “{path}” has an item that is empty or has a blank at its ends: correct it"
    ),
    "line-break": Message("the cell “{path}” holds a line break or a tab: remove it"),
    "duplicate-key": Message(
        "the key “{value}” stands already on line {first}: remove one of the two rows"
    ),
    "dangling-reference": Message(
        "“{value}” is the key of no row of {target}.csv: add that row or correct the reference"
    ),
}


def fault(
    check: str,
    where: Location,
    *,
    path: str = "",
    value: str = "",
    said: Message | None = None,
    **places: object,
) -> Finding:
    """Make the finding of a check; what it says has places for path and value, and for others."""
    filled = (said or _SAID[check]).fill(path=path, value=value, **places)
    return Finding("error", f"table:{check}", filled, where, path=path, value=value)
