"""What can go wrong, and whose fault it is.

    BioprodError                 anything this program reports on purpose
    ├── UsageError               the call is wrong: exit 2
    │   ├── QueryError           the query text or a parameter is wrong
    │   └── FormatError          a format cannot hold what it is to hold
    ├── NotFoundError            there is no such thing: exit 1
    ├── ProjectError             a file of the project is not as it should be: exit 1
    │   └── FileError            a file or a folder is missing or cannot be read: exit 1
    ├── FindingsError            the data has errors, each a Finding: exit 1
    ├── DatasetError             no dataset, or a damaged one: exit 1
    ├── BusyError                another build holds the lock: exit 1
    ├── LimitError               a query took too much time or memory: exit 1
    └── EndpointError            a remote endpoint did not answer as it should: exit 1

Every message is one line that says what, where and what to do. The text of an error is English,
and its message is in French for who reads French; only the words of another program stay as they
are, in brackets.

>>> error = NotFoundError(en="nothing is said of it", fr="rien n’en est dit")
>>> str(error), error.message("fr")
('nothing is said of it', 'rien n’en est dit')
"""

from __future__ import annotations

import errno
import re
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from bioprod_graph.findings import Finding, Language


# Characters of another program's message that ours quotes.
_QUOTED = 300
_FIRST_FRENCH_PLURAL = 2


# What the system says in English, whatever the language of the person.
_FRENCH_REASONS = {
    errno.ENOENT: "il n’y a pas de tel fichier ou dossier",
    errno.EACCES: "l’accès n’est pas permis",
    errno.EPERM: "l’opération n’est pas permise",
    errno.EISDIR: "c’est un dossier",
    errno.ENOTDIR: "ce n’est pas un dossier",
    errno.EEXIST: "il existe déjà",
    errno.ENOSPC: "il n’y a plus de place sur le disque",
    errno.EROFS: "le disque est en lecture seule",
    errno.ELOOP: "des liens mènent en cercle",
    errno.ENAMETOOLONG: "le nom est trop long",
    errno.ECONNREFUSED: "la connexion est refusée",
    errno.ETIMEDOUT: "le délai est dépassé",
}


def suggest(name: str, known: Iterable[str], *, otherwise: tuple[str, str]) -> tuple[str, str]:
    r"""Suggest, in English and in French, the known name that is nearest; else what is given.

    >>> suggest("organiser", ["organisers"], otherwise=("see the list", "voir la liste"))
    ('did you mean organisers?', 'vouliez-vous dire organisers\xa0?')
    """
    from difflib import get_close_matches

    near = get_close_matches(name, known, n=1)
    if not near:
        return otherwise
    return f"did you mean {near[0]}?", f"vouliez-vous dire {near[0]}\u00a0?"


def say_reason(error: object) -> str:
    """Say in French why the system refused something; other reasons keep their own words."""
    if isinstance(error, UnicodeDecodeError):
        return "ce n’est pas du texte en UTF-8"
    if not isinstance(error, OSError):
        return one_line(str(error))
    # Libraries that are not Python’s give the number in the text alone.
    number = re.search(r"\(os error (\d+)\)", str(error))
    known = _FRENCH_REASONS.get(int(number[1]) if number else error.errno or 0, "")
    return known or one_line(error.strerror or str(error))


def one_line(text: str) -> str:
    """Put the message of a library on one line, cut to what can be read.

    >>> one_line("expected one of:  a, b")
    'expected one of: a, b'
    """
    return " ".join(text.split())[:_QUOTED]


class BioprodError(Exception):
    """Anything this program reports on purpose: one message, or one in each language."""

    exit_status: ClassVar[int] = 1

    def __init__(self, message: str = "", *, en: str = "", fr: str = "") -> None:
        super().__init__(message or en)
        self._french = fr

    def message(self, language: Language) -> str:
        """Give the message in the language, else in English."""
        return self._french if language == "fr" and self._french else str(self)


class UsageError(BioprodError):
    """The call is wrong: an option, a name, a combination."""

    exit_status = 2


class QueryError(UsageError):
    """The text of a query, its header or one of its parameters is wrong."""


class FormatError(UsageError):
    """A format cannot hold what it is to hold: nothing is written, another format does."""


class NotFoundError(BioprodError):
    """There is no such thing in the dataset."""


class ProjectError(BioprodError):
    """A file of the project is missing, cannot be read or is malformed."""


class FileError(ProjectError):
    """A file or a folder is missing or cannot be read; `reason` says why in each language."""

    def __init__(self, path: Path, *, en: str, fr: str) -> None:
        super().__init__(
            en=f"{path}: cannot be read ({en})", fr=f"{path}\u00a0: ne peut pas être lu ({fr})"
        )
        self.reason: dict[Language, str] = {"en": en, "fr": fr}


class DatasetError(BioprodError):
    """The dataset has not been built, or what lies there is damaged."""


class BusyError(BioprodError):
    """Another build of the same project is running."""


class LimitError(BioprodError):
    """A query was stopped: it took more time or memory than it may, or the engine gave way."""


class EndpointError(BioprodError):
    """A remote SPARQL endpoint did not answer as it should."""


class FindingsError(BioprodError):
    """The data has errors; `findings` holds all that was found."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        errors = sum(1 for finding in findings if finding.severity == "error")
        english = "error" if errors == 1 else "errors"
        french = "erreur" if errors < _FIRST_FRENCH_PLURAL else "erreurs"
        super().__init__(
            en=f"{errors} {english} in the data: nothing was built",
            fr=f"{errors} {french} dans les données : rien n’a été construit",
        )
        self.findings = tuple(findings)
