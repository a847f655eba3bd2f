"""The graph of a release for Python: asked, explained, drawn, taken elsewhere; in one language."""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from bioprod_graph.citation import cite_answer, cite_dataset, cite_thing
from bioprod_graph.dataset import Names, find_edition, open_release, read_edition, read_label
from bioprod_graph.documents import make_environment
from bioprod_graph.errors import UsageError
from bioprod_graph.formats import Setting, find_format
from bioprod_graph.language import (
    LANGUAGES,
    SOURCE,
    choose_data_language,
    choose_language,
    translate,
)
from bioprod_graph.notebook.shown import GraphAnswer, Showing, Written
from bioprod_graph.notebook.spoken import speaking
from bioprod_graph.project import Project, find_project
from bioprod_graph.questions import (
    Inquiry,
    Thing,
    ask_apart,
    find_question,
    find_remarks,
    list_askable,
    make_ear,
    read_heads,
    read_inquiry,
    read_instead,
    read_own,
)
from bioprod_graph.rdf import match
from bioprod_graph.scenes import export_graph, list_scenes, read_named

if TYPE_CHECKING:
    import networkx as nx
    import owlready2
    import rdflib

    from bioprod_graph.dataset import Release
    from bioprod_graph.documents import Edition
    from bioprod_graph.language import Language
    from bioprod_graph.proofs import Explanation
    from bioprod_graph.questions import Ear, Understood
    from bioprod_graph.reports import Traced


