"""Results for reading: what a node and a link are, what was counted, the figures, the caveat."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from bioprod_graph.documents import Document, Items, Paragraph, Section, Sentence, Table
from bioprod_graph.language import Message, say_number, sort_key, start_sentence
from bioprod_graph.measures.catalogue import CAVEAT
from bioprod_graph.measures.render import show_value

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bioprod_graph.documents import Block
    from bioprod_graph.language import Language, Sayable
    from bioprod_graph.measures.count import Result
    from bioprod_graph.networks import Node, Projection

# How many members of a group are named.
_MEMBERS = 12
_HEADER = Message("value"), Message("name"), Message("identifier")


def make_document(
    results: Sequence[Result], projection: Projection, language: Language, *, top: int | None
) -> Document:
    """Make a document of results, with at most `top` nodes or groups of each (None: all)."""
    first = results[0]
    size = (
        Message("{n} node", many="{n} nodes", n=len(first.network.nodes)),
        Message("{n} linked pair", many="{n} linked pairs", n=len(first.network.pairs)),
        Message(
            "{n} node without a link", many="{n} nodes without a link", n=first.network.isolated
        ),
    )
    counted = ", ".join(part.say(language) for part in size)
    sections = [_write(result, language, top) for result in results]
    read = Section(Message("What these figures say").say(language), (_say(CAVEAT, language),))
    return Document(
        f"{projection.title.say(language)} – {counted}",
        language,
        Paragraph((Sentence(projection.description.say(language)),)),
        (*sections, read),
        "",
    )


def _say(said: Sayable, language: Language) -> Paragraph:
    return Paragraph((Sentence(said.say(language)),))


def _write(result: Result, language: Language, top: int | None) -> Section:
    measure = result.measure
    blocks = _list_groups if measure.groups else _list_values
    title = start_sentence(measure.title.say(language))
    return Section(title, (_say(measure.counted, language), *blocks(result, language, top)))


def _list_values(result: Result, language: Language, top: int | None) -> list[Block]:
    shown, rest = result.values[:top], result.values[top:] if top is not None else ()
    rows = (
        (_say_value(value, language), node.label.say(language), _shorten(node))
        for node, value in shown
    )
    header = tuple(name.say(language) for name in _HEADER)
    table = Table(header, tuple(tuple(map(Sentence, row)) for row in rows))
    tied = sum(value == shown[-1][1] for _, value in rest) if shown else 0
    return [table, *([_say(_count_rest(len(rest), tied), language)] if rest else [])]


def _list_groups(result: Result, language: Language, top: int | None) -> list[Block]:
    """List groups from the largest: number, size, and names, which may hold commas."""
    groups = [[node for node, _ in group] for _, group in groupby(result.values, lambda v: v[1])]
    items = []
    for number, nodes in enumerate(groups[:top], start=1):
        names = sorted((n.label.say(language) for n in nodes), key=lambda n: sort_key(n, language))
        listed = " · ".join([*names[:_MEMBERS], *(["…"] if len(names) > _MEMBERS else [])])
        items.append(Sentence(f"{number} ({say_number(len(nodes), language)}) {listed}"))
    left = len(groups) - len(items)
    return [Items(tuple(items)), *([_say(_count_rest(left, 0), language)] if left else [])]


def _count_rest(left: int, tied: int) -> Message:
    """Tell how many are not shown, and how many of them have the value of the last one shown."""
    more = Message("… and {n} more.", many="… and {n} more.", n=left)
    if not tied:
        return more
    equal = Message(
        "{n} has the value of the last shown.", many="{n} have the value of the last shown.", n=tied
    )
    return Message("{more} Of these, {equal}", more=more, equal=equal)


def _say_value(value: float, language: Language) -> str:
    """Say a count, or a share with all digits that are kept, as the language does."""
    text = show_value(value)
    if isinstance(value, int):
        return say_number(text, language)
    # A digit more, so that no zero at the end is left out.
    return say_number(f"{text}1", language)[:-1]


def _shorten(node: Node) -> str:
    """KIND/SLUG of a thing of ours; nothing for any other."""
    return f"{node.kind}/{node.iri.rpartition('/')[2]}" if node.kind else ""
