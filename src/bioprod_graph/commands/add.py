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

from bioprod_graph.errors import BioprodError, FileError, UsageError
from bioprod_graph.language import Message

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable

    from bioprod_graph.commands.context import Context
    from bioprod_graph.curation import Addition, Talk
    from bioprod_graph.findings import Finding
    from bioprod_graph.tables import Draft, Table

    Cells = dict[str, str]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of this command."""
    parser.add_argument("table", metavar="TABLE", help="the table, such as organization or ties")
    how = parser.add_mutually_exclusive_group()
    how.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="COLUMN=VALUE",
        help="the value of a column; repeated for a list, it adds an item",
    )
    how.add_argument(
        "--from", dest="file", metavar="FILE", help="a CSV file of rows, with a line of columns"
    )
    parser.add_argument(
        "--date", metavar="DATE", help="the day the row is recorded (default: today)"
    )
    parser.add_argument(
        "--yes", action="store_true", help="go on where a name looks like one that is there"
    )
    parser.add_argument("--dry-run", action="store_true", help="show the row, write nothing")


def run(arguments: argparse.Namespace, context: Context) -> int:
    """Find the rows out, check them, and write them."""
    from bioprod_graph.curation import plan_addition
    from bioprod_graph.tables import find_table, read_tables

    if context.project.is_carried and not arguments.dry_run:
        raise UsageError("add writes into tables: name a project folder with --project DIR")
    tables = read_tables(context.project)
    table = find_table(tables, arguments.table)
    drafts, findings, is_accepted = _find_drafts(arguments, context, tables, table=table)
    if findings:
        return _refuse(findings, table, context)
    if not drafts:
        context.tell(Message("nothing was added"))
        return 1
    addition = plan_addition(context.project, tables, table, drafts=drafts)
    if addition.findings:
        return _refuse(addition.findings, table, context)
    return _write(addition, table, arguments, context=context, is_accepted=is_accepted)


def _write(
    addition: Addition,
    table: Table,
    arguments: argparse.Namespace,
    *,
    context: Context,
    is_accepted: bool,
) -> int:
    """Write rows that are sound, once a person has seen what they look like."""
    from bioprod_graph.curation import write_addition

    if not is_accepted and not _accept(addition, context, may_ask=not arguments.yes):
        context.tell(Message("nothing was added"))
        return 1
    if not arguments.dry_run:
        write_addition(context.project, addition)
    _report(addition, table, context, is_dry=arguments.dry_run)
    return 0


def _find_drafts(
    arguments: argparse.Namespace, context: Context, tables: tuple[Table, ...], *, table: Table
) -> tuple[list[Draft], list[Finding], bool]:
    """Give the rows, what is wrong with the file, and whether names were shown and accepted."""
    from bioprod_graph.curation import find_missing, interview, read_register
    from bioprod_graph.findings import Location
    from bioprod_graph.tables import Draft, parse_settings, read_drafts

    defaults = _make_defaults(arguments, table)
    if arguments.file is not None:
        return *read_drafts(Path(arguments.file), table, defaults), False
    given = parse_settings(table, arguments.set)
    where = Location("--set")
    missing = find_missing(table, defaults | given)
    if not missing:
        return [Draft(defaults | given, where)], [], False
    if not sys.stdin.isatty():
        names = ", ".join(missing)
        raise UsageError(
            "add {table} needs {names}: give each as --set COLUMN=VALUE, or rows with --from FILE",
            table=arguments.table,
            names=names,
        )
    register, talk = read_register(context.project, tables), _make_talk(context)
    try:
        cells = interview(table, register, talk, given=given, defaults=defaults)
    except EOFError:
        context.tell(Message(""))  # what follows is not to stand behind the unfinished answer
        cells = None
    return [] if cells is None else [Draft(cells, where)], [], True


def _make_defaults(arguments: argparse.Namespace, table: Table) -> Cells:
    """Who records, if there is but one who does, and when."""
    today = datetime.now(UTC).astimezone().date().isoformat()
    defaults = {"curated": arguments.date or today, "curator": _find_curator(table)}
    return {name: value for name, value in defaults.items() if name in table.header and value}


def _find_curator(table: Table) -> str:
    import csv

    from bioprod_graph.files import TABLE, find_bounds, read_csv, read_text

    path = table.path.with_name("curators.csv")
    try:
        (_, names), *rows = read_csv(read_text(path, limit=TABLE, within=find_bounds(path)))
        curators = [dict(zip(names, row, strict=False)).get("id", "") for _, row in rows]
    except (FileError, csv.Error, ValueError):
        return ""
    return curators[0] if len(curators) == 1 else ""


def _make_talk(context: Context) -> Talk:
    from bioprod_graph.curation import Talk

    with suppress(ImportError):  # with it, an answer is edited as in a shell
        import readline  # noqa: F401
    prompt = "> " if sys.stdout.isatty() else ""
    return Talk(context.language, lambda: input(prompt), context.tell)


def _accept(addition: Addition, context: Context, *, may_ask: bool) -> bool:
    """Show the names that look alike; ask, where there is a terminal, whether to go on."""
    from bioprod_graph.curation import show_alike

    talk = _make_talk(context)
    for likeness in addition.alike:
        show_alike(likeness, talk)
    if not addition.alike or not may_ask:
        return True
    if not sys.stdin.isatty():
        raise BioprodError("names look alike, nothing was added: --yes adds them all the same")
    with suppress(EOFError):
        return talk.confirm(Message("Go on all the same?"))
    return False


def _refuse(findings: Iterable[Finding], table: Table, context: Context) -> int:
    from bioprod_graph.checks.report import render_findings

    findings = list(findings)
    context.write(render_findings(findings, context.language))
    targets = {
        key.table
        for finding in findings
        for key in table.foreign_keys
        if finding.check == "table:dangling-reference" and finding.path == ", ".join(key.columns)
    }
    for target in sorted(targets):
        context.tell(
            Message(
                "what {target}.csv lacks is put there first: bioprod add {target}", target=target
            )
        )
    context.tell(Message("nothing was written"))
    return 1


def _report(addition: Addition, table: Table, context: Context, *, is_dry: bool) -> None:
    file = context.project.relative(table.path)
    context.write("".join(f"{line}\n" for _, line in addition.lines))
    places = ", ".join(f"{file}:{number}" for number, _ in addition.lines)
    if is_dry:
        context.tell(Message("would be {places}; not written", places=places))
        return
    context.tell(Message("added: {places}; bioprod check tells whether all agrees", places=places))
    for likeness in addition.alike:
        first, second = likeness.pair
        words = f"bioprod add name-decision --set first={first} --set second={second}"
        context.tell(Message("to be decided once: {words}", words=words))
