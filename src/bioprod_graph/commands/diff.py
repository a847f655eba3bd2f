"""Tell what facts came, went and changed between two datasets, by thing.

OLD and NEW are build folders or N-Quads files. Inferred statements are left out unless asked for.
Exit 0 whether or not there are differences.
"""

from __future__ import annotations

from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from bioprod_graph.commands.options import add_format_option
from bioprod_graph.language import Message

if TYPE_CHECKING:
    import argparse

    from bioprod_graph.commands.context import Context
    from bioprod_graph.dataset import Change
    from bioprod_graph.identifiers import PrefixTable


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of this command."""
    parser.add_argument("old", metavar="OLD", help="a build folder or an N-Quads file")
    parser.add_argument("new", metavar="NEW", help="a build folder or an N-Quads file")
    parser.add_argument("--inferred", action="store_true", help="compare inferred statements too")
    add_format_option(parser, "record", default="table", own=("markdown",))


def run(arguments: argparse.Namespace, context: Context) -> int:
    """Compare and write the changes."""
    from bioprod_graph.dataset import compare_facts, read_facts

    prefixes = context.project.prefixes
    old, new = (
        read_facts(Path(path), base=prefixes.base, with_inferred=arguments.inferred)
        for path in (arguments.old, arguments.new)
    )
    changes = compare_facts(old, new)
    if arguments.format in ("table", "markdown"):
        context.write(_render(changes, prefixes, is_markdown=arguments.format == "markdown"))
    else:
        context.render(arguments.format, {"record": lambda: [_as_dict(c) for c in changes]})
    _sum_up(changes, context)
    return 0


def _render(changes: list[Change], prefixes: PrefixTable, *, is_markdown: bool) -> str:
    lines = []
    for thing, group in groupby(changes, key=lambda change: change.thing):
        name = prefixes.compress(thing)
        lines.append(f"### `{name}`\n" if is_markdown else name)
        for change in group:
            lines += _render_change(change, prefixes, is_markdown=is_markdown)
        if is_markdown:
            lines.append("")
    return "".join(f"{line}\n" for line in lines)


def _render_change(change: Change, prefixes: PrefixTable, *, is_markdown: bool) -> list[str]:
    name = prefixes.compress(change.predicate)
    bullet, quote = ("- ", "`") if is_markdown else ("  ", "")
    signed = [("-", value) for value in change.went] + [("+", value) for value in change.came]
    return [
        f"{bullet}{quote}{sign} {name} {_shorten(value, prefixes)}{quote}" for sign, value in signed
    ]


def _shorten(value: str, prefixes: PrefixTable) -> str:
    is_iri = value.startswith("<") and value.endswith(">")
    return prefixes.compress(value[1:-1]) if is_iri else value


def _as_dict(change: Change) -> dict[str, object]:
    return {
        "thing": change.thing,
        "predicate": change.predicate,
        "kind": change.kind,
        "went": list(change.went),
        "came": list(change.came),
    }


def _sum_up(changes: list[Change], context: Context) -> None:
    came, went, changed = (
        sum(change.kind == kind for change in changes) for kind in ("came", "went", "changed")
    )
    things = len({change.thing for change in changes})
    context.tell(
        Message(
            "{things}: {came}, {went}, {changed}",
            things=Message("{n} thing", many="{n} things", n=things),
            came=Message("{n} fact came", many="{n} facts came", n=came),
            went=Message("{n} went", many="{n} went", n=went),
            changed=Message("{n} changed", many="{n} changed", n=changed),
        )
    )
