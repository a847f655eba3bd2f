"""Queries that would take all memory or end the engine: each is told in one line, within limits.

They run in other processes than the tests: what is not caught would end those.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bioprod_graph.pipeline.build import build_project
from bioprod_graph.project import Project
from bioprod_graph.sparql.guard import LARGEST, LONGEST_QUERY

MEMORY = "96M"
EVERY = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i"
GROW = " ".join(f"BIND(REPLACE(?x{step}, 'a', '{'a' * 32}') AS ?x{step + 1})" for step in range(9))
ROWS = " ".join(f"VALUES ?v{column} {{ {'1 ' * 100}}}" for column in range(6))
WORDS = " ".join(f"VALUES ?v{column} {{ {'1 ' * 100}}}" for column in range(3))
BOMBS = {
    "sort": f"SELECT * {{ {EVERY} }} ORDER BY ?f ?a LIMIT 5",
    "distinct": f"SELECT DISTINCT * {{ {EVERY} }}",
    "rows": f"SELECT * {{ {EVERY} }}",
    "groups": f"SELECT ?a ?d ?g (COUNT(*) AS ?n) {{ {EVERY} }} GROUP BY ?a ?b ?c ?d ?e ?f ?g ?h ?i",
    "triples": f"CONSTRUCT {{ ?a ?e ?i . ?d ?h ?c . ?g ?b ?f . [] ?b ?f }} {{ {EVERY} }}",
    "replace": f"SELECT ?x9 {{ BIND('aaaaaaaaaa' AS ?x0) {GROW} }}",
    "values": f"SELECT * {{ {ROWS} }} ORDER BY ?v0",
    "concatenation": f"SELECT (GROUP_CONCAT('{'a' * 999}') AS ?x) {{ {WORDS} }}",
    "texts": f"SELECT (STRLEN(CONCAT({', '.join(['?x5'] * 200)})) AS ?n) "
    f"{{ BIND('aaaaaaaaaa' AS ?x0) {GROW.partition(' BIND(REPLACE(?x5')[0]} }}",
}
MANY = LARGEST.tokens - 20


def nest(opening: str, closing: str, times: int, *, middle: str = "") -> str:
    return opening * times + middle + closing * times


def chain(each: str, between: str, times: int) -> str:
    return between.join([each] * times)


NESTS = {
    "groups": f"SELECT * {{ {nest('{', '}', 9_000)} }}",
    "groups that stay open": f"SELECT * {{ {'{' * 60_000}",
    "brackets": f"SELECT * {{ FILTER({nest('(', ')', 9_000, middle='1')}) }}",
    "brackets within the limit": f"SELECT * {{ FILTER({nest('(', ')', 38, middle='1')}) }}",
    "optional": f"SELECT * {{ {nest('OPTIONAL{', '}', 3_000)} }}",
    "lists": f"SELECT * {{ ?s ?p {nest('(', ')', 9_000)} }}",
    "blank nodes": f"SELECT * {{ ?s ?p {nest('[?p ', ']', 9_000, middle='1')} }}",
    "paths": f"SELECT * {{ ?s {nest('(', ')*', 9_000, middle='<urn:p>')} ?o }}",
    "not": f"SELECT * {{ FILTER({'!' * MANY}true) }}",
    "too many nots": f"SELECT * {{ FILTER({'!' * 60_000}true) }}",
    "minus": f"SELECT * {{ FILTER(1 = {'-' * MANY}1) }}",
    "minus in brackets": f"SELECT * {{ FILTER(1 = {nest('-(', ')', 1_500, middle='1')}) }}",
    "inverse": f"SELECT * {{ ?s {'^' * MANY}<urn:p> ?o }}",
    "sequences": f"SELECT * {{ ?s {chain('<urn:p>', '/', MANY // 2)} ?o }}",
    "alternatives": f"SELECT * {{ ?s {chain('<urn:p>', '|', MANY // 2)} ?o }}",
    "unions": f"SELECT * {{ {chain('{}', ' UNION ', MANY // 3)} }}",
    "optionals": f"SELECT * {{ {chain('OPTIONAL{?s ?p ?o}', '', MANY // 6)} }}",
    "and": f"SELECT * {{ FILTER({chain('1', '&&', MANY // 2)}) }}",
    "or": f"SELECT * {{ FILTER({chain('?x', '||', MANY // 2)}) }}",
    "sums": f"SELECT ({chain('1', '+', MANY // 2)} AS ?x) {{}}",
    "triples": f"SELECT * {{ {chain('?s ?p ?o', ' . ', MANY // 4)} }}",
    "objects": f"SELECT * {{ ?s ?p {chain('1', ',', MANY // 2)} }}",
    "binds": "SELECT * { " + "".join(f"BIND(1 AS ?x{n})" for n in range(MANY // 6)) + "}",
    "values": f"SELECT * {{ {chain('VALUES ?x {1}', ' ', MANY // 5)} }}",
    "described": f"DESCRIBE {chain('<urn:a>', ' ', MANY)}",
    "functions": f"SELECT ({nest('STR(', ')', 3_000, middle='1')} AS ?x) {{}}",
    "quoted": f"SELECT * {{ {'<<' * 9_000} ?s ?p ?o",
    "hidden in a text": (
        f"SELECT * {{ FILTER(?a<'&&?b>') {nest('{', '}', 9_000)} FILTER('a'>1) }}"
    ),
    "hidden in a name": f"PREFIX a: <urn:a> SELECT * {{ ?s a:b\\#{nest('(', ')', 9_000)} ?o\n}}",
    "hidden in a comment": f"SELECT * {{ FILTER(?a<b:c#d>\n&&{nest('(', ')', 9_000)}) }}",
    "long": "SELECT * { ?s ?p '" + "a" * (LONGEST_QUERY - 40) + "' }",
    "too long": "SELECT * { ?s ?p '" + "a" * LONGEST_QUERY + "' }",
}
# Asks one query after the other by the command, which makes a child for each; tells how it went.
IN_A_CHILD = """
import json, os, sys
from bioprod_graph.cli import main
folder, patience = sys.argv[1:]
told = os.dup(1)
for name, query in json.load(sys.stdin).items():
    os.write(told, json.dumps({"name": name}).encode() + b"\\n")
    for number, file in enumerate(("out", "err"), 1):
        os.dup2(os.open(f"{folder}/{file}", os.O_CREAT | os.O_TRUNC | os.O_RDWR), number)
    with open(f"{folder}/q.rq", "w", encoding="utf-8") as file:
        file.write(query)
    words = ["query", "--file", f"{folder}/q.rq", "--format", "csv", "--timeout", patience]
    status = main(["--project", folder, *words, "--memory", "600M"])
    out, err = (open(f"{folder}/{file}", encoding="utf-8").read() for file in ("out", "err"))
    os.write(told, json.dumps({"name": name, "status": status, "out": out, "err": err}).encode())
    os.write(told, b"\\n")
