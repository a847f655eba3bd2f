"""Citations of a work: APA, BibTeX, CSL-JSON, and JSON-LD in the terms of schema.org."""

from __future__ import annotations

import base64
import re
from functools import partial, reduce
from typing import TYPE_CHECKING, Any

from bioprod_graph.errors import FormatError
from bioprod_graph.formats.registry import ALL_PLACES, Format, register, write_json
from bioprod_graph.language import Message, name_language
from bioprod_graph.notation import name_character

if TYPE_CHECKING:
    from bioprod_graph.documents import Digest, Edition, Work
    from bioprod_graph.formats.registry import Setting

_KINDS = {
    "dataset": Message("Data set"),
    "entry": Message("Data set entry"),
    "answer": Message("Answer to a query"),
}
_DIGESTS = {
    "dataset": Message("SHA-256 {digest}"),
    "statements": Message("SHA-256 {digest}"),
    "answer": Message("answer: SHA-256 {digest}"),
    "query": Message("query: SHA-256 {digest}"),
}
# In a note nothing beside a digest tells what it is of.
_DIGESTS_APART = {
    "dataset": Message("SHA-256 of the dataset: {digest}"),
    "statements": Message("SHA-256 of what is said of it: {digest}"),
    "answer": Message("SHA-256 of the answer: {digest}"),
    "query": Message("SHA-256 of the query: {digest}"),
}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f]")
# BibTeX counts braces even behind a backslash: those of the text are written by name.
_ESCAPES = str.maketrans(
    {
        "\\": "{\\textbackslash}",
        "{": "{\\textbraceleft}",
        "}": "{\\textbraceright}",
        "~": "{\\textasciitilde}",
        "^": "{\\textasciicircum}",
        "\u00a0": "~",
        **dict.fromkeys("\t\n\r", " "),
        **{character: f"\\{character}" for character in "%&$#_"},
    }
)
_SCHEMA = "http://schema.org/"
_DATE = "http://www.w3.org/2001/XMLSchema#date"
_CONTEXT: dict[str, Any] = {
    "@version": 1.1,
    "@vocab": _SCHEMA,
    "name": {"@id": f"{_SCHEMA}name", "@container": "@language"},
    **{n: {"@id": f"{_SCHEMA}{n}", "@type": "@id"} for n in ("license", "url", "about")},
    "datePublished": {"@id": f"{_SCHEMA}datePublished", "@type": _DATE},
}


def _render_apa(work: Work, setting: Setting) -> str:
    """Write the reference on one line, in the style of the seventh edition, without italics.

    https://apastyle.apa.org/style-grammar-guidelines/references/examples – data sets, and entries
    in a reference work by a group; in French as it is written in French. The digest stands with
    the version, where the style has numbers that identify.
    """
    language, edition = setting.language, work.edition
    told = reduce(_join, (_DIGESTS[each.of].fill(digest=each.sha256) for each in work.digests))
    whole = ""
    if work.kind == "dataset":
        told = Message("Version {version}; {digests}", version=edition.version, digests=told)
    else:
        title, version = edition.title, edition.version
        stands = Message("In {title} (Version {version})", title=title, version=version)
        whole = f" {stands.say(language)}."
    *first, last = [author.name.say(language) for author in edition.authors]
    if first:
        joined = Message("{first} & {last}") if len(first) == 1 else Message("{first}, & {last}")
        last = joined.fill(first=", ".join(first), last=last).say(language)
    name = " ".join(work.title.say(language).split())
    said = f"{name} ({told.say(language)}) [{_KINDS[work.kind].say(language)}]."
    return f"{last.removesuffix('.')}. ({edition.date_parts[0]}). {said}{whole} {work.iri}\n"


def _join(one: Message, other: Message) -> Message:
    return Message("{one}; {other}", one=one, other=other)


def _render_bibtex(work: Work, setting: Setting) -> str:
    """Write one @misc entry, in UTF-8, that the standard styles and biblatex can read.

    https://ctan.org/pkg/bibtex – raises FormatError for a control character: TeX takes none.
    """
    fields = _gather_fields(work, setting.language)
    for name, value in fields.items():
        if control := _CONTROL.search(value):
            raise FormatError(
                "bibtex cannot hold {found}, which stands in {name} of {iri}: "
                "use csl-json or jsonld",
                found=name_character(control[0]),
                name=name,
                iri=work.iri,
            )
    # A month is a word that styles know, and say in their own language.
    lines = [f"  {n} = {v if n == 'month' else f'{{{v}}}'},\n" for n, v in fields.items()]
    return f"@misc{{{work.key},\n{''.join(lines)}}}\n"


