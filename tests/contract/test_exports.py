"""The face of the package: few names, sorted, found when asked for, documented by examples."""

from __future__ import annotations

import ast
import doctest
import inspect
import re
import subprocess
import sys
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import bioprod_graph
from bioprod_graph import ask, explain
from bioprod_graph.errors import NotFoundError, QueryError, UsageError
from bioprod_graph.notebook import Graph, GraphAnswer, Showing, Written
from tools.reference import render_pages

if TYPE_CHECKING:
    from bioprod_graph.project import Project

MOST_NAMES = 30
# What answers ask of their graph, and other parts of the program of an answer.
INNER = frozenset(
    ["explain_answer", "find_format", "render", "say_head", "take_whole", "trace", "write_answer"]
)
SOURCE = Path(bioprod_graph.__file__).parent
# `__main__` runs the program when it is imported as what it is named.
MODULES = sorted(
    ".".join(("bioprod_graph", *path.relative_to(SOURCE).with_suffix("").parts))
    for path in SOURCE.rglob("*.py")
    if path.stem not in ("__main__", "__init__")
)
HEAVY = {
    "SPARQLWrapper",
    "csvw",
    "networkx",
    "openpyxl",
    "owlready2",
    "pyoxigraph",
    "pyshacl",
    "pyvis",
    "rdflib",
    "rich",
    "scipy",
}


# What the face of each room imports, it offers.
OFFERED = [
    (path.parent, alias.name)
    for path in sorted(SOURCE.glob("*/**/__init__.py"))
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    if isinstance(node, ast.ImportFrom)
    and (node.module or "").startswith(".".join(("bioprod_graph", path.parent.name)))
    for alias in node.names
]


class TestRooms:
    """The faces of the rooms."""

    def test_every_name_resolves(self) -> None:
        """What is offered is there, now or when it is asked for."""
        for room, name in OFFERED:
            package = ".".join(("bioprod_graph", *room.relative_to(SOURCE).parts))
            assert getattr(import_module(package), name) is not None

    def test_every_name_is_asked_for_elsewhere(self) -> None:
        """What nobody else needs is not offered."""
        words = {
            path: frozenset(re.findall(r"\w+", path.read_text(encoding="utf-8")))
            for folder in (
                SOURCE,
                *(SOURCE.parents[1] / n for n in ("tests", "tools", "benchmarks")),
            )
            for path in folder.rglob("*.py")
        }
        unasked = [
            (room.name, name)
            for room, name in OFFERED
            if not any(name in found for path, found in words.items() if room not in path.parents)
        ]
        assert unasked == []


class TestFace:
    """`bioprod_graph.__all__`."""

    def test_names_are_sorted_and_few(self) -> None:
        """The list is complete at a glance."""
        assert bioprod_graph.__all__ == sorted(set(bioprod_graph.__all__))
        assert len(bioprod_graph.__all__) <= MOST_NAMES

    @pytest.mark.parametrize("name", bioprod_graph.__all__)
    def test_every_name_resolves(self, name: str) -> None:
        """What is listed is there."""
        assert getattr(bioprod_graph, name) is not None

    def test_nothing_else_is_public(self) -> None:
        """What is not listed is not offered."""
        assert dir(bioprod_graph) == bioprod_graph.__all__

    def test_an_unknown_name_is_an_attribute_error(self) -> None:
        """As with any module."""
        with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
            _ = bioprod_graph.nothing

    def test_types_are_those_of_the_names(self) -> None:
        """What type checkers read and what is imported are the same list."""
        tree = ast.parse(Path(bioprod_graph.__file__).read_text(encoding="utf-8"))
        imported = [
            alias.name
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom)
            for alias in node.names
        ]
        assert sorted({*imported} - {"TYPE_CHECKING", "lend"}) == bioprod_graph.__all__

    def test_import_imports_nothing(self) -> None:
        """`import bioprod_graph` loads neither libraries nor other modules of ours."""
        code = (
            "import sys; import bioprod_graph; "
            "print(*sorted(m for m in sys.modules if m.startswith('bioprod_graph.')), "
            f"*sorted({HEAVY!r} & set(sys.modules)))"
        )
        done = subprocess.run(
            [sys.executable, "-c", code], check=True, capture_output=True, text=True
        )
        assert done.stdout.split() == []


