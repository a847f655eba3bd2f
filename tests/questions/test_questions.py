"""Each question of the catalogue has its expected answer, and three engines give it.

An expected answer is a truth that was read against the sources: it says what must come, and by its
exact rows what must not. Oxigraph, rdflib and an endpoint asked through SPARQLWrapper agree on it.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import pyoxigraph as ox
import pytest

from bioprod_graph.questions import (
    Question,
    ask_oxigraph,
    ask_rdflib,
    bind_parameters,
    read_catalogue,
    second,
)
from bioprod_graph.questions.endpoint import ask_endpoint, bind_in_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bioprod_graph.project import Project
    from bioprod_graph.questions import Results

FOLDER = Path(__file__).resolve().parents[2] / "queries" / "questions"
CATALOGUE = read_catalogue(FOLDER)
ENDINGS = {"QuerySolutions": ".tsv", "QueryBoolean": ".txt", "QueryTriples": ".ttl"}
PREFIX = re.compile(r"^PREFIX ([\w-]+): <([^>]*)>$", re.MULTILINE)

Count: TypeAlias = "Callable[..., int]"
Plain: TypeAlias = bool | list[str] | list[tuple[str, ...]]
each_question = pytest.mark.parametrize("question", CATALOGUE, ids=lambda q: q.name)


def read_plain(results: Results) -> Plain:
    """Give rows in order, under their head; triples sorted; or true or false."""
    if isinstance(results, ox.QueryBoolean):
        return bool(results)
    if isinstance(results, ox.QueryTriples):
        return sorted({str(triple) for triple in results})
    names = [variable.value for variable in results.variables]
    rows = [tuple("" if row[n] is None else str(row[n]) for n in names) for row in results]
    return [tuple(names), *rows]


def read_form(question: Question) -> str:
    """Give the name of the kind of answer; the empty store knows no prefix but the query's own."""
    return type(ox.Store().query(question.file.text)).__name__


def read_expected(question: Question) -> Plain:
    path = FOLDER / f"{question.name}{ENDINGS[read_form(question)]}"
    if path.suffix == ".txt":
        return {"true\n": True, "false\n": False}[path.read_text(encoding="utf-8")]
    if path.suffix == ".ttl":
        return sorted({str(q.triple) for q in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE)})
    rows = ox.parse_query_results(path=str(path), format=ox.QueryResultsFormat.TSV)
    return read_plain(rows)


def bind(
    question: Question, project: Project, **given: str
) -> dict[str, ox.NamedNode | ox.Literal]:
    return bind_parameters(question.parameters, given, project.prefixes)


def asks_language(question: Question) -> bool:
    return any(parameter.name == "lang" for parameter in question.parameters)


def test_each_question_has_an_answer_and_each_answer_a_question() -> None:
    """Nothing else lies in the folder, and the ending says the kind of answer."""
    expected = {f"{question.name}{ENDINGS[read_form(question)]}" for question in CATALOGUE}
    found = {path.name for path in FOLDER.iterdir()}
    assert found == expected | {path.name for path in FOLDER.glob("*.rq")} | {"README.md"}


def test_the_readme_lists_the_catalogue(built: Project, store: ox.Store) -> None:
    """One row a question, in order, as the dataset says it with the defaults of its parameters."""
    text = (FOLDER / "README.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([a-z-]+)` \| (.*) \|$", text, re.MULTILINE)
    said = "http://www.w3.org/2000/01/rdf-schema#comment"
    for name, question in rows:
        thing = ox.NamedNode(f"{built.base}questions/{name}")
        stated = store.quads_for_pattern(thing, ox.NamedNode(said), None)
        assert ox.Literal(question, language="en") in {quad.object for quad in stated}
    assert [name for name, _ in rows] == [question.name for question in CATALOGUE]


@each_question
def test_prefixes_are_complete_and_those_of_the_table(question: Question, built: Project) -> None:
    """A question can be pasted anywhere, declares no prefix in vain and none in its own way."""
    read_form(question)
    declared = dict(PREFIX.findall(question.file.text))
    assert declared.items() <= built.prefixes.namespaces.items()
    body = PREFIX.sub("", question.file.text)
    assert [prefix for prefix in declared if f"{prefix}:" not in body] == []


@each_question
def test_oxigraph_gives_the_expected_answer(
    question: Question, built: Project, store: ox.Store
) -> None:
    """The store of the build answers the question, row for row."""
    answer = ask_oxigraph(store, question.file.text, bind(question, built))
    assert read_plain(answer.results) == read_expected(question)


OPTIONAL = [
    pytest.param((question, parameter.name), id=f"{question.name}-{parameter.name}")
    for question in CATALOGUE
    for parameter in question.parameters
    if parameter.default == "*"
]


