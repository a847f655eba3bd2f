"""Rows into blocks of a document: each query of a kind gives sentences, or a table, with notes.

Rows that differ only in the variable of a `|list` slot, or in the named graphs (`graph`, `…_graph`)
that state them, make one sentence; the passages of these graphs are its notes.
"""

from __future__ import annotations

from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING

import pyoxigraph as ox

from bioprod_graph.documents import Figures, Items, Note, Paragraph, Sentence, Table
from bioprod_graph.documents.speaker import Part, read_slots
from bioprod_graph.reports.queries import group_rows, is_graph

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from bioprod_graph.documents import Block
    from bioprod_graph.documents.speaker import Group, Speaker
    from bioprod_graph.rdf import Term
    from bioprod_graph.reports.queries import Reader
    from bioprod_graph.sparql.query_files import QueryFile

_CELL = " | "
_NOTHING = "–"


class Writer:
    """Writes what queries have to say, in the language of a speaker."""

    def __init__(self, reader: Reader, speaker: Speaker) -> None:
        self._reader = reader
        self._speaker = speaker
        self._passages: dict[Term, list[Group]] = {}

    @cached_property
    def note(self) -> QueryFile:
        """The query of what a footnote says of a passage."""
        return self._reader.queries.read_shared("note")

    def write(self, file: QueryFile) -> Iterator[tuple[str, list[Block]]]:
        """Write the blocks of a query under their headings; an empty one goes on with the last."""
        section, given = self._get(file, "section"), self._reader.group
        groups = self._group(file)
        if not groups:
            none = self._get(file, "none")
            said = [Paragraph((_make_sentence(self._speaker.say(none, given)),))] if none else []
            yield self._speaker.fill(section, given), [*said]
        for title, told in groupby(groups, lambda group: self._speaker.fill(section, group)):
            yield title, list(self._lay_out(file, list(told)))

    def write_line(self, file: QueryFile) -> str:
        """Write the first sentence of a query as it stands, such as a title."""
        groups = self._group(file)
        return self._speaker.fill(self._get(file, "sentence"), groups[0]) if groups else ""

    def find_passages(self, graphs: Collection[Term]) -> list[Group]:
        """Find the passages that rows were read in, each once, by source and place in it."""
        for graph in set(graphs) - set(self._passages):
            rows = self._reader.read(self.note, graph=ox.NamedNode(graph.value))
            self._passages[graph] = group_rows(rows, {"passage"})
        found = {told["passage"]: told for graph in graphs for told in self._passages[graph]}
        return sorted(found.values(), key=lambda told: (str(told["source"]), str(told["passage"])))

    def _group(self, file: QueryFile) -> list[Group]:
        # Templates are the same slots in each language.
        texts = (file.text_of(key).forms for key in ("section", "group", "sentence"))
        templates = (next(iter(forms.values()), "") for forms in texts)
        told = file.get("told")
        rows = (row for row in self._reader.read(file) if not told or row[told].value == "true")
        groups = group_rows(rows, read_slots(" ".join(templates))[0])
        return [{**self._reader.group, **group} for group in groups]

    def _lay_out(self, file: QueryFile, groups: list[Group]) -> Iterator[Block]:
        layout = "table" if (header := self._get(file, "header")) else file.get("layout")
        if layout == "table":
            heading = self._get(file, "group")
            headings = tuple(self._speaker.fill(heading, group) for group in groups)
            rows = tuple(self._fill_row(file, group) for group in groups)
            yield Table(tuple(header.split(_CELL)), rows, headings)
        elif layout == "figures":
            pairs = (self._fill_row(file, group) for group in groups)
            yield Figures(tuple((number, label) for number, label in pairs))
        elif layout == "each":
            yield from (Paragraph((self._say(file, group),)) for group in groups)
        else:
            said = tuple(self._say(file, group) for group in groups)
            yield Items(said) if layout == "list" else Paragraph(said)

    def _say(self, file: QueryFile, group: Group) -> Sentence:
        parts = self._speaker.say(self._choose(file, group), group)
        return _make_sentence(parts, self._cite(group, filter(is_graph, group)))

    def _fill_row(self, file: QueryFile, group: Group) -> tuple[Sentence, ...]:
        """Fill the cells of a row; a graph is cited by the cell that names it, else the first."""
        cells = self._choose(file, group).split(_CELL)
        cited = [{f"{name}_graph" for name in set().union(*read_slots(cell))} for cell in cells]
        cited[0] |= set(filter(is_graph, group)).difference(*cited)
        said = (self._speaker.compose(cell, group) or [Part(_NOTHING)] for cell in cells)
        return tuple(
            _make_sentence(parts, self._cite(group, names))
            for parts, names in zip(said, cited, strict=True)
        )

    def _choose(self, file: QueryFile, group: Group) -> str:
        """Choose the template of a group: another one where a list has several members."""
        template = self._get(file, "sentence")
        is_many = any(len(group.get(name, ())) > 1 for name in read_slots(template)[1])
        return (is_many and self._get(file, "many")) or template

    def _cite(self, group: Group, names: Iterable[str]) -> tuple[Note, ...]:
        graphs = [graph for name in names for graph in group.get(name, ())]
        template = self._get(self.note, "sentence")
        return tuple(
            Note(
                self._speaker.fill(template, told), told["link"][0].value if "link" in told else ""
            )
            for told in self.find_passages(graphs)
        )

    def _get(self, file: QueryFile, key: str) -> str:
        return file.get(f"{key}_{self._speaker.language}")


def _make_sentence(parts: Iterable[Part], notes: tuple[Note, ...] = ()) -> Sentence:
    kept = tuple(parts)
    return Sentence("".join(part.text for part in kept), notes, kept)
