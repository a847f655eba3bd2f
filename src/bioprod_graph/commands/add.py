"""Add a row to a table: ask for its cells, check them as a build does, put it where it belongs.

TABLE is any table of data/tables.json, in the singular or the plural; alignment adds a match of a
concept with one of others, concept a concept to its vocabulary. Cells that --set does not give are
asked for on the terminal, and so are a passage and a source that are cited and not there yet; what
was typed is kept if you stop. Whether the row agrees with all others, bioprod check tells after.
With --from, all rows of the files, CSV or .xlsx, are added, or none.
A column TABLE.COLUMN is one of a row that is cited: passage.id, source.url. Exit 1 if nothing was
written, 0 if --sort finds the rows in order.
"""

from __future__ import annotations

import sys
from collections import Counter
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from bioprod_graph.clock import read_day
from bioprod_graph.commands.options import Option
from bioprod_graph.errors import BioprodError, UsageError
from bioprod_graph.findings import Location, sort_findings
from bioprod_graph.language import Message

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from bioprod_graph.commands.context import Context
    from bioprod_graph.curation import Addition, Desk, Kept, Talk
    from bioprod_graph.findings import Finding
    from bioprod_graph.tables import Draft, Table

    Plan = Callable[[Sequence[Draft]], Addition]

OPTIONS = (
    Option("table TABLE", "the table, such as organization or ties; or concept"),
    (
        Option(
            "--set COLUMN=VALUE…", "the value of a column; repeated for a list, it adds an item"
        ),
        Option(
            "--from FILE…",
            "a file of rows, TABLE=FILE of those of another table, with a line of columns: CSV or "
            ".xlsx, - is the standard input; repeatable",
            dest="files",
        ),
        Option("--sort", "add nothing, put the rows of the table in order"),
    ),
    Option("--date DATE", "the day the row is recorded (default: today)"),
    Option("--yes", "go on where a name looks like one that is there"),
    Option("--dry-run", "show the row, write nothing"),
)
# Rows that are told one by one.
_MOST_TOLD = 10


def run(context: Context) -> int:
    """Find the rows out, check them, and write them."""
    from bioprod_graph.curation import Kept, write_addition

    given, project = context.given, context.project
    if project.is_carried and not given.dry_run:
        raise UsageError("add writes into tables: name a project folder with --project DIR")
    table, desk, plan = _open_desk(context)
    kept = Kept.of(project, table)
    addition = _gather(context, table, desk, plan=plan, kept=kept)
    if addition and addition.findings:
        show_refused(addition.findings, context, hints=_find_lacking(addition, table))
        return 1
    if not addition or not addition.changes:
        said = Message("the rows are in order") if given.sort else Message("nothing was added")
        context.tell(said)
        return 0 if given.sort else 1
    if not given.dry_run:
        write_addition(project, addition)
        kept.drop()
    _report(addition, table, context)
    return 0


def _open_desk(context: Context) -> tuple[Table, Desk, Plan]:
    """Find the table that is meant, what is known of all of them, and how rows are planned."""
    from bioprod_graph.curation import (
        Desk,
        describe_concepts,
        plan_addition,
        plan_concepts,
        read_concepts,
        read_register,
    )
    from bioprod_graph.tables import find_table, read_tables

    project, tables = context.project, read_tables(context.project)
    described = describe_concepts(project)
    table = find_table((*tables, *described[:1]), context.given.table)
    talk = make_talk(context)
    if table in described:
        if context.given.sort:
            raise UsageError(
                "--sort is for tables: {name} stand in files of their own", name=table.name
            )
        concepts = read_concepts(project, described)
        desk = Desk(concepts.tables[:1], concepts.register, talk)
        return table, desk, lambda drafts: plan_concepts(project, concepts, drafts)
    register = read_register(project, tables)
    defaults = make_defaults(context, register.keys.get("curators", set()))
    desk = Desk(tables, register, talk, defaults)
    return table, desk, lambda drafts: plan_addition(project, tables, drafts)


