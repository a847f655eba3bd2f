"""Concepts that are added to their vocabulary: a block of Turtle, in the style of its file.

The cells of a concept are described as those of a table are, in
`ontology/vocabularies/concepts.json`: each says which property it states. What a concept is, and
where its identifier begins, is as for the others of its vocabulary.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import pyoxigraph as ox

from bioprod_graph.checks import NameBook
from bioprod_graph.curation.additions import Addition, Replacement
from bioprod_graph.curation.interview import Register
from bioprod_graph.curation.things import Mentionable
from bioprod_graph.errors import BioprodError
from bioprod_graph.files import TURTLE, find_bounds, list_files, read_bytes
from bioprod_graph.findings import Finding, Location, sort_findings
from bioprod_graph.language import Message
from bioprod_graph.names import find_near
from bioprod_graph.pipeline import assemble_project
from bioprod_graph.tables import check_value, find_breaks, read_schema
from bioprod_graph.turtle import TurtleFile, read_turtle

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from bioprod_graph.project import Project
    from bioprod_graph.rdf import Term
    from bioprod_graph.tables import Draft, Table

_SKOS = "http://www.w3.org/2004/02/skos/core#"
_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_IN, _TOP, _BROADER = (_SKOS + name for name in ("inScheme", "topConceptOf", "broader"))
_BLOCK = re.compile(r"^(\S+)\s+a\s", re.MULTILINE)
_LONGEST_LINE = 100
# So many are listed of what is there, where nothing is near.
_SHOWN = 12


class Vocabulary(NamedTuple):
    """A file of concepts: what it says, by subject and property."""

    path: Path
    file: TurtleFile
    said: dict[str, dict[str, list[str]]]


@dataclass(frozen=True)
class Concepts:
    """How a concept is described, what there is, and in which file each thing is."""

    tables: tuple[Table, ...]
    register: Register
    homes: dict[str, tuple[str, Vocabulary]]


def describe_concepts(project: Project) -> tuple[Table, ...]:
    """Read how a concept is described, and then a vocabulary; a project may have neither."""
    path = project.ontology / "vocabularies" / "concepts.json"
    return read_schema(path) if path.exists() else ()


def read_concepts(project: Project, tables: tuple[Table, ...]) -> Concepts:
    """Read the names of all concepts and vocabularies.

    Raises ProjectError for a file that cannot be read.
    """
    folder = project.ontology / "vocabularies"
    concepts, schemes = (table.name for table in tables)
    register = Register({concepts: set(), schemes: set()}, NameBook(), Mentionable(project))
    homes: dict[str, tuple[str, Vocabulary]] = {}
    for path in list_files(folder, "*.ttl"):
        vocabulary = _read(path)
        for iri, said in vocabulary.said.items():
            name = iri.rpartition("/")[2]
            register.keys[concepts if _IN in said else schemes].add(name)
            homes[name] = iri, vocabulary
    return Concepts(tables, register, homes)


def plan_concepts(project: Project, concepts: Concepts, drafts: Sequence[Draft]) -> Addition:
    """Plan the addition of concepts to their vocabularies, checked as in a build."""
    if broken := [finding for draft in drafts for finding in _check_cells(draft, concepts)]:
        return Addition(findings=tuple(sort_findings(broken)))
    changes: dict[Path, Replacement] = {}
    lines: list[tuple[Location, str]] = []
    for draft in drafts:
        _, vocabulary = concepts.homes[draft.cells["scheme"]]
        path = vocabulary.path.resolve()
        before = read_bytes(path, limit=TURTLE, within=find_bounds(vocabulary.path))
        text = (changes[path].after if path in changes else before).decode()
        block = _write_block(draft, concepts)
        after, line = _put(block, text, _find_place(text, draft, vocabulary))
        changes[path] = Replacement(before, after.encode())
        lines.append((Location(project.relative(vocabulary.path), line), block))
    for path, change in changes.items():
        _compare(path, change)
    findings = _check(project, changes, drafts)
    return Addition(changes, tuple(lines), tuple(sort_findings(findings)))


def _name_triples(file: TurtleFile) -> Iterator[tuple[Term, ...]]:
    """Give what a file says of things that have a name."""
    for triple in file.triples:
        terms = (triple.subject, triple.predicate, triple.object)
        if all(isinstance(term, ox.NamedNode | ox.Literal) for term in terms):
            yield terms  # type: ignore[misc]


def _read(path: Path) -> Vocabulary:
    file = read_turtle(path)
    said: dict[str, dict[str, list[str]]] = {}
    for triple in _name_triples(file):
        subject, predicate, value = (term.value for term in triple)
        said.setdefault(subject, {}).setdefault(predicate, []).append(value)
    return Vocabulary(path, file, said)


def _check_cells(draft: Draft, concepts: Concepts) -> Iterator[Finding]:
    yield from find_breaks(draft)
    references = {key.columns[0]: key.table for key in draft.table.foreign_keys}
    for column in draft.table.columns:
        name = column.name
        cell, where = draft.cells.get(name, ""), draft.where(name)
        yield from check_value(column, cell, where)
        known = concepts.register.keys.get(references.get(name, ""), set())
        if name in references and any(item not in known for item in column.split(cell)):
            near = find_near(cell, known, most=3) or [*sorted(known)[:_SHOWN], "…"]
            said = Message("“{value}” is not there yet, unlike {names}", value=cell)
            said = said.fill(names=", ".join(near))
            yield Finding("error", "draft:unknown", said, where, path=name, value=cell)
    (key,) = draft.table.key_of(draft.cells)
    if key in concepts.homes:
        said = Message("“{value}” exists already", value=key)
        where = draft.where(*draft.table.primary_key)
        yield Finding("error", "draft:known", said, where, value=key)


def _write_block(draft: Draft, concepts: Concepts) -> str:
    """Write what the cells state as a block, each property once, in the order of the columns."""
    scheme, vocabulary = concepts.homes[draft.cells["scheme"]]
    fellows = {iri: said for iri, said in vocabulary.said.items() if scheme in said.get(_IN, ())}
    starts = Counter(iri.rpartition("/")[0] for iri in fellows or (scheme,))
    kinds = Counter(kind for said in fellows.values() for kind in said.get(_TYPE, ()))
    ((start, _),) = starts.most_common(1)
    kind = kinds.most_common(1)[0][0] if kinds else f"{_SKOS}Concept"
    objects: dict[str, list[str]] = {}
    cited = {key.columns[0] for key in draft.table.foreign_keys}
    for column in draft.table.columns:
        for item in column.split(draft.cells.get(column.name, "")):
            if column.property and column.name in cited:
                iri, _ = concepts.homes[item]
                objects.setdefault(column.property, []).append(_shorten(iri, vocabulary))
            elif column.property:
                text = str(ox.Literal(item, language=column.language))
                objects.setdefault(column.property, []).append(text)
        if column.name == "broader" and not draft.cells.get("broader"):
            objects[_shorten(_TOP, vocabulary)] = [_shorten(scheme, vocabulary)]
    iri = f"{start}/{draft.cells['id']}"
    lines = [f"{_shorten(iri, vocabulary)} a {_shorten(kind, vocabulary)}"]
    for name, texts in objects.items():
        line = f"    {name} {', '.join(texts)}"
        is_long = len(line) > _LONGEST_LINE
        lines.append(f"    {name} " + ",\n        ".join(texts) if is_long else line)
    return " ;\n".join(lines) + " .\n"


def _shorten(iri: str, vocabulary: Vocabulary) -> str:
    """Write an IRI as its file does."""
    for prefix, start in vocabulary.file.prefixes.items():
        if iri.startswith(start) and re.fullmatch(r"\w[\w-]*", iri[len(start) :], re.ASCII):
            return f"{prefix}:{iri[len(start) :]}"
    return f"<{iri}>"


def _put(block: str, text: str, place: int) -> tuple[str, int]:
    """Put a block into a text, before the remarks on what follows; tell on which line it starts."""
    above = text[:place].rstrip().splitlines()
    count = len(above)
    while above and above[-1].startswith("#"):
        above.pop()
    above = "\n".join(above).rstrip().splitlines() or above
    below = text.splitlines()[len(above) : count] + text[place:].splitlines()
    end = "\r\n" if "\r\n" in text else "\n"
    rest = "\n".join(below).strip()
    lines = [*above, "", *block.splitlines(), *(["", *rest.splitlines()] if rest else []), ""]
    return end.join(lines), len(above) + 2


def _compare(path: Path, change: Replacement) -> None:
    """Be sure that what was said is still said: nothing is lost by a form that is not foreseen."""
    before, after = (set(_name_triples(read_turtle(path, {path: text}))) for text in change)
    if not before <= after:
        raise BioprodError(
            "{path}: a block cannot be put into it by the program: add it by hand", path=path
        )


def _find_place(text: str, draft: Draft, vocabulary: Vocabulary) -> int:
    """Find where a concept belongs: after those under the same broader one, else after its own."""
    cells = draft.cells
    narrower: dict[str, list[str]] = {}
    for iri, said in vocabulary.said.items():
        above = said.get(_BROADER) or said.get(_IN, [])
        for each in above:
            narrower.setdefault(each.rpartition("/")[2], []).append(iri.rpartition("/")[2])
    near, open_ = set[str](), [cells.get("broader") or cells["scheme"]]
    while open_:
        name = open_.pop()
        open_ += (each for each in narrower.get(name, ()) if each not in near)
        near.add(name)
    blocks = [(m[1].strip("<>"), m.start()) for m in _BLOCK.finditer(text)]
    starts = [start for _, start in blocks] + [len(text)]
    ends = [
        starts[place + 1]
        for place, (subject, _) in enumerate(blocks)
        if re.split("[:/]", subject)[-1] in near
    ]
    return max(ends, default=len(text))


def _check(
    project: Project, changes: dict[Path, Replacement], drafts: Sequence[Draft]
) -> Iterator[Finding]:
    """Give what is wrong with the project as it would be, and was not before."""
    after = {path: change.after for path, change in changes.items()}
    found = assemble_project(project, instead=after).findings
    known = set(assemble_project(project).findings) if found else set()
    names = {draft.cells["id"]: draft for draft in drafts}
    for finding in found:
        if finding in known or finding.severity != "error":
            continue
        draft = names.get(re.split("[:/]", finding.focus.strip("<>"))[-1])
        columns = (
            (c.name for c in draft.table.columns if c.property == finding.path) if draft else ()
        )
        path = next(iter(columns), "")
        yield finding._replace(location=draft.where(path), path=path) if draft else finding
