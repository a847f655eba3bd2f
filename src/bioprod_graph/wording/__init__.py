"""Sentences, lists, dates and numbers in French and English, and the order of names."""

from bioprod_graph.wording.collation import sort_key
from bioprod_graph.wording.contraction import contract_words
from bioprod_graph.wording.phrases import Phrasebook
from bioprod_graph.wording.speaker import Group, Part, Speaker, read_slots
from bioprod_graph.wording.typography import (
    choose_plural,
    is_date,
    join_names,
    quote,
    say_count,
    say_date,
    say_end,
    say_number,
    say_onset,
    say_ordinal,
    say_period,
    say_when,
    start_sentence,
)

__all__ = [
    "Group",
    "Part",
    "Phrasebook",
    "Speaker",
    "choose_plural",
    "contract_words",
    "is_date",
    "join_names",
    "quote",
    "read_slots",
    "say_count",
    "say_date",
    "say_end",
    "say_number",
    "say_onset",
    "say_ordinal",
    "say_period",
    "say_when",
    "sort_key",
    "start_sentence",
]
