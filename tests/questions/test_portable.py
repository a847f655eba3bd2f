"""Queries keep to what every store answers alike; questions are asked of endpoints, too."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from rdflib.plugins.sparql.parser import parseQuery

from bioprod_graph.sparql import strip_comments

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "queries" / "questions"
# What may not stand in a query, and why.
FORBIDDEN = {
    r"_:|\[": "a blank node: name it by a variable",
    r"GROUP_CONCAT\s*\([^)]*\bORDER\b": "an order within GROUP_CONCAT: no standard has it",
    r"/\s+\d+(?![\d.])": "a division by a whole number: some stores cut the rest off",
    r"\b(SERVICE|LATERAL|LET|FROM|INSERT|DELETE|LOAD|CLEAR)\b": "what not every store allows",
    r"\b(?!xsd:|rdf)\w*(?:bif|ofn|spif|afn|fn):": "a function of one store",
}


def read(path: Path) -> str:
    """The query without comments, texts and IRIs."""
    body = strip_comments(path.read_text(encoding="utf-8"))
    return re.sub(r'"(?:[^"\\\n]|\\.)*"|<[^<>\s]*>', "0.0", body)


def find_faults(path: Path) -> list[str]:
    return [why for what, why in FORBIDDEN.items() if re.search(what, read(path))]


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.rq")), ids=lambda path: path.stem)
def test_a_question_is_read_by_another_parser(path: Path) -> None:
    parseQuery(path.read_text(encoding="utf-8"))


def test_no_query_needs_one_store() -> None:
    """Nothing that stores answer each in their way, in any query of the repository."""
    found = [*ROOT.glob("queries/**/*.rq"), *ROOT.glob("ontology/rules/*.rq")]
    # What is asked of another service is a template, and off by default.
    paths = [path for path in found if path.parent.name != "federation"]
    assert len(paths) > 300
    assert [(path.name, why) for path in paths for why in find_faults(path)] == []


@pytest.mark.parametrize(
    "wrong",
    [
        "SELECT ?a { ?a ?b [ ?c ?d ] }",
        "SELECT ?a { ?a ?b _:c }",
        "SELECT (GROUP_CONCAT(?a ORDER BY ?a) AS ?b) { ?a ?c ?d }",
        "SELECT (?a / 2 AS ?b) { ?c ?d ?a }",
        "SELECT ?a { SERVICE ?s { ?a ?b ?c } }",
    ],
)
def test_what_is_not_portable_is_found(tmp_path: Path, wrong: str) -> None:
    path = tmp_path / "wrong.rq"
    path.write_text(f'# "a" [\n{wrong}\n', encoding="utf-8")
    assert find_faults(path)


def test_what_is_quoted_is_not_judged(tmp_path: Path) -> None:
    path = tmp_path / "right.rq"
    text = 'SELECT ?a { ?a <urn:b[_:> "_: [ / 2 SERVICE" ; <urn:p>/<urn:q> ?c } # [\n'
    path.write_text(text, encoding="utf-8")
    assert not find_faults(path)
