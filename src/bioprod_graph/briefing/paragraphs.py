"""The paragraphs of a brief: each query of `queries/briefs/KIND/` gives sentences with their notes.

    #+ section_fr: Siège              (a new section begins; without it, the last one goes on)
    #+ sentence_fr: {thing} a son siège à {place}.
    #+ many_fr: …                     (optional: when the list of the sentence has several)
    #+ none_fr: …                     (optional: what is said when there is nothing to say)
    #+ layout: each                   (optional: a paragraph for each sentence)
    #+ header_fr: Acteur | Commune    (optional: a table; the sentence holds its cells, as here)

and the same in English. A query that several kinds share stands in `queries/briefs/shared/`, and
names them: `#+ kinds: initiative, organization`.

Rows that differ only in the variable of a `|list` slot, or in the named graphs (`graph`, `…_graph`)
that state them, make one sentence; the passages of these graphs are its notes. The query is given
`?thing` and `?lang`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from bioprod_graph.briefing.sentences import Speaker, find_listed, list_slots
from bioprod_graph.documents import Note, Paragraph, Sentence, Table
from bioprod_graph.errors import ProjectError
from bioprod_graph.explanation import describe_passage, read_passages
from bioprod_graph.files import list_folders
from bioprod_graph.headers import read_queries
from bioprod_graph.rdf import read_terms, select

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

    from bioprod_graph.briefing.sentences import Group
    from bioprod_graph.documents import Block
    from bioprod_graph.headers import QueryFile
    from bioprod_graph.rdf import Term

    Row = dict[str, Term]

_REQUIRED = ("sentence_fr", "sentence_en")
_PAIRED = ("section", "many", "none", "header")
_CELL = " | "
_SHARED = "shared"
_ALLOWED = (
    "layout",
    "kinds",
    *(f"{key}_{language}" for key in _PAIRED for language in ("fr", "en")),
)


@dataclass(frozen=True)
class Contribution:
    """What a query brings: the section that it begins, if any, and its blocks."""

    section: str
    blocks: tuple[Block, ...]


def list_kinds(folder: Path) -> list[str]:
    """List the kinds of things that briefs are written on, by name."""
    return [path.name for path in list_folders(folder) if path.name != _SHARED]


def read_briefs(folder: Path, kind: str) -> list[QueryFile]:
    """Read the queries of a kind of brief, its own and the shared ones, in the order of names.

    Raises ProjectError for a header that is incomplete or says something in one language only.
    """
    own = [file for file in read_queries(folder / kind) if file.name != "title"]
    shared = [
        file
        for file in read_queries(folder / _SHARED, is_required=False)
        if kind in file.get("kinds").replace(",", " ").split()
    ]
    files = sorted([*own, *shared], key=lambda file: file.name)
    for file in files:
        file.require(_REQUIRED, allowed=_ALLOWED)
        for key in _PAIRED:
            if bool(file.get(f"{key}_fr")) != bool(file.get(f"{key}_en")):
                raise ProjectError(
                    en=f"{file.path}: {key} is needed in French and in English",
                    fr=f"{file.path} : {key} est nécessaire en français et en anglais",
                )
    return files


class Writer:
    """Writes paragraphs on one thing."""

    def __init__(
        self,
        store: ox.Store,
        thing: ox.NamedNode,
        speaker: Speaker,
        *,
        left_out: Collection[str] = (),
    ) -> None:
        """Write from a store; what the graphs `left_out` state is not said."""
        self._store = store
        self._speaker = speaker
        self._left_out = left_out
        self._bindings: dict[str, Term] = {
            "thing": thing,
            "lang": ox.Literal(speaker.language),
        }

    def write(self, file: QueryFile) -> Contribution:
        """Write what a query has to say."""
        section = file.get(f"section_{self._speaker.language}")
        header = file.get(f"header_{self._speaker.language}")
        groups = list(self._group(file))
        if header and groups:
            rows = tuple(self._fill_row(file, rows) for rows in groups)
            return Contribution(section, (Table(tuple(header.split(_CELL)), rows),))
        sentences = [self._say(file, rows) for rows in groups] or self._say_none(file)
        if file.get("layout") == "each":
            return Contribution(section, tuple(Paragraph((each,)) for each in sentences))
        return Contribution(section, (Paragraph(tuple(sentences)),) if sentences else ())

    def write_title(self, file: QueryFile) -> str:
        """Write the title that a query gives."""
        row = next(iter(self._ask(file)), {})
        group = {name: (term,) for name, term in row.items()}
        return self._speaker.fill(file.get(f"sentence_{self._speaker.language}"), group)

    def _say(self, file: QueryFile, rows: list[Row]) -> Sentence:
        template, group = self._prepare(file, rows)
        return Sentence(self._speaker.say(template, group), tuple(self._find_notes(rows)))

    def _say_none(self, file: QueryFile) -> list[Sentence]:
        none = file.get(f"none_{self._speaker.language}")
        group = {"thing": (self._bindings["thing"],)}
        return [Sentence(self._speaker.say(none, group))] if none else []

    def _fill_row(self, file: QueryFile, rows: list[Row]) -> tuple[Sentence, ...]:
        """Fill the cells of a row; the first has the notes of all."""
        template, group = self._prepare(file, rows)
        first, *others = (self._speaker.fill(cell, group) for cell in template.split(_CELL))
        notes = tuple(self._find_notes(rows))
        return Sentence(first, notes), *(Sentence(text) for text in others)

    def _prepare(self, file: QueryFile, rows: list[Row]) -> tuple[str, Group]:
        """Choose the template of a group and gather what it names."""
        language = self._speaker.language
        template = file.get(f"sentence_{language}")
        listed = find_listed(template)
        group: Group = {name: (term,) for name, term in rows[0].items()}
        lists = {
            name: tuple(dict.fromkeys(row[name] for row in rows if name in row)) for name in listed
        }
        if any(len(terms) > 1 for terms in lists.values()):
            template = file.get(f"many_{language}") or template
        return template, {**group, **lists}

    def _group(self, file: QueryFile) -> Iterator[list[Row]]:
        """Put together the rows that make one sentence, in the order of the query."""
        template = file.get("sentence_fr")
        kept = sorted(set(list_slots(template)) - set(find_listed(template)))
        groups: dict[tuple[str, ...], list[Row]] = {}
        for row in self._ask(file):
            groups.setdefault(tuple(str(row.get(name)) for name in kept), []).append(row)
        yield from groups.values()

    def _ask(self, file: QueryFile) -> Iterator[Row]:
        for row in read_terms(select(self._store, file.text, self._bindings)):
            if not any(graph.value in self._left_out for graph in _find_graphs(row)):
                yield row

    def _find_notes(self, rows: list[Row]) -> Iterator[Note]:
        graphs = [graph for row in rows for graph in _find_graphs(row)]
        for passage in read_passages(self._store, graphs):
            told = describe_passage(passage, self._speaker.wording)
            yield Note(f"{told['source']} · {told['place']}", told["link"])


def _find_graphs(row: Row) -> list[ox.NamedNode]:
    """Give the named graphs that state what a row says."""
    named = (term for name, term in row.items() if name == "graph" or name.endswith("_graph"))
    return [graph for graph in named if isinstance(graph, ox.NamedNode)]