def _gather(
    context: Context, table: Table, desk: Desk, *, plan: Plan, kept: Kept
) -> Addition | None:
    """Find out what is to be added and plan it; nothing if the person thinks better of it."""
    from bioprod_graph.curation import find_missing, plan_sorting
    from bioprod_graph.tables import make_drafts, parse_settings

    given = context.given
    if given.sort:
        return plan_sorting(context.project, table)
    if given.files:
        addition = _plan_files(*_read_files(context, table, desk), plan)
        return addition if addition.findings or _accept(addition, context) else None
    cells = parse_settings(desk.tables, table, given.set)
    where = Location("--set")
    drafts = make_drafts(desk.tables, table, cells, where=where, defaults=desk.defaults)
    missing = [f"{d.prefix}{name}" for d in drafts for name in find_missing(d.table, d.cells)]
    if not missing:
        addition = plan(drafts)
        return addition if addition.findings or _accept(addition, context) else None
    if not sys.stdin.isatty():
        raise UsageError(
            "add {table} needs {names}: give each as --set COLUMN=VALUE, or rows with --from FILE",
            table=given.table,
            names=", ".join(missing),
        )
    desk.kept = [(draft.table, dict(draft.cells)) for draft in drafts if draft.prefix]
    return _ask(context, (table, cells), desk, plan=plan, kept=kept)


def _ask(
    context: Context, row: tuple[Table, dict[str, str]], desk: Desk, *, plan: Plan, kept: Kept
) -> Addition | None:
    """Ask for a row until it can be added; what was typed is kept meanwhile."""
    from bioprod_graph.tables import Draft

    table, cells = row
    begun = kept.read((*desk.tables, table))
    desk.keep = kept.write
    try:
        if begun and begun[0][0].name == table.name:
            answers = ", ".join(list(begun[0][1].values())[:3])
            said = Message("answers are kept from last time ({answers})", answers=answers)
            if desk.talk.confirm(Message("{said}: go on with them?", said=said), plain=True):
                cells, desk.kept = begun[0][1] | cells, [*desk.kept, *begun[1:]]
        while desk.interview(table, cells):
            drafts = [Draft(each, values, Location(each.path.name)) for each, values in desk.rows]
            addition = plan(drafts)
            if not addition.findings or not _reopen(addition, desk, context):
                return addition
    except (EOFError, KeyboardInterrupt) as end:
        context.tell(Message(""))  # what follows is not to stand behind the unfinished answer
        if kept.path.exists():
            words = f"bioprod add {context.given.table}"
            context.tell(Message("what was typed is kept: {words} goes on with it", words=words))
        if isinstance(end, KeyboardInterrupt):
            raise
        return None
    kept.drop()
    return None


def _reopen(addition: Addition, desk: Desk, context: Context) -> bool:
    """Show what is wrong and forget these answers, so that they are asked anew; tell if any is."""
    context.write(_render(addition.findings, context))
    is_any = False
    for place, (table, cells) in enumerate(desk.rows):
        desk.register.keys[table.name].discard(", ".join(table.key_of(cells)))
        known = table.primary_key if place else ()  # by it a row that is cited is found again
        for finding in addition.findings:
            of = finding.location.file.partition(" ")[0] if finding.location else ""
            for name in finding.path.split(", ") if of == table.path.name else ():
                is_any |= name not in known and cells.pop(name, None) is not None
    _, *desk.kept = desk.rows
    desk.rows = []
    return is_any


def _read_files(context: Context, table: Table, desk: Desk) -> tuple[list[Draft], list[Finding]]:
    """Read the rows of all files, each of the table that it names or of the one that is meant."""
    from pathlib import Path

    from bioprod_graph.files import TABLE, read_bytes
    from bioprod_graph.tables import find_table, read_drafts

    drafts: list[Draft] = []
    findings: list[Finding] = []
    for word in context.given.files:
        home, file = table, word
        name, sign, rest = word.partition("=")
        if sign and not Path(word).exists():  # else the sign is one of a file’s name
            home, file = find_table(desk.tables, name), rest
        content = read_bytes(Path(file), limit=TABLE, option="--from")
        place = Path(file).as_posix()
        rows, wrong = read_drafts(desk.tables, home, content, file=place, defaults=desk.defaults)
        drafts, findings = [*drafts, *rows], [*findings, *wrong]
    return drafts, findings


