"""What can go wrong, and whose fault it is.

    BioprodError                 anything this program reports on purpose
    ├── UsageError               the call is wrong: exit 2
    │   └── QueryError           the query text or a parameter is wrong
    ├── NotFoundError            there is no such thing: exit 1
    ├── ProjectError             a file of the project cannot be read: exit 1
    ├── FindingsError            the data has errors, each a Finding: exit 1
    ├── DatasetError             no dataset, or a damaged one: exit 1
    ├── BusyError                another build holds the lock: exit 1
    └── EndpointError            a remote endpoint did not answer as it should: exit 1

Every message is one line that says what, where and what to do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bioprod_graph.findings import Finding


# Characters of another program's message that ours quotes.
_QUOTED = 300


def one_line(text: str) -> str:
    """Put the message of a library on one line, cut to what can be read.

    >>> one_line("expected one of:  a, b")
    'expected one of: a, b'
    """
    return " ".join(text.split())[:_QUOTED]


class BioprodError(Exception):
    """Anything this program reports on purpose."""

    exit_status: ClassVar[int] = 1


class UsageError(BioprodError):
    """The call is wrong: an option, a name, a combination."""

    exit_status = 2


class QueryError(UsageError):
    """The text of a query, its header or one of its parameters is wrong."""


class NotFoundError(BioprodError):
    """There is no such thing in the dataset."""


class ProjectError(BioprodError):
    """A file of the project is missing or cannot be read."""


class DatasetError(BioprodError):
    """The dataset has not been built, or what lies there is damaged."""


class BusyError(BioprodError):
    """Another build of the same project is running."""


class EndpointError(BioprodError):
    """A remote SPARQL endpoint did not answer as it should."""


class FindingsError(BioprodError):
    """The data has errors; `findings` holds all that was found."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        errors = sum(1 for finding in findings if finding.severity == "error")
        plural = "s" if errors != 1 else ""
        super().__init__(f"{errors} error{plural} in the data: nothing was built")
        self.findings = tuple(findings)
