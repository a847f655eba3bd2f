"""The catalogue: `queries/questions/NAME.rq`, each with its expected answer beside it.

Parameters are declared in the header and bound as RDF terms, never pasted into text:

    #+ param: recommendation integer 1 – number of the recommendation

A parameter is a variable of the query: left unbound it lets the query answer for all values.
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from bioprod_graph.errors import NotFoundError, ProjectError, QueryError, UsageError
from bioprod_graph.files import list_files, read_rows
from bioprod_graph.identifiers import mint_graph
from bioprod_graph.language import LANGUAGES, Message, Text, name_forms
from bioprod_graph.names import suggest
from bioprod_graph.sparql import QueryFile, read_queries, read_query

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from bioprod_graph.dataset import Names
    from bioprod_graph.identifiers import PrefixTable
    from bioprod_graph.project import Project
    from bioprod_graph.rdf import Term

_SH = "http://www.w3.org/ns/shacl#"
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_RDFS = "http://www.w3.org/2000/01/rdf-schema#"
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


@dataclass(frozen=True)
class Parameter:
    """A parameter: its name, type, default (`*` is all values, `!` is none: it must be given)."""

    name: str
    type: str
    default: str
    text: str

    def parse(self, value: str, names: PrefixTable | Names) -> Term:
        """Parse a value; raises QueryError that says what is expected."""
        with suppress(ValueError, UsageError):
            if self.type == "iri":
                return names.expand(value)
            if self.type == "string" or (self.type == "language" and value in LANGUAGES):
                return ox.Literal(value)
            if self.type == "integer" and re.fullmatch(r"[+-]?\d{1,18}", value):
                return ox.Literal(int(value))
            if self.type == "date":
                import datetime

                day = datetime.date.fromisoformat(value).isoformat()
                return ox.Literal(day, datatype=ox.NamedNode(f"{_XSD}date"))
        said = Message("--param {name}={value}: expected {expected}", expected=_EXPECTED[self.type])
        raise QueryError(said.fill(name=self.name, value=value))


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
    """Read a question; raises ProjectError for a header that is malformed or incomplete."""
    return _read_parameters(read_query(path, "questions"))


def read_catalogue(folder: Path) -> list[Question]:
    """Read all questions, by name."""
    return [_read_parameters(file) for file in read_queries(folder, "questions")]


def find_question(folder: Path, name: str) -> Question:
    """Find a question by name; raises NotFoundError, with the nearest name, if there is none."""
    names = sorted(path.stem for path in list_files(folder, "*.rq"))
    if name in names:
        return read_question(folder / f"{name}.rq")
    hint = suggest(name, names, otherwise=Message("see {there}", there="bioprod query --list"))
    raise NotFoundError("no question is named {name}; {hint}", name=name, hint=hint)


def split_parameters(pairs: Iterable[str]) -> dict[str, str]:
    """Split what a command was given as NAME=VALUE; raises UsageError for what is no such thing."""
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
    parameters: tuple[Parameter, ...], given: Mapping[str, str], names: PrefixTable | Names
) -> dict[str, Term]:
    """Turn given values into terms by variable; raises QueryError for what does not fit."""
    known = [parameter.name for parameter in parameters]
    for name in given:
        if name not in known:
            said = Message("unknown parameter {name}: this question has {names}", name=name)
            raise QueryError(said.fill(names=", ".join(known) or Message("no parameter")))
    values = {parameter: given.get(parameter.name, parameter.default) for parameter in parameters}
    for parameter, value in values.items():
        if value == _NONE:
            said = Message("missing parameter: give --param {name}=… ({text})")
            raise QueryError(said.fill(name=parameter.name, text=parameter.text))
    return {p.name: p.parse(value, names) for p, value in values.items() if value != _ALL}


def read_heads(path: Path) -> dict[str, Text]:
    """Read what people are told above the column of each variable; no file, nothing."""
    columns = ("variable", *name_forms("head"))
    rows = read_rows(path, columns) if path.exists() else ()
    return {row["variable"]: Text.read(row, "head") for row in rows}


def assert_questions(project: Project) -> Iterator[ox.Quad]:
    """Give the quads that list the questions, as SHACL executables, in graph/questions."""
    graph = mint_graph(project.base, "questions")
    for question in read_catalogue(project.queries / "questions"):
        file = question.file
        form = "Construct" if file.form == "DESCRIBE" else file.form.capitalize()
        said: list[tuple[str, ox.NamedNode | ox.Literal]] = [
            (f"{_RDF}type", ox.NamedNode(f"{_SH}SPARQL{form}Executable")),
            (f"{_SH}{form.lower()}", ox.Literal(file.text)),
        ]
        for predicate, name in (("label", "title"), ("comment", "question")):
            for language, text in file.text_of(name).spread().items():
                said.append((f"{_RDFS}{predicate}", ox.Literal(text, language=language)))
        subject = ox.NamedNode(f"{project.base}questions/{question.name}")
        for predicate, term in said:
            yield ox.Quad(subject, ox.NamedNode(predicate), term, graph)


def _read_parameters(file: QueryFile) -> Question:
    lines = file.header.get("param", ())
    return Question(file, tuple(read_parameter(line, origin=str(file.path)) for line in lines))


def read_parameter(line: str, *, origin: str) -> Parameter:
    """Read a `param` line of a header; raises ProjectError for one that is malformed."""
    match = _LINE.fullmatch(line)
    if match is None or match["type"] not in _EXPECTED:
        said = Message("{origin}: malformed param “{line}”: NAME {types} DEFAULT|*|! – text")
        raise ProjectError(said.fill(origin=origin, line=line, types="|".join(_EXPECTED)))
    return Parameter(**match.groupdict())
