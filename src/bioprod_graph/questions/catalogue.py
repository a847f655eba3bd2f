"""The catalogue: `queries/questions/NAME.rq`, each with its expected answer beside it.

Parameters are declared in the header and bound as RDF terms, never pasted into text:

    #+ param: recommendation integer 1 – number of the recommendation

A parameter is a variable of the query: left unbound it lets the query answer for all values.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import pyoxigraph as ox

from bioprod_graph.errors import NotFoundError, ProjectError, QueryError, UsageError
from bioprod_graph.files import list_files, read_rows
from bioprod_graph.identifiers import mint_graph
from bioprod_graph.language import LANGUAGES, Message, Text, name_forms
from bioprod_graph.names import suggest
from bioprod_graph.sparql.query_files import QueryFile, read_queries, read_query

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from bioprod_graph.project import Project
    from bioprod_graph.rdf import Term

_SH = "http://www.w3.org/ns/shacl#"
_FORMS = {
    "SELECT": ("SPARQLSelectExecutable", "select"),
    "ASK": ("SPARQLAskExecutable", "ask"),
    "CONSTRUCT": ("SPARQLConstructExecutable", "construct"),
    "DESCRIBE": ("SPARQLConstructExecutable", "construct"),
}
_XSD = "http://www.w3.org/2001/XMLSchema#"
_LINE = re.compile(r"(?P<name>[a-z]\w*)\s+(?P<type>[a-z]+)\s+(?P<default>\S+)\s+–\s+(?P<text>.+)")
# Instead of a default: the parameter stays unbound, or has to be given.
_ALL, _NONE = "*", "!"
# The types of parameters, and what is expected of each.
_EXPECTED = {
    "integer": Message("a whole number, such as 3"),
    "date": Message("a date, such as 2021-05-31"),
    "language": Message("{languages}", languages=" | ".join(LANGUAGES)),
    "string": Message("a text"),
    "iri": Message("an IRI, a CURIE or KIND/SLUG"),
}


class Namer(Protocol):
    """Who knows what is meant by a name: a table of prefixes, or all names of a dataset."""

    def expand(self, text: str) -> ox.NamedNode:
        """Give the IRI that is meant."""


@dataclass(frozen=True)
class Parameter:
    """A parameter: its name, type, default (`*` is all values, `!` is none: it must be given)."""

    name: str
    type: str
    default: str
    text: str

    def parse(self, value: str, names: Namer) -> Term:
        """Parse a value.

        Raises QueryError that says what is expected.
        """
        try:
            return _parse(self.type, value, names)
        except (ValueError, UsageError):
            raise QueryError(
                "--param {name}={value}: expected {expected}",
                name=self.name,
                value=value,
                expected=_EXPECTED[self.type],
            ) from None


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
    names = sorted(path.stem for path in list_files(folder, "*.rq"))
    if name in names:
        return read_question(folder / f"{name}.rq")
    hint = suggest(name, names, otherwise=Message("see {there}", there="bioprod query --list"))
    raise NotFoundError("no question is named {name}; {hint}", name=name, hint=hint)


def split_parameters(pairs: Iterable[str]) -> dict[str, str]:
    """Split parameters as they are given to a command, NAME=VALUE each.

    Raises UsageError for what is none, and for a name that is given twice.
    """
    given: dict[str, str] = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals or not name:
            raise UsageError("--param {pair}: expected NAME=VALUE", pair=pair)
        if name in given:
            raise UsageError("--param {name} is given twice", name=name)
        given[name] = value
    return given


def bind_parameters(
    parameters: tuple[Parameter, ...], given: Mapping[str, str], names: Namer
) -> dict[str, Term]:
    """Turn the values given for the parameters into terms by variable.

    Raises QueryError for a parameter that is unknown, missing or of another type.
    """
    known = {parameter.name: parameter for parameter in parameters}
    for name in given:
        if name not in known:
            listed = ", ".join(known) or Message("no parameter")
            raise QueryError(
                "unknown parameter {name}: this question has {names}", name=name, names=listed
            )
    bound = {}
    for name, parameter in known.items():
        value = given.get(name, parameter.default)
        if value == _NONE:
            raise QueryError(
                "missing parameter: give --param {name}=… ({text})", name=name, text=parameter.text
            )
        if value != _ALL:
            bound[name] = parameter.parse(value, names)
    return bound


def read_heads(path: Path) -> dict[str, Text]:
    """Read what people are told above the column of a variable, by variable; no file, nothing.

    Raises ProjectError, with file and line, for a row that is not as it should be.
    """
    columns = ("variable", *name_forms("head"))
    rows = read_rows(path, columns) if path.exists() else ()
    return {row["variable"]: Text.read(row, "head") for row in rows}


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
    title, text = question.file.text_of("title"), question.file.text_of("question")
    for language in LANGUAGES:
        yield (
            "http://www.w3.org/2000/01/rdf-schema#label",
            ox.Literal(title.say(language), language=language),
        )
        yield (
            "http://www.w3.org/2000/01/rdf-schema#comment",
            ox.Literal(text.say(language), language=language),
        )


def _complete(file: QueryFile) -> Question:
    lines = file.header.get("param", ())
    return Question(file, tuple(read_parameter(line, origin=str(file.path)) for line in lines))


def read_parameter(line: str, *, origin: str) -> Parameter:
    """Read a `param` line of a header; raises ProjectError for one that is malformed."""
    match = _LINE.fullmatch(line)
    if match is None or match["type"] not in _EXPECTED:
        raise ProjectError(
            "{origin}: malformed param “{line}”: NAME {types} DEFAULT|*|! – text",
            origin=origin,
            line=line,
            types="|".join(_EXPECTED),
        )
    return Parameter(**match.groupdict())


def _parse(kind: str, value: str, names: Namer) -> Term:
    """Make a term of a type; raises ValueError or UsageError for what is none."""
    if kind == "iri":
        return names.expand(value)
    if kind == "string" or (kind == "language" and value in LANGUAGES):
        return ox.Literal(value)
    if kind == "integer" and re.fullmatch(r"[+-]?\d{1,18}", value):
        return ox.Literal(str(int(value)), datatype=ox.NamedNode(f"{_XSD}integer"))
    if kind == "date":
        import datetime

        day = datetime.date.fromisoformat(value).isoformat()
        return ox.Literal(day, datatype=ox.NamedNode(f"{_XSD}date"))
    raise ValueError(value)
