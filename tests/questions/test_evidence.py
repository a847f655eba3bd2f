"""Every row of every question of the catalogue leads to what was read, by statements of the graph.

The way is followed without the code that found it: a statement that a row rests on stands in the
named graph that is told, and the row of that graph cites the passages that are told.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from bioprod_graph.dataset import Names
from bioprod_graph.language import LANGUAGES
from bioprod_graph.questions import ask_oxigraph, read_catalogue, read_inquiry
from bioprod_graph.reports import Traced, trace
from tests.questions.test_questions import FOLDER

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bioprod_graph.project import Project
    from bioprod_graph.proofs import Evidence, Proof
    from bioprod_graph.questions import Question

PROV = "http://www.w3.org/ns/prov#wasDerivedFrom"
CATALOGUE = read_catalogue(FOLDER)


@pytest.fixture(params=CATALOGUE, ids=lambda question: question.name)
def traced(request: pytest.FixtureRequest, built: Project, store: ox.Store) -> Traced:
    """The answer to a question, traced."""
    asked = read_inquiry(built, request.param.name, {}, names=Names(store, built))
    answer = ask_oxigraph(store, asked.text, asked.bindings).take_whole()
    return trace(store, built, asked=asked, answer=answer, language="en")


@pytest.mark.parametrize("question", CATALOGUE, ids=lambda question: question.name)
def test_every_answer_is_said(question: Question, built: Project, store: ox.Store) -> None:
    """In both languages, by the header of the question; with nothing left to fill in."""
    names = Names(store, built)
    for language in LANGUAGES:
        asked = read_inquiry(built, question.name, {}, names=names, language=language)
        answer = ask_oxigraph(store, asked.text, asked.bindings).take_whole()
        told = trace(store, built, asked=asked, answer=answer, language=language)
        assert question.file.get(f"answer_{language}")
        assert told.sentence == told.say()
        assert not set("{}[]|") & set(told.sentence)
        assert "  " not in told.sentence
        # What a parameter left open is called after is counted by its names.
        assert not told.rows or not re.search(r"(?<![\d.,])0 ", told.sentence)


def list_leaves(evidence: Evidence) -> Iterator[Proof]:
    for proof in evidence.proofs:
        yield from proof.leaves


def cites(store: ox.Store, row: ox.NamedNode) -> set[object]:
    found = store.quads_for_pattern(row, ox.NamedNode(PROV), None, None)
    return {quad.object for quad in found}


def test_every_row_leads_to_passages(traced: Traced, store: ox.Store) -> None:
    """Of statements that stand in the graphs that are told, which cite these passages."""
    assert traced.rows
    for evidence in traced.evidence:
        leaves = list(list_leaves(evidence))
        assert leaves
        for leaf in leaves:
            assert leaf.graphs
            cited: set[object] = set().union(*(cites(store, graph) for graph in leaf.graphs))
            about = {leaf.statement[0]} | cites(store, leaf.statement[0])
            assert set(leaf.passages) <= cited | about
            if leaf.statement[0] not in leaf.graphs:  # what is said of a row is said beside it
                found = store.quads_for_pattern(*leaf.statement, None)
                assert set(leaf.graphs) <= {quad.graph_name for quad in found}
            # No passage that is there is kept back.
            assert leaf.passages or not cited
        assert {p for leaf in leaves for p in leaf.passages} == set(evidence.passages)
    # What nobody read in a passage is told by what states it.
    assert all(traced.list_notes())
