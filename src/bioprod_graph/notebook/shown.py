"""What a notebook shows of a release: rows of an answer, scenes, what is written for people.

Jupyter and those who follow it ask an object for `_repr_html_` and `_repr_svg_`. Texts are escaped,
pages stand in frames of their own. pandas and networkx are imported when they are asked for.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from html import escape
from typing import TYPE_CHECKING, Any

from bioprod_graph.documents import read_link
from bioprod_graph.drawing import render_alone
from bioprod_graph.formats import Setting, find_format
from bioprod_graph.notebook.spoken import speaking
from bioprod_graph.questions import Answer, Inquiry, make_frame
from bioprod_graph.scenes import draw_scene, export_graph, render_page

if TYPE_CHECKING:
    import networkx as nx
    import pandas as pd

    from bioprod_graph.notebook.graph import Graph
    from bioprod_graph.proofs import Explanation
    from bioprod_graph.questions import Understood, Value
    from bioprod_graph.reports import Traced
    from bioprod_graph.scenes import Scene

# Rows that a notebook shows; all are in the object.
SHOWN = 50
_NOTHING = Inquiry("")


@speaking
class GraphAnswer(Answer):
    """An answer of a graph, which knows what was asked, and by which names it is told.

    Printed, it is the table that `bioprod query` prints.
    """

    def __init__(
        self,
        *answered: Any,
        graph: Graph,
        asked: Inquiry = _NOTHING,
        heard: Understood | None = None,
    ) -> None:
        super().__init__(*answered)
        self.graph, self.asked, self.heard = graph, asked, heard

    @property
    def language(self) -> str:
        """The language that it is told in."""
        return self.graph.language

    def sentence(self) -> str:
        """Say the answer in a sentence: as its question has it, else what was asked and how many.

        >>> from bioprod_graph import open_graph
        >>> open_graph(language="en").ask("who-is-named").sentence().endswith("EIT Manufacturing.")
        True
        """
        return self._traced.sentence

    def passages(self) -> list[list[dict[str, str]]]:
        """List the passages of each row, with source, place, grade and link.

        They are those of the statements that a row was made of; an inferred one leads to those that
        are stated. Of an answer that is true it is one list.

        >>> from bioprod_graph import open_graph
        >>> first = open_graph(language="en").ask("organisers").passages()[0]
        >>> first[0]["source"]
        'Page of the Île-de-France Region on the Assises of May 2021'
        """
        return self._traced.describe()

    def prove(self, number: int) -> Explanation:
        """Prove a row, by its number from 1: each of its statements, down to the passages.

        >>> from bioprod_graph import open_graph
        >>> len(open_graph(language="en").ask("organisers").prove(1).proofs) > 0
        True

        Raises NotFoundError for a number that no row has.
        """
        return self._traced.explain(number)

    @cached_property
    def _traced(self) -> Traced:
        return self.graph.trace(self)

    def why(self) -> list[str]:
        """Say why there are no rows, or which terms of the query no statement has.

        >>> from bioprod_graph import open_graph
        >>> open_graph(language="en").ask("SELECT ?s { ?s a bioprod:Axes }").why()[-1]
        'no statement has bioprod:Axes: did you mean bioprod:Axis?'
        """
        return self.graph.explain_answer(self)

    def __str__(self) -> str:
        """Write it as a table, with what `why` says below, or as Turtle."""
        return "".join([self.graph.write_answer(self), *(f"{note}\n" for note in self._notes)])

    def __repr__(self) -> str:
        """Say how many rows or statements it has, or whether it is true."""
        if not self.columns:
            return f"<{type(self).__name__}: {bool(self.terms)}>"
        return f"<{type(self).__name__}: {len(self)} × {', '.join(self.columns)}>"

    @property
    def _notes(self) -> list[str]:
        told = [each.say(self.graph.language) for each in self.heard.tell()] if self.heard else []
        return [*told, *(self.why() if self.has_rows and self.asked.text else ())]

    def _repr_html_(self) -> str:
        if not self.columns:  # of what is true or false
            return f"<p>{escape(str(self).strip())}</p>"
        # What was given is known, and a thing is named where it stands.
        known = {*self.asked.bindings, *(f"{name}_label" for name in self.columns)}
        shown = [name for name in self.columns if name not in known]
        cells = [[_show_cell(row[name]) for name in shown] for row in self[:SHOWN]]
        heads = [self.graph.say_head(name) for name in shown]
        return self.graph.render(
            "rows.html", heads=heads, rows=cells, count=len(self), notes=self._notes
        )


@speaking
@dataclass(frozen=True, repr=False)
class Written:
    """What is written for people: a brief, a tracker, a citation; printed or shown, it is text."""

    content: Any
    kind: Any
    setting: Setting
    usual: str

    @property
    def language(self) -> str:
        """The language that it is written in."""
        return self.setting.language

    def write(self, form: str = "") -> str:
        """Write it in a format, by its name, such as html or markdown.

        >>> from bioprod_graph import open_graph
        >>> open_graph(language="en").track(7).write("markdown").startswith("# Recommendation 7")
        True

        Raises UsageError for another name, with those that there are.
        """
        return find_format(form or self.usual, self.kind).write(self.content, self.setting).decode()

    def __str__(self) -> str:
        """Write it as text."""
        return self.write()

    __repr__ = __str__


@dataclass(frozen=True, repr=False)
class Showing:
    """A scene, or what lies around a thing: its page as HTML, its picture as SVG."""

    scene: Scene
    graph: Graph

    def __repr__(self) -> str:
        """Say what it is called."""
        return f"<{type(self).__name__}: {self.title}>"

    @property
    def title(self) -> str:
        """What the scene is called."""
        return self.scene.network.title.say(self.graph.language)

    @cached_property
    def svg(self) -> str:
        """The picture alone: an SVG that needs no script, the light form of the page."""
        return render_alone(draw_scene(self.scene, self.graph.language))

    def to_networkx(self) -> nx.MultiDiGraph[str]:
        """Give the items and ties as a graph of networkx, as `bioprod_graph.network` does.

        >>> from bioprod_graph import open_graph
        >>> open_graph().draw("genopole").to_networkx().number_of_nodes() > 1
        True
        """
        return export_graph(self.scene, self.graph.language)

    def to_pandas(self) -> pd.DataFrame:
        """Give the ties as a table of pandas, named at both ends.

        >>> from bioprod_graph import open_graph
        >>> "relation" in open_graph().draw("genopole").to_pandas().columns
        True

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
        return make_frame(rows, ("source", "relation", "target", "since", "until"))

    def _repr_svg_(self) -> str:
        return self.svg

    def _repr_html_(self) -> str:
        release, project = self.graph.release, self.graph.project
        page = render_page(self.scene, release, project, language=self.graph.language)
        return self.graph.render("scene.html", title=self.title, page=page)


def _show_cell(cell: Value) -> tuple[str, str]:
    """Give what is shown of a cell and where it leads: a thing is named, an address is one."""
    if not isinstance(cell, str):
        return "" if cell is None else str(cell), ""
    link = None if " " in cell else read_link(cell)
    return getattr(cell, "label", cell), link or ""