def escape(text: str) -> str:
    r"""Escape what TeX or BibTeX would take for more than text.

    >>> escape("50 % of {x}_1")
    '50 \\% of {\\textbraceleft}x{\\textbraceright}\\_1'
    """
    return text.translate(_ESCAPES)


def _gather_fields(work: Work, language: str) -> dict[str, str]:
    """Give the fields; braces keep names and capitals as they are."""
    edition = work.edition
    year, month, *_ = [*edition.date_parts, 0]
    told = [
        Message("Version {version}", version=edition.version),
        *(_DIGESTS_APART[each.of].fill(digest=each.sha256) for each in work.digests),
        Message("Licence {licence}", licence=edition.license),
    ]
    stands_in = Message("In {title}", title=edition.title).say(language)
    fields = {
        "author": " and ".join(f"{{{escape(a.name.say(language))}}}" for a in edition.authors),
        "title": f"{{{escape(work.title.say(language))}}}",
        "year": f"{year:04}",
        "month": _MONTHS[month - 1] if month else "",
        "howpublished": escape(stands_in) if work.kind != "dataset" else "",
        "version": escape(edition.version),
        "url": work.iri,
        "note": escape(". ".join(message.say(language) for message in told)),
        "langid": name_language(language).lower(),
    }
    return {name: value for name, value in fields.items() if value}


def _render_csl(work: Work, setting: Setting) -> str:
    """Write a list that holds the one item.

    https://docs.citationstyles.org/en/stable/specification.html#appendix-iv-variables – what it
    has no variable for, digests and licence, stands in `note`, a line each, as Zotero reads them.
    """
    edition, language = work.edition, setting.language
    digests = [f"sha256 {digest.of}: {digest.sha256}" for digest in work.digests]
    item: dict[str, Any] = {
        "id": work.key,
        "type": "dataset" if work.kind == "dataset" else "entry",
        "title": work.title.say(language),
        "author": [{"literal": author.name.say(language)} for author in edition.authors],
        "issued": {"date-parts": [edition.date_parts]},
        "version": edition.version,
        "URL": work.iri,
        "language": language,
        "note": "\n".join([*digests, f"license: {edition.license}"]),
    }
    if work.kind != "dataset":
        item["container-title"] = edition.title.say(language)
    return write_json([item])


def _render_json_ld(work: Work, setting: Setting) -> str:
    """Write the work; names are in each language, an answer in the one that it was given in.

    https://www.w3.org/TR/json-ld11/ – the context stands in place, so that nothing is fetched to
    read it, and no node is blank: bytes are named by their digest, as RFC 6920 does.
    """
    edition = work.edition
    is_day = len(edition.date_parts) == len(("year", "month", "day"))
    context = {name: term for name, term in _CONTEXT.items() if is_day or name != "datePublished"}
    node: dict[str, Any] = {"@context": context}
    if work.kind == "dataset":
        return write_json(node | _describe_edition(edition))
    content, *queries = map(_describe_file, work.digests)
    node |= {
        "@id": content.pop("@id"),
        "@type": ["CreativeWork", content.pop("@type")],
        "name": work.title.spread(),
        **content,
        "license": edition.license,
        "version": edition.version,
        "isPartOf": _describe_edition(edition),
    }
    if work.kind == "entry":
        return write_json(node | {"about": work.iri})
    question = {"@id": work.iri, "@type": "SoftwareSourceCode", "encoding": queries}
    return write_json(node | {"isBasedOn": question, "inLanguage": setting.language})


def _describe_edition(edition: Edition) -> dict[str, Any]:
    return {
        "@id": edition.iri,
        "@type": "Dataset",
        "name": edition.title.spread(),
        "creator": [
            {"@id": author.iri, "@type": "Organization", "name": author.name.spread()}
            for author in edition.authors
        ],
        "version": edition.version,
        "datePublished": edition.issued,
        "license": edition.license,
        "url": edition.iri,
        "encoding": [_describe_file(edition.digest)],
    }


def _describe_file(digest: Digest) -> dict[str, Any]:
    encoded = base64.urlsafe_b64encode(bytes.fromhex(digest.sha256)).decode().rstrip("=")
    return {
        "@id": f"ni:///sha-256;{encoded}",
        "@type": "MediaObject",
        "encodingFormat": digest.media_type,
        "sha256": digest.sha256,
    }


_CSL = "application/vnd.citationstyles.csl+json"
_told = partial(Format, places=ALL_PLACES)
register(
    Format("apa", "work", "text/plain", ".txt", _render_apa, is_exact=False, places=ALL_PLACES[1:]),
    _told("bibtex", "work", "application/x-bibtex", ".bib", _render_bibtex),
    _told("csl-json", "work", _CSL, ".json", _render_csl),
    _told("jsonld", "work", "application/ld+json", ".jsonld", _render_json_ld),
)
