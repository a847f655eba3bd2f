"""Questions: SPARQL asked of the dataset, of rdflib or of an endpoint (which has its own face).

Nothing is imported before it is asked for (PEP 562).
"""

from typing import TYPE_CHECKING

from bioprod_graph.faces import lend

if TYPE_CHECKING:
    from bioprod_graph.questions.answer import (
        Answer,
        Results,
        Row,
        Thing,
        Value,
        holds_nothing,
        make_frame,
        read_answer,
    )
    from bioprod_graph.questions.asking import (
        WRITTEN_BY_ENGINE,
        ask_oxigraph,
        enter_store,
        prepare_query,
    )
    from bioprod_graph.questions.catalogue import (
        Question,
        assert_questions,
        bind_parameters,
        find_question,
        list_askable,
        read_catalogue,
        read_heads,
        split_parameters,
    )
    from bioprod_graph.questions.doctor import explain_plan, find_remarks
    from bioprod_graph.questions.expected import check_answers
    from bioprod_graph.questions.inquiry import Inquiry, ask, ask_apart, read_inquiry, read_own
    from bioprod_graph.questions.remarks import Remarks
    from bioprod_graph.questions.second import ask_rdflib, read_dataset
    from bioprod_graph.questions.terms import read_instead
    from bioprod_graph.questions.words import Ear, Understood, make_ear

__getattr__ = lend(__name__)
