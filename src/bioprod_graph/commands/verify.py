"""Compare a copy of a source with the offsets and digests of its recorded passages.

The text of third parties is not kept here: give the copy that you have, as UTF-8 text. --show
prints each passage. --update writes offsets and digests into data/passages.csv and
data/sources.csv instead of comparing. Exit 1 if a passage does not agree.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from bioprod_graph.commands.options import add_format_option
from bioprod_graph.errors import UsageError
from bioprod_graph.language import Message

if TYPE_CHECKING:
    import argparse

    from bioprod_graph.commands.context import Context
    from bioprod_graph.tables import Verdict


_SAME, _OTHER = Message("the whole text is the same"), Message("the whole text differs")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of this command."""
    parser.add_argument(
        "--document", required=True, metavar="FILE", help="a copy of the source, UTF-8 text"
    )
    parser.add_argument(
        "--source", metavar="SLUG", help="the source it is a copy of, if that is not plain"
    )
    parser.add_argument("--show", action="store_true", help="print each passage as the copy has it")
    parser.add_argument(
        "--update", action="store_true", help="write offsets and digests into the tables"
    )
    add_format_option(parser, "record", default="text")


def run(arguments: argparse.Namespace, context: Context) -> int:
    """Verify, or update."""
    from bioprod_graph.tables import read_document

    text = read_document(Path(arguments.document))
    if arguments.update:
        return _update(arguments.source, text, context)
    return _compare(text, arguments, context)


def _compare(text: str, arguments: argparse.Namespace, context: Context) -> int:
    """Compare a text with the passages that are recorded, and tell what became of each."""
    from bioprod_graph.dataset import open_release
    from bioprod_graph.tables import choose_source, digest_text, read_recorded, verify_passage

    recorded = read_recorded(open_release(context.dataset).store, context.project)
    digest = digest_text(text)
    source = choose_source(recorded, arguments.source, digest)
    verdicts = [verify_passage(passage, text) for passage in source.passages]
    if arguments.format == "text":
        shown = (_render_verdict(v, context.spoken, with_text=arguments.show) for v in verdicts)
        context.write("".join(shown))
    else:
        rows = [_as_dict(verdict, with_text=arguments.show) for verdict in verdicts]
        context.render(arguments.format, {"record": lambda: rows})
    wrong = sum(bool(verdict.problem) for verdict in verdicts)
    is_same = digest == source.digest
    told = Message(
        "{source}: {agreeing} of {all} passages agree; {whole}",
        source=source.name,
        agreeing=len(verdicts) - wrong,
        all=len(verdicts),
        whole=_SAME if is_same else _OTHER,
    )
    context.tell(told)
    return 1 if wrong else 0


def _update(source: str | None, text: str, context: Context) -> int:
    from bioprod_graph.tables import update_tables

    if source is None:
        raise UsageError("--update needs --source SLUG: the source it is a copy of")
    if context.project.is_carried:
        raise UsageError("--update writes into tables: name a project folder with --project DIR")
    update = update_tables(context.project, source, text)
    context.tell(
        Message(
            "{located} passages located, {changed} rows changed",
            located=update.located,
            changed=update.changed,
        )
    )
    return 0


def _render_verdict(verdict: Verdict, language: str, *, with_text: bool) -> str:
    passage = verdict.passage
    mark = "✗" if verdict.problem else "✓"
    problem = f"  {verdict.problem.say(language)}" if verdict.problem else ""
    lines = [f"{mark} {passage.name}  {passage.start}–{passage.end}{problem}"]
    if with_text:
        lines += [f"    {line}" for line in verdict.text.splitlines() if line]
    return "\n".join(lines) + "\n"


def _as_dict(verdict: Verdict, *, with_text: bool) -> dict[str, object]:
    passage = verdict.passage
    row: dict[str, object] = {
        "passage": passage.name,
        "start": passage.start,
        "end": passage.end,
        "agrees": not verdict.problem,
        "problem": str(verdict.problem or ""),
    }
    return row | {"text": verdict.text} if with_text else row
