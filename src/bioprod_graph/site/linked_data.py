"""What a release says as files for programs: beside the page of each thing, and whole, as dumps.

A file beside a page has what is said of one thing and of its parts (`IRI#part`), in the union of
all graphs; that of the ontology has all of its terms. Dumps of formats that know graphs keep them.
Same statements, same bytes.
"""

from __future__ import annotations

import gzip
import json
import re
from collections import defaultdict
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple, cast

import pyoxigraph as ox

from bioprod_graph.formats import find_format, find_prefixes, write_rdf
from bioprod_graph.language import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from bioprod_graph.formats import Setting
    from bioprod_graph.identifiers import PrefixTable
    from bioprod_graph.site.routes import Routes

CONTEXT = "context.jsonld"
ONTOLOGY = "ontology"
DATA = "data"
# Files beside a page, and dumps: the first of each is the one that programs are led to.
_BESIDE = {"turtle": "Turtle", "jsonld": "JSON-LD", "ntriples": "N-Triples", "rdfxml": "RDF/XML"}
_DUMPED = ("nquads", "trig", "turtle", "jsonld", "rdfxml")
_MODULE = re.compile(rf"{ONTOLOGY}(/[a-z0-9-]+)?")
_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_STRING = "http://www.w3.org/2001/XMLSchema#string"
_VERSION = ox.NamedNode("http://www.w3.org/2002/07/owl#versionIRI")


class Form(NamedTuple):
    """A form of statements: its name, what people call it, how files end, and its media type."""

    name: str
    title: str
    suffix: str
    media_type: str


def list_forms() -> list[Form]:
    """List the forms that stand beside each page."""
    found = ((title, find_format(name, "statements")) for name, title in _BESIDE.items())
    return [Form(form.name, title, form.suffix, form.media_type) for title, form in found]


def make_statements(
    quads: Iterable[ox.Quad], routes: Routes, setting: Setting
) -> Iterator[tuple[str, bytes]]:
    """Make the files beside pages: for `BASE/PATH`, `PATH.ttl` and the other forms."""
    told: defaultdict[str, list[ox.Triple]] = defaultdict(list)
    for quad in quads:
        if name := _name_file(quad.subject, routes):
            told[name].append(quad.triple)
    for name in [_name_version(triple, routes.base) for triple in told[ONTOLOGY]]:
        if name:
            told[name] = told[ONTOLOGY]
    write, forms = _Writer(setting), list_forms()
    yield CONTEXT, write.context
    for name in sorted(told):
        for form in forms:
            yield name + form.suffix, write(told[name], form.name)


def make_ontology(quads: Iterable[ox.Quad], setting: Setting) -> tuple[str, bytes]:
    """Make the ontology as one file without imports, named as its prefix is."""
    form, prefixes = find_format("owl", "statements"), setting.prefixes
    prefix = prefixes.compress(f"{prefixes.base}{ONTOLOGY}#{ONTOLOGY}").partition(":")[0]
    return f"{ONTOLOGY}/{prefix}{form.suffix}", form.write(quads, setting)


def make_dumps(quads: Sequence[ox.Quad], setting: Setting) -> Iterator[tuple[str, str, bytes]]:
    """Make the dumps: the name, the media type and the bytes of each, packed with gzip."""
    write = _Writer(setting)
    for name in _DUMPED:
        form = find_format(name, "statements")
        statements = quads if name != "jsonld" else [quad.triple for quad in quads]
        packed = gzip.compress(write(statements, name), 6, mtime=0)
        yield f"{DATA}/dataset{form.suffix}.gz", form.media_type, packed


def write_described(triples: Iterable[ox.Triple], setting: Setting) -> Iterator[tuple[str, bytes]]:
    """Write what is told of a site, first language first: the ending of each file, its bytes."""
    ordered = sorted(triples, key=order_described)
    used = find_prefixes(ordered, setting.prefixes.namespaces)
    yield ".ttl", write_rdf(ordered, "turtle", used)
    yield ".jsonld", _Writer(setting)(ordered, "jsonld")


class _Writer:
    """Writes statements in the forms of the registry; JSON-LD with its context inside.

    Programs fetch no context, and some refuse to.
    """

    def __init__(self, setting: Setting) -> None:
        self._setting = setting
        spaces = setting.prefixes.namespaces.items()
        self._spaces = {name: start for name, start in spaces if start[-1] in "#/"}
        self._shorten = cache(self._compress)

    @property
    def context(self) -> bytes:
        """The file of the context, of which each other file has what it uses."""
        return (json.dumps({"@context": self._spaces}, indent=1) + "\n").encode()

    def __call__(self, statements: Sequence[Any], form: str) -> bytes:
        if form == "jsonld":
            return self._write_jsonld(statements)
        return cast("bytes", find_format(form, "statements").render(statements, self._setting))

    def _write_jsonld(self, triples: Iterable[ox.Triple]) -> bytes:
        """Write JSON-LD 1.1 (https://www.w3.org/TR/json-ld11/), a line a node."""
        nodes: dict[str, dict[str, Any]] = {}
        used: set[str] = set()

        def name(iri: str) -> str:
            short = self._shorten(iri)
            used.add(short.partition(":")[0])
            return short

        for subject, predicate, value in sorted(set(triples), key=order_described):
            iri = name(cast("ox.NamedNode", subject).value)
            node = nodes.setdefault(iri, {"@id": iri})
            if predicate.value == _TYPE:
                node.setdefault("@type", []).append(name(cast("ox.NamedNode", value).value))
            else:
                node.setdefault(name(predicate.value), []).append(_write_value(value, name))
        context = {prefix: self._spaces[prefix] for prefix in sorted(used & self._spaces.keys())}
        lines = ",\n".join(_dump(node) for node in nodes.values())
        return f'{{"@context":{_dump(context)},\n"@graph":[\n{lines}\n]}}\n'.encode()

    def _compress(self, iri: str) -> str:
        table: PrefixTable = self._setting.prefixes
        short = table.compress(iri)
        return iri if short.partition(":")[0] not in self._spaces else short


def _write_value(term: Any, name: Callable[[str], str]) -> dict[str, str]:
    if isinstance(term, ox.NamedNode):
        return {"@id": name(term.value)}
    if term.language:
        return {"@value": term.value, "@language": term.language}
    if term.datatype.value == _STRING:
        return {"@value": term.value}
    return {"@value": term.value, "@type": name(term.datatype.value)}


def order_described(triple: ox.Triple) -> tuple[str, bool, str, int, str]:
    """Return a sort key: as that of statements, but texts in the order of their languages."""
    tag = getattr(triple.object, "language", None)
    place = LANGUAGES.index(tag) if tag in LANGUAGES else len(LANGUAGES)
    predicate = triple.predicate.value
    return str(triple.subject), predicate != _TYPE, predicate, place, str(triple.object)


def _dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _name_file(subject: object, routes: Routes) -> str:
    """Name the file that tells a subject, without its ending; "" where there is none."""
    iri = subject.value.partition("#")[0] if isinstance(subject, ox.NamedNode) else ""
    path = iri.removeprefix(routes.base)
    if iri != path and _MODULE.fullmatch(path):
        return path
    return routes.find_folder(iri) or ""


def _name_version(triple: ox.Triple, base: str) -> str:
    """Name the file of the version that an ontology says it is."""
    version = getattr(triple.object, "value", "").removeprefix(f"{base}{ONTOLOGY}/")
    is_name = triple.predicate == _VERSION and re.fullmatch(r"\d+(\.\d+)*", version)
    return f"{ONTOLOGY}/{version}" if is_name else ""