@pytest.mark.parametrize("asked", OPTIONAL)
def test_a_value_keeps_the_rows_that_have_it(
    asked: tuple[Question, str], built: Project, store: ox.Store
) -> None:
    """What may be left out only chooses: each value brings its rows, and none of another."""
    question, name = asked

    def ask(**given: str) -> list[tuple[str, ...]]:
        answer = ask_oxigraph(store, question.file.text, bind(question, built, **given))
        rows = read_plain(answer.results)
        assert isinstance(rows, list)
        return [tuple(row) for row in rows]

    head, *rows = ask()
    place = head.index(name)
    values = sorted({row[place] for row in rows if row[place]})
    for value in {*values[:1], *values[-1:]}:
        given = value.strip("<>") if value.startswith("<") else value.split('"')[1]
        assert ask(**{name: given})[1:] == [row for row in rows if row[place] == value]


# The parser of rdflib 7.6 still uses what its own Dataset calls deprecated.
@pytest.fixture(scope="module")
def _read_once() -> Iterator[None]:
    """Let rdflib read the file once for all questions."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(second, "read_dataset", cache(second.read_dataset))
        yield


@pytest.mark.usefixtures("_read_once")
@each_question
def test_rdflib_gives_the_expected_answer(question: Question, built: Project) -> None:
    """The file of the build answers the question in another engine."""
    answer = ask_rdflib(built.current / "dataset.nq", question.file.text, bind(question, built))
    assert read_plain(answer.results) == read_expected(question)


@each_question
def test_an_endpoint_gives_the_expected_answer(
    question: Question, built: Project, endpoint: str
) -> None:
    """The protocol has no parameters: they go as VALUES, and nothing else changes."""
    answer = ask_endpoint(endpoint, question.file.text, bind(question, built))
    assert read_plain(answer.results) == read_expected(question)


@each_question
def test_pasted_as_it_stands_it_answers(question: Question, store: ox.Store) -> None:
    """With no parameter given, a question answers at least what it answers with its defaults."""
    answer, expected = ask_oxigraph(store, question.file.text, {}), read_expected(question)
    pasted = read_plain(answer.results)
    if isinstance(expected, bool):
        assert pasted is expected
    else:
        assert isinstance(pasted, list)
        assert len(pasted) >= len(expected) > 1


@pytest.mark.parametrize(
    "question", [q for q in CATALOGUE if asks_language(q)], ids=lambda q: q.name
)
def test_it_answers_in_french_as_in_english(
    question: Question, built: Project, store: ox.Store
) -> None:
    """No label is missing in either language, and none comes in the other."""
    french = read_plain(
        ask_oxigraph(store, question.file.text, bind(question, built, lang="fr")).results
    )
    expected = read_expected(question)
    assert isinstance(french, list)
    assert isinstance(expected, list)
    assert len(french) == len(expected)
    assert not [cell for row in french for cell in row if cell.endswith('"@en')]


@pytest.fixture
def count_rows(built: Project, store: ox.Store) -> Count:
    """Ask a question of the catalogue and count the rows that hold a piece of text."""

    def count(name: str, text: str = "", **given: str) -> int:
        question = next(question for question in CATALOGUE if question.name == name)
        bindings = bind(question, built, **given)
        rows = read_plain(ask_oxigraph(store, question.file.text, bindings).results)
        in_text = ask_oxigraph(store, bind_in_text(question.file.text, bindings), {})
        assert read_plain(in_text.results) == rows
        assert isinstance(rows, list)
        return sum(text in str(row) for row in rows[1:])

    return count


def test_what_the_page_does_not_say_is_not_answered(count_rows: Count) -> None:
    """No recommendation targets vaccines, recommendation 1 names no body, Genopole did not lead."""
    assert count_rows("recommendations-for-therapy", therapy="therapy/vaccine") == 0
    assert count_rows("who-is-named", recommendation="1") == 0
    assert count_rows("organisers", "genopole") == 1
    assert count_rows("organisers", "concept/organizer") == 1


@pytest.mark.parametrize(
    ("date", "held"), [("2015-12-31", 0), ("2016-01-01", 1), ("2016-06-01", 1), ("2021-05-31", 1)]
)
def test_a_post_begins_with_its_year(date: str, held: int, count_rows: Count) -> None:
    """A bound that is a year is compared as a year: “since 2016” begins on 1 January 2016."""
    assert count_rows("posts-held-in", "university-of-pittsburgh", date=date) == held


@pytest.mark.parametrize(
    ("date", "held"), [("2020-12-30", 1), ("2020-12-31", 1), ("2021-01-01", 0)]
)
def test_a_post_ends_after_its_last_day(date: str, held: int, count_rows: Count) -> None:
    """A bound that is a day holds to the end of that day."""
    assert count_rows("posts-held-in", "quinze-vingts", date=date) == held
