"""Compare a copy of a source with the offsets and digests of its recorded passages.

The text of third parties is not kept here: give the copy that you have, as UTF-8 text. --show
prints each passage. --documents takes a folder of copies, each named by the slug of its source,
SLUG.txt or SLUG.html, and compares all that are there. A passage without offsets is looked for by
its first and last words. --update writes offsets and digests into data/passages.csv and
data/sources.csv instead of comparing. Exit 1 if a passage does not agree.
"""

from pathlib import Path

from bioprod_graph.commands.context import Context
from bioprod_graph.commands.options import Option, make_format
from bioprod_graph.errors import UsageError
from bioprod_graph.files import list_files
from bioprod_graph.language import Message
from bioprod_graph.tables import Verdict

_SAME, _OTHER = Message("the whole text is the same"), Message("the whole text differs")
_ENDINGS = (".txt", ".html")
OPTIONS = (
    (
        Option("--document FILE", "a copy of the source, UTF-8 text; - is the standard input"),
        Option("--documents FOLDER", "copies named by their sources, SLUG.txt or SLUG.html"),
    ),
    Option("--source SLUG", "the source it is a copy of, if that is not plain"),
    Option("--show", "print each passage as the copy has it"),
    Option("--update", "write offsets and digests into the tables"),
    make_format("record", default="text"),
)


def run(context: Context) -> int:
    """Verify, or update."""
    from bioprod_graph.tables import read_document

    if context.given.documents is not None:
        return _compare_all(context, Path(context.given.documents))
    if context.given.document is None:
        raise UsageError("name a copy with --document, or a folder of copies with --documents")
    text = read_document(Path(context.given.document))
    return _update(context, text) if context.given.update else _compare(context, text)


def _compare_all(context: Context, folder: Path) -> int:
    """Compare all copies that a folder holds with what is recorded of their sources."""
    from bioprod_graph.dataset import open_release
    from bioprod_graph.tables import read_document, read_recorded, verify_passage

    if context.given.update or context.given.source:
        raise UsageError("--update and --source are for one copy: name it with --document")
    list_files(folder, "*")  # one that cannot be listed is told, and not taken for an empty one
    found, verdicts = 0, []
    for source in read_recorded(open_release(context.dataset).store, context.project):
        paths = (folder / f"{source.name}{ending}" for ending in _ENDINGS)
        if path := next(filter(Path.is_file, paths), None):
            text, found = read_document(path), found + 1
            verdicts += [verify_passage(passage, text) for passage in source.passages]
    if not found:
        raise UsageError("{folder}: no file is named by a source, as SLUG.txt", folder=folder)
    wrong = _write(context, verdicts)
    told = Message(
        "{n} copy: {agreeing} of {all} passages agree",
        many="{n} copies: {agreeing} of {all} passages agree",
        n=found,
        agreeing=len(verdicts) - wrong,
        all=len(verdicts),
    )
    context.tell(told)
    return 1 if wrong else 0


def _write(context: Context, verdicts: list[Verdict]) -> int:
    """Write what became of each passage, and count those that do not agree."""
    given = context.given
    if given.format == "text":
        context.write("".join(_render(v, context.spoken, with_text=given.show) for v in verdicts))
    else:
        rows = [_as_row(verdict, with_text=given.show) for verdict in verdicts]
        context.render(given.format, record=lambda: rows)
    return sum(bool(verdict.problem) for verdict in verdicts)


def _compare(context: Context, text: str) -> int:
    """Compare a text with the passages that are recorded, and tell what became of each."""
    from bioprod_graph.dataset import open_release
    from bioprod_graph.tables import choose_source, digest_text, read_recorded, verify_passage

    digest = digest_text(text)
    recorded = read_recorded(open_release(context.dataset).store, context.project)
    source = choose_source(recorded, context.given.source, digest)
    verdicts = [verify_passage(passage, text) for passage in source.passages]
    wrong = _write(context, verdicts)
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
    place = f"  {passage.start}–{passage.end}" if passage.end is not None else ""
    line = f"{'✗' if problem else '✓'} {passage.name}{place}{told}\n"
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
