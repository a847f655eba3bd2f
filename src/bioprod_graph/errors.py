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

Every message is one line that says what, where and what to do: an English text with places, which
is the key of its entry in the catalogues. Only the words of another program stay as they are, in
brackets.

>>> error = NotFoundError("nothing is said of {name}", name="it")
>>> str(error), error.message("fr")
('nothing is said of it', 'rien n’est dit de it')
"""

from __future__ import annotations

import errno
import re
from contextlib import contextmanager
from typing import TYPE_CHECKING, ClassVar

from bioprod_graph.language import SOURCE, Message, Sayable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from bioprod_graph.findings import Finding


# Characters of another program's message that ours quotes.
_QUOTED = 300

# What the system says in English, whatever the language of the person (strerror(3)); and what helps
# where its own words do not say it.
_REASONS = {
    errno.EMFILE: Message("this program may not open more files: raise the limit with ulimit -n"),
    errno.ENFILE: Message("the system has too many files open: close some programs"),
    errno.ENOENT: Message("No such file or directory"),
    errno.EACCES: Message("Permission denied"),
    errno.EPERM: Message("Operation not permitted"),
    errno.EISDIR: Message("Is a directory"),
    errno.ENOTDIR: Message("Not a directory"),
    errno.EEXIST: Message("File exists"),
    errno.ENOSPC: Message("No space left on device"),
    errno.EROFS: Message("Read-only file system"),
    errno.ELOOP: Message("Too many levels of symbolic links"),
    errno.ENAMETOOLONG: Message("File name too long"),
    errno.ECONNREFUSED: Message("Connection refused"),
    errno.ECONNRESET: Message("Connection reset by peer"),
    errno.ENETUNREACH: Message("Network is unreachable"),
    errno.EHOSTUNREACH: Message("No route to host"),
    errno.EADDRINUSE: Message("Address already in use"),
    errno.EADDRNOTAVAIL: Message("Cannot assign requested address"),
    errno.ETIMEDOUT: Message("Connection timed out"),
}
# What Oxigraph and RocksDB say, in words alone.
_TOLD = {
    "Too many open files in system": errno.ENFILE,
    "Too many open files": errno.EMFILE,
    "file descriptors": errno.EMFILE,
}


def say_reason(error: object) -> Sayable | str:
    """Say why the system refused something; what is not known keeps its own words.

    The error may be that of a library, which gives the number in the text, or tells in words alone.

    >>> say_reason(RuntimeError("IO error: Too many open files")).say("en")
    'this program may not open more files: raise the limit with ulimit -n'
    """
    if isinstance(error, UnicodeDecodeError):
        return Message("it is not UTF-8 text")
    text = str(error)
    number = re.search(r"\(os error (\d+)\)", text)
    code = int(number[1]) if number else getattr(error, "errno", None)
    if code is None and isinstance(error, TimeoutError):
        code = errno.ETIMEDOUT
    if code is None:
        code = next((code for words, code in _TOLD.items() if words in text), 0)
    told = getattr(error, "strerror", None) or next(iter(text.splitlines()), "")
    return _REASONS.get(code) or one_line(told)


def one_line(text: str) -> str:
    """Put the message of a library on one line, cut to what can be read.

    >>> one_line("expected one of:  a, b")
    'expected one of: a, b'
    """
    return " ".join(text.split())[:_QUOTED]


class BioprodError(Exception):
    """Anything this program reports on purpose: a message and what its places are filled with.

    Printed, it speaks its language: that of the source, unless who raises it was asked in another.
    """

    exit_status: ClassVar[int] = 1
    language: str = SOURCE

    def __init__(self, key: str | Sayable = "", /, *, many: str = "", **values: object) -> None:
        self.said = key if isinstance(key, Sayable) else Message(key, many=many, **values)
        super().__init__(str(self.said))

    def __str__(self) -> str:
        """Say it in its language."""
        return self.said.say(self.language)

    def message(self, language: str) -> str:
        """Say the message in a language."""
        return self.said.say(language)


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
    """A file or a folder is missing or cannot be read; `reason` says why."""

    def __init__(self, path: Path, reason: Sayable | str) -> None:
        super().__init__("{path}: cannot be read ({reason})", path=path, reason=reason)
        self.reason = reason


class DatasetError(BioprodError):
    """The dataset has not been built, or what lies there is damaged."""


class BusyError(BioprodError):
    """Another build of the same project is running."""


class LimitError(BioprodError):
    """A query was stopped: it took more time or memory than it may, or the engine gave way."""


class EndpointError(BioprodError):
    """A remote SPARQL endpoint did not answer as it should; `is_unreached`: nothing did."""

    is_unreached = False


class FindingsError(BioprodError):
    """The data has errors; `findings` holds all that was found."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        errors = sum(1 for each in findings if each.severity == "error" and not each.cause)
        super().__init__(
            "{n} error in the data: nothing was built",
            many="{n} errors in the data: nothing was built",
            n=errors,
        )
        self.findings = tuple(findings)


@contextmanager
def needing(extra: str) -> Iterator[None]:
    """Raise UsageError if what follows lacks a library, with the part of the package that has it.

    >>> with needing("x"):  # doctest: +ELLIPSIS
    ...     import no_such_thing
    Traceback (most recent call last):
    bioprod_graph.errors.UsageError: no_such_thing is not installed: run pip install ...
    """
    try:
        yield
    except ModuleNotFoundError as error:
        library, _, _ = (error.name or "").partition(".")
        how = f'pip install "bioprod-graph[{extra}]"'
        raise UsageError("{name} is not installed: run {how}", name=library, how=how) from None