def _plan_files(drafts: list[Draft], findings: list[Finding], plan: Plan) -> Addition:
    """Plan rows of files; where their heads are sound, all that is wrong is told at once."""
    from dataclasses import replace

    addition, places = plan(drafts), {finding.location for finding in findings}
    is_sound = all(place and place.line > 1 for place in places)
    later = [each for each in addition.findings if is_sound and each.location not in places]
    return replace(addition, findings=tuple(sort_findings([*findings, *later])))


def make_defaults(context: Context, curators: set[str]) -> dict[str, str]:
    """Who records, if there is but one beside those of the program, and when."""
    from bioprod_graph.files import TABLE, read_csv, read_text
    from bioprod_graph.project import find_program

    program = find_program()
    if context.project.root != program.root:
        text = read_text(program.root / "data" / "curators.csv", limit=TABLE)
        curators = curators - {key for _, (key, *_) in read_csv(text)} or curators
    curator = "".join(curators) if len(curators) == 1 else ""
    given = {"curated": context.given.date or read_day(), "curator": curator}
    return {name: value for name, value in given.items() if value}


def make_talk(context: Context) -> Talk:
    """Make the other side of a talk: the person at the terminal."""
    from bioprod_graph.curation import Talk

    with suppress(ImportError):  # with it, an answer is edited as in a shell
        import readline  # noqa: F401
    prompt = "> " if sys.stdout.isatty() else ""
    return Talk(context.language, lambda: input(prompt), context.tell)


def _accept(addition: Addition, context: Context) -> bool:
    """Show the names that look alike; ask, where there is a terminal, whether to go on."""
    from bioprod_graph.curation import show_alike

    talk = make_talk(context)
    for likeness in addition.alike:
        show_alike(likeness, talk)
    if not addition.alike or context.given.yes:
        return True
    if not sys.stdin.isatty():
        raise BioprodError("names look alike, nothing was added: --yes adds them all the same")
    with suppress(EOFError):
        return talk.confirm(Message("Go on all the same?"))
    return False


def _render(findings: Sequence[Finding], context: Context) -> str:
    from bioprod_graph.checks import render_findings

    return render_findings(list(findings), context.language)


def show_refused(
    findings: Sequence[Finding], context: Context, *, hints: Iterable[Message] = ()
) -> None:
    """Show why nothing was written."""
    context.write(_render(findings, context))
    for hint in hints:
        context.tell(hint)
    context.tell(Message("nothing was written"))


def _find_lacking(addition: Addition, table: Table) -> Iterator[Message]:
    """Say what is to be added first: rows that are cited and not there, nor any that is near."""
    from bioprod_graph.tables import fault

    found, targets = addition.findings, set[str]()
    for key in table.foreign_keys:
        say = partial(fault, "dangling-reference", Location(""), target=key.table)
        plain = {say(path=", ".join(key.columns), value=each.value).said for each in found}
        targets |= {key.table for each in found if each.said in plain}
    for target in sorted(targets):
        yield Message(
            "what {target}.csv lacks is put there first: bioprod add {target}; "
            "or its cells are given too, as {target}.COLUMN",
            target=target,
        )


def _report(addition: Addition, table: Table, context: Context) -> None:
    context.write("".join(f"{text}\n" for _, text in addition.lines))
    files = Counter(where.file for where, _ in addition.lines)
    places = ", ".join(str(where) for where, _ in addition.lines[:_MOST_TOLD])
    if len(addition.lines) > _MOST_TOLD:
        counts = (Message("{n} rows to {file}", n=n, file=file) for file, n in files.items())
        places = ", ".join(count.say(context.spoken) for count in counts)
    if context.given.sort:
        places = context.project.relative(table.path)
    if context.given.dry_run:
        context.tell(Message("would be {places}; not written", places=places))
        return
    if context.given.sort:
        context.tell(Message("sorted: {file}", file=places))
        return
    context.tell(Message("added: {places}; bioprod check tells whether all agrees", places=places))
    for likeness in addition.alike:
        first, second = likeness.pair
        words = f"bioprod add name-decision --set first={first} --set second={second}"
        context.tell(Message("to be decided once: {words}", words=words))
