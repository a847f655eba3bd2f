"""Names as people write them: brought to one form, found, and the nearest suggested."""

from bioprod_graph.names.index import Index, find_near, suggest
from bioprod_graph.names.words import pair_alike, split_words

__all__ = ["Index", "find_near", "pair_alike", "split_words", "suggest"]