class TestAsk:
    """`ask`: questions from Python."""

    def test_a_query_gives_rows(self, built: Project) -> None:
        """Values are plain text by variable, and known prefixes need no declaration."""
        rows = ask("SELECT ?axis { ?axis a bioprod:Axis } ORDER BY ?axis", built)
        assert [row["axis"][-1] for row in rows] == ["1", "2", "3"]

    def test_what_is_unbound_is_left_out(self, built: Project) -> None:
        """A row holds what is bound, and nothing for the rest."""
        assert ask("SELECT ?a ?b { BIND(1 AS ?a) }", built) == [{"a": "1"}]

    def test_a_question_is_asked_by_name(self, built: Project) -> None:
        """With its parameters by keyword."""
        french = ask("organisers", built, lang="fr")
        english = ask("organisers", built, lang="en")
        assert len(french) == len(english) > 1
        assert french != english

    def test_an_unknown_question_names_the_nearest(self, built: Project) -> None:
        """A slip of the finger is told."""
        with pytest.raises(NotFoundError, match="did you mean organisers"):
            ask("organiser", built)

    def test_parameters_belong_to_questions(self, built: Project) -> None:
        """A query holds its values itself."""
        with pytest.raises(UsageError, match="write values in the query"):
            ask("SELECT * { ?s ?p ?o }", built, s="x")

    @pytest.mark.parametrize("query", ["ASK { ?s ?p ?o }", "CONSTRUCT WHERE { ?s ?p ?o }"])
    def test_only_rows_are_given(self, built: Project, query: str) -> None:
        """A yes or a graph is not a list of rows."""
        with pytest.raises(QueryError, match="gives rows"):
            ask(query, built)


class TestExplain:
    """`explain`: why a statement is in the graph."""

    def test_a_thing_alone_gives_an_overview(self, built: Project) -> None:
        """A proof for each statement, and text for people in either language."""
        english = explain("organization/genopole", project=built)
        french = explain("organization/genopole", project=built, language="fr")
        assert len(english.proofs) == len(french.proofs) > 1
        assert "inferred, rule" in str(english)
        assert "inféré, règle" in str(french)

    def test_half_a_statement_is_refused(self, built: Project) -> None:
        """Subject and predicate are not enough."""
        with pytest.raises(UsageError, match="subject, predicate and object"):
            explain("organization/genopole", "rdf:type", project=built)


@pytest.mark.parametrize("name", ["bioprod_graph", *MODULES])
def test_examples_in_docstrings_are_true(
    name: str, built_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every example runs and gives what it shows."""
    monkeypatch.chdir(built_folder)
    monkeypatch.delenv("BIOPROD_PROJECT", raising=False)
    module = import_module(name)
    kept = [
        member
        for each in vars(module).values()
        if inspect.isclass(each) and each.__module__ == name
        for member in vars(each).values()
        if isinstance(member, cached_property)
    ]
    # Of values that are kept, doctest knows nothing by itself.
    texts = {f"kept-{number}": member.__doc__ or "" for number, member in enumerate(kept)}
    monkeypatch.setattr(module, "__test__", texts, raising=False)
    assert doctest.testmod(module).failed == 0


def test_the_face_has_examples() -> None:
    """Each function of the face shows how it is used, and what `open_graph` gives, too."""
    face = [getattr(bioprod_graph, name) for name in bioprod_graph.__all__]
    shown = {name.rpartition(".")[2] for name in render_pages()}
    assert {each.__name__ for each in face if inspect.isfunction(each)} <= shown
    for each in (Graph, GraphAnswer, Showing, Written):
        methods = {name for name, _ in inspect.getmembers(each, inspect.isfunction)}
        assert {name for name in methods if name[0] != "_"} - INNER <= shown
