"""A brief put together: title, lead, sections and where it comes from."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from bioprod_graph.briefing.paragraphs import Writer, read_briefs
from bioprod_graph.briefing.sentences import Speaker
from bioprod_graph.briefing.subjects import find_subject
from bioprod_graph.dataset import open_release
from bioprod_graph.documents import Document, Paragraph, Section
from bioprod_graph.explanation import kind_of, read_wording
from bioprod_graph.headers import read_query
from bioprod_graph.language import start_sentence
from bioprod_graph.project import find_project
from bioprod_graph.questions.layers import find_left_out

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    import pyoxigraph as ox

    from bioprod_graph.briefing.paragraphs import Contribution
    from bioprod_graph.documents import Block
    from bioprod_graph.findings import Language
    from bioprod_graph.project import Project

_COLOPHON = {
    "fr": "Chaque phrase est composée à partir d’énoncés du graphe bioprod-graph ; "
    "les notes mènent aux passages où ils ont été lus.",
    "en": "Each sentence is made from statements of the bioprod-graph knowledge graph; "
    "the notes lead to the passages in which they were read.",
}


def make_brief(
    name: str,
    *,
    project: Project | None = None,
    language: Language = "en",
    layers: Iterable[str] = (),
) -> Document:
    """Make a brief on a recommendation, an axis, an actor, a therapy or an initiative.

    `name` is a CURIE, an IRI, KIND/SLUG, a slug or a name. The same data give the same document.
    With `layers`, only what rows of these layers state is said; the names are those of all.

    Raises NotFoundError if nothing, or more than one thing, has this name; DatasetError if nothing
    was built.
    """
    project = project or find_project()
    store = open_release(project).store
    return arrange_brief(
        find_subject(name, store, project),
        store,
        project,
        language=language,
        left_out=find_left_out(store, layers, project) or (),
    )


def arrange_brief(
    thing: ox.NamedNode,
    store: ox.Store,
    project: Project,
    *,
    language: Language,
    left_out: Collection[str] = (),
) -> Document:
    """Make the brief on a thing of a kind that briefs are written on."""
    wording = read_wording(store, project, language)
    writer = Writer(store, thing, Speaker(wording), left_out=left_out)
    folder, kind = project.queries / "briefs", kind_of(thing, project)
    title_file = folder / kind / "title.rq"
    titled = writer.write_title(read_query(title_file)) if os.path.lexists(title_file) else ""
    title = start_sentence(titled or wording.name(thing))
    lead, sections = _arrange([writer.write(file) for file in read_briefs(folder, kind)])
    return Document(title, language, lead, sections, _COLOPHON[language])


def _arrange(
    contributions: Iterable[Contribution],
) -> tuple[Paragraph | None, tuple[Section, ...]]:
    """Put what comes before the first section into the lead, the rest into sections."""
    opening: list[Block] = []
    sections: list[tuple[str, list[Block]]] = []
    for written in contributions:
        if written.section:
            sections.append((written.section, []))
        target = sections[-1][1] if sections else opening
        target.extend(written.blocks)
    paragraphs = (block for block in opening if isinstance(block, Paragraph))
    sentences = tuple(sentence for paragraph in paragraphs for sentence in paragraph.sentences)
    kept = tuple(Section(title, tuple(blocks)) for title, blocks in sections if blocks)
    return Paragraph(sentences) if sentences else None, kept
