"""Tell what facts came, went and changed between two datasets, by thing.

OLD and NEW are build folders, N-Quads files, plain or gzipped (.nq.gz), or versions that releases/
keeps. Inferred statements are
left out unless asked for. Long texts are cut but in formats for programs. Exit 0 whether or not
there are differences.
"""

from collections.abc import Iterator
from itertools import groupby

from bioprod_graph.commands.context import Context
from bioprod_graph.commands.options import Option, make_format
from bioprod_graph.dataset import Change, choose_kept, compare_said, read_said
from bioprod_graph.findings import shorten
from bioprod_graph.identifiers import PrefixTable
from bioprod_graph.language import Message, translate

OPTIONS = (
    Option("old OLD", "a version that is kept, a build folder or an N-Quads file, maybe gzipped"),
    Option("new NEW", "a version that is kept, a build folder or an N-Quads file, maybe gzipped"),
    Option("--inferred", "compare inferred statements too"),
    make_format("record", default="table", own=("markdown",)),
)
_KEYS = ("thing", "predicate", "kind", "went", "came")
# How the name of a thing, and a value that came or went, are set.
_LINES = {
    "table": ("{}\n", "  {} {} {}\n", ""),
    "markdown": ("### `{}`\n\n", "- `{} {} {}`\n", "\n"),
}


def run(context: Context) -> int:
    """Compare and write the changes."""
    given, prefixes = context.given, context.project.prefixes
    setting = {"base": prefixes.base, "with_inferred": given.inferred}
    # A path is read once: it may lead to another release meanwhile.
    said = {
        path: read_said(
            choose_kept(context.project, path), **setting, option=translate(name, context.spoken)
        )
        for path, name in {given.new: "NEW", given.old: "OLD"}.items()
    }
    old, new = said[given.old], said[given.new]
    changes = compare_said(old, new)
    write_changes(context, changes, record=make_rows(changes))
    return 0


def make_rows(changes: list[Change]) -> list[dict[str, object]]:
    """Make a record of each change, for programs."""
    return [{key: getattr(change, key) for key in _KEYS} for change in changes]


def write_changes(context: Context, changes: list[Change], *, record: object) -> None:
    """Sum changes up, and write them for people, else a record for programs."""
    form = context.given.format
    context.tell(_sum_up(changes))
    if form in _LINES:
        context.write("".join(_render(changes, context.project.prefixes, form)))
    else:
        context.render(form, record=lambda: record)


def _render(changes: list[Change], prefixes: PrefixTable, form: str) -> Iterator[str]:
    head, line, foot = _LINES[form]
    # Who says so is told after what is said.
    ordered = sorted(changes, key=lambda change: change.thing.startswith(f"{prefixes.base}graph/"))
    for thing, group in groupby(ordered, key=lambda change: change.thing):
        yield head.format(_show(f"<{thing}>", prefixes))
        for change in group:
            name = prefixes.compress(change.predicate)
            signed = [("-", value) for value in change.went] + [("+", v) for v in change.came]
            for sign, value in signed:
                yield line.format(sign, name, _show(value, prefixes))
        yield foot


def _show(value: str, prefixes: PrefixTable) -> str:
    """Show a term on a line: IRIs as short as they can be, of a long text the beginning."""
    if value.startswith("<"):
        return prefixes.compress(value[1:-1]).replace(f"<{prefixes.base}", "<")
    text, quote, kind = value.rpartition('"')
    mark, tied, datatype = kind.partition("^^")
    return f"{shorten(text)}{quote}{mark}{tied}{datatype and _show(datatype, prefixes)}"


def _sum_up(changes: list[Change]) -> Message:
    kinds = [change.kind for change in changes]
    return Message(
        "{things}: {came}, {went}, {changed}",
        things=Message("{n} thing", many="{n} things", n=len({c.thing for c in changes})),
        came=Message("{n} fact came", many="{n} facts came", n=kinds.count("came")),
        went=Message("{n} went", many="{n} went", n=kinds.count("went")),
        changed=Message("{n} changed", many="{n} changed", n=kinds.count("changed")),
    )