"""
IN_A_THREAD = """
import json, os, sys
from bioprod_graph.apart.limits import Limits
from bioprod_graph.apart.run import run_in_thread
from bioprod_graph.errors import BioprodError
from bioprod_graph.questions import ask_oxigraph
import pyoxigraph as ox
store = ox.Store()
node = ox.NamedNode("urn:a")
store.add(ox.Quad(node, node, node))
def work(wall):
    results = ask_oxigraph(store, query, {}).results
    return results.serialize(format=ox.QueryResultsFormat.CSV) if hasattr(
        results, "variables") else b""
for name, query in json.load(sys.stdin).items():
    print(json.dumps({"name": name}), flush=True)
    try:
        run_in_thread(work, Limits(float(sys.argv[2])))
        said = "answered"
    except BioprodError as error:
        said = str(error)
    print(json.dumps({"name": name, "said": said}), flush=True)
os._exit(0)
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the tiny project, built."""
    root = tmp_path_factory.mktemp("bombs") / "tiny"
    shutil.copytree(Path(__file__).parents[1] / "data" / "tiny", root)
    build_project(Project(root, root / "build"))
    return root


def ask(project: Path, query: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [
            *(sys.executable, "-m", "bioprod_graph", "--project", str(project)),
            *("query", "--file", str(query), "--format", "csv", *words),
        ],
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
        env=os.environ | {"LC_ALL": "C.UTF-8"},
    )


LONG = {"distinct", "triples", "values"}


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=[pytest.mark.slow] * (name in LONG)) for name in BOMBS]
)
def test_memory_has_a_limit(project: Path, tmp_path: Path, name: str) -> None:
    """One line, exit 1, and nothing on stdout, however it is taken."""
    query = tmp_path / "q.rq"
    query.write_text(BOMBS[name], encoding="utf-8")
    form = "turtle" if name == "triples" else "csv"
    done = ask(project, query, "--memory", MEMORY, "--timeout", "250", "--format", form)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        "bioprod: stopped at 96 MB of memory: narrow the query, or raise the limit (memory)\n"
    )


def ask_all(program: str, *words: str) -> list[dict[str, Any]]:
    """Ask all of NESTS in one process, which must live to the end; give what it told of each."""
    done = subprocess.run(
        [sys.executable, "-c", program, *words],
        input=json.dumps(NESTS),
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
        env=os.environ | {"LC_ALL": "C.UTF-8"},
    )
    told = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 0, f"it ended in the query {told[-1:]}: {done.stderr}"
    assert [each["name"] for each in told] == [name for name in NESTS for _ in range(2)]
    return told[1::2]


# How long a query may take; the longest of these do not end by themselves.
patient = pytest.mark.parametrize("patience", ["0.4", pytest.param("2", marks=pytest.mark.slow)])


@patient
def test_nesting_ends_in_one_line_or_an_answer(project: Path, patience: str) -> None:
    """Never in a signal."""
    for each in ask_all(IN_A_CHILD, str(project), patience):
        assert each["status"] in (0, 1, 2), each
        # An answer may come with a note on what the engine does otherwise than SPARQL.
        told = [line for line in each["err"].splitlines() if not line.startswith("note: ")]
        assert len(told) == (each["status"] != 0), each
        assert each["status"] == 0 or not each["out"], each


@patient
def test_nesting_ends_no_process_that_has_no_child(patience: str) -> None:
    """Where a thread does the work, the guard alone keeps the process alive."""
    for each in ask_all(IN_A_THREAD, "", patience):
        assert each["said"], each
        assert "\n" not in each["said"], each
