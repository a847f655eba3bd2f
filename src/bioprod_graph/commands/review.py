"""Decide the links that bioprod link proposes: each is asked about once.

On a terminal, each is shown and asked about, the likeliest first; an answer is written at once.
Or all at a time: --to writes a table, in which the column “decision” is to be filled with same or
different, and --from takes it back; rows left empty are asked about another time. Decisions are
kept in data/link-decisions.csv. What is the same gives the body its number, which cites the
register; what is different is never proposed again.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bioprod_graph.commands.add import make_defaults, make_talk, show_refused
from bioprod_graph.commands.options import Option
from bioprod_graph.errors import FindingsError, UsageError
from bioprod_graph.findings import Location
from bioprod_graph.language import Message

if TYPE_CHECKING:
    from bioprod_graph.commands.context import Context
    from bioprod_graph.curation import Talk
    from bioprod_graph.linking import Proposal
    from bioprod_graph.tables import Draft, Table

OPTIONS = (
    (
        Option("--to FILE", "write the table to fill; - is the standard output"),
        Option("--from FILE", "take back the table, filled: CSV or .xlsx", dest="file"),
    ),
    Option("--date DATE", "the day the decisions are recorded (default: today)"),
)
_ANSWERS = {**dict.fromkeys("oy", "same"), "n": "different"}


def run(context: Context) -> int:
    """Write the table, take it back, or ask."""
    given = context.given
    if context.project.is_carried and not given.to:
        raise UsageError("review writes into tables: name a project folder with --project DIR")
    desk = _open_desk(context)
    if given.to:
        context.write_file(given.to, desk.write_table())
        return 0
    if not given.file and not sys.stdin.isatty():
        raise UsageError("review asks on a terminal; else: --to FILE, fill it, --from FILE")
    try:
        count = desk.take_back(given.file) if given.file else desk.ask(make_talk(context))
    except FindingsError as error:
        show_refused(error.findings, context)
        return 1
    said = Message(
        "{n} decided, {left} left; bioprod build takes it in", n=count, left=len(desk.undecided)
    )
    context.tell(said)
    return 0


def _open_desk(context: Context) -> _Desk:
    from bioprod_graph.curation import read_register
    from bioprod_graph.linking import find_undecided, read_decisions, read_proposals
    from bioprod_graph.tables import read_tables

    project = context.project
    tables = read_tables(project)
    keys = read_register(project, tables).keys
    decisions = read_decisions(project, tables)
    undecided = find_undecided(read_proposals(project), decisions)
    return _Desk(context, tables, keys, undecided, make_defaults(context, keys["curators"]))


@dataclass
class _Desk:
    """Where links are decided: the tables, their keys, and what is undecided."""

    context: Context
    tables: tuple[Table, ...]
    keys: dict[str, set[str]]
    undecided: list[Proposal]
    defaults: dict[str, str]

    @property
    def table(self) -> Table:
        from bioprod_graph.linking import LINK_DECISIONS
        from bioprod_graph.tables import find_table

        return find_table(self.tables, LINK_DECISIONS)

    def write_table(self) -> bytes:
        """Write what is undecided as a table in which the decision is to be filled in."""
        from bioprod_graph.files import write_csv

        header = [n for n in self.table.header if n not in self.defaults]
        rows = [[each._asdict().get(n, "") for n in header] for each in self.undecided]
        return write_csv([header, *rows]).encode()

    def take_back(self, file: str) -> int:
        """Enter a table that was filled; rows without a decision are left for another time.

        Raises FindingsError if it is not such a table.
        """
        from bioprod_graph.files import TABLE, read_bytes
        from bioprod_graph.tables import read_drafts

        content = read_bytes(Path(file), limit=TABLE, option="--from")
        place = Path(file).as_posix()
        drafts, findings = read_drafts(
            self.tables, self.table, content, file=place, defaults=self.defaults
        )
        if findings:
            raise FindingsError(findings)
        return self.enter([draft for draft in drafts if draft.cells.get("decision")])

    def ask(self, talk: Talk) -> int:
        """Ask about one after the other; each answer is written before the next is asked."""
        from bioprod_graph.tables import Draft

        count = 0
        for each in list(self.undecided):
            talk.tell(_show(each))
            answer = talk.ask().strip().casefold()[:1]
            if answer == "q":
                break
            if decision := _ANSWERS.get(answer):
                cells = {**each._asdict(), "decision": decision, **self.defaults}
                count += self.enter([Draft(self.table, cells, Location("review"))])
        return count

    def enter(self, decided: list[Draft]) -> int:
        """Write decisions and what follows from them, all or none; give how many.

        Raises FindingsError for what must not be written.
        """
        from bioprod_graph.curation import plan_addition, write_addition
        from bioprod_graph.linking import carry_out

        project = self.context.project
        drafts = carry_out(project, decided, self.tables, known=self.keys)
        addition = plan_addition(project, self.tables, drafts)
        if addition.findings:
            raise FindingsError(list(addition.findings))
        write_addition(project, addition)
        for draft in drafts:
            self.keys[draft.table.name].add(", ".join(draft.table.key_of(draft.cells)))
        done = {draft.table.key_of(draft.cells) for draft in decided}
        self.undecided = [e for e in self.undecided if e[:3] not in done]
        return len(decided)


def _show(each: Proposal) -> Message:
    entry = ", ".join(filter(None, (each.entry, each.place)))
    return Message(
        "{name} ({organization}) – {register} {number}: {entry}, {score}. "
        "The same? y, n; Enter leaves it, q ends",
        name=each.known_as,
        organization=each.organization,
        register=each.register,
        number=each.number,
        entry=entry,
        score=each.score,
    )