@speaking
@dataclass(frozen=True, repr=False)
class Graph:
    """A release of a project, to be asked and looked at in one language."""

    project: Project
    language: Language = SOURCE

    def __repr__(self) -> str:
        """Say of which project, and in which language."""
        return f"<{type(self).__name__}: {self.project.root.name}, {self.language}>"

    @cached_property
    def release(self) -> Release:
        """The release; raises DatasetError if nothing was built."""
        return open_release(self.project)

    @cached_property
    def questions(self) -> dict[str, str]:
        """The questions of the catalogue: by name, what each asks, and its parameters in brackets.

        >>> open_graph(language="en").questions["organisers"]
        'Who organised the event (event)'
        """
        catalogue = list_askable(self.release.store, self.project, lambda _: None)
        return {each.name: each.title.say(self.language) for each in catalogue}

    def ask(self, question: str, /, **parameters: object) -> GraphAnswer:
        """Ask a question of the catalogue by name or in your own words, or any SPARQL.

        `hear` tells what a phrase is understood as; what is given goes before what it says. Printed
        or shown, the answer tells what of the phrase it does not take into account.

        Values of parameters are things, by identifier or name, numbers, dates or text. Raises
        NotFoundError for an unknown question, QueryError for a query or parameter that is wrong,
        LimitError for a query that was stopped.

        >>> answer = open_graph(language="en").ask("organisers")
        >>> answer[0]["organization"].label
        'Île-de-France Region'
        """
        if "{" in question:
            return self.sparql(question)
        given = {name: str(value) for name, value in parameters.items()}
        heard = self.hear(question)[0] if " " in question else None
        if heard:
            question, given = heard.question.name, {**heard.given, **given}
            heard = heard._replace(given=given)
        asked = read_inquiry(
            self.project, question, given, names=self._names, language=self.language
        )
        return self._answer(asked, heard)

    def hear(self, phrase: str) -> list[Understood]:
        """Give the questions that a phrase may mean, the nearest first, and the values in it.

        Raises NotFoundError for a phrase that no question comes near.

        >>> first = open_graph().hear("who works on cell therapy?")[0]
        >>> first.question.name, first.given
        ('who-works-on', {'therapy': 'therapy/cell-therapy'})
        """
        return self._ear.hear(phrase)

    def sparql(self, query: str, /) -> GraphAnswer:
        """Ask a SPARQL query of any form; known prefixes need no declaration.

        >>> open_graph().sparql("SELECT (COUNT(*) AS ?n) { ?axis a bioprod:Axis }")[0]["n"] > 1
        True
        """
        return self._answer(read_own(query, self.project))

    def find(self, name: str) -> Thing:
        """Find the thing of that name, slug or identifier, as every command does.

        Raises NotFoundError, with similar names, if there is none or more than one.

        >>> open_graph(language="en").find("genopole").label
        'Genopole'
        """
        return self._name(self._names.find(name).value)

    def explain(
        self, subject: str, predicate: str | None = None, value: str | None = None
    ) -> Explanation:
        """Explain a statement, all that is said of a thing, or how two things are connected.

        See `bioprod_graph.explain`.

        >>> told = open_graph(language="en").explain("axis/assises-idf-2021-1")
        >>> len(told.proofs) > 0
        True
        """
        from bioprod_graph.proofs import explain

        return explain(subject, predicate, value, project=self.project, language=self.language)

    def brief(self, name: str, *, as_of: str | int | None = None) -> Written:
        """Write a page on a thing, with its sources; see `bioprod brief`.

        >>> print(open_graph(language="en").brief("gene-therapy"))  # doctest: +ELLIPSIS
        Gene therapy...
        """
        return self._report(name, as_of)

    def track(
        self, recommendation: str | int | None = None, *, as_of: str | int | None = None
    ) -> Written:
        """Write what became of the recommendations, or of one: by number, slug or name.

        >>> print(open_graph(language="en").track(7))  # doctest: +ELLIPSIS
        Recommendation 7...
        """
        if recommendation is None:
            return self._report("tracker", as_of)
        return self._report(str(recommendation), as_of, "recommendation")

    def cite(self, name: str = "", /, **parameters: object) -> Written:
        """Cite the dataset, what it says of a thing, or its answer to a question.

        >>> open_graph().cite("organisers").write("bibtex").startswith("@")
        True
        """
        store, project = self.release.store, self.project
        edition = read_edition(store, project, digest=self.release.digest)
        if not name:
            work = cite_dataset(edition)
        elif name in self.questions:
            question = find_question(self._questions, name)
            given = {each: str(value) for each, value in parameters.items()}
            values = question.fill(given, self.language)
            work = cite_answer(store, project, question, given=values, edition=edition)
        else:
            thing = str(self._names.find(name))
            work = cite_thing(store, project.prefixes, thing, edition=edition)
        return Written(work, "work", self._setting, "apa")

    def draw(self, name: str, *, hops: int = 1) -> Showing:
        """Draw a scene, or what lies around a thing, by name.

        >>> open_graph(language="en").draw("genopole").title
        'Around Genopole'

        Raises NotFoundError if neither has this name.
        """
        return Showing(read_named(self.release.store, self.project, name, hops=hops), self)

    def network(self, name: str, *, hops: int = 1) -> nx.MultiDiGraph[str]:
        """Give a scene, or what lies around a thing, as `bioprod_graph.network` does.

        >>> around = open_graph(language="en").network("genopole")
        >>> around.nodes["https://w3id.org/bioprod/id/organization/genopole"]["label"]
        'Genopole'
        """
        scene = read_named(self.release.store, self.project, name, hops=hops)
        return export_graph(scene, self.language)

    def to_rdflib(self) -> rdflib.Dataset:
        """Give a Dataset of rdflib; its default graph is the union of the named graphs.

        >>> len([*open_graph().to_rdflib().graphs()]) > 1
        True
        """
        from bioprod_graph.questions import read_dataset

        return read_dataset(self.release.dataset)

    def to_owlready(self) -> owlready2.Ontology:
        """Give an ontology of owlready2, in a world of its own: all statements, no imports.

        >>> ontology = open_graph().to_owlready()
        >>> sorted(axis.name for axis in ontology.Axis.instances())[0]
        'assises-idf-2021-1'
        """
        import owlready2

        quads = list(match(self.release.store, (None, None, None)))
        written = find_format("ntriples", "statements").write(quads, self._setting)
        ontology = owlready2.World().get_ontology(f"{self.project.base}ontology#")
        return ontology.load(fileobj=io.BytesIO(written))

    def say_head(self, variable: str) -> str:
        """Say what a column is called."""
        told = self._heads.get(variable)
        return told.say(self.language) if told else variable

    def write_answer(self, answer: GraphAnswer, form: str = "table") -> str:
        """Write an answer as `bioprod query` does."""
        asked = answer.asked
        return answer.render(
            form,
            self.project.prefixes,
            given=frozenset(asked.bindings),
            title=asked.said.say(self.language),
            heads=asked.heads,
            naming=lambda iri: self._name(iri).label,
            language=self.language,
        )

    def trace(self, answer: GraphAnswer) -> Traced:
        """Trace the rows of an answer to what they rest on."""
        from bioprod_graph.reports import trace

        return trace(
            self.release.store,
            self.project,
            asked=answer.asked,
            answer=answer,
            language=self.language,
        )

    def explain_answer(self, answer: GraphAnswer) -> list[str]:
        """Say why an answer is empty, or which terms of its query no statement has."""
        found = find_remarks(
            self.release.store,
            answer.asked,
            self.project,
            instead=read_instead(self.project.ontology / "wording" / "instead.csv"),
            is_empty=not answer,
        )
        return [said.say(self.language) for said in found]

    def render(self, template: str, **told: Any) -> str:
        """Render one of our templates."""

        def say(key: str, **values: object) -> str:
            return translate(key, self.language).format_map(values)

        shown = make_environment(__package__).get_template(template).render(told, say=say)
        # In whatever encoding it is read, its styles keep the digest that they are named by.
        return shown.encode("ascii", "xmlcharrefreplace").decode()

    def _report(self, name: str, as_of: str | int | None, *kinds: str) -> Written:
        from bioprod_graph.reports import make_report

        day, language = None if as_of is None else str(as_of), self.language
        report = make_report(name, project=self.project, language=language, as_of=day, kinds=kinds)
        return Written(report.make_document(), "document", self._setting, "text")

    def _answer(self, asked: Inquiry, heard: Understood | None = None) -> GraphAnswer:
        answer = ask_apart(self.release, asked, self.project)
        return GraphAnswer(
            answer.make,
            answer.is_empty,
            lambda iri: self._name(iri).label,
            graph=self,
            asked=asked,
            heard=heard,
        )

    def _name(self, iri: str) -> Thing:
        otherwise = self.project.prefixes.compress(iri)
        name = read_label(self.release.store, ox.NamedNode(iri), otherwise=otherwise)
        return Thing(iri, name.say(self.language))

    @property
    def _questions(self) -> Path:
        return self.project.queries / "questions"

    @cached_property
    def _ear(self) -> Ear:
        return make_ear(self._names)

    @cached_property
    def _names(self) -> Names:
        return Names(self.release.store, self.project)

    @cached_property
    def _heads(self) -> dict[str, Any]:
        return read_heads(self.project.ontology / "wording" / "heads.csv")

    @cached_property
    def _setting(self) -> Setting:
        return Setting(self.language, prefixes=self.project.prefixes, edition=self._edition)

    @cached_property
    def _edition(self) -> Edition | None:
        return find_edition(self.release.store, self.project, digest=self.release.digest)

    def _repr_html_(self) -> str:
        scenes = [
            (file.name, file.text_of("title").say(self.language))
            for file in list_scenes(self.project)
        ]
        title = self._edition.title.say(self.language) if self._edition else ""
        return self.render("graph.html", title=title, edition=self._edition, scenes=scenes)


def open_graph(place: Project | str | Path | None = None, *, language: str | None = None) -> Graph:
    """Open the graph of a project, by its folder, or of a release, by its file of N-Quads.

    Without either it is the project that the command `bioprod` would work on. The language is that
    of the system unless given. Raises DatasetError if nothing was built, ProjectError for a folder
    that is no project, UsageError for a language that the data do not have.

    >>> graph = open_graph()
    >>> graph.ask("SELECT ?axis { ?axis a bioprod:Axis }").columns
    ('axis',)
    """
    if language not in (None, *LANGUAGES):
        raise UsageError("language={name}: expected {languages}", name=language,
                         languages=" | ".join(LANGUAGES))  # fmt: skip
    if isinstance(place, Project):
        project = place
    elif place is not None and Path(place).is_file():
        project = find_project()._replace(build=Path(place).resolve())
    else:
        project = find_project(None if place is None else str(place))
    graph = Graph(project, choose_data_language(language or choose_language()))
    _ = graph.release  # what is wrong is told at once
    return graph
