"""A release and what is read of it once, for all who ask, over HTTP or as agents."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from bioprod_graph.dataset import Names, find_edition, read_edition, read_passages
from bioprod_graph.errors import NotFoundError, QueryError
from bioprod_graph.formats import Setting
from bioprod_graph.language import SOURCE
from bioprod_graph.project import Project
from bioprod_graph.proofs import read_wording
from bioprod_graph.questions import list_askable, make_ear
from bioprod_graph.rdf import read_terms, select
from bioprod_graph.service.cutting import cut_page
from bioprod_graph.service.lookup import Lookup, Sought
from bioprod_graph.service.offers import ROWS
from bioprod_graph.sparql import read_query

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from bioprod_graph.dataset import Release
    from bioprod_graph.documents import Document, Edition
    from bioprod_graph.formats import Content, Format
    from bioprod_graph.language import Language
    from bioprod_graph.questions import Answer, Ear, Inquiry, Question
    from bioprod_graph.service.offers import Asking, Operation

    # What may be given in answer, by kind; a document in a language.
    Reply = Mapping[Content, Callable[..., object]]

# More passages tell an agent nothing: it is told how many there are.
_CITED = 20


class Pinned(Project):
    """A project whose current release is the one in a folder, whatever is built meanwhile."""

    folder: Path | None = None

    @property
    def current(self) -> Path:
        """The folder of the release."""
        return self.folder or super().current


@dataclass(frozen=True)
class Holdings:
    """A release of a project, with what is read of it once."""

    release: Release
    source: Project

    @cached_property
    def project(self) -> Project:
        """The project, whose current release is this one."""
        source = self.source
        pinned = Pinned(source.root, source.build, source.parts)
        pinned.folder = self.release.folder
        return pinned

    @property
    def store(self) -> ox.Store:
        """The store of the release."""
        return self.release.store

    @cached_property
    def lookup(self) -> Lookup:
        """Its things, by what people call them."""
        return Lookup(self.store, self.project)

    @cached_property
    def names(self) -> Names:
        """Its things, by exactly what they are called."""
        return Names(self.store, self.project)

    @cached_property
    def operations(self) -> dict[str, Operation]:
        """What may be asked of it, by name: what is fixed, and its questions."""
        from bioprod_graph.service.api import make_operations

        return make_operations(self.catalogue.values())

    @cached_property
    def catalogue(self) -> dict[str, Question]:
        """The questions of the catalogue, by name."""
        found = list_askable(self.store, self.project, lambda _: None)
        return {question.name: question for question in found}

    @cached_property
    def ear(self) -> Ear:
        """What hears phrases."""
        return make_ear(self.names)

    @cached_property
    def edition(self) -> Edition | None:
        """The edition that is cited."""
        return find_edition(self.store, self.project, digest=self.release.digest)

    def warm(self) -> None:
        """Read all of it, so that whoever asks first waits for nothing."""
        self.lookup.match(Sought("-"))
        self.lookup.suggest("-")
        self.tell_schema(SOURCE)
        _ = self.operations, self.edition, self.names.list_names()
        with suppress(NotFoundError):
            self.ear.hear(self.title)

    def require_edition(self) -> Edition:
        """Give the edition that is cited. Raises ProjectError for a project that tells of none."""
        return read_edition(self.store, self.project, digest=self.release.digest)

    @property
    def title(self) -> str:
        """What the dataset is called."""
        return str(self.edition.title) if self.edition else self.project.root.name

    def write(
        self, reply: Reply, form: Format, language: Language, *, page: tuple[int, int] | None = None
    ) -> tuple[int | None, bytes]:
        """Write a reply in a format; of a list so many, from a place on, and how many there are."""
        setting = Setting(language, prefixes=self.project.prefixes, store=self.store)
        if form.places:
            setting = setting._replace(edition=self.edition)
        if form.renders == "document":
            tell: Callable[[Language], Document] = reply["document"]  # type: ignore[assignment]
            setting = setting._replace(retell=tell) if form.places else setting
            return None, form.write(tell(language), setting)
        content, total = reply[form.renders](), None
        if page:
            content, total = cut_page(content, *page)
        return total, form.write(content, setting)

    def tell_briefly(self, iri: str, language: Language) -> dict[str, Any]:
        """Tell what a thing is called, what it is, and its classes."""
        entry, lookup = self.lookup.entries[iri], self.lookup
        return {
            "id": lookup.show(iri),
            "iri": iri,
            "name": entry.label.say(language),
            "summary": entry.summary.say(language),
            "types": self._name_all(lookup.list_kinds(iri), language),
        }

    def tell_thing(self, iri: str, language: Language) -> dict[str, Any]:
        """Tell what is said of a thing, from its side of each statement, with the passages."""
        query = read_query(self.project.queries / "views" / "facts.rq").text
        rows = list(read_terms(select(self.store, query, {"thing": ox.NamedNode(iri)})))
        graphs = [graph for row in rows if isinstance(graph := row["graph"], ox.NamedNode)]
        return {
            **self.tell_briefly(iri, language),
            "names": self.lookup.names[iri],
            "identifiers": list(self.lookup.entries[iri].identifiers),
            "facts": [self._tell_fact(row, language) for row in rows],
            **self.cite(graphs, language),
        }

    def _tell_fact(self, row: Mapping[str, Any], language: Language) -> dict[str, Any]:
        more = {name: row[name].value for name in ("start", "end", "note") if name in row}
        graph, to = row["graph"], row["to"]
        return {
            "property": self._name(row["verb"].value, language),
            "value": self._name(to.value, language) if isinstance(to, ox.NamedNode) else to.value,
            **more,
            "graph": graph.value,
            "passages": [
                self.project.prefixes.compress(each.value)
                for each in read_passages(self.store, [graph])
            ],
        }

    def _name(self, iri: str, language: Language) -> dict[str, str]:
        return {"id": self.lookup.show(iri), "name": self.lookup.name(iri).say(language)}

    def _name_all(self, iris: Iterable[str], language: Language) -> list[dict[str, str]]:
        return [self._name(iri, language) for iri in iris]

    def cite(
        self, graphs: Iterable[ox.NamedNode], language: Language, most: int | None = None
    ) -> dict[str, Any]:
        """Cite the passages that rows were read in, or the first of them, and tell how many."""
        found = read_passages(self.store, dict.fromkeys(graphs))
        wording = read_wording(self.store, self.project, language)
        told = [wording.describe_passage(each) for each in found[:most]]
        return {"passages": told, "passages_in_all": len(found)}

    def cite_things(self, iris: Iterable[str], language: Language) -> dict[str, Any]:
        """Cite the passages of the rows that tell of things."""
        stated = f"{self.project.base}graph/record/"
        quads = (
            quad
            for iri in iris
            for quad in self.store.quads_for_pattern(ox.NamedNode(iri), None, None, None)
        )
        graphs = (quad.graph_name for quad in quads)
        named = (each for each in graphs if isinstance(each, ox.NamedNode))
        rows = {each for each in named if each.value.startswith(stated)}
        return self.cite(sorted(rows, key=str), language, _CITED)

    def cite_rows(
        self, asked: Asking, store: ox.Store, *, what: Inquiry, answer: Answer
    ) -> dict[str, Any]:
        """Cite the passages of the first rows of an answer; the first passages are described."""
        from bioprod_graph.reports import trace

        whole = trace(store, self.project, asked=what, answer=answer, language=asked.language)
        traced = replace(whole, rows=whole.rows[:ROWS])
        try:
            with asked.around():
                _ = traced.said
            told = traced.record
        except QueryError:  # the rows are told all the same
            return {"evidence": [], "passages": [], "passages_in_all": 0}
        described = told["passages"]
        rows = [each["passages"] for each in told["evidence"]]
        cited = {"passages": described[:_CITED], "passages_in_all": len(described)}
        return {"evidence": rows, **cited}

    def tell_schema(self, language: Language) -> dict[str, Any]:
        """Tell which classes and properties there are, and the prefixes to write them with."""
        lookup = self.lookup
        return {
            "prefixes": dict(self.project.prefixes.namespaces),
            "classes": [
                {
                    **self._name(iri, language),
                    "things": sum(iri in each.classes for each in lookup.entries.values()),
                    "properties": [
                        lookup.show(each)
                        for each in lookup.list_properties(iri)
                        if each.startswith(self.project.base)
                    ],
                }
                for iri in lookup.classes
            ],
            "properties": self._name_all(lookup.properties, language),
        }
