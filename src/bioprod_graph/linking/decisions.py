"""What people decide of links: rows of `data/link-decisions.csv`, so that each is asked about once.

What is the same gives the body its number, in a row that cites the register.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from bioprod_graph.language import LANGUAGES
from bioprod_graph.linking.settings import read_model
from bioprod_graph.registers import read_open_register
from bioprod_graph.tables import Draft, find_table, read_records

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Mapping, Sequence

    from bioprod_graph.linking.proposals import Proposal
    from bioprod_graph.project import Project
    from bioprod_graph.tables import Table

    # What is decided of an organisation, a register and a number.
    Decisions = Mapping[tuple[str, str, str], str]

LINK_DECISIONS = "link-decisions"
SAME, DIFFERENT = "same", "different"


def read_decisions(project: Project, tables: tuple[Table, ...]) -> Decisions:
    """Read what was decided; what is wrong in the tables is left to the check."""
    found = {}
    for record in read_records(project, tables, lambda _: None):
        if record.table.name == LINK_DECISIONS:
            organization, register, number = record.table.key_of(record.cells)
            found[organization, register, number] = record.cells.get("decision", "")
    return found


def find_undecided(proposals: Sequence[Proposal], decisions: Decisions) -> list[Proposal]:
    """Leave out what was decided, and what else a body that has its number might be."""
    settled = {key[:2] for key, decision in decisions.items() if decision == SAME}
    return [
        each
        for each in proposals
        if (each.organization, each.register, each.number) not in decisions
        and (each.organization, each.register) not in settled
    ]


def carry_out(
    project: Project,
    decided: Sequence[Draft],
    tables: Sequence[Table],
    *,
    known: Mapping[str, Container[str]],
) -> list[Draft]:
    """Give the rows of decisions, and of what follows from them.

    `known` has the keys of the rows that each table has already: a register is cited as one source,
    and each of its rows as a passage of it.
    """
    drafts, given = list(decided), set[tuple[str, str]]()
    for draft in decided:
        for name, cells in _state(project, draft.cells):
            table = find_table(tables, name)
            key = ", ".join(table.key_of(cells))
            if key not in known[name] and (name, key) not in given:
                drafts.append(replace(draft, table=table, cells=cells))
            given.add((name, key))
    return drafts


def _state(project: Project, decided: Mapping[str, str]) -> Iterator[tuple[str, dict[str, str]]]:
    """Give the rows that state what is the same, and what they cite, each with its table."""
    target = read_model(project).targets.get(decided.get("register", ""))
    if target is None or decided.get("decision") != SAME:
        return
    register = read_open_register(project, decided["register"])
    told = defaultdict(
        str,
        decided,
        bare=decided.get("number", "").rpartition("/")[2].lower(),
        source=register.source,
        licence=register.licence,
        **{f"title_{tag}": register.title.say(tag) for tag in LANGUAGES},
    )
    who = {name: decided[name] for name in ("curator", "curated") if name in decided}
    for table, cells in target.rows.items():
        yield table, {name: cell.format_map(told) for name, cell in cells.items()} | who
