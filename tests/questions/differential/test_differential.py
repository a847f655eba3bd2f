"""Two engines give the same answers, or the standard says which of them does not.

Each case is a query of `cases/`. Where the answer was written beside it from the text of SPARQL
1.1, both engines are held against it; else they are held against one another. Where an engine
departs, the case names the departure, which has its section and reason in `departures.toml`: a
difference without one fails, and so does a departure that is met no longer.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from tests.questions.differential.answers import REFUSED, plain_graph, plain_rows
from tests.questions.differential.cases import (
    ENGINES,
    Case,
    read_cases,
    read_departures,
    read_term,
    read_turtle,
)

if TYPE_CHECKING:
    from tests.questions.differential.answers import Plain
    from tests.questions.differential.cases import Engine
    from tests.questions.differential.conftest import Engines

CASES = read_cases()
DEPARTURES = read_departures()


def name_case(case: Case) -> str:
    return f"{case.topic}: {case.title}"


def judge(case: Case, answers: dict[Engine, Plain]) -> str:
    """Hold the answers against what the case says; give what is wrong, or the empty string."""
    if case.is_open:
        return "" if answers["oxigraph"] != answers["rdflib"] else "they agree: nothing is open"
    right = case.right
    if right is None:
        right = answers[next(engine for engine in ENGINES if engine not in case.wrong)]
    for engine in ENGINES:
        departs = answers[engine] != right
        if departs and engine not in case.wrong:
            return f"{engine} answers\n{answers[engine]}\nright is\n{right}"
        if not departs and engine in case.wrong:
            return f"{engine} is right: its departure is met no longer"
    return ""


def judge_all(topic: str, engines: Engines) -> dict[str, str]:
    """Ask all queries of a topic of both engines; give what is wrong, with the query and why."""
    wrong = {}
    for case in (case for case in CASES if case.topic == topic):
        answers = {engine: engines.ask(engine, case) for engine in ENGINES}
        if told := judge(case, answers):
            wrong[case.title] = "\n".join([told, case.query, *(d.why for d in case.departures)])
    return wrong


def find_topics(data: str) -> list[str]:
    return sorted({case.topic for case in CASES if case.data == data})


@pytest.mark.parametrize("topic", find_topics("hostile"))
def test_the_engines_answer_as_the_standard_says(topic: str, hostile: Engines) -> None:
    """Over the small dataset that engines like to differ on."""
    assert judge_all(topic, hostile) == {}


@pytest.mark.parametrize("topic", find_topics("shipped"))
def test_the_engines_agree_on_the_data_of_the_release(topic: str, shipped: Engines) -> None:
    """Over the data of this project."""
    assert judge_all(topic, shipped) == {}


class TestCases:
    """What is written in the files"""

    def test_there_are_enough(self) -> None:
        """Of most queries a third judge, the standard, has said what must come."""
        asked = [case for case in CASES if not case.is_expression]
        assert len(asked) >= 400
        assert sum(case.right is not None for case in asked) >= 350

    def test_each_has_a_title_of_its_own(self) -> None:
        """And no query is asked twice."""
        for key in (name_case, lambda case: (case.data, " ".join(case.query.split()))):
            assert [k for k, n in Counter(map(key, CASES)).items() if n > 1] == []

    def test_each_departure_is_met(self) -> None:
        """None is left that no case shows."""
        met = {departure.name for case in CASES for departure in case.departures}
        assert sorted(DEPARTURES) == sorted(met)

    def test_a_case_is_open_or_someone_departs(self) -> None:
        """What the standard leaves open has no right answer; where both depart, it is written."""
        for case in CASES:
            assert not (case.is_open and case.right is not None), case.title
            assert case.right is not None or len(case.wrong) < len(ENGINES), case.title
            assert case.is_open or all(d.wrong for d in case.departures), case.title


class TestJudge:
    """judge, and the form in which answers are compared"""

    CASE = next(case for case in CASES if case.title == "groups are counted")

    def test_a_difference_without_a_departure_fails(self) -> None:
        """Whoever of them is wrong."""
        right = self.CASE.right
        assert right is not None
        for engine in ENGINES:
            answers: dict[Engine, Plain] = dict.fromkeys(ENGINES, right)
            assert judge(self.CASE, answers) == ""
            assert judge(self.CASE, answers | {engine: REFUSED}).startswith(engine)

    def test_a_departure_that_is_met_no_longer_fails(self) -> None:
        """It must go from the case, and in the end from the table."""
        case = replace(self.CASE, departures=(DEPARTURES["alternative-once"],))
        assert case.right is not None
        answers: dict[Engine, Plain] = dict.fromkeys(ENGINES, case.right)
        assert "met no longer" in judge(case, answers)
        assert judge(case, answers | {"oxigraph": []}) == ""

    def test_what_is_open_must_differ(self) -> None:
        """Else there is nothing to say."""
        case = replace(self.CASE, departures=(DEPARTURES["order-of-nan"],))
        assert judge(case, {"oxigraph": [], "rdflib": ["x=1"]}) == ""
        assert "agree" in judge(case, {"oxigraph": [], "rdflib": []})

    def test_rows_are_a_multiset_or_a_sequence(self) -> None:
        """A row that comes twice counts; the order only where it is decided."""
        a, b = {"x": read_term(":a")}, {"x": read_term(":b")}
        assert plain_rows([a, b]) == plain_rows([b, a]) != plain_rows([a, b, b])
        assert plain_rows([a, b], ordered=True) != plain_rows([b, a], ordered=True)
        assert plain_rows([{}]) != plain_rows([])

    def test_blank_nodes_are_compared_by_what_is_said_of_them(self) -> None:
        """Labels do not matter; whether two are one does."""
        one, other = (ox.BlankNode(name) for name in "ab")
        assert plain_rows([{"x": one, "y": one}]) == plain_rows([{"x": other, "y": other}])
        assert plain_rows([{"x": one, "y": one}]) != plain_rows([{"x": one, "y": other}])

    def test_graphs_are_compared_with_the_order_of_their_lists(self) -> None:
        """The nodes of a list are told apart by what comes after them."""
        texts = (":l :is ( 1 2 ) .", ":l :is ( 2 1 ) .", ":l :is ( 1 2 ) , ( 1 2 ) .")
        graphs = [plain_graph(q.triple for q in read_turtle(text)) for text in texts]
        assert graphs[0] != graphs[1]
        assert graphs[0] != graphs[2]
        assert graphs[0] == plain_graph(q.triple for q in read_turtle(texts[0]))

    @pytest.mark.parametrize(
        ("left", "right", "same"),
        [
            ("1.50", "1.5", True),
            ("1.0", "1", False),
            ("1e0", "1.0E0", True),
            ("0e0", "-0e0", False),
            ('"NaN"^^xsd:double', '"NaN"^^xsd:double', True),
            ('"1"', "1", False),
            ('"a"@EN', '"a"@en', True),
            ('"a"@en', '"a"', False),
        ],
    )
    def test_numbers_are_compared_by_type_and_value(
        self, left: str, right: str, *, same: bool
    ) -> None:
        """Language tags in any case; all else as it is written."""
        rows = [plain_rows([{"x": read_term(text)}]) for text in (left, right)]
        assert (rows[0] == rows[1]) is same
