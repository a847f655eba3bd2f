"""What is cited: the dataset, what it says of a thing, or its answer to a question.

Each is told by the SHA-256 of bytes that anybody can make again: the file `dataset.nq`; its lines
that begin with the address of the thing; the answer as `bioprod query` writes it (TSV for rows,
text for true or false, Turtle for a graph), and the text of the query.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import pyoxigraph as ox

from bioprod_graph.dataset import N_QUADS, Digest, Edition, Names, read_label
from bioprod_graph.errors import NotFoundError
from bioprod_graph.language import Text
from bioprod_graph.questions.local import ask_oxigraph
from bioprod_graph.questions.parameters import bind_parameters
from bioprod_graph.rdf import match_named, serialize

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bioprod_graph.identifiers import PrefixTable
    from bioprod_graph.project import Project
    from bioprod_graph.questions.answers import Format, Results
    from bioprod_graph.questions.catalogue import Question

_SPARQL = "application/sparql-query"


@dataclass(frozen=True)
class Work:
    """Something to cite, in an edition of the dataset."""

    kind: Literal["dataset", "entry", "answer"]
    key: str
    iri: str
    title: Text
    edition: Edition
    digests: tuple[Digest, ...]


def cite_dataset(edition: Edition) -> Work:
    """Cite the whole dataset."""
    return Work("dataset", edition.key, edition.iri, edition.title, edition, (edition.digest,))


def cite_thing(store: ox.Store, prefixes: PrefixTable, text: str, *, edition: Edition) -> Work:
    """Cite what the dataset says of a thing, given as CURIE, IRI or KIND/SLUG.

    Raises NotFoundError if nothing is said of it, UsageError for what is no IRI.
    """
    thing = prefixes.expand(text)
    quads = list(match_named(store, (thing, None, None)))
    short = prefixes.compress(thing.value)
    if not quads:
        raise NotFoundError("nothing is said of {short}", short=short)
    lines = sorted(serialize([quad], ox.RdfFormat.N_QUADS) for quad in quads)
    title = read_label(store, thing, otherwise=short)
    digest = Digest("statements", _digest(b"".join(lines)), N_QUADS)
    return Work("entry", _make_key(edition, short), thing.value, title, edition, (digest,))


def cite_answer(
    store: ox.Store,
    project: Project,
    question: Question,
    *,
    given: Mapping[str, str],
    edition: Edition,
) -> Work:
    """Cite the answer to a question of the catalogue, with the parameters that were given.

    Raises QueryError for a parameter that is unknown or wrong.
    """
    bindings = bind_parameters(question.parameters, given, Names(store, project))
    answer = ask_oxigraph(store, question.file.text, bindings)
    form, media_type = _choose_form(answer.results)
    written = answer.render(form, project.prefixes).encode()
    digests = (
        Digest("answer", _digest(written), media_type),
        Digest("query", _digest(question.file.text.encode()), _SPARQL),
    )
    said = ", ".join(f"{name} = {value}" for name, value in given.items() if name != "lang")
    titles = question.file.text_of("title").forms
    title = Text({tag: f"{form} ({said})" if said else form for tag, form in titles.items()})
    key = _make_key(edition, f"{question.name}-{digests[0].sha256[:8]}")
    iri = f"{project.base}questions/{question.name}"
    return Work("answer", key, iri, title, edition, digests)


def _choose_form(results: Results) -> tuple[Format, str]:
    if isinstance(results, ox.QuerySolutions):
        return "tsv", "text/tab-separated-values"
    if isinstance(results, ox.QueryBoolean):
        return "table", "text/plain"
    return "turtle", "text/turtle"


def _make_key(edition: Edition, name: str) -> str:
    return f"{edition.key}-{re.sub(r'[^A-Za-z0-9.]+', '-', name).strip('-')}"


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
