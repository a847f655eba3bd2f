"""Citation: of the dataset, of what it says of a thing, of its answer to a question.

Each is told by the SHA-256 of bytes that anybody can make again: the file `dataset.nq`; its lines
that begin with the address of the thing; the answer as `bioprod query` writes it (TSV for rows,
text for true or false, Turtle for a graph), and the text of the query.
"""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

import pyoxigraph as ox

from bioprod_graph.dataset import N_QUADS, Names, read_label
from bioprod_graph.documents import Digest, Edition, Work
from bioprod_graph.errors import NotFoundError
from bioprod_graph.language import Text
from bioprod_graph.questions import ask_oxigraph, bind_parameters
from bioprod_graph.rdf import match_named, serialize

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bioprod_graph.identifiers import PrefixTable
    from bioprod_graph.project import Project
    from bioprod_graph.questions import Question, Results

_SPARQL = "application/sparql-query"


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
    form = _choose_form(answer.results)
    media_type = answer.find_format(form).media_type
    written = answer.render(form, project.prefixes).encode()
    asked = Digest("query", _digest(question.file.text.encode()), _SPARQL)
    digests = (Digest("answer", _digest(written), media_type), asked)
    said = ", ".join(f"{name} = {value}" for name, value in given.items() if name != "lang")
    titles = question.file.text_of("title").forms
    title = Text({tag: f"{form} ({said})" if said else form for tag, form in titles.items()})
    key = _make_key(edition, f"{question.name}-{digests[0].sha256[:8]}")
    iri = f"{project.base}questions/{question.name}"
    return Work("answer", key, iri, title, edition, digests)


def _choose_form(results: Results) -> str:
    if isinstance(results, ox.QuerySolutions):
        return "tsv"
    return "table" if isinstance(results, ox.QueryBoolean) else "turtle"


def _make_key(edition: Edition, name: str) -> str:
    return f"{edition.key}-{re.sub(r'[^A-Za-z0-9.]+', '-', name).strip('-')}"


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
