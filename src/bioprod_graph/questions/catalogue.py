"""The catalogue: `queries/questions/NAME.rq`, each with its expected answer beside it.

Parameters are declared in the header and bound as RDF terms, never pasted into text:

    #+ param: recommendation integer 1
    #+ param_en: recommendation – number of the recommendation

A parameter is a variable of the query: left unbound it lets the query answer for all values. The
question is a template that names each of them, so that an answer can say what it answers.
"""

from __future__ import annotations

import re
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

import pyoxigraph as ox

from bioprod_graph.dataset import Names
from bioprod_graph.documents import read_articles
from bioprod_graph.errors import NotFoundError, ProjectError, QueryError, UsageError
from bioprod_graph.files import list_files, read_rows
from bioprod_graph.findings import Finding
from bioprod_graph.identifiers import mint_graph
from bioprod_graph.language import (
    LANGUAGES,
    Message,
    TemplateError,
    Text,
    contract_words,
    fill_template,
    find_end,
    list_slots,
    name_forms,
)
from bioprod_graph.names import suggest
from bioprod_graph.rdf import match
from bioprod_graph.sparql import QueryFile, read_each, read_prologue, read_query, resolve_terms

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

    from bioprod_graph.findings import Reporter
    from bioprod_graph.identifiers import PrefixTable
    from bioprod_graph.language import Phrasebook, Sayable
    from bioprod_graph.project import Project
    from bioprod_graph.rdf import Term

_SCHEMA = "http://schema.org/"
_SH = "http://www.w3.org/ns/shacl#"
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_RDFS = "http://www.w3.org/2000/01/rdf-schema#"
_SKOS = "http://www.w3.org/2004/02/skos/core#"
_LABEL = ox.NamedNode(f"{_RDFS}label")
_RECORDED_BY = ox.NamedNode("http://www.w3.org/ns/prov#wasAttributedTo")
_XSD = "http://www.w3.org/2001/XMLSchema#"
_LINE = re.compile(r"(?P<name>[a-z]\w*)\s+(?P<type>[a-z]+)\s+(?P<default>\S+)")
_TOLD = re.compile(r"(\w+)\s+–\s+(.+)")
_SPOKEN = "language"  # the type of the parameter that is the reader’s
# Instead of a default: the parameter stays unbound, or has to be given.
_MEANT = re.compile(r"\{\w+(?:=[^}]*)?\}")
_ALL, _NONE = "*", "!"
# The types of parameters, and what is expected of each.
_EXPECTED = {
    "integer": Message("a whole number, 0 or more"),
    "date": Message("a date, such as 2021-05-31, or a month or year, meant to its end"),
    "language": Message("{languages}", languages=" | ".join(LANGUAGES)),
    "string": Message("a text"),
    "iri": Message("an IRI, a CURIE or KIND/SLUG"),
}


class Parameter(NamedTuple):
    """A parameter: its name, type, default (`*` is all values, `!` is none: it must be given)."""

    name: str
    type: str
    default: str
    text: Sayable

    @property
    def is_needed(self) -> bool:
        """Whether it has to be given."""
        return self.default == _NONE

    @property
    def is_of_one(self) -> bool:
        """Whether it is of one thing, the usual one unless told, and never of all."""
        return self.type == "iri" and "/" in self.default

    def parse(self, value: str, names: PrefixTable | Names) -> Term:
        """Parse a value; raises QueryError that says what is expected."""
        with suppress(ValueError, UsageError):
            if self.type == "iri":
                kind = self.default.rpartition("/")[0]
                return (
                    names.expand(value, kind) if isinstance(names, Names) else names.expand(value)
                )
            if self.type == "string" or (self.type == "language" and value in LANGUAGES):
                return ox.Literal(value)
            if self.type == "integer" and re.fullmatch(r"\+?\d{1,18}", value):
                return ox.Literal(int(value))
            if self.type == "date":
                return ox.Literal(find_end(value), datatype=ox.NamedNode(f"{_XSD}date"))
        said = Message("{name}={value}: expected {expected}", expected=_EXPECTED[self.type])
        raise QueryError(said.fill(name=self.name, value=value))

    def fit(self, store: ox.Store, prefixes: PrefixTable) -> Parameter:
        """Give it with a default that the store tells of: the first of its kind, else all."""
        usual = self.parse(self.default, prefixes) if self.has_usual else None
        if not isinstance(usual, ox.NamedNode) or any(match(store, (usual, None, None))):
            return self
        kind, (start, stroke, _) = self.default.rpartition("/")[0], usual.value.rpartition("/")
        start += stroke
        named = {quad.subject for quad in match(store, (None, _LABEL, None))}
        alike = (t for t in named if isinstance(t, ox.NamedNode) and t.value.startswith(start))
        # Who records the rows is not whom questions are about.
        ranked = ((any(match(store, (None, _RECORDED_BY, t))), t.value) for t in alike)
        _, first = min(ranked, default=(False, ""))
        return self._replace(default=f"{kind}/{first.removeprefix(start)}" if first else _ALL)

    @property
    def has_usual(self) -> bool:
        """Whether it has a default, not all values and not none."""
        return self.default not in (_ALL, _NONE)


