"""What a work is that can be cited: the dataset, what it says of a thing, or an answer of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from bioprod_graph.language import Text


class Digest(NamedTuple):
    """The SHA-256 of some bytes, in hexadecimal, and what they are."""

    of: Literal["dataset", "statements", "answer", "query"]
    sha256: str
    media_type: str


@dataclass(frozen=True)
class Author:
    """A body that made the dataset."""

    iri: str
    name: Text


@dataclass(frozen=True)
class Edition:
    """An edition of the dataset; `issued` is a date or the beginning of one, as it is stated."""

    iri: str
    title: Text
    authors: tuple[Author, ...]
    version: str
    issued: str
    license: str
    digest: Digest
    name: Text  # what the project is called for short

    @property
    def date_parts(self) -> list[int]:
        """Year, month and day of the date of issue, as far as it states them."""
        return [int(part) for part in self.issued.split("-")]

    @property
    def key(self) -> str:
        """A key for lists of references."""
        return f"{self.iri.rstrip('/').rpartition('/')[2]}-{self.version}"


@dataclass(frozen=True)
class Work:
    """Something to cite, in an edition of the dataset."""

    kind: Literal["dataset", "entry", "answer"]
    key: str
    iri: str
    title: Text
    edition: Edition
    digests: tuple[Digest, ...]
