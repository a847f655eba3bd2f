"""What can be reached in a graph by steps of one kind."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from oxishacl.vocabulary import Term


def reach(start: Iterable[Term], follow: Callable[[Term], Iterable[Term]]) -> list[Term]:
    """Give some nodes and all that can be reached from them, each once, the nearest first."""
    found = dict.fromkeys(start)
    queue = list(found)
    for node in queue:
        further = dict.fromkeys(value for value in follow(node) if value not in found)
        found.update(further)
        queue += further
    return queue
