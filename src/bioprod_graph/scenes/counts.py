"""What a scene says of itself: the lines `sentence` of its header, filled with what it counts."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from bioprod_graph.language import (
    LANGUAGES,
    Text,
    fill_counts,
    list_slots,
    name_forms,
    start_sentence,
)

if TYPE_CHECKING:
    from bioprod_graph.networks import Network
    from bioprod_graph.scenes.reading import Scene


def tell_counts(scene: Scene) -> Text:
    """Tell in a sentence how much a scene shows.

    Slots are `items`, `ties`, the key of a kind, and a column of the query, with or without a value
    behind it: how many there are of these. Further lines of the header make a second sentence, of
    those that count anything.
    """
    counts = _count(scene)
    told: dict[str, str] = {}
    for tag, key in zip(LANGUAGES, name_forms("sentence"), strict=True):
        first, *others = scene.file.header.get(key, ("",))
        told_of = (each for each in others if all(counts.get(slot) for slot in list_slots(each)))
        clauses = ", ".join(fill_counts(each, counts, tag) for each in told_of)
        said = start_sentence(fill_counts(first, counts, tag))
        told[tag] = f"{said}. {start_sentence(clauses)}." if clauses else said
    return Text(told)


def count_kinds(network: Network) -> Counter[str]:
    """Count the items and the ties of each kind."""
    counts = Counter(node.kind for node in network.nodes)
    counts.update(link.kind for link in network.links)
    return counts


def _count(scene: Scene) -> Counter[str]:
    network = scene.network
    counts = count_kinds(network)
    counts.update({"items": len(network.nodes), "ties": len(network.links)})
    for node in network.nodes:
        for column, value in node.values.items():
            counts.update((column, f"{column}-{value}"))
    return Counter({key.replace("-", "_"): number for key, number in counts.items()})
