"""Compare a copy of a source with the offsets and digests of its recorded passages.

The text of third parties is not kept here: give the copy that you have, as UTF-8 text. --show
prints each passage. --update writes offsets and digests into data/passages.csv and
data/sources.csv instead of comparing. Exit 1 if a passage does not agree.
"""

from pathlib import Path

from bioprod_graph.commands.context import Context
from bioprod_graph.commands.options import Option, make_format
from bioprod_graph.errors import UsageError
from bioprod_graph.language import Message
from bioprod_graph.tables import Verdict

_SAME, _OTHER = Message("the whole text is the same"), Message("the whole text differs")
OPTIONS = (
    Option(
        "--document FILE",
        "a copy of the source, UTF-8 text; - is the standard input",
        required=True,
    ),
    Option("--source SLUG", "the source it is a copy of, if that is not plain"),
    Option("--show", "print each passage as the copy has it"),
    Option("--update", "write offsets and digests into the tables"),
    make_format("record", default="text"),
)


def run(context: Context) -> int:
    """Verify, or update."""
    from bioprod_graph.tables import read_document

    text = read_document(Path(context.given.document))
    return _update(context, text) if context.given.update else _compare(context, text)


def _compare(context: Context, text: str) -> int:
    """Compare a text with the passages that are recorded, and tell what became of each."""
    from bioprod_graph.dataset import open_release
    from bioprod_graph.tables import choose_source, digest_text, read_recorded, verify_passage

    given, digest = context.given, digest_text(text)
    recorded = read_recorded(open_release(context.dataset).store, context.project)
    source = choose_source(recorded, given.source, digest)
    verdicts = [verify_passage(passage, text) for passage in source.passages]
    if given.format == "text":
        context.write("".join(_render(v, context.spoken, with_text=given.show) for v in verdicts))
    else:
        rows = [_as_row(verdict, with_text=given.show) for verdict in verdicts]
        context.render(given.format, record=lambda: rows)
    wrong = sum(bool(verdict.problem) for verdict in verdicts)
    told = Message(
        "{source}: {agreeing} of {all} passages agree; {whole}",
        source=source.name,
        agreeing=len(verdicts) - wrong,
        all=len(verdicts),
        whole=_SAME if digest == source.digest else _OTHER,
    )
    context.tell(told)
    return 1 if wrong else 0


def _update(context: Context, text: str) -> int:
    from bioprod_graph.tables import update_tables

    if context.given.source is None:
        raise UsageError("--update needs --source SLUG: the source it is a copy of")
    if context.project.is_carried:
        raise UsageError("--update writes into tables: name a project folder with --project DIR")
    update = update_tables(context.project, context.given.source, text)
    told = Message(
        "{located} passages located, {changed} rows changed",
        located=update.located,
        changed=update.changed,
    )
    context.tell(told)
    return 0


def _render(verdict: Verdict, language: str, *, with_text: bool) -> str:
    passage, problem = verdict.passage, verdict.problem
    told = f"  {problem.say(language)}" if problem else ""
    line = f"{'✗' if problem else '✓'} {passage.name}  {passage.start}–{passage.end}{told}\n"
    shown = verdict.text.splitlines() if with_text else []
    return line + "".join(f"    {text}\n" for text in shown if text)


def _as_row(verdict: Verdict, *, with_text: bool) -> dict[str, object]:
    passage = verdict.passage
    row: dict[str, object] = {
        "passage": passage.name,
        "start": passage.start,
        "end": passage.end,
        "agrees": not verdict.problem,
        "problem": str(verdict.problem or ""),
    }
    return row | {"text": verdict.text} if with_text else row
