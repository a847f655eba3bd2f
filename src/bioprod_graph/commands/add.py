"""Add a row to a table: ask for its cells, check it as a build does, put it where it belongs.

TABLE is any table of data/tables.json, in the singular or the plural. Cells that --set does not
give are asked for on the terminal. Bodies whose names look alike are shown first. With --from,
all rows of a file are added, or none. Exit 1 if nothing was written.
"""

from __future__ import annotations

import sys
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bioprod_graph.commands.options import Option
from bioprod_graph.errors import BioprodError, UsageError
from bioprod_graph.findings import Location
from bioprod_graph.language import Message

if TYPE_CHECKING:
    from bioprod_graph.commands.context import Context
    from bioprod_graph.curation import Addition, Register, Talk
    from bioprod_graph.findings import Finding
    from bioprod_graph.tables import Draft, Table

OPTIONS = (
    Option("table TABLE", "the table, such as organization or ties"),
    (
        Option(
            "--set COLUMN=VALUE…", "the value of a column; repeated for a list, it adds an item"
        ),
        Option("--from FILE", "a CSV file of rows, with a line of columns", dest="file"),
    ),
    Option("--date DATE", "the day the row is recorded (default: today)"),
    Option("--yes", "go on where a name looks like one that is there"),
    Option("--dry-run", "show the row, write nothing"),
)


def run(context: Context) -> int:
    """Find the rows out, check them, and write them."""
    from bioprod_graph.curation import plan_addition, write_addition
    from bioprod_graph.tables import find_table, read_tables

    given, project = context.given, context.project
    if project.is_carried and not given.dry_run:
        raise UsageError("add writes into tables: name a project folder with --project DIR")
    tables = read_tables(project)
    table = find_table(tables, given.table)
    drafts, findings, is_seen = _find_drafts(context, tables, table)
    addition = plan_addition(project, tables, table, drafts=[] if findings else drafts)
    if found := [*findings, *addition.findings]:
        return _refuse(found, table, context)
    if not drafts or not (is_seen or _accept(addition, context)):
        context.tell(Message("nothing was added"))
        return 1
    if not given.dry_run:
        write_addition(project, addition)
    _report(addition, table, context)
    return 0


def _find_drafts(
    context: Context, tables: tuple[Table, ...], table: Table
) -> tuple[list[Draft], list[Finding], bool]:
    """Give the rows, what is wrong with the file, and whether names were shown and accepted."""
    from bioprod_graph.curation import find_missing, interview, read_register
    from bioprod_graph.tables import Draft, parse_settings, read_drafts

    given, register = context.given, read_register(context.project, tables)
    defaults = _make_defaults(given.date, table, register)
    if given.file is not None:
        return *read_drafts(Path(given.file), table, defaults), False
    cells = parse_settings(table, given.set)
    if missing := find_missing(table, defaults | cells):
        if not sys.stdin.isatty():
            raise UsageError(
                "add {table} needs {names}: "
                "give each as --set COLUMN=VALUE, or rows with --from FILE",
                table=given.table,
                names=", ".join(missing),
            )
        try:
            talk = _make_talk(context)
            answers = interview(table, register, talk, given=cells, defaults=defaults)
        except EOFError:
            context.tell(Message(""))  # what follows is not to stand behind the unfinished answer
            answers = None
        return [Draft(answers, Location("--set"))] if answers else [], [], True
    return [Draft(defaults | cells, Location("--set"))], [], False


def _make_defaults(date: str | None, table: Table, register: Register) -> dict[str, str]:
    """Who records, if there is but one who does, and when."""
    curators = register.keys.get("curators", ())
    today = datetime.now(UTC).astimezone().date().isoformat()
    defaults = {
        "curated": date or today,
        "curator": "".join(curators) if len(curators) == 1 else "",
    }
    return {name: value for name, value in defaults.items() if name in table.header and value}


def _make_talk(context: Context) -> Talk:
    from bioprod_graph.curation import Talk

    with suppress(ImportError):  # with it, an answer is edited as in a shell
        import readline  # noqa: F401
    prompt = "> " if sys.stdout.isatty() else ""
    return Talk(context.language, lambda: input(prompt), context.tell)


def _accept(addition: Addition, context: Context) -> bool:
    """Show the names that look alike; ask, where there is a terminal, whether to go on."""
    from bioprod_graph.curation import show_alike

    talk = _make_talk(context)
    for likeness in addition.alike:
        show_alike(likeness, talk)
    if not addition.alike or context.given.yes:
        return True
    if not sys.stdin.isatty():
        raise BioprodError("names look alike, nothing was added: --yes adds them all the same")
    with suppress(EOFError):
        return talk.confirm(Message("Go on all the same?"))
    return False


def _refuse(findings: list[Finding], table: Table, context: Context) -> int:
    from bioprod_graph.checks import render_findings

    context.write(render_findings(findings, context.language))
    dangling = {f.path for f in findings if f.check == "table:dangling-reference"}
    keys = (key for key in table.foreign_keys if ", ".join(key.columns) in dangling)
    for target in sorted({key.table for key in keys}):
        told = Message(
            "what {target}.csv lacks is put there first: bioprod add {target}", target=target
        )
        context.tell(told)
    context.tell(Message("nothing was written"))
    return 1


def _report(addition: Addition, table: Table, context: Context) -> None:
    file = context.project.relative(table.path)
    context.write("".join(f"{line}\n" for _, line in addition.lines))
    places = ", ".join(f"{file}:{number}" for number, _ in addition.lines)
    if context.given.dry_run:
        context.tell(Message("would be {places}; not written", places=places))
        return
    context.tell(Message("added: {places}; bioprod check tells whether all agrees", places=places))
    for likeness in addition.alike:
        first, second = likeness.pair
        words = f"bioprod add name-decision --set first={first} --set second={second}"
        context.tell(Message("to be decided once: {words}", words=words))
