"""Citations for BibTeX, as one @misc entry that the standard styles and biblatex can read.

https://ctan.org/pkg/bibtex – text is UTF-8, as biber and today's BibTeX read it. Braces keep names
and capitals as they are. BibTeX counts braces even behind a backslash: those of the text are
written by name.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bioprod_graph.errors import FormatError
from bioprod_graph.notation.visible import name_character

if TYPE_CHECKING:
    from bioprod_graph.citation.work import Work
    from bioprod_graph.language import Language

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_YEAR_MONTH = 2
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f]")
_LANGUAGES: dict[Language, str] = {"fr": "french", "en": "english"}
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
_WORDS: dict[Language, dict[str, str]] = {
    "fr": {
        "in": "Dans {}",
        "version": "Version {}",
        "license": "Licence {}",
        "colon": "\u00a0: ",
        "dataset": "SHA-256 du jeu de données",
        "statements": "SHA-256 de ce qui en est dit",
        "answer": "SHA-256 de la réponse",
        "query": "SHA-256 de la requête",
    },
    "en": {
        "in": "In {}",
        "version": "Version {}",
        "license": "Licence {}",
        "colon": ": ",
        "dataset": "SHA-256 of the dataset",
        "statements": "SHA-256 of what is said of it",
        "answer": "SHA-256 of the answer",
        "query": "SHA-256 of the query",
    },
}


def render_bibtex(work: Work, language: Language) -> str:
    """Write the entry; raises FormatError for a control character, which TeX does not take."""
    fields = _gather_fields(work, language)
    for name, value in fields.items():
        _refuse_controls(name, value, work)
    lines = [f"  {name} = {value},\n" for name, value in fields.items()]
    return f"@misc{{{work.key},\n{''.join(lines)}}}\n"


def escape(text: str) -> str:
    r"""Escape what TeX or BibTeX would take for more than text.

    >>> escape("50 % of {x}_1")
    '50 \\% of {\\textbraceleft}x{\\textbraceright}\\_1'
    """
    return text.translate(_ESCAPES)


def _refuse_controls(name: str, value: str, work: Work) -> None:
    match = _CONTROL.search(value)
    if match is None:
        return
    found = name_character(match[0])
    raise FormatError(
        "bibtex cannot hold {found}, which stands in {name} of {iri}: use csl-json or jsonld",
        found=found,
        name=name,
        iri=work.iri,
    )


def _gather_fields(work: Work, language: Language) -> dict[str, str]:
    edition, words = work.edition, _WORDS[language]
    authors = " and ".join(f"{{{escape(author.name.say(language))}}}" for author in edition.authors)
    fields = {
        "author": f"{{{authors}}}",
        "title": f"{{{{{escape(work.title.say(language))}}}}}",
        "year": f"{{{edition.date_parts[0]:04}}}",
    }
    if len(edition.date_parts) >= _YEAR_MONTH:
        fields["month"] = _MONTHS[edition.date_parts[1] - 1]
    if work.kind != "dataset":
        fields["howpublished"] = f"{{{escape(words['in'].format(edition.title.say(language)))}}}"
    digests = [f"{words[digest.of]}{words['colon']}{digest.sha256}" for digest in work.digests]
    license_ = words["license"].format(edition.license)
    note = ". ".join([words["version"].format(edition.version), *digests, license_])
    fields |= {
        "version": f"{{{escape(edition.version)}}}",
        "url": f"{{{work.iri}}}",
        "note": f"{{{escape(note)}}}",
        "langid": f"{{{_LANGUAGES[language]}}}",
    }
    return fields
