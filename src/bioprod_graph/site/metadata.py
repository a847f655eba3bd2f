"""What others harvest of a site: catalogues, search engines, archives, programs that cite.

    queries/metadata/NAME.rq             what is told as RDF: `NAME.ttl` and `NAME.jsonld`
    queries/metadata/embedded/NAME.rq    what pages tell search engines, in terms of Schema.org

The queries see the release, and in the graph `BASE/publication` what is known of its publication
alone: its title, its files, the build, and the publisher as far as one is known.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple, cast
from urllib.parse import quote

import pyoxigraph as ox

from bioprod_graph.formats import Setting, make_archive
from bioprod_graph.rdf import construct, make_store, place
from bioprod_graph.site.linked_data import (
    DATA,
    list_forms,
    make_dumps,
    make_ontology,
    make_statements,
    order_described,
    write_described,
)
from bioprod_graph.site.routes import WELL_KNOWN
from bioprod_graph.site.tabular import make_workbooks, read_published
from bioprod_graph.sparql import read_queries

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bioprod_graph.site.basis import Site
    from bioprod_graph.site.tabular import Resource

_DCAT = "http://www.w3.org/ns/dcat#"
_DCTERMS = "http://purl.org/dc/terms/"
_PROV = "http://www.w3.org/ns/prov#"
_SCHEMA = "http://schema.org/"
_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_SIZE = ox.NamedNode(f"{_DCAT}byteSize")
_CHECKSUM = "http://spdx.org/rdf/terms#checksumValue"
_COUNT = ox.NamedNode("http://www.w3.org/2001/XMLSchema#nonNegativeInteger")
# How the words of the file of a publisher are told to the queries.
_TERMS = {
    "publisher": f"{_DCTERMS}publisher",
    "kind": f"{_DCTERMS}type",
    "contact": f"{_DCAT}contactPoint",
    "endpoint": "http://rdfs.org/ns/void#sparqlEndpoint",
}


@dataclass(frozen=True)
class Dump:
    """A file of everything: its path in the site, its media type, and its bytes."""

    path: str
    media_type: str
    content: bytes

    @cached_property
    def sha256(self) -> str:
        """The SHA-256 of the file, in hexadecimal."""
        return hashlib.sha256(self.content).hexdigest()

    @property
    def name(self) -> str:
        """The name of the file in its folder."""
        return self.path.rpartition("/")[2]


class File(NamedTuple):
    """A file that people may take: what it is called, its path in the site, its media type."""

    title: str
    path: str
    media_type: str


class Signpost(NamedTuple):
    """What a page leads programs to: how, a path in the site or an IRI, and its media type."""

    rel: str
    goal: str
    media_type: str = ""


class Publication:
    """What is told of a site to programs."""

    def __init__(self, site: Site) -> None:
        self.site, self._project, self.publisher = site, site.project, site.publisher

    @cached_property
    def dumps(self) -> list[Dump]:
        """The files of everything."""
        setting = Setting(prefixes=self._project.prefixes, edition=self.site.edition)
        made = [*make_dumps(self.site.quads, setting), *make_workbooks(self.site)]
        members = [("tables.json", self._read[0])]
        members += [(table.file, table.content) for table in self.tables]
        made.append((f"{DATA}/tables.zip", "text/csv", make_archive(members)))
        return [Dump(*each) for each in made]

    def make_files(self) -> Iterator[tuple[str, bytes]]:
        """Make the files one by one: the name of each, and its bytes."""
        plain = Setting(prefixes=self._project.prefixes)
        yield from make_statements(self.site.quads, self.site.routes, plain)
        yield make_ontology(self.site.quads, plain)
        yield from ((file.path, file.content) for file in self.list_data())
        yield from self.list_told()

    def list_data(self) -> list[Dump]:
        """List the dumps, and the tables with their description."""
        described = Dump(f"{DATA}/tables.json", "application/csvm+json", self._read[0])
        tables = (Dump(f"{DATA}/{table.file}", "text/csv", table.content) for table in self.tables)
        return [*self.dumps, described, *tables]

    @cached_property
    def _read(self) -> tuple[bytes, list[Resource]]:
        return read_published(self.site)

    @property
    def tables(self) -> list[Resource]:
        """The tables that the release was made of."""
        return self._read[1]

    def list_told(self) -> Iterator[tuple[str, bytes]]:
        """List what is told of the dataset: the name of each file, and its bytes."""
        setting = Setting(prefixes=self._project.prefixes)
        for name, triples in self._told.items():
            for suffix, content in write_described(triples, setting):
                yield name + suffix, content
                if known := WELL_KNOWN.get(name + suffix):
                    yield known, content

    def describe(self, folder: str, language: str) -> dict[str, Any]:
        """Describe for the template of a page what it has for programs; see the methods below."""
        iri = self.site.routes.base + folder
        return {
            "links": self.list_links(folder),
            "files": self.list_files(folder),
            "embedded": self.embed(iri, language),
        }

    def list_links(self, folder: str) -> list[Signpost]:
        """List what a page leads programs to, https://signposting.org/FAIR/: files by their paths.

        The page is named by its folder, the root of the site by "".
        """
        base, edition = self.site.routes.base, self.site.edition
        links = [Signpost("cite-as", base + folder)]
        if edition:
            links += [Signpost("author", author.iri) for author in edition.authors]
        if folder:
            links += [Signpost("collection", base), Signpost("type", f"{_SCHEMA}AboutPage")]
            files = self.list_files(folder)
            return [
                *links,
                *(Signpost("alternate describedby", f.path, f.media_type) for f in files),
            ]
        links += [Signpost("type", f"{_SCHEMA}Dataset")]
        links += [Signpost("linkset", "linkset.json", "application/linkset+json")]
        links += [Signpost("describedby", *described) for described in self._list_described()]
        return [*links, *(Signpost("item", dump.path, dump.media_type) for dump in self.dumps)]

    def list_files(self, folder: str) -> list[File]:
        """List the files beside the page of a thing; of the root of the site, the dumps."""
        if not folder:
            return [File(d.path.rpartition("/")[2], d.path, d.media_type) for d in self.dumps]
        is_told = self.site.routes.find_folder(self.site.routes.base + folder)
        forms = list_forms() if is_told else []
        return [File(form.title, folder + form.suffix, form.media_type) for form in forms]

    def _list_described(self) -> Iterator[tuple[str, str]]:
        """List the files that tell of the dataset: the path and the media type of each."""
        types = {form.suffix: form.media_type for form in list_forms()}
        for name in self._told:
            yield from ((name + suffix, types[suffix]) for suffix in (".ttl", ".jsonld"))
        for name in ("croissant", "ro-crate-metadata"):
            yield f"{DATA}/{name}.json", types[".jsonld"]

    def embed(self, iri: str, language: str) -> dict[str, Any]:
        """Tell in JSON-LD what a page tells search engines of a thing, or of the dataset."""
        nodes = list(self.list_nodes(iri, language).values())
        return {"@context": "https://schema.org", "@graph": nodes} if nodes else {}

    def list_nodes(self, iri: str, language: str) -> dict[str, dict[str, Any]]:
        """List what a page tells search engines: nodes of JSON-LD, by what they tell of."""
        told = sorted(self._embedded.get(iri, {}).items())
        return {subject: _write_node(subject, triples, language) for subject, triples in told}

    @cached_property
    def _embedded(self) -> dict[str, dict[str, list[ox.Triple]]]:
        """What is told on the page of each thing, by subject."""
        graph, store = ox.NamedNode(f"{self._project.base}catalog"), self._store
        store.extend(place(self._told.get("catalog", ()), graph))
        pages: dict[str, dict[str, list[ox.Triple]]] = {}
        for query in read_queries(self._project.queries / "metadata" / "embedded", "metadata"):
            for triple in sorted(construct(store, query.text), key=order_described):
                subject = cast("ox.NamedNode", triple.subject).value
                page = self._project.base if query.name == "dataset" else subject
                pages.setdefault(page, {}).setdefault(subject, []).append(triple)
        return pages

    @cached_property
    def _store(self) -> ox.Store:
        """The release and, in a graph of its own that nothing counts, what is known of the site."""
        store, graph = make_store(self.site.quads), ox.NamedNode(f"{self._project.base}publication")
        store.extend(place(self._tell(), graph))
        return store

    @cached_property
    def _told(self) -> dict[str, list[ox.Triple]]:
        """What each query tells."""
        queries = read_queries(self._project.queries / "metadata", "metadata", is_required=False)
        return {q.name: [_type_size(t) for t in construct(self._store, q.text)] for q in queries}

    def _tell(self) -> Iterator[ox.Triple]:
        """Tell what is known of the publication, and of no release."""
        base, manifest = self._project.base, self.site.release.manifest
        for tag, title in self.site.edition.title.forms.items() if self.site.edition else ():
            yield _state(base, f"{_DCTERMS}title", ox.Literal(title, language=tag))
        for name, term in _TERMS.items():
            if said := getattr(self.publisher, name):
                yield _state(base, term, said)
        for dump in self.dumps:
            file = base + dump.path
            yield _state(file, _TYPE, ox.NamedNode(f"{_DCAT}Distribution"))
            yield _state(file, f"{_DCAT}mediaType", dump.media_type)
            yield _state(file, _SIZE.value, str(len(dump.content)))
            yield _state(file, _CHECKSUM, dump.sha256)
        build = f"{base}provenance#build"
        yield _state(build, f"{_SCHEMA}softwareVersion", manifest["versions"]["program"])
        for path, digest in manifest["inputs"].items():
            file = f"{base}provenance#{quote(path)}"
            yield _state(build, f"{_PROV}used", ox.NamedNode(file))
            yield _state(file, f"{_DCTERMS}title", path)
            yield _state(file, _CHECKSUM, digest)


def _write_node(iri: str, triples: list[ox.Triple], language: str) -> dict[str, Any]:
    """Write a node as search engines read it: plain values, texts in one language."""
    node: dict[str, Any] = {}
    for _, predicate, term in triples:
        if getattr(term, "language", None) in (None, language):
            key = "@type" if predicate.value == _TYPE else predicate.value.removeprefix(_SCHEMA)
            node.setdefault(key, []).append(_write_plain(term, is_type=key == "@type"))
    return {"@id": iri} | {k: v[0] if len(v) == 1 else v for k, v in node.items()}


def _write_plain(term: Any, *, is_type: bool) -> object:
    if isinstance(term, ox.NamedNode):
        return term.value.removeprefix(_SCHEMA) if is_type else {"@id": term.value}
    return term.value == "true" if term.datatype.value.endswith("#boolean") else term.value


def _state(subject: str, predicate: str, value: str | ox.NamedNode | ox.Literal) -> ox.Triple:
    term = ox.Literal(value) if isinstance(value, str) else value
    return ox.Triple(ox.NamedNode(subject), ox.NamedNode(predicate), term)


def _type_size(triple: ox.Triple) -> ox.Triple:
    """Give a size the type that DCAT asks for: a store knows integers alone."""
    if triple.predicate != _SIZE:
        return triple
    size = cast("ox.Literal", triple.object).value
    return ox.Triple(triple.subject, _SIZE, ox.Literal(size, datatype=_COUNT))
