"""What a notebook shows of a release: itself, rows of an answer, scenes.

Jupyter and those who follow it ask an object for `_repr_html_` and `_repr_svg_`. Texts are escaped,
pages stand in frames of their own. pandas and networkx are imported when they are asked for.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pyoxigraph as ox

from bioprod_graph.dataset import find_edition, open_release, read_label
from bioprod_graph.documents import make_environment
from bioprod_graph.drawing import render_alone
from bioprod_graph.errors import UsageError
from bioprod_graph.language import SOURCE, translate
from bioprod_graph.project import Project, find_project
from bioprod_graph.questions import ask, find_question, read_heads
from bioprod_graph.scenes import (
    draw_scene,
    export_graph,
    list_scenes,
    read_named,
    render_page,
)

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    import networkx as nx
    import pandas as pd

    from bioprod_graph.dataset import Release
    from bioprod_graph.language import Language
    from bioprod_graph.scenes import Scene

# Rows that a notebook shows; all are in the object.
SHOWN = 50


class Rows(list[dict[str, str]]):
    """The rows of an answer, each a variable to plain text; what is unbound is left out."""

    def __init__(
        self, rows: Iterable[dict[str, str]], graph: Graph, given: Iterable[str] = ()
    ) -> None:
        super().__init__(rows)
        self._graph, self._given = graph, frozenset(given)

    @property
    def columns(self) -> tuple[str, ...]:
        """The variables that have a value in any row, in the order in which they come."""
        return tuple(dict.fromkeys(name for row in self for name in row))

    def to_pandas(self) -> pd.DataFrame:
        """Give a table of pandas; raises UsageError if pandas is not installed."""
        return _frame(self, self.columns)

    def to_networkx(self, source: str, target: str) -> nx.MultiDiGraph[str]:
        """Give a graph of networkx, an edge a row, between the values of two variables.

        Other variables are its attributes. Raises UsageError for a variable that no row has.
        """
        import networkx as nx

        for name in (source, target):
            if name not in self.columns:
                known = ", ".join(self.columns)
                raise UsageError("no row has ?{name}; there are {names}", name=name, names=known)
        graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
        ends = {source, target}
        for row in self:
            if ends <= row.keys():
                told = {name: cell for name, cell in row.items() if name not in ends}
                graph.add_edge(row[source], row[target], **told)
        return graph

    def _repr_html_(self) -> str:
        # What was given is known, and a thing is named where it stands.
        known = self._given | {f"{name}_label" for name in self.columns}
        shown = [name for name in self.columns if name not in known]
        cells = [
            [self._graph.show_cell(row.get(name, "")) for name in shown] for row in self[:SHOWN]
        ]
        heads = [self._graph.say_head(name) for name in shown]
        return self._graph.render("rows.html", heads=heads, rows=cells, count=len(self))


@dataclass(frozen=True)
class Showing:
    """A scene, or what lies around a thing: its page as HTML, its picture as SVG."""

    scene: Scene = field(repr=False)
    graph: Graph = field(repr=False)

    @property
    def title(self) -> str:
        """What the scene is called."""
        return self.scene.network.title.say(self.graph.language)

    @cached_property
    def svg(self) -> str:
        """The picture alone: an SVG that needs no script, the light form of the page."""
        return render_alone(draw_scene(self.scene, self.graph.language))

    def to_networkx(self) -> nx.MultiDiGraph[str]:
        """Give the items and ties as a graph of networkx, as `bioprod_graph.network` does."""
        return export_graph(self.scene, self.graph.language)

    def to_pandas(self) -> pd.DataFrame:
        """Give the ties as a table of pandas, named at both ends.

        Raises UsageError if pandas is not installed.
        """
        names = {node.iri: node.name.say(self.graph.language) for node in self.scene.network.nodes}
        rows = [
            {
                "source": names[link.source],
                "relation": link.label.say(self.graph.language),
                "target": names[link.target],
                "since": link.period[0],
                "until": link.period[1],
            }
            for link in self.scene.network.links
        ]
        return _frame(rows, ("source", "relation", "target", "since", "until"))

    def _repr_svg_(self) -> str:
        return self.svg

    def _repr_html_(self) -> str:
        release, project = self.graph.release, self.graph.project
        page = render_page(self.scene, release, project, language=self.graph.language)
        return self.graph.render("scene.html", title=self.title, page=page)


@dataclass(frozen=True)
class Graph:
    """A release of a project, to be asked and looked at in one language."""

    project: Project
    language: Language = SOURCE

    @cached_property
    def release(self) -> Release:
        """The release; raises DatasetError if nothing was built."""
        return open_release(self.project)

    def ask(self, query: str, /, **parameters: object) -> Rows:
        """Ask a question of the catalogue by name, or any SELECT, as `bioprod_graph.ask` does.

        What a question says of names is said in the language of the graph.
        """
        known = () if "{" in query else find_question(self._questions, query).parameters
        spoken = {p.name: self.language for p in known if p.type == "language"}
        rows = ask(query, self.project, **{**spoken, **parameters})  # type: ignore[arg-type]
        return Rows(rows, self, [parameter.name for parameter in known])

    def draw(self, name: str, *, hops: int = 1) -> Showing:
        """Draw a scene, or what lies around a thing, by name.

        Raises NotFoundError if neither has this name.
        """
        return Showing(read_named(self.release.store, self.project, name, hops=hops), self)

    def show_cell(self, cell: str) -> tuple[str, str]:
        """Give what is shown of a cell and where it leads: a thing is named, an address is one."""
        if not _is_address(cell):
            return cell, ""
        name = read_label(self.release.store, ox.NamedNode(cell), otherwise=cell)
        return name.say(self.language), cell

    def say_head(self, variable: str) -> str:
        """Say what a column is called."""
        told = self._heads.get(variable)
        return told.say(self.language) if told else variable

    def render(self, template: str, **told: Any) -> str:
        """Render one of our templates."""

        def say(key: str, **values: object) -> str:
            return translate(key, self.language).format_map(values)

        shown = make_environment(__package__).get_template(template).render(told, say=say)
        # In whatever encoding it is read, its styles keep the digest that they are named by.
        return shown.encode("ascii", "xmlcharrefreplace").decode()

    @property
    def _questions(self) -> Path:
        return self.project.queries / "questions"

    @cached_property
    def _heads(self) -> dict[str, Any]:
        return read_heads(self.project.ontology / "wording" / "heads.csv")

    def _repr_html_(self) -> str:
        edition = find_edition(self.release.store, self.project, digest=self.release.digest)
        scenes = [
            (file.name, file.text_of("title").say(self.language))
            for file in list_scenes(self.project)
        ]
        title = edition.title.say(self.language) if edition else ""
        return self.render("graph.html", title=title, edition=edition, scenes=scenes)


def open_graph(project: Project | None = None, *, language: Language = SOURCE) -> Graph:
    """Open the graph of a project: the one that the command `bioprod` would work on, unless given.

    Raises DatasetError if nothing was built.

    >>> graph = open_graph()
    >>> graph.ask("SELECT ?axis { ?axis a bioprod:Axis }").columns
    ('axis',)
    """
    graph = Graph(project or find_project(), language)
    _ = graph.release  # what is wrong is told at once
    return graph


def _frame(rows: Iterable[dict[str, str]], columns: Iterable[str]) -> pd.DataFrame:
    try:
        import pandas as pd
    except ImportError:
        raise UsageError(
            "pandas is not installed: pip install pandas, or bioprod-graph[pandas]"
        ) from None
    return pd.DataFrame(list(rows), columns=list(columns))


def _is_address(cell: str) -> bool:
    try:
        found = urlsplit(cell)
        ox.NamedNode(cell)
    except ValueError:
        return False
    return found.scheme in {"http", "https"} and bool(found.netloc) and " " not in cell
