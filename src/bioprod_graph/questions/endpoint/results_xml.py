"""Rows, or true and false, of SPARQL Query Results XML Format (W3C, second edition).

Read with expat, which keeps the text of literals as XML 1.0 says (blanks, CDATA, line ends, and
around comments) and finds what is cut. A document type is refused: entities can grow without end.
"""

from __future__ import annotations

from contextlib import suppress
from typing import NoReturn
from xml.parsers import expat
from xml.parsers.expat import errors

from bioprod_graph.questions.endpoint.rows import Rows
from bioprod_graph.questions.endpoint.words import FlawError, clean

_BLANKS = " \t\r\n"
# What may stand in what; a name is looked at without its namespace, which drafts had otherwise.
_WITHIN = {
    "": {"sparql"},
    "sparql": {"head", "results", "boolean"},
    "head": {"variable", "link"},
    "results": {"result"},
    "result": {"binding"},
    "binding": {"uri", "bnode", "literal", "unbound"},
}
_TEXTS = frozenset({"boolean", "uri", "bnode", "literal"})
# With the prefix that the format in JSON gives them.
_ATTRIBUTES = {
    "datatype": "datatype",
    "http://www.w3.org/XML/1998/namespace lang": "xml:lang",
    "http://www.w3.org/2005/11/its dir": "its:dir",
    "http://www.w3.org/2005/11/its version": "",
}
_BOOLEANS = {"true": True, "1": True, "false": False, "0": False}


def parse_xml(text: str) -> str | bool:
    """Parse results as XML; give rows as W3C defines their JSON, or the boolean.

    Raises FlawError or SyntaxError for what is none.
    """
    reading = _Reading()
    read_whole(text, reading.parser)
    return reading.finish()


def read_whole(text: str, parser: expat.XMLParserType) -> None:
    """Read XML to its end; raises FlawError if it is not well-formed or has a DOCTYPE."""
    parser.StartDoctypeDeclHandler = _refuse_doctype
    try:
        parser.Parse(text, True)
    except expat.ExpatError as error:
        reason = errors.messages[error.code]
        place = f"line {error.lineno}, column {error.offset + 1}"
        raise FlawError(f"{reason}, {place}") from None


def find_root(text: str) -> str:
    """Find the local name of the root of an XML document, "" if there is none."""
    names: list[str] = []
    parser = expat.ParserCreate(namespace_separator=" ")

    def begin(name: str, _: dict[str, str]) -> None:
        names.append(_get_local(name))

    parser.StartElementHandler = begin
    with suppress(expat.ExpatError):
        parser.Parse(text[:4096], False)
    return names[0] if names else ""


class _Reading:
    """What is read of a document so far."""

    def __init__(self) -> None:
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._begin
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._add_text
        self._path = [""]
        self._rows = Rows()
        self._has_rows = False
        self._boolean: bool | None = None
        self._row: dict[str, dict[str, str] | None] = {}
        self._variable = ""
        self._attributes: dict[str, str] = {}
        self._text: list[str] = []

    def finish(self) -> str | bool:
        """Give what the document says, if it says one thing."""
        if self._has_rows == (self._boolean is not None):
            raise FlawError("it has neither rows nor a boolean, or both")
        return self._rows.write() if self._boolean is None else self._boolean

    def _begin(self, name: str, attributes: dict[str, str]) -> None:
        local, parent = _get_local(name), self._path[-1]
        if local not in _WITHIN.get(parent, ()):
            _refuse(f"<{local}>", parent)
        self._path.append(local)
        self._text, self._attributes = [], attributes
        if local == "results":
            self._has_rows = True
        elif local == "result":
            self._row = {}
        elif local == "variable":
            self._rows.declare(attributes.get("name", ""))
        elif local == "binding":
            self._variable = attributes.get("name", "")
            if self._variable in self._row:
                _refuse(f"?{self._variable}", parent)
            self._row[self._variable] = None

    def _end(self, _: str) -> None:
        local = self._path.pop()
        if local == "boolean":
            self._read_boolean("".join(self._text))
        elif local in _TEXTS:
            self._read_term(local, "".join(self._text))
        elif local == "result":
            self._rows.add(self._row)
        self._text = []

    def _add_text(self, text: str) -> None:
        if self._path[-1] in _TEXTS:
            self._text.append(text)
        elif text.strip(_BLANKS):
            _refuse(text, self._path[-1])

    def _read_term(self, kind: str, text: str) -> None:
        if self._row[self._variable] is not None:
            _refuse(f"<{kind}>", "binding")
        if kind != "literal":
            self._row[self._variable] = {"type": kind, "value": text.strip(_BLANKS)}
            return
        term = {"type": kind, "value": text}
        for name, value in self._attributes.items():
            if name not in _ATTRIBUTES:
                _refuse(_get_local(name), "literal")
            term[_ATTRIBUTES[name]] = value
        term.pop("", None)
        self._row[self._variable] = term

    def _read_boolean(self, text: str) -> None:
        value = _BOOLEANS.get(text.strip(_BLANKS).lower())
        if value is None or self._boolean is not None:
            _refuse(text, "boolean")
        self._boolean = value


def _get_local(name: str) -> str:
    return name.rpartition(" ")[2]


def _refuse(found: str, parent: str) -> NoReturn:
    found = clean(found, 100)
    raise FlawError(
        en=f"unexpected {found}" + f" in <{parent}>" * bool(parent),
        fr=f"{found} inattendu" + f" dans <{parent}>" * bool(parent),
    )


def _refuse_doctype(*_: object) -> NoReturn:
    raise FlawError("XML with a document type is not read")
