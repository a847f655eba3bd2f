"""What a notebook shows of a release: rows of an answer, scenes, what is written for people.

Jupyter and those who follow it ask an object for `_repr_html_` and `_repr_svg_`. Texts are escaped,
pages stand in frames of their own. pandas and networkx are imported when they are asked for.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from bioprod_graph.drawing import render_alone
from bioprod_graph.formats import Setting, find_format
from bioprod_graph.language import Message, join_names
from bioprod_graph.questions import Answer, Inquiry, Thing, make_frame
from bioprod_graph.scenes import draw_scene, export_graph, render_page

if TYPE_CHECKING:
    import networkx as nx
    import pandas as pd

    from bioprod_graph.notebook.graph import Graph
    from bioprod_graph.questions import Row, Value
    from bioprod_graph.scenes import Scene

# Rows that a notebook shows; all are in the object.
SHOWN = 50
# So many names stand in a sentence.
_NAMED = 8
_NOTHING = Message("Nothing in the dataset answers this.")


@dataclass(frozen=True)
class GraphAnswer(Answer):
    """An answer of a graph, which knows what was asked, and by which names it is told.

    Printed, it is the table that `bioprod query` prints.
    """

    asked: Inquiry = field(default_factory=lambda: Inquiry(""), repr=False)
    graph: Graph = field(kw_only=True, repr=False)

    def sentence(self) -> str:
        """Say in a sentence what was asked and what the answer is."""
        language = self.graph.language
        told = self._tell() if self or not self.has_rows else _NOTHING
        return f"{self.asked.said.say(language)} {told.say(language)}".strip()

    def _tell(self) -> Message:
        if not self.columns:
            return Message("That is so.") if self else Message("That is not so.")
        told = Message("{n} row", many="{n} rows", n=len(self))
        if not self.has_rows:
            return Message("{n} statement", many="{n} statements", n=len(self))
        names = list(dict.fromkeys(str(name) for name in map(self._name_first, self) if name))
        shown, more = names[:_NAMED], len(names) - _NAMED
        if more > 0:
            others = Message("{n} other", many="{n} others", n=more)
            shown = [*shown, others.say(self.graph.language)]
        return Message("{told}: {names}.", told=told, names=join_names(shown, self.graph.language))

    def why(self) -> list[str]:
        """Say why there are no rows, or which terms of the query no statement has."""
        return self.graph.explain_answer(self)

    def __str__(self) -> str:
        """Write it as a table, or as Turtle."""
        return self.graph.write_answer(self)

    def _name_first(self, row: Row) -> Value:
        known = self.asked.bindings
        cells = (cell for name, cell in row.items() if name not in known and cell is not None)
        first = next(cells, None)
        return first.label if isinstance(first, Thing) else first

    def _repr_html_(self) -> str:
        # What was given is known, and a thing is named where it stands.
        known = {*self.asked.bindings, *(f"{name}_label" for name in self.columns)}
        shown = [name for name in self.columns if name not in known]
        cells = [[_show_cell(row[name]) for name in shown] for row in self[:SHOWN]]
        heads = [self.graph.say_head(name) for name in shown]
        return self.graph.render("rows.html", heads=heads, rows=cells, count=len(self))


@dataclass(frozen=True)
class Written:
    """What is written for people: a brief, a tracker, a citation; printed, it is text."""

    content: Any = field(repr=False)
    kind: Any
    setting: Setting = field(repr=False)
    usual: str

    def write(self, form: str = "") -> str:
        """Write it in a format, by the name that `--format` has for it; KeyError for no such."""
        return find_format(form or self.usual, self.kind).write(self.content, self.setting).decode()

    def __str__(self) -> str:
        """Write it as text."""
        return self.write()


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
    return getattr(cell, "label", cell), cell if _is_address(cell) else ""


def _is_address(cell: str) -> bool:
    try:
        found = urlsplit(cell)
    except ValueError:
        return False
    return found.scheme in {"http", "https"} and bool(found.netloc) and " " not in cell
