"""rdflib answers from the file of a build, and fetches nothing."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from bioprod_graph.apart.child import run_in_child
from bioprod_graph.apart.limits import Limits
from bioprod_graph.errors import DatasetError, QueryError
from bioprod_graph.questions import ask_rdflib
from bioprod_graph.questions.second import parse_query

if TYPE_CHECKING:
    from pathlib import Path

    from bioprod_graph.apart.limits import Wall
    from bioprod_graph.questions import Answer
    from bioprod_graph.rdf import Term

# What rdflib may import, or look up, only when it first meets it.
FUNCTIONS = (
    "1/3",
    "1.5 + 2e0",
    "MD5('a')",
    "SHA512('a')",
    "REGEX('abc', 'b', 'i')",
    "REPLACE('abc', 'b', '$0')",
    "ENCODE_FOR_URI('é a')",
    "STRDT('<a/>', <http://www.w3.org/1999/02/22-rdf-syntax-ns#XMLLiteral>)",
    "STRDT('<a>', <http://www.w3.org/1999/02/22-rdf-syntax-ns#HTML>)",
    "YEAR('2020-01-01'^^<http://www.w3.org/2001/XMLSchema#date>)",
    "HOURS('10:00:00'^^<http://www.w3.org/2001/XMLSchema#time>)",
    "TZ('2020-01-01T00:00:00Z'^^<http://www.w3.org/2001/XMLSchema#dateTime>)",
    "'P1Y2M'^^<http://www.w3.org/2001/XMLSchema#duration>",
    "'AA=='^^<http://www.w3.org/2001/XMLSchema#base64Binary>",
    "'no date'^^<http://www.w3.org/2001/XMLSchema#date>",
    "STRLANG('a', 'fr-Latn')",
    "STRLEN(STR(NOW()))",
    "STRLEN(STRUUID())",
    "BOUND(?o)",
    "UCASE('straße')",
    "COALESCE(1/0, 2)",
)
FORMS = (
    "SELECT * { ?s ?p ?o } ORDER BY DESC(?o)",
    "SELECT ?p (COUNT(*) AS ?n) (MAX(?p) AS ?x) { ?s ?p ?o } GROUP BY ?p HAVING (COUNT(*) > 0)",
    "SELECT * { GRAPH ?g { ?s <urn:p>+ ?o } MINUS { ?s <urn:q> ?o } }",
    "SELECT * FROM <urn:g> { ?s ?p ?o OPTIONAL { ?o ?q ?r } FILTER NOT EXISTS { ?o ?q ?s } }",
    "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }",
    "DESCRIBE <urn:s>",
    "ASK { ?s ?p 1 }",
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Two statements in a graph."""
    path = tmp_path / "dataset.nq"
    path.write_text(
        "<urn:s> <urn:p> <urn:o> <urn:g> .\n"
        '<urn:s> <urn:p> "1"^^<http://www.w3.org/2001/XMLSchema#integer> <urn:g> .\n',
        encoding="ascii",
    )
    return path


def show(answer: Answer) -> bytes:
    results = answer.results
    rows = bool(results) if isinstance(results, ox.QueryBoolean) else sorted(map(str, results))
    return repr(rows).encode()


def test_without_a_file_it_says_how_to_make_one(tmp_path: Path) -> None:
    """No build yet."""
    with pytest.raises(DatasetError, match=r"there is no dataset .*: make it with bioprod"):
        ask_rdflib(tmp_path / "dataset.nq", "ASK {}", {})


@pytest.mark.parametrize(
    "query",
    [
        "ASK { SERVICE <urn:x> {} }",
        "ASK { \\u0053ERVICE <urn:x> {} }",
        "ASK { ?s ?p ?o FILTER EXISTS { ?s ?p ?o OPTIONAL { service silent <urn:x> {} } } }",
        "SELECT * { { SELECT * { { ?s ?p ?o } UNION { SERVICE ?s {} } } } }",
    ],
)
def test_service_is_refused_wherever_it_stands(query: str) -> None:
    """As rdflib itself parsed it."""
    with pytest.raises(QueryError, match="--allow-service"):
        parse_query(query)


@pytest.mark.parametrize("query", ["ASK {", "SELECT * { ?s ?p }", "DROP ALL", "x" * 9, "{" * 30])
def test_what_cannot_be_parsed_is_told_in_one_line(query: str) -> None:
    """Without the tree of what was expected."""
    with pytest.raises(QueryError, match=r"^malformed query \(") as caught:
        parse_query(query)
    assert "\n" not in str(caught.value)


def test_what_fails_is_told_in_one_line(file: Path) -> None:
    """The same each time: no address of an object."""
    query = "SELECT (SUM(?x) AS ?n) { VALUES ?x { 1 'a' } }"
    with pytest.raises(QueryError, match=r"^rdflib cannot answer the query \(") as caught:
        ask_rdflib(file, query, {})
    assert "0x" not in str(caught.value)


FRESH = """
import sys
from pathlib import Path
from bioprod_graph.apart.child import run_in_child
from bioprod_graph.apart.limits import Limits
for query in sys.argv[2:]:
    def work(wall):
        from bioprod_graph.questions import ask_rdflib
        import pyoxigraph as ox
        results = ask_rdflib(Path(sys.argv[1]), query, {}, wall=wall).results
        return repr(
            bool(results) if isinstance(results, ox.QueryBoolean) else sorted(map(str, results))
        ).encode()
    print(ascii(run_in_child(work, Limits()).decode()))
assert "rdflib" not in sys.modules
"""


def test_the_wall_changes_no_answer(file: Path) -> None:
    """What rdflib imports late is there before it is raised, also in a program that had none."""
    columns = " ".join(f"({each} AS ?x{number})" for number, each in enumerate(FUNCTIONS))
    queries = [f"SELECT {columns} {{}}", *FORMS]
    done = subprocess.run(
        [sys.executable, "-c", FRESH, str(file), *queries],
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.stderr == ""
    expected = [ascii(show(ask_rdflib(file, query, {})).decode()) for query in queries]
    assert done.stdout.splitlines() == expected


def test_all_columns_are_in_one_order(file: Path) -> None:
    """That of their names, as with Oxigraph: rdflib would have another each time."""
    results = ask_rdflib(file, "SELECT * { ?zeta ?alpha ?mid }", {}).results
    assert isinstance(results, ox.QuerySolutions)
    assert [variable.value for variable in results.variables] == ["alpha", "mid", "zeta"]
    results = ask_rdflib(file, "SELECT ?zeta ?alpha { ?zeta ?alpha ?mid }", {}).results
    assert isinstance(results, ox.QuerySolutions)
    assert [variable.value for variable in results.variables] == ["zeta", "alpha"]


def test_parameters_are_made_before_the_wall(file: Path) -> None:
    """A text with signs of its own needs codecs, which are files."""
    bindings: dict[str, Term] = {"o": ox.Literal('é\n"\\'), "s": ox.NamedNode("urn:s")}

    def work(wall: Wall) -> bytes:
        query = "SELECT ?s ?o { ?s ?p ?x }"
        return show(ask_rdflib(file, query, bindings, wall=wall))

    assert "é" in run_in_child(work, Limits()).decode()
