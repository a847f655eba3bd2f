"""The catalogue: `queries/questions/NAME.rq`, each with its expected answer beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from bioprod_graph.errors import NotFoundError
from bioprod_graph.files import list_files
from bioprod_graph.identifiers import mint_graph
from bioprod_graph.language import LANGUAGES, Message
from bioprod_graph.names import suggest
from bioprod_graph.questions.parameters import Parameter, read_parameter
from bioprod_graph.sparql.query_files import QueryFile, read_queries, read_query

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bioprod_graph.project import Project

_SH = "http://www.w3.org/ns/shacl#"
_FORMS = {
    "SELECT": ("SPARQLSelectExecutable", "select"),
    "ASK": ("SPARQLAskExecutable", "ask"),
    "CONSTRUCT": ("SPARQLConstructExecutable", "construct"),
    "DESCRIBE": ("SPARQLConstructExecutable", "construct"),
}


@dataclass(frozen=True)
class Question:
    """A question of the catalogue."""

    file: QueryFile
    parameters: tuple[Parameter, ...]

    @property
    def name(self) -> str:
        """The name to ask it by."""
        return self.file.name


def read_question(path: Path) -> Question:
    """Read a question.

    Raises ProjectError for a header that is malformed or incomplete.
    """
    return _complete(read_query(path, "questions"))


def read_catalogue(folder: Path) -> list[Question]:
    """Read all questions by name."""
    return [_complete(file) for file in read_queries(folder, "questions")]


def find_question(folder: Path, name: str) -> Question:
    """Find a question by name.

    Raises NotFoundError, with the nearest name, if there is none.
    """
    path = folder / f"{name}.rq"
    names = sorted(path.stem for path in list_files(folder, "*.rq"))
    if name in names:
        return read_question(path)
    there = "bioprod query --list"
    hint = suggest(name, names, otherwise=Message("see {there}", there=there))
    raise NotFoundError("no question is named {name}; {hint}", name=name, hint=hint)


def assert_questions(project: Project) -> Iterator[ox.Quad]:
    """Give the quads that list the questions, as SHACL executables, in graph/questions."""
    graph = mint_graph(project.base, "questions")
    for question in read_catalogue(project.queries / "questions"):
        subject = ox.NamedNode(f"{project.base}questions/{question.name}")
        for predicate, term in _describe(question):
            yield ox.Quad(subject, ox.NamedNode(predicate), term, graph)


def _describe(question: Question) -> Iterator[tuple[str, ox.NamedNode | ox.Literal]]:
    kind, key = _FORMS[question.file.form]
    yield "http://www.w3.org/1999/02/22-rdf-syntax-ns#type", ox.NamedNode(_SH + kind)
    yield _SH + key, ox.Literal(question.file.text)
    for language in LANGUAGES:
        title = question.file.get(f"title_{language}")
        text = question.file.get(f"question_{language}")
        yield "http://www.w3.org/2000/01/rdf-schema#label", ox.Literal(title, language=language)
        yield "http://www.w3.org/2000/01/rdf-schema#comment", ox.Literal(text, language=language)


def _complete(file: QueryFile) -> Question:
    lines = file.header.get("param", ())
    return Question(file, tuple(read_parameter(line, origin=str(file.path)) for line in lines))
