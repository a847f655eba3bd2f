"""The things and concepts that new rows speak of, though no key of a table says so.

A build finds such a cell by its shapes, once the whole graph is made. Here the same is told of a
few rows: a thing is there if a row gives it a kind, a concept if it is of a scheme that the shapes
name for the property, else of the ontology at all.
"""

from __future__ import annotations

from collections import ChainMap
from contextlib import suppress
from functools import cached_property
from typing import TYPE_CHECKING, cast

import pyoxigraph as ox

from bioprod_graph.errors import BioprodError
from bioprod_graph.files import list_files
from bioprod_graph.graph import find_modules, find_variables, prepare_template
from bioprod_graph.language import Message, Text
from bioprod_graph.names import find_near
from bioprod_graph.rdf import select
from bioprod_graph.tables import fault
from bioprod_graph.turtle import read_turtle

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from bioprod_graph.findings import Finding
    from bioprod_graph.project import Project
    from bioprod_graph.tables import Column, Record

    # What a thing is called in each language.
    Named = Mapping[str, str]

_TYPES = ("rdf:type", "http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
_SCHEMES = """
PREFIX sh: <http://www.w3.org/ns/shacl#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT DISTINCT ?property ?concept {
  ?shape sh:path ?property ; sh:node/sh:property ?part .
  ?part sh:path skos:inScheme ; sh:hasValue ?scheme .
  ?concept skos:inScheme ?scheme
}
"""
# Concepts that a refusal lists, at most.
_MOST_LISTED = 40


class Mentionable:
    """What the rows of a project make, and its ontology: any of these may be spoken of."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._home = f"{project.base}id/"
        # By IRI, what each is called in each language.
        self._made: dict[str, Named] = {}

    def add_record(self, record: Record) -> None:
        """Note the things to which a row gives a kind."""
        for column in record.table.columns:
            about = column.about or record.table.about or ""
            is_kind = column.property in _TYPES and about
            if is_kind and all(map(record.cells.get, find_variables(about))):
                names = Text.read(record.cells, "label").forms
                self._made[prepare_template(about)(record.cells)] = names

    def find_unknown(self, records: Iterable[Record]) -> Iterator[Finding]:
        """Give a finding for each item of a cell that stands for nothing, with what is near it.

        What refers to a key of a table is left to the tables.
        """
        for record in records:
            keys = {name for key in record.table.foreign_keys for name in key.columns}
            for column in record.table.columns:
                if column.name not in keys:
                    yield from self.judge(record, column)

    def judge(self, record: Record, column: Column) -> Iterator[Finding]:
        """Give a finding for each item of one cell."""
        if not self._is_thing(column, record.cells):
            return
        fill, known = prepare_template(column.value or ""), self._list_known(column)
        for item in record.values(column):
            if fill({**record.cells, column.name: item}) not in known:
                where = record.location._replace(column=column.number)
                told = _advise(item, self.list_fitting(column, record.cells))
                yield fault("unknown-thing", where, path=column.name, value=item, told=told)

    def list_fitting(self, column: Column, cells: Mapping[str, str]) -> dict[str, Named]:
        """Give what may stand in a column beside other cells, and what each is called."""
        if not self._is_thing(column, cells):
            return {}
        template = (column.value or "").replace("{+", "{")
        start, _, end = template.partition(f"{{{column.name}}}")
        start, labels = prepare_template(start)(cells), column.labels()
        fitting: dict[str, Named] = {}
        for iri in sorted(self._list_known(column)):
            key = iri.removeprefix(start).removesuffix(end)
            if f"{start}{key}{end}" == iri and column.judge(key) is None:
                fitting[key] = self._made.get(iri) or labels.get(iri, {})
        return fitting

    def _is_thing(self, column: Column, cells: Mapping[str, str]) -> bool:
        """Tell whether a cell stands for a thing or concept, as far as the others say of which."""
        value = column.value or ""
        if column.is_virtual or column.choices or not value.startswith(self._home):
            return False
        return all(map(cells.get, {*find_variables(value)} - {column.name}))

    def _list_known(self, column: Column) -> Collection[str]:
        concepts = self._concepts.get(column.property or "")
        return concepts or ChainMap(self._made, cast("dict[str, Named]", column.labels()))

    @cached_property
    def _concepts(self) -> dict[str, set[str]]:
        """The concepts that may stand as the value of a property; of a malformed file, none."""
        store, ontology = ox.Store(), self._project.ontology
        shapes = list_files(ontology / "shapes", "*.ttl", is_required=False)
        for path in (*find_modules(self._project).values(), *shapes):
            with suppress(BioprodError):
                store.extend(ox.Quad(*triple) for triple in read_turtle(path).triples)
        concepts: dict[str, set[str]] = {}
        for row in select(store, _SCHEMES):
            concepts.setdefault(row["property"].value, set()).add(row["concept"].value)
        return concepts


def _advise(item: str, fitting: Mapping[str, Named]) -> Message:
    """Say what may be meant: what is near, else what there is, where that is not too much."""
    names = [(name, key) for key, named in fitting.items() for name in named.values()]
    if near := find_near(item, fitting, also=names):
        return Message("did you mean {name}?", name=near[0])
    if 0 < len(fitting) <= _MOST_LISTED:
        return Message("one of {choices}", choices=", ".join(fitting))
    return Message("add it first, or correct the cell")
