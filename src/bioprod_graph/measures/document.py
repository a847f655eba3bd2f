"""Measurements for people: what nodes and links are, what was counted, values, caveat."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from bioprod_graph.documents import Document, Items, Paragraph, Section, Sentence, TableBlock
from bioprod_graph.language import Message, say_number, sort_key, start_sentence
from bioprod_graph.measures.measuring import CAVEAT, show_value

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bioprod_graph.documents import Block
    from bioprod_graph.language import Language, Sayable
    from bioprod_graph.measures.measuring import Measurement
    from bioprod_graph.networks import Projection

# How many members of a group are named.
_MEMBERS = 12
_HEADER = Message("value"), Message("name"), Message("identifier")


def make_measures_document(
    results: Sequence[Measurement], projection: Projection, language: Language, *, top: int | None
) -> Document:
    """Make a document, with at most `top` nodes or groups of each measure (None: all)."""
    network = results[0].network
    size = (
        Message("{n} node", many="{n} nodes", n=len(network.nodes)),
        Message("{n} linked pair", many="{n} linked pairs", n=len(network.pairs)),
        Message("{n} node without a link", many="{n} nodes without a link", n=network.isolated),
    )
    counted = ", ".join(part.say(language) for part in size)
    read = Section(Message("What these figures say").say(language), (_say(CAVEAT, language),))
    return Document(
        f"{projection.title.say(language)} – {counted}",
        language,
        _say(projection.description, language),
        (*(_write(taken, language, top) for taken in results), read),
        "",
    )


def _say(said: Sayable, language: Language) -> Paragraph:
    return Paragraph((Sentence(said.say(language)),))


def _write(taken: Measurement, language: Language, top: int | None) -> Section:
    measure = taken.measure
    list_blocks = _list_groups if measure.groups else _list_values
    shown, left, tied = list_blocks(taken, language, top)
    rest = (_say(_count_rest(left, tied), language),) if left else ()
    title = start_sentence(measure.title.say(language))
    return Section(title, (_say(measure.counted, language), shown, *rest))


def _list_values(taken: Measurement, language: Language, top: int | None) -> tuple[Block, int, int]:
    """List values, with how many are left, and how many of them are as the last that is shown."""
    shown = taken.values[:top]
    rest = taken.values[len(shown) :]
    rows = (
        (
            _say_value(value, language),
            node.label.say(language),
            # KIND/SLUG of a thing of ours; nothing for any other.
            f"{node.kind}/{node.iri.rpartition('/')[2]}" if node.kind else "",
        )
        for node, value in shown
    )
    header = tuple(name.say(language) for name in _HEADER)
    table = TableBlock(header, tuple(tuple(map(Sentence, row)) for row in rows))
    return table, len(rest), sum(value == shown[-1][1] for _, value in rest)


def _list_groups(taken: Measurement, language: Language, top: int | None) -> tuple[Block, int, int]:
    """List groups from the largest: number, size, and names, which may hold commas."""
    groups = [[node for node, _ in group] for _, group in groupby(taken.values, lambda v: v[1])]
    items = []
    for number, nodes in enumerate(groups[:top], start=1):
        names = sorted((n.label.say(language) for n in nodes), key=lambda n: sort_key(n, language))
        listed = " · ".join([*names[:_MEMBERS], *(["…"] if len(names) > _MEMBERS else [])])
        items.append(Sentence(f"{number} ({say_number(len(nodes), language)}) {listed}"))
    return Items(tuple(items)), len(groups) - len(items), 0


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
    # A digit more, so that no zero at the end is left out.
    return say_number(text, language) if "." not in text else say_number(f"{text}1", language)[:-1]
