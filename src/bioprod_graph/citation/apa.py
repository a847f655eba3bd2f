"""Citations as text in the style of the American Psychological Association, seventh edition.

https://apastyle.apa.org/style-grammar-guidelines/references/examples – data sets, and entries in
a reference work by a group. In French as it is written in French: « Dans », « et », lower case
within brackets, a no-break space before a semicolon. The digest stands with the version, where the
style has numbers that identify; plain text has no italics.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bioprod_graph.citation.work import Work
    from bioprod_graph.dataset import Edition
    from bioprod_graph.language import Language

_WORDS: dict[Language, dict[str, str]] = {
    "fr": {
        "and": " et ",
        "last": " et ",
        "in": "Dans",
        "version": "version",
        "between": "\u00a0; ",
        "dataset": "jeu de données",
        "entry": "notice du jeu de données",
        "answer": "réponse à une requête",
        "of answer": "réponse\u00a0: ",
        "of query": "requête\u00a0: ",
    },
    "en": {
        "and": " & ",
        "last": ", & ",
        "in": "In",
        "version": "Version",
        "between": "; ",
        "dataset": "Data set",
        "entry": "Data set entry",
        "answer": "Answer to a query",
        "of answer": "answer: ",
        "of query": "query: ",
    },
}


def render_apa(work: Work, language: Language) -> str:
    """Write the reference on one line."""
    words = _WORDS[language]
    edition = work.edition
    version = f"{words['version']} {edition.version}"
    digests = [f"{words.get(f'of {d.of}', '')}SHA-256 {d.sha256}" for d in work.digests]
    kind = f"[{words[work.kind]}]"
    head = f"{_end(_join_authors(edition, language))} ({edition.date_parts[0]})."
    title = " ".join(work.title.say(language).split())
    if work.kind == "dataset":
        numbers = words["between"].join([version, *digests])
        return f"{head} {title} ({numbers}) {kind}. {work.iri}\n"
    numbers = words["between"].join(digests)
    whole = f"{words['in']} {edition.title.say(language)} ({version})"
    return f"{head} {title} ({numbers}) {kind}. {whole}. {work.iri}\n"


def _join_authors(edition: Edition, language: Language) -> str:
    words = _WORDS[language]
    *first, last = [author.name.say(language) for author in edition.authors]
    if not first:
        return last
    return ", ".join(first) + words["and" if len(first) == 1 else "last"] + last


def _end(text: str) -> str:
    return text if text.endswith(".") else f"{text}."