class Question(NamedTuple):
    """A question of the catalogue."""

    file: QueryFile
    parameters: tuple[Parameter, ...]

    def __repr__(self) -> str:
        """Say by which name it is asked."""
        return f"<{type(self).__name__}: {self.name}>"

    @property
    def name(self) -> str:
        """The name to ask it by."""
        return self.file.name

    @property
    def title(self) -> Sayable:
        """Its title and which parameters it has, but for the language of names."""
        title = self.file.text_of("title")
        names = [p.name for p in self.parameters if p.type != _SPOKEN]
        named = ", ".join(names)
        return Message("{title} ({names})", title=title, names=named) if names else title

    @property
    def bounds(self) -> tuple[str, ...]:
        """The parameters from which on and up to which years are asked for, if it has such."""
        return tuple(self.file.get("bounds").split())

    def fit(self, store: ox.Store, prefixes: PrefixTable) -> Question:
        """Give it with defaults that the store tells of."""
        return self._replace(parameters=tuple(p.fit(store, prefixes) for p in self.parameters))

    def is_askable(self, store: ox.Store, base: str) -> bool:
        """Tell whether the store tells of each thing that the query itself names."""
        rest = read_prologue(self.file.text).rest
        named = {token.text for token in rest if token.kind in ("iri", "name")}
        terms = resolve_terms(self.file.text, sorted(named))
        things = (term for term in terms if isinstance(term, ox.NamedNode))
        own = (each for each in things if each.value.startswith(f"{base}id/"))
        return all(any(match(store, (each, None, None))) for each in own)

    @property
    def wordings(self) -> list[str]:
        """Other ways to ask it, without the values and places that they mean, `{payer=…}`."""
        return [_MEANT.sub("", text).strip() for text in self.file.list_texts("wording")]

    def fill(self, given: Mapping[str, str], language: str) -> dict[str, str]:
        """Add to what is given the language of the reader, which names are to be told in."""
        return {**{p.name: language for p in self.parameters if p.type == _SPOKEN}, **given}

    def say(
        self,
        bindings: Mapping[str, Term],
        read_name: Callable[[ox.NamedNode], Text],
        phrasebook: Phrasebook,
    ) -> Text:
        """Say the question with the values that it is asked with; what is unbound is open."""
        said = {}
        for language, template in self.file.text_of("question").spread().items():
            forms = list_slots(template)
            values = {name: getattr(term, "value", "") for name, term in bindings.items()}
            for name, term in bindings.items():
                if isinstance(term, ox.NamedNode):
                    value = read_name(term).say(language)
                    values[name] = phrasebook.put(value, forms.get(name, ""), language)
            filled = fill_template(template, values, language, otherwise="…")
            said[language] = contract_words(filled, language)
        return Text(said)


def read_question(path: Path) -> Question:
    """Read a question; raises ProjectError for a header that is malformed or incomplete."""
    return _read_parameters(read_query(path, "questions"))


def read_catalogue(folder: Path, report: Reporter | None = None) -> list[Question]:
    """Read all questions, by name; with a report, a draft is told there and left out."""
    blank = Finding("warning", "question:draft", Text({}))
    return read_each(list_files(folder, "*.rq"), read_question, report, blank=blank)


def list_askable(
    store: ox.Store, project: Project, report: Reporter | None = None
) -> list[Question]:
    """List the questions that can be asked of a store, with defaults that it tells of.

    A project that takes its questions from the program knows not all of what they name.
    """
    found = read_catalogue(project.queries / "questions", report)
    askable = (question for question in found if question.is_askable(store, project.base))
    return [question.fit(store, project.prefixes) for question in askable]


def find_question(folder: Path, name: str) -> Question:
    """Find a question by name; raises NotFoundError, with the nearest name, if there is none."""
    names = sorted(path.stem for path in list_files(folder, "*.rq"))
    if name in names:
        return read_question(folder / f"{name}.rq")
    titles = [
        (title, question.name)
        for question in read_catalogue(folder, lambda _: None)
        for title in question.file.text_of("title").spread().values()
    ]
    otherwise = Message(
        "bioprod help query tells how to list them, bioprod ask takes your own words"
    )
    hint = suggest(name, names, otherwise=otherwise, also=titles)
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
    bindings = {}
    for declared in parameters:
        each = declared
        if declared.name not in given and isinstance(names, Names):
            each = declared.fit(names.store, names.project.prefixes)
        value = given.get(each.name, each.default)
        if value == _NONE:
            said = Message("missing parameter: give {name}=… ({text})")
            raise QueryError(said.fill(name=each.name, text=each.text))
        if value == _ALL:
            continue
        bindings[each.name] = each.parse(value, names)
    return bindings


def read_heads(path: Path) -> dict[str, Text]:
    """Read what people are told above the column of each variable; no file, nothing."""
    columns = ("variable", *name_forms("head"))
    rows = read_rows(path, columns) if path.exists() else ()
    return {row["variable"]: Text.read(row, "head") for row in rows}


