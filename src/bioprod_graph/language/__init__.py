"""The one room that knows which languages there are: what the program and the data say in them.

Messages come from catalogues and texts from the data; numbers, dates and lists are set as each
language sets them, and names go in its order. Nothing is imported before it is asked for (PEP 562):
errors hold messages, and most messages are of one word.
"""

from typing import TYPE_CHECKING

from bioprod_graph.faces import lend

if TYPE_CHECKING:
    from bioprod_graph.language.catalogues import (
        LANGUAGES,
        SOURCE,
        Language,
        list_languages,
        name_forms,
        open_catalogue,
        translate,
    )
    from bioprod_graph.language.cldr import join_names, name_language, say_date, say_number
    from bioprod_graph.language.collation import fold, sort_key
    from bioprod_graph.language.contraction import contract_words
    from bioprod_graph.language.messages import Message, Sayable, read_blocks
    from bioprod_graph.language.phrases import Phrasebook
    from bioprod_graph.language.text import Text, choose_data_language
    from bioprod_graph.language.typography import (
        choose_plural,
        is_date,
        quote,
        say_end,
        say_onset,
        say_ordinal,
        say_period,
        say_when,
        split_end,
        start_sentence,
    )

_HOMES = {
    "catalogues": (
        "LANGUAGES",
        "SOURCE",
        "Language",
        "list_languages",
        "name_forms",
        "open_catalogue",
        "translate",
    ),
    "cldr": ("join_names", "name_language", "say_date", "say_number"),
    "collation": ("fold", "sort_key"),
    "contraction": ("contract_words",),
    "messages": ("Message", "Sayable", "read_blocks"),
    "phrases": ("Phrasebook",),
    "text": ("Text", "choose_data_language"),
    "typography": (
        "choose_plural",
        "is_date",
        "quote",
        "say_end",
        "say_onset",
        "say_ordinal",
        "say_period",
        "say_when",
        "split_end",
        "start_sentence",
    ),
}

__all__ = [
    "LANGUAGES",
    "SOURCE",
    "Language",
    "Message",
    "Phrasebook",
    "Sayable",
    "Text",
    "choose_data_language",
    "choose_plural",
    "contract_words",
    "fold",
    "is_date",
    "join_names",
    "list_languages",
    "name_forms",
    "name_language",
    "open_catalogue",
    "quote",
    "read_blocks",
    "say_date",
    "say_end",
    "say_number",
    "say_onset",
    "say_ordinal",
    "say_period",
    "say_when",
    "sort_key",
    "split_end",
    "start_sentence",
    "translate",
]

__getattr__ = lend(__name__, _HOMES)
