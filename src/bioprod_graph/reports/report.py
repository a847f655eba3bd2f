"""A report: the queries of its kind, asked of a release, make a document.

    queries/reports/KIND/*.rq → rows → sentences and tables with notes → Document

A kind is named as the things are that its reports are on; what several have stands in `shared/`. A
kind whose title does not select `?thing` has one report, on no one thing. `README.md` there tells
what headers hold.

Rows that differ only in the variable of a `|list` slot, or in the named graphs (`graph`, `…_graph`)
that state them, make one sentence; the passages of these graphs are its notes.
"""

from __future__ import annotations

from copy import copy
from functools import cached_property
from itertools import chain, groupby
from operator import attrgetter
from typing import TYPE_CHECKING, Any, cast

import pyoxigraph as ox

from bioprod_graph.dataset import EVERYTHING, Portion, find_left_out, find_thing, open_release
from bioprod_graph.documents import (
    Document,
    Figures,
    Items,
    Note,
    Paragraph,
    Part,
    Section,
    Sentence,
    TableBlock,
    read_slots,
)
from bioprod_graph.errors import NotFoundError, UsageError
from bioprod_graph.identifiers import find_kind
from bioprod_graph.language import SOURCE, is_date, start_sentence
from bioprod_graph.project import find_project
from bioprod_graph.proofs import read_wording
from bioprod_graph.rdf import read_terms, select
from bioprod_graph.reports.groups import (
    CELL,
    group_rows,
    is_graph,
    keep_one,
    make_sentence,
    split_cells,
    tells_together,
    write_values,
)
from bioprod_graph.reports.kind_queries import REPORTS, find_queries, split_names

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from bioprod_graph.documents import Block, Group
    from bioprod_graph.language import Language
    from bioprod_graph.project import Project
    from bioprod_graph.rdf import Term
    from bioprod_graph.reports.groups import Row
    from bioprod_graph.sparql import QueryFile


# By what the rows of many reports are told apart.
_APART = ("passage", "graph", "thing")
_NOTHING = "–"


def make_report(
    name: str,
    *,
    project: Project | None = None,
    language: Language = SOURCE,
    kept: Portion = EVERYTHING,
    as_of: str | None = None,
    kinds: Collection[str] = (),
) -> Report:
    """Make the report of that name, such as `tracker`, else the one on a thing.

    The thing is a CURIE, an IRI, KIND/SLUG, a slug or a name, of one of `kinds` if any. Only what
    rows that are `kept` state is said; with `as_of` (2022, 2022-05 or 2022-05-31), only what was
    known then. Names are those of all. Same data, same report.

    Raises NotFoundError if nothing, or more than one thing, has this name; UsageError for what is
    no date, and if reports of its kind do not tell of dates; DatasetError if nothing was built.
    """
    project = project or find_project()
    store = open_release(project).store
    queries = find_queries(project)
    is_alone = not kinds and name in queries.list_kinds(on_things=False)
    kinds = kinds or queries.list_kinds(on_things=True)
    subject = name if is_alone else find_thing(name, store, project, kinds=kinds)
    report = Report(store, project, subject, language=language)
    if not is_alone and report.kind not in kinds:
        listed = ", ".join(kinds)
        raise NotFoundError(
            "no brief is written on {name}, only on {listed}", name=name, listed=listed
        )
    report.left_out |= find_left_out(store, kept, project)
    if kept.evidence is not None:
        report.given["evidence"] = ox.Literal(kept.evidence)
    if as_of is not None:
        report.leave_out_unknown(as_of)
    return report