def assert_questions(
    project: Project, store: ox.Store, report: Reporter | None = None
) -> Iterator[ox.Quad]:
    """Give the quads that list the questions, as SHACL executables, in graph/questions.

    Each is said with the defaults of its parameters, by the names that things have in the store.
    """
    graph = mint_graph(project.base, "questions")
    phrasebook = read_articles(project.ontology / "wording")
    for question in list_askable(store, project, report):
        file = question.file
        usual = [p for p in question.parameters if p.has_usual]
        bindings = {p.name: p.parse(p.default, project.prefixes) for p in usual}
        asked = question.say(bindings, partial(_read_stated_name, store), phrasebook)
        form = "Construct" if file.form == "DESCRIBE" else file.form.capitalize()
        said: list[tuple[str, ox.NamedNode | ox.Literal]] = [
            (f"{_RDF}type", ox.NamedNode(f"{_SH}SPARQL{form}Executable")),
            (f"{_SH}{form.lower()}", ox.Literal(file.query)),
            (f"{_SCHEMA}target", ox.NamedNode(f"{project.base}sparql")),
            *((f"{_SCHEMA}keywords", ox.Literal(tag)) for tag in file.get("tags").split(", ")),
        ]
        for predicate, told in (("label", file.text_of("title")), ("comment", asked)):
            for language, text in told.spread().items():
                said.append((f"{_RDFS}{predicate}", ox.Literal(text, language=language)))
        subject = ox.NamedNode(f"{project.base}questions/{question.name}")
        for predicate, term in said:
            yield ox.Quad(subject, ox.NamedNode(predicate), term, graph)


def _read_stated_name(store: ox.Store, thing: ox.NamedNode) -> Text:
    """Read the name that any graph states: nothing is inferred yet."""
    for name in (f"{_RDFS}label", f"{_SKOS}prefLabel"):
        found = store.quads_for_pattern(thing, ox.NamedNode(name), None)
        texts = (quad.object for quad in found)
        said = Text.collect((t.language or "", t.value) for t in texts if isinstance(t, ox.Literal))
        if said:
            return said
    return Text({}, otherwise=thing.value.rpartition("/")[2])


def _read_parameters(file: QueryFile) -> Question:
    """Read the parameters of a question, which tells each of them and names it in its text."""
    _ = file.form  # what is no SPARQL is no question
    told = {key: _read_told(file, key) for key in name_forms("param")}
    lines = file.header.get("param", ())
    parameters = tuple(read_parameter(line, told, origin=str(file.path)) for line in lines)
    names = {parameter.name for parameter in parameters if parameter.type != "language"}
    for key, texts in told.items():
        if texts.keys() != names:
            said = Message("{path}: expected {lines}, and no others", path=file.path)
            expected = ", ".join(f"#+ {key}: {name} – …" for name in sorted(names))
            raise ProjectError(said.fill(lines=expected or Message("no line #+ {key_}", key_=key)))
    if odd := {*file.get("bounds").split()} - names:
        raise ProjectError("{path}: bounds: no parameter is named {names}",
                           path=file.path, names=", ".join(sorted(odd)))  # fmt: skip
    for key in name_forms("question"):
        if _list_slots(file, key) != names:
            raise ProjectError(
                "{path}: {key_} is to name each parameter, and nothing else: {names}",
                path=file.path,
                key_=key,
                names=", ".join(f"{{{name}}}" for name in sorted(names)) or "—",
            )
    return Question(file, parameters)


def _list_slots(file: QueryFile, key: str) -> set[str]:
    try:
        return {*list_slots(file.get(key))}
    except TemplateError as error:
        raise ProjectError("{path}: {fault}", path=file.path, fault=error.said) from None


def _read_told(file: QueryFile, key: str) -> dict[str, str]:
    """Read the lines of a key that tell what parameters are, by name."""
    matches = [_TOLD.fullmatch(line) for line in file.header.get(key, ())]
    told = {match[1]: match[2] for match in matches if match}
    if len(told) != len(matches):
        raise ProjectError(
            "{path}: #+ {key_}: expected NAME – text, each once", path=file.path, key_=key
        )
    return told


def read_parameter(
    line: str, told: Mapping[str, Mapping[str, str]] | None = None, *, origin: str
) -> Parameter:
    """Read a `param` line of a header, and what lines tell of it by key and name.

    Raises ProjectError for one that is malformed.
    """
    match = _LINE.fullmatch(line)
    if match is None or match["type"] not in _EXPECTED:
        said = Message("{origin}: malformed param “{line}”: NAME {types} DEFAULT|*|!")
        raise ProjectError(said.fill(origin=origin, line=line, types="|".join(_EXPECTED)))
    if match["type"] == "language":
        return Parameter(**match.groupdict(), text=Message("language of the names"))
    texts = {key: each.get(match["name"], "") for key, each in (told or {}).items()}
    return Parameter(**match.groupdict(), text=Text.read(texts, "param"))
