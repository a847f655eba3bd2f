"""The reference of commands, formats and the Python face, in Markdown: `make docs` writes all.

Commands are told by their parsers, and not by argparse, whose layout differs from one Python to the
next; the face by the docstrings of its names.
"""

from __future__ import annotations

import inspect
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import bioprod_graph
import oxishacl
from bioprod_graph.commands.line import COMMANDS, make_command, make_parser
from bioprod_graph.formats import list_formats
from bioprod_graph.notebook import Graph, GraphAnswer, Showing, Written

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator
    from types import ModuleType


FOLDER = Path(__file__).resolve().parents[1] / "docs" / "reference"
_INTRODUCTION = """\
# Commands

Generated from the program by `make docs`: do not edit.

Data goes to stdout, talk to stderr. Exit status: 0 fine, 1 findings or no such thing, 2 misuse,
which a file is that the call names and that cannot be read.

Options stand anywhere on the line: `--lang`, `--project` and `--layer` before the command too. For
a file, `-` is the standard input, and for one that is written the standard output.

On a terminal, data longer than the screen are shown by the program that `MANPAGER` or `PAGER`
names, else by `less` or `more`; `--no-pager`, or `PAGER=cat`, writes them at once. In a pipe or a
file nothing is paged. Tables and help are as wide as `COLUMNS` says, else as the terminal, else 80.
"""
_GENERATED = "Generated from the program by `make docs`: do not edit.\n"
_FORMATS = """\
# Formats

Generated from the registry by `make docs`: do not edit.

Exports tell licence, version and digest (SHA-256 of `dataset.nq`) of the edition in every format
that has a place for them. N-Triples and N-Quads hold statements alone, so that lines can be
compared; JSON-LD has no comments, and answers are cited by their own digest (`bioprod cite`).

| renders | format | media type | suffix | tells of the edition |
|---|---|---|---|---|"""


def render_reference() -> str:
    """Write what `--help` tells of the program and of each of its commands."""
    parser = make_parser()
    sections = [_INTRODUCTION, _render_section(parser, f"{parser.description}\n")]
    for command in map(make_command, COMMANDS):
        sections.append(_render_section(command, f"{(command.description or '').strip()}\n"))
        examples = "\n".join(f"$ {example}" for example in command.list_examples())
        sections.append("```console\n" + examples + "\n```\n")
    return "\n".join(sections)


def _render_section(parser: argparse.ArgumentParser, description: str) -> str:
    shown = [action for action in parser._actions if action.dest not in ("help", "command")]
    lines = [f"## {parser.prog}", "", description]
    if shown:
        lines += ["| argument | meaning |", "|---|---|", *_render_rows(parser, shown), ""]
    return "\n".join(lines)


def _render_rows(parser: argparse.ArgumentParser, actions: list[argparse.Action]) -> Iterator[str]:
    expand = parser._get_formatter()._expand_help
    for action in actions:
        names = ", ".join(f"`{name}`" for name in action.option_strings)
        value = f"`{_show_value(action)}`" if action.nargs != 0 else ""
        yield f"| {f'{names} {value}'.strip()} | {expand(action) if action.help else ''} |"


def _show_value(action: argparse.Action) -> str:
    # An escaped bar, so that it does not end the cell.
    choices = "\\|".join(str(choice) for choice in action.choices or ())
    return choices or str(action.metavar or action.dest.upper())


def render_api() -> str:
    """Write the names that Python programs may rely on, each with its signature and docstring."""
    pages = "\n".join(f"- [{name}](python/{name}.md)" for name in render_pages())
    head = f"# Python\n\n{_GENERATED}\nA page each, with an example:\n\n{pages}\n"
    return "\n".join([head, *map(_render_face, (bioprod_graph, oxishacl))])


def render_pages() -> dict[str, str]:
    """Write a page for each function of the face, and each method of what `open_graph` leads to.

    Each has an example; what has none is for other classes of the program.
    """
    classes = (Graph, GraphAnswer, Showing, Written)
    named = [(name, getattr(bioprod_graph, name)) for name in bioprod_graph.__all__]
    found = {name: value for name, value in named if inspect.isfunction(value)}
    for each in classes:
        members = ((name, inspect.getattr_static(each, name)) for name in dir(each))
        found |= {f"{each.__name__}.{name}": value for name, value in members if name[0] != "_"}
    told = {name: inspect.getdoc(value) or "" for name, value in found.items()}
    return {
        name: f"# {name}\n\n{_GENERATED}\n{_show_signature(name, found[name])}{_fence(text)}"
        for name, text in told.items()
        if ">>> " in text
    }


def _show_signature(name: str, value: Any) -> str:
    is_called = inspect.isfunction(value)
    return f"```python\n{name}{_sign(value)}\n```\n\n" if is_called else ""


def _render_face(package: ModuleType) -> str:
    named = ((name, getattr(package, name)) for name in package.__all__)
    parts = [f"## {package.__name__}\n\n{inspect.getdoc(package)}\n"]
    for name, value in named:
        if inspect.isclass(value) or inspect.isfunction(value):
            kind = "class " if inspect.isclass(value) else ""
            parts.append(f"### {name}\n\n```python\n{kind}{name}{_sign(value)}\n```\n")
            parts.append(f"{inspect.getdoc(value)}\n")
    return _fence("\n".join(parts))


def _sign(value: type | object) -> str:
    if inspect.isclass(value) and issubclass(value, Exception):
        return ""
    signed = str(inspect.signature(value))  # type: ignore[arg-type]
    # Annotations are text, which `inspect` quotes; a default that is a function has an address.
    signed = re.sub(r"ForwardRef\((.*?)\)", r"\1", signed.replace("= ''", '= ""')).replace("'", "")
    return re.sub(r"<function .*? at 0x\w+>", "…", signed)


def _fence(text: str) -> str:
    """Set examples (doctest) apart as code."""
    lines: list[str] = []
    is_example = False
    for line in text.splitlines():
        if line.startswith(">>>") and not is_example:
            lines.append("```pycon")
            is_example = True
        elif is_example and not line.strip():
            lines.append("```")
            is_example = False
        lines.append(line)
    return "\n".join([*lines, *(["```"] if is_example else [])]) + "\n"


def render_formats() -> str:
    """Write what each format renders, and what it tells of the edition."""
    rows = sorted(
        (form.renders, form.name, form.media_type, form.suffix, ", ".join(form.places))
        for form in list_formats()
    )
    lines = [
        f"| {kind} | `{name}` | {media} | `{end}` | {told} |"
        for kind, name, media, end, told in rows
    ]
    return "\n".join([_FORMATS, *lines, ""])


def main() -> None:
    """Write the pages."""
    (FOLDER / "commands.md").write_text(render_reference(), encoding="utf-8")
    (FOLDER / "formats.md").write_text(render_formats(), encoding="utf-8")
    (FOLDER / "api.md").write_text(render_api(), encoding="utf-8")
    for old in (FOLDER / "python").glob("*.md"):
        old.unlink()
    for name, page in render_pages().items():
        (FOLDER / "python" / f"{name}.md").write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
