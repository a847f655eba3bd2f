"""Citations for BibTeX, as one @misc entry that the standard styles and biblatex can read.

https://ctan.org/pkg/bibtex – text is UTF-8, as biber and today's BibTeX read it. Braces keep names
and capitals as they are. BibTeX counts braces even behind a backslash: those of the text are
written by name.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bioprod_graph.errors import FormatError
from bioprod_graph.formats.registry import ALL_PLACES, Format, register
from bioprod_graph.language import Message, name_language
from bioprod_graph.notation.visible import name_character

if TYPE_CHECKING:
    from bioprod_graph.documents.work import Work
    from bioprod_graph.formats.registry import Setting

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_YEAR_MONTH = 2
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f]")
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
_DIGESTS = {
    "dataset": Message("SHA-256 of the dataset: {digest}"),
    "statements": Message("SHA-256 of what is said of it: {digest}"),
    "answer": Message("SHA-256 of the answer: {digest}"),
    "query": Message("SHA-256 of the query: {digest}"),
}


def _render(work: Work, setting: Setting) -> str:
    """Write the entry; raises FormatError for a control character, which TeX does not take."""
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
    lines = [f"  {name} = {value},\n" for name, value in fields.items()]
    return f"@misc{{{work.key},\n{''.join(lines)}}}\n"


def escape(text: str) -> str:
    r"""Escape what TeX or BibTeX would take for more than text.

    >>> escape("50 % of {x}_1")
    '50 \\% of {\\textbraceleft}x{\\textbraceright}\\_1'
    """
    return text.translate(_ESCAPES)


def _gather_fields(work: Work, language: str) -> dict[str, str]:
    edition = work.edition
    authors = " and ".join(f"{{{escape(each.name.say(language))}}}" for each in edition.authors)
    fields = {
        "author": f"{{{authors}}}",
        "title": f"{{{{{escape(work.title.say(language))}}}}}",
        "year": f"{{{edition.date_parts[0]:04}}}",
    }
    if len(edition.date_parts) >= _YEAR_MONTH:
        fields["month"] = _MONTHS[edition.date_parts[1] - 1]
    if work.kind != "dataset":
        stands_in = Message("In {title}", title=edition.title).say(language)
        fields["howpublished"] = f"{{{escape(stands_in)}}}"
    told = [
        Message("Version {version}", version=edition.version),
        *(_DIGESTS[digest.of].fill(digest=digest.sha256) for digest in work.digests),
        Message("Licence {licence}", licence=edition.license),
    ]
    note = ". ".join(message.say(language) for message in told)
    return fields | {
        "version": f"{{{escape(edition.version)}}}",
        "url": f"{{{work.iri}}}",
        "note": f"{{{escape(note)}}}",
        "langid": f"{{{name_language(language).lower()}}}",
    }


register(Format("bibtex", "work", "application/x-bibtex", ".bib", _render, places=ALL_PLACES))
