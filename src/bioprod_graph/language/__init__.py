"""The one room that knows which languages there are: what the program and the data say in them.

Messages come from catalogues and texts from the data; numbers, dates and lists are set as each
language sets them, and names go in its order. No library is imported before it is needed: errors
hold messages, and most messages are of one word.
"""

from bioprod_graph.language.cldr import (
    find_end,
    is_date,
    join_names,
    name_language,
    name_natively,
    say_date,
    say_number,
)
from bioprod_graph.language.collation import fold, sort_key
from bioprod_graph.language.days import find_days, find_decades
from bioprod_graph.language.grammar import (
    Article,
    Phrasebook,
    contract_pieces,
    contract_words,
    has_end,
    make_singular,
    quote,
    say_onset,
    say_period,
    split_end,
    split_preposition,
    start_sentence,
)
from bioprod_graph.language.messages import (
    LANGUAGES,
    SOURCE,
    Language,
    Message,
    Sayable,
    Text,
    choose_data_language,
    choose_language,
    list_languages,
    name_forms,
    open_catalogue,
    read_blocks,
    translate,
)
from bioprod_graph.language.sentences import (
    LIST_FORMS,
    PERIOD_FORMS,
    TemplateError,
    drop_date,
    fill_counts,
    fill_template,
    list_slots,
    say_form,
    split_template,
)
from bioprod_graph.language.typography import find_typos
