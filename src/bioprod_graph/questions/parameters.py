"""Parameters of a question: declared in its header, bound as RDF terms, never pasted into text.

    #+ param: recommendation integer 1 – number of the recommendation

A parameter is a variable of the query: left unbound it lets the query answer for all values.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import pyoxigraph as ox

from bioprod_graph.errors import ProjectError, QueryError, UsageError
from bioprod_graph.language import LANGUAGES, Message

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from bioprod_graph.rdf import Term

_XSD = "http://www.w3.org/2001/XMLSchema#"
_LINE = re.compile(r"(?P<name>[a-z]\w*)\s+(?P<type>[a-z]+)\s+(?P<default>\S+)\s+–\s+(?P<text>.+)")
_ALL = "*"


class Namer(Protocol):
    """Who knows what is meant by a name: a table of prefixes, or all names of a dataset."""

    def expand(self, text: str) -> ox.NamedNode:
        """Give the IRI that is meant."""


_EXPECTED = {
    "integer": Message("a whole number, such as 3"),
    "date": Message("a date, such as 2021-05-31"),
    "language": Message("{languages}", languages=" | ".join(LANGUAGES)),
    "iri": Message("an IRI, a CURIE or KIND/SLUG"),
}


def _integer(text: str, _: Namer) -> Term:
    if not re.fullmatch(r"[+-]?\d{1,18}", text):
        raise ValueError
    return ox.Literal(str(int(text)), datatype=ox.NamedNode(f"{_XSD}integer"))


def _date(text: str, _: Namer) -> Term:
    import datetime

    day = datetime.date.fromisoformat(text)
    return ox.Literal(day.isoformat(), datatype=ox.NamedNode(f"{_XSD}date"))


def _language(text: str, _: Namer) -> Term:
    if text not in LANGUAGES:
        raise ValueError
    return ox.Literal(text)


def _string(text: str, _: Namer) -> Term:
    return ox.Literal(text)


def _iri(text: str, names: Namer) -> Term:
    try:
        return names.expand(text)
    except UsageError as error:
        raise ValueError from error


_PARSERS: dict[str, Callable[[str, Namer], Term]] = {
    "integer": _integer,
    "date": _date,
    "language": _language,
    "string": _string,
    "iri": _iri,
}


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
            return _PARSERS[self.type](value, names)
        except ValueError:
            raise QueryError(
                "--param {name}={value}: expected {expected}",
                name=self.name,
                value=value,
                expected=_EXPECTED[self.type],
            ) from None


def read_parameter(line: str, *, origin: str) -> Parameter:
    """Read a `param` line of a header.

    Raises ProjectError for a malformed line or an unknown type.
    """
    match = _LINE.fullmatch(line)
    if match is None or match["type"] not in _PARSERS:
        types = "|".join(_PARSERS)
        raise ProjectError(
            "{origin}: malformed param “{line}”: NAME {types} DEFAULT|*|! – text",
            origin=origin,
            line=line,
            types=types,
        )
    return Parameter(match["name"], match["type"], match["default"], match["text"])


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
            listed = ", ".join(known)
            raise QueryError(
                "unknown parameter {name}: this question has {names}",
                name=name,
                names=listed or Message("no parameter"),
            )
    bound = {}
    for name, parameter in known.items():
        value = given.get(name, parameter.default)
        if value == "!":
            raise QueryError(
                "missing parameter: give --param {name}=… ({text})", name=name, text=parameter.text
            )
        if value != _ALL:
            bound[name] = parameter.parse(value, names)
    return bound
