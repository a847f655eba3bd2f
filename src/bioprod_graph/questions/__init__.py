"""Questions: SPARQL asked of the dataset, of rdflib or of an endpoint (which has its own face)."""

from bioprod_graph.questions.asking import (
    WRITTEN_BY_ENGINE,
    Answer,
    Results,
    ask,
    ask_oxigraph,
    enter_store,
    holds_nothing,
    prepare_query,
    read_answer,
)
from bioprod_graph.questions.catalogue import (
    Question,
    assert_questions,
    bind_parameters,
    find_question,
    read_catalogue,
    read_heads,
    split_parameters,
)
from bioprod_graph.questions.remarks import Remarks, read_instead
from bioprod_graph.questions.second import ask_rdflib
