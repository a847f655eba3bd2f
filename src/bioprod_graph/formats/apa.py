"""Citations as text in the style of the American Psychological Association, seventh edition.

https://apastyle.apa.org/style-grammar-guidelines/references/examples – data sets, and entries in
a reference work by a group. In French as it is written in French: « Dans », « et », lower case
within brackets, a no-break space before a semicolon. The digest stands with the version, where the
style has numbers that identify; plain text has no italics.
"""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING

from bioprod_graph.formats.registry import Format, register
from bioprod_graph.language import Message

if TYPE_CHECKING:
    from bioprod_graph.documents.work import Edition, Work
    from bioprod_graph.formats.registry import Setting

_KINDS = {
    "dataset": Message("Data set"),
    "entry": Message("Data set entry"),
    "answer": Message("Answer to a query"),
}
_OF = {
    "dataset": Message("SHA-256 {digest}"),
    "statements": Message("SHA-256 {digest}"),
    "answer": Message("answer: SHA-256 {digest}"),
    "query": Message("query: SHA-256 {digest}"),
}


def _render(work: Work, setting: Setting) -> str:
    """Write the reference on one line."""
    language, edition, title = setting.language, work.edition, work.edition.title
    numbers = [_OF[digest.of].fill(digest=digest.sha256) for digest in work.digests]
    if work.kind == "dataset":
        digests = reduce(_join, numbers)
        told = Message("Version {version}; {digests}", version=edition.version, digests=digests)
        whole = ""
    else:
        told = reduce(_join, numbers)
        stands = Message("In {title} (Version {version})", title=title, version=edition.version)
        whole = f" {stands.say(language)}."
    authors = _join_authors(edition, language).removesuffix(".")
    name = " ".join(work.title.say(language).split())
    kind = _KINDS[work.kind].say(language)
    head = f"{authors}. ({edition.date_parts[0]}). {name} ({told.say(language)}) [{kind}]."
    return f"{head}{whole} {work.iri}\n"


def _join(one: Message, other: Message) -> Message:
    return Message("{one}; {other}", one=one, other=other)


def _join_authors(edition: Edition, language: str) -> str:
    *first, last = [author.name.say(language) for author in edition.authors]
    if not first:
        return last
    told = Message("{first} & {last}") if len(first) == 1 else Message("{first}, & {last}")
    return told.fill(first=", ".join(first), last=last).say(language)


register(
    Format(
        "apa",
        "work",
        "text/plain",
        ".txt",
        _render,
        is_exact=False,
        places=("version", "digest"),
    )
)
