"""Identifiers: the prefix table, CURIEs, and the minting of IRIs."""

from bioprod_graph.identifiers.iris import find_kind, mint_graph, mint_thing, parse_link
from bioprod_graph.identifiers.prefixes import PrefixTable, read_prefixes, show_term

__all__ = [
    "PrefixTable",
    "find_kind",
    "mint_graph",
    "mint_thing",
    "parse_link",
    "read_prefixes",
    "show_term",
]
