"""What `bioprod query` tells beside rows: what they rest on, and what changed in them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from bioprod_graph.commands.options import AGAINST, Option, parse_count
from bioprod_graph.errors import NotFoundError, UsageError
from bioprod_graph.formats import Setting, find_format, write_json
from bioprod_graph.language import Message, Sayable

if TYPE_CHECKING:
    from argparse import Namespace

    import pyoxigraph as ox

    from bioprod_graph.commands.context import Context
    from bioprod_graph.reports import Traced

BACKING = (
    (
        Option("--cite", "write rows with numbered notes: the passages that each rests on"),
        Option("--why ROW", "prove a row, by its number from 1", type=parse_count),
        Option("--sentence", "say the answer in a sentence"),
    ),
    (
        Option("--since VERSION", "what changed since a version that releases/ keeps"),
        AGAINST,
    ),
    Option("--save FILE", "keep rows, query, passages and digests too, for verify-answer"),
)
_FORMS = ("table", "markdown", "html", "json")


def is_told(given: Namespace) -> bool:
    """Tell whether something else is to be written than rows."""
    return bool(given.cite or given.why is not None or given.sentence or is_compared(given))


def is_compared(given: Namespace) -> bool:
    """Tell whether the answer is compared with that of another dataset."""
    return bool(given.since or given.against)


def refuse_unfit(given: Namespace) -> None:
    """Raise UsageError for what does not go together."""
    if is_told(given) and given.format not in _FORMS:
        names = ", ".join(_FORMS)
        raise UsageError("{form} has no place for evidence: use {names}", form=given.format,
                         names=names)  # fmt: skip
    if is_compared(given) and (given.sentence or given.why is not None):
        raise UsageError("--why and --sentence are for one answer, not for what changed in it")
    if given.format == "html" and not (given.cite or is_compared(given)):
        raise UsageError("html is for rows with what they rest on: add --cite")
    if given.save and Path(given.save).suffix not in ("", ".json"):
        raise UsageError("--save keeps JSON: name a file of .json, or write rows with --format")
    if (is_told(given) or given.save) and given.endpoint is not None:
        raise UsageError("what rows rest on is known of the dataset here, not of an endpoint")


def read_other(context: Context) -> ox.Store:
    """Read the dataset that the answer is compared with.

    Raises NotFoundError for a version that is not kept, and as `read_any` does.
    """
    from bioprod_graph.dataset import choose_kept, list_kept, read_any
    from bioprod_graph.rdf import make_store

    given = context.given
    if given.against:
        return make_store(read_any(choose_kept(context.project, given.against), option="--against"))
    kept = list_kept(context.project)
    if given.since not in kept:
        said = Message("releases/ keeps no version {name}, only {names}", name=given.since)
        if not kept:
            said = Message("no releases/ is here: run this in a clone, or give --against a dataset")
        raise NotFoundError(said.fill(names=", ".join(kept)))
    return make_store(read_any(kept[given.since]))


def write_backing(context: Context, traced: Traced, before: Traced | None) -> str:
    """Write what is asked for of an answer, and of the one before, in the format asked for."""
    given = context.given
    if given.sentence:
        return f"{traced.sentence}\n"
    if given.why is not None:
        proved = traced.explain(given.why)
        return (
            proved.render_json()
            if given.format == "json"
            else proved.render_text(width=context.width)
        )
    told = {"": traced}
    if before is not None:
        told = dict(zip(("came", "went"), before.compare(traced), strict=True))
    if given.format == "json":
        records: Any = {name: each.record for name, each in told.items()}
        return write_json(records.get("", records))
    return _write_document(context, told)


def _write_document(context: Context, told: dict[str, Traced]) -> str:
    from bioprod_graph.reports import make_traced_document

    counts = [len(each.rows) for each in told.values()]
    if "" in told:
        parts: dict[Sayable, Traced] = {Message("{n} row", many="{n} rows", n=counts[0]): told[""]}
        said = told[""].say()
    else:
        parts = {Message("Rows that came"): told["came"], Message("Rows that went"): told["went"]}
        changed = Message("{came} rows came and {went} went.", came=counts[0], went=counts[1])
        said = changed.say(context.language)
    setting = Setting(context.language, context.width, prefixes=context.project.prefixes)
    document = make_traced_document(parts, said)
    return find_format(context.given.format, "document").write(document, setting).decode()
