"""Templates that ask another service: off by default, and right where it answers."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest

from bioprod_graph.cli import main
from bioprod_graph.sparql import read_query
from tests.questions.conftest import serving

Ask = Callable[..., tuple[int, str, str]]

FOLDER = Path(__file__).resolve().parents[2] / "queries" / "federation"
TEMPLATES = sorted(FOLDER.glob("*.rq"))
WIKIDATA = "https://query.wikidata.org/sparql"
SAID: dict[str, ox.Literal | ox.NamedNode] = {
    "P571": ox.Literal("1990-01-01"),
    "P856": ox.NamedNode("https://example.org/"),
}


@pytest.fixture
def ask(built_folder: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> Ask:
    """Ask a query of a file; give the exit code, and what was written on both."""

    def run(query: str, *words: str) -> tuple[int, str, str]:
        file = tmp_path / "asked.rq"
        file.write_text(query, "utf-8")
        line = ["--lang", "en", "--project", str(built_folder), "query", "--file", str(file)]
        code = main([*line, "--format", "csv", *words])
        return (code, *capfd.readouterr())

    return run


def _find_first(store: ox.Store, query: str) -> tuple[ox.NamedNode, ox.Literal]:
    """Find what a template asks the service for: the first item, or one, and the first number."""
    name = "ror" if "?ror" in query else "item"
    own = re.sub("(?m)^SELECT .*$", f"SELECT ?{name}", query[: query.index("  SERVICE")])
    rows = store.query(f"{own}}} ORDER BY ?{name} LIMIT 1")
    assert isinstance(rows, ox.QuerySolutions)
    term = next(rows)[name]
    if isinstance(term, ox.Literal):
        return ox.NamedNode("http://www.wikidata.org/entity/Q1"), term
    assert isinstance(term, ox.NamedNode)
    return term, ox.Literal("-")


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.stem)
def test_a_template_asks_what_the_service_knows(path: Path, store: ox.Store, ask: Ask) -> None:
    """On a stand-in that knows one item; without the option nothing goes out."""
    query, known = path.read_text("utf-8"), ox.Store()
    item, number = _find_first(store, query)
    for name, value in (*SAID.items(), ("P6782", number)):
        said = ox.NamedNode(f"http://www.wikidata.org/prop/direct/{name}")
        known.add(ox.Quad(item, said, value))
    with serving(known) as address:
        here = query.replace(WIKIDATA, address)
        code, _, told = ask(here)
        assert code != 0
        assert "SERVICE" in told
        code, written, _ = ask(here, "--allow-service")
    assert code == 0
    _, *rows = written.splitlines()
    assert len(rows) == 1
    assert any(value.value in rows[0] for value in [*SAID.values(), number])


def test_the_readme_lists_each_template() -> None:
    text = (FOLDER / "README.md").read_text("utf-8")
    assert TEMPLATES
    for path in TEMPLATES:
        assert read_query(path, "federation").get("title_en")
        assert f"| `{path.name}` |" in text
