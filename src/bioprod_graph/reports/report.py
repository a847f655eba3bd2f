"""A report: the queries of its kind, asked of a release, make a document.

queries/reports/KIND/*.rq → rows → sentences and tables with notes → Document
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from bioprod_graph.dataset import find_left_out, find_thing, open_release
from bioprod_graph.documents import Document, Paragraph, Section
from bioprod_graph.documents.speaker import Speaker
from bioprod_graph.errors import NotFoundError, UsageError
from bioprod_graph.identifiers import find_kind
from bioprod_graph.language import SOURCE, is_date, start_sentence
from bioprod_graph.project import find_project
from bioprod_graph.proofs import read_wording
from bioprod_graph.reports.queries import Queries, Reader, split_names
from bioprod_graph.reports.writing import Writer

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from bioprod_graph.documents import Block
    from bioprod_graph.language import Language
    from bioprod_graph.project import Project


def make_report(
    name: str,
    *,
    project: Project | None = None,
    language: Language = SOURCE,
    layers: Iterable[str] = (),
    as_of: str | None = None,
    kinds: Collection[str] = (),
) -> Report:
    """Make the report of that name, such as `tracker`, else the one on a thing.

    The thing is a CURIE, an IRI, KIND/SLUG, a slug or a name, of one of `kinds` if any. With
    `layers`, only what rows of these layers state is said; with `as_of` (2022, 2022-05 or
    2022-05-31), only what was known then. Names are those of all. Same data, same report.

    Raises NotFoundError if nothing, or more than one thing, has this name; UsageError for what is
    no date, and if reports of its kind do not tell of dates; DatasetError if nothing was built.
    """
    project = project or find_project()
    store = open_release(project).store
    queries = Queries(project.queries / "reports")
    is_alone = not kinds and name in queries.list_kinds(on_things=False)
    kinds = kinds or queries.list_kinds(on_things=True)
    subject = name if is_alone else find_thing(name, store, project, kinds=kinds)
    report = Report(store, project, subject, language=language)
    if not is_alone and report.kind not in kinds:
        listed = ", ".join(kinds)
        raise NotFoundError(
            "no brief is written on {name}, only on {listed}", name=name, listed=listed
        )
    report.reader.left_out |= find_left_out(store, layers, project) or set()
    if as_of is not None:
        report.leave_out_unknown(as_of)
    return report


class Report:
    """The report on a thing, or of a kind that is on no one thing."""

    def __init__(
        self, store: ox.Store, project: Project, subject: ox.NamedNode | str, *, language: Language
    ) -> None:
        self.project = project
        self.language = language
        self.queries = Queries(project.queries / "reports")
        self.reader = Reader(store, self.queries, {"lang": ox.Literal(language)})
        self.kind = subject if isinstance(subject, str) else find_kind(subject.value, project.base)
        if isinstance(subject, ox.NamedNode):
            self.reader.given["thing"] = subject
        self.speaker = Speaker(read_wording(store, project, language))
        self.writer = Writer(self.reader, self.speaker)

    def leave_out_unknown(self, as_of: str) -> None:
        """Leave out what was not known at a date: a year, a month or a day.

        Raises UsageError for what is no date, and if reports of this kind do not tell of dates.
        """
        file = self.queries.read_shared("as-of")
        kinds = split_names(file, "dated")
        if not is_date(as_of):
            raise UsageError(
                "--as-of {as_of}: expected a date, such as 2022, 2022-05 or 2022-05-31", as_of=as_of
            )
        if self.kind not in kinds:
            raise UsageError(
                "--as-of: of {kind} no date is told, only of {names}",
                kind=self.kind,
                names=", ".join(kinds),
            )
        self.reader.given["as_of"] = ox.Literal(as_of)
        self.reader.left_out |= {row["graph"].value for row in self.reader.read(file)}

    def make_document(self) -> Document:
        """Make the document: what comes before the first section is its lead."""
        sections: dict[str, list[Block]] = {"": []}
        current = ""
        for file in self.queries.read_kind(self.kind):
            for title, blocks in self.writer.write(file) if file.text_of("sentence") else ():
                current = title or current
                sections.setdefault(current, []).extend(blocks)
        paragraphs = [block for block in sections.pop("") if isinstance(block, Paragraph)]
        opening = tuple(sentence for block in paragraphs for sentence in block.sentences)
        titled = self.queries.read_title(self.kind)
        name = self.speaker.fill("{thing|name}", self.reader.group)
        return Document(
            start_sentence(self.writer.write_line(titled) if titled else name),
            self.language,
            Paragraph(opening) if opening else None,
            tuple(Section(title, tuple(blocks)) for title, blocks in sections.items() if blocks),
            self.writer.write_line(self.queries.read_shared("colophon")),
        )
