"""The reference of the commands in Markdown, made from their parsers: `make docs` writes it.

It is written here rather than by argparse, whose layout differs from one Python to the next.
"""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from bioprod_graph.cli import make_parser

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_INTRODUCTION = """\
# Commands

Generated from the program by `make docs`: do not edit.

Data goes to stdout, talk to stderr. Exit status: 0 fine, 1 findings or no such thing, 2 misuse.
"""


def render_reference() -> str:
    """Write what `--help` tells of the program and of each of its commands."""
    parser = make_parser(None)
    sections = [_INTRODUCTION, _render_section(parser, f"{parser.description}\n")]
    for command in _find_commands(parser):
        sections.append(_render_section(command, f"{(command.description or '').strip()}\n"))
        examples = (command.epilog or "").partition("\n")[2]
        sections.append("```console\n" + examples.replace("  bioprod", "$ bioprod") + "\n```\n")
    return "\n".join(sections)


def _find_commands(parser: argparse.ArgumentParser) -> Iterable[argparse.ArgumentParser]:
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            yield from action.choices.values()


def _render_section(parser: argparse.ArgumentParser, description: str) -> str:
    shown = [action for action in parser._actions if action.dest not in ("help", "command")]
    lines = [f"## {parser.prog}", "", description]
    if shown:
        lines += ["| argument | meaning |", "|---|---|", *_render_rows(shown), ""]
    return "\n".join(lines)


def _render_rows(actions: list[argparse.Action]) -> Iterator[str]:
    for action in actions:
        names = ", ".join(f"`{name}`" for name in action.option_strings)
        value = f"`{_show_value(action)}`" if action.nargs != 0 else ""
        yield f"| {f'{names} {value}'.strip()} | {action.help or ''} |"


def _show_value(action: argparse.Action) -> str:
    # An escaped bar, so that it does not end the cell.
    choices = "\\|".join(str(choice) for choice in action.choices or ())
    return choices or str(action.metavar or action.dest.upper())


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    sys.stdout.write(render_reference())