class Report:
    """The report on a thing, or of a kind that is on no one thing.

    Its queries are `given` `thing`, `lang`, `as_of` and `evidence`, as far as they select them. A
    row does not count if a graph that it names, as `graph` or `…_graph`, is left out.
    """

    def __init__(
        self,
        store: ox.Store,
        project: Project,
        subject: ox.NamedNode | str,
        *,
        language: Language,
        folder: str = REPORTS,
    ) -> None:
        self._store = store
        self.project = project
        self.language = language
        self.queries = find_queries(project, folder)
        self.given: dict[str, Term] = {"lang": ox.Literal(language)}
        self.left_out: set[str] = set()
        self.kind = subject if isinstance(subject, str) else find_kind(subject.value, project.base)
        if isinstance(subject, ox.NamedNode):
            self.given["thing"] = subject
        self.speaker = read_wording(store, project, language).speaker
        self._passages: dict[Term, list[Group]] = {}
        self._noted: dict[Term, Note] = {}
        self._cited: dict[tuple[Term, ...], tuple[Note, ...]] = {}
        self._kept: dict[Any, dict[Term | None, list[Row]]] | None = None

    def turn_to(self, subject: ox.NamedNode | str) -> Report:
        """Give the report on another subject: what is told of many is asked once, of all of them.

        What is known of names and passages is kept, too.
        """
        self._kept = {} if self._kept is None else self._kept
        other = copy(self)
        if isinstance(subject, str):
            other.kind = subject
        else:
            other.given = {**self.given, "thing": subject}
            other.kind = find_kind(subject.value, self.project.base)
        return other

    @property
    def thing(self) -> ox.NamedNode | None:
        """What the report is on, if it is on one thing."""
        found = self.given.get("thing")
        return found if isinstance(found, ox.NamedNode) else None

    def leave_out_unknown(self, as_of: str) -> None:
        """Leave out what was not known at a date: a year, a month or a day.

        Raises UsageError for what is no date, and if reports of this kind do not tell of dates.
        """
        file = self.queries.read_shared("as-of")
        kinds = split_names(file, "dated")
        if not is_date(as_of):
            raise UsageError(
                "“{as_of}” is no date such as 2022, 2022-05 or 2022-05-31", as_of=as_of
            )
        if self.kind not in kinds:
            raise UsageError(
                "of {kind} nothing is told as of a date, only of {names}",
                kind=self.kind,
                names=", ".join(kinds),
            )
        self.given["as_of"] = ox.Literal(as_of)
        self.left_out |= {row["graph"].value for row in self.read(file)}

    def make_document(self) -> Document:
        """Make the document: what comes before the first section is its lead."""
        sections: dict[str, list[Block]] = {"": []}
        current = ""
        for file in self.queries.read_kind(self.kind):
            for title, blocks in self._write(file) if file.text_of("sentence") else ():
                current = title or current
                sections.setdefault(current, []).extend(blocks)
        leading = [block.sentences for block in sections.pop("") if isinstance(block, Paragraph)]
        opening = tuple(chain(*leading))
        titled = self.queries.read_title(self.kind)
        name = self.speaker.fill("{thing|name}", self._group)
        return Document(
            start_sentence(self._write_line(titled) if titled else name),
            self.language,
            Paragraph(opening) if opening else None,
            tuple(Section(title, tuple(blocks)) for title, blocks in sections.items() if blocks),
            self._write_line(self.queries.read_shared("colophon")),
        )

    def read(self, file: QueryFile, **given: Term) -> list[Row]:
        """Read the rows of a query that count, in its order.

        Raises ProjectError for a malformed query, or one that goes with a missing one.
        """
        known = self.given | given
        terms = {name: known[name] for name in file.variables & known.keys()}
        name = next((name for name in _APART if name in terms), "")
        if self._kept is None or (name and tells_together(file.text)):
            return list(keep_one(self._ask(file, terms), file.get("one")))
        rows = self._ask_all(file, name, terms)
        # What does not say by itself of which things it tells is asked of each.
        found = self._ask(file, terms) if name and None in rows else rows.get(terms.get(name), ())
        return list(keep_one(found, file.get("one")))

    def _ask_all(
        self, file: QueryFile, name: str, terms: Mapping[str, Term]
    ) -> dict[Term | None, list[Row]]:
        """Ask a query once of all that `name` may be, for the rows by what it is."""
        others = {other: term for other, term in terms.items() if other != name}
        kept = cast("dict[Any, dict[Term | None, list[Row]]]", self._kept)
        key = (file.path, name, *sorted(others.items()))
        if key not in kept:
            kept[key] = {}
            for row in self._ask(file, others):
                kept[key].setdefault(row.get(name), []).append(row)
        return kept[key]

    def _ask(self, file: QueryFile, terms: Mapping[str, Term]) -> Iterator[Row]:
        """Ask a query with what it goes with, for the rows that are not left out."""
        query = f"{file.text}\n{self._write_values(file.get('with'))}"
        left_out = self.left_out
        for row in read_terms(select(self._store, query, terms)):
            if not (left_out and any(row[n].value in left_out for n in filter(is_graph, row))):
                yield row

    def find_passages(self, graphs: Collection[Term]) -> list[Group]:
        """Find the passages that rows were read in, each once, by source and place in it."""
        for graph in graphs:
            if graph not in self._passages:
                rows = self.read(self.note, graph=ox.NamedNode(graph.value))
                self._passages[graph] = group_rows(rows, {"passage"})
        found = {told["passage"]: told for graph in graphs for told in self._passages[graph]}
        return sorted(found.values(), key=lambda told: (str(told["source"]), str(told["passage"])))

    def cite(self, passages: Collection[str]) -> tuple[Note, ...]:
        """Write the notes on passages as sentences have them."""
        terms = list(map(ox.NamedNode, passages))
        for term in terms:
            if term not in self._noted:
                for told in group_rows(self.read(self.note, passage=term), {"passage"}):
                    self._write_note(told)
        return tuple(self._noted[term] for term in terms if term in self._noted)

    @cached_property
    def note(self) -> QueryFile:
        """The query of what a footnote says of a passage."""
        return self.queries.read_shared("note")

    @property
    def _group(self) -> Group:
        """What every query is given, as templates take it."""
        return {name: (term,) for name, term in self.given.items()}

    def _write_values(self, name: str) -> str:
        """Write the rows of a shared query as the clause that joins them to those of another."""
        rows = self.read(self.queries.read_shared(name)) if name else ()
        return write_values(rows, set(self.given)) if name else ""

    def _write(self, file: QueryFile) -> Iterator[tuple[str, list[Block]]]:
        """Write the blocks of a query under their headings; an empty one goes on with the last."""
        section, none = self._get(file, "section"), self._get(file, "none")
        groups = self._read_groups(file)
        if not groups:
            said = make_sentence(self.speaker.say(none, self._group))
            title = self.speaker.fill(section, self._group)
            yield title, [Paragraph((said,))] if none else []
        for title, told in groupby(groups, lambda group: self.speaker.fill(section, group)):
            yield title, list(self._lay_out(file, list(told)))

    def _write_line(self, file: QueryFile) -> str:
        """Write the first sentence of a query as it stands, such as a title."""
        groups = self._read_groups(file)
        return self.speaker.fill(self._get(file, "sentence"), groups[0]) if groups else ""

    def _read_groups(self, file: QueryFile) -> list[Group]:
        """Read the rows that are told, those together that make one sentence."""
        # Templates are the same slots in each language.
        templates = " ".join(self._get(file, key) for key in ("section", "group", "sentence"))
        told = file.get("told")
        rows = (row for row in self.read(file) if not told or row[told].value == "true")
        groups = group_rows(rows, read_slots(templates)[0])
        return [{**self._group, **group} for group in groups]

    def _lay_out(self, file: QueryFile, groups: list[Group]) -> Iterator[Block]:
        layout = "table" if (header := self._get(file, "header")) else file.get("layout")
        if layout == "table":
            heading = self._get(file, "group")
            headings = tuple(self.speaker.fill(heading, group) for group in groups)
            rows = tuple(self._fill_row(file, group) for group in groups)
            yield TableBlock(tuple(header.split(CELL)), rows, headings)
        elif layout == "figures":
            pairs = (self._fill_row(file, group) for group in groups)
            yield Figures(tuple((number, label) for number, label in pairs))
        else:
            said = tuple(
                self._make_sentence(
                    self.speaker.say(self._choose(file, group), group),
                    group,
                    filter(is_graph, group),
                )
                for group in groups
            )
            if layout == "each":
                yield from (Paragraph((sentence,)) for sentence in said)
            else:
                yield Items(said) if layout == "list" else Paragraph(said)

    def _fill_row(self, file: QueryFile, group: Group) -> tuple[Sentence, ...]:
        """Fill the cells of a row; a graph is cited by the cell that names it, else the first."""
        cells, cited = split_cells(self._choose(file, group))
        cited = (cited[0] | {*filter(is_graph, group)}.difference(*cited), *cited[1:])
        said = (self.speaker.compose(cell, group) or [Part(_NOTHING)] for cell in cells)
        return tuple(
            self._make_sentence(parts, group, names)
            for parts, names in zip(said, cited, strict=True)
        )

    def _choose(self, file: QueryFile, group: Group) -> str:
        """Choose the template of a group: another one where a list has several members."""
        template = self._get(file, "sentence")
        is_many = any(len(group.get(name, ())) > 1 for name in read_slots(template)[1])
        return (is_many and self._get(file, "many")) or template

    def _make_sentence(self, parts: Iterable[Part], group: Group, names: Iterable[str]) -> Sentence:
        """Make a sentence with the notes on the passages of the graphs of these names."""
        found = (graph for name in names for graph in group.get(name, ()))
        graphs = tuple(sorted(found, key=attrgetter("value")))
        if graphs not in self._cited:
            self._cited[graphs] = tuple(map(self._write_note, self.find_passages(graphs)))
        return make_sentence(parts, self._cited[graphs], graphs)

    def _write_note(self, told: Group) -> Note:
        passage = told["passage"][0]
        if passage not in self._noted:
            text = self.speaker.fill(self._get(self.note, "sentence"), told)
            link = told["link"][0].value if "link" in told else ""
            self._noted[passage] = Note(text, link, passage.value)
        return self._noted[passage]

    def _get(self, file: QueryFile, key: str) -> str:
        return file.get(f"{key}_{self.language}")
