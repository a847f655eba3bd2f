"""Works to cite, made by hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from bioprod_graph.documents import Author, Digest, Edition, Work
from bioprod_graph.language import Text

if TYPE_CHECKING:
    from typing import Literal

MakeWork = Callable[..., Work]

A, B, C = ("a" * 64, "b" * 64, "c" * 64)


@pytest.fixture
def edition() -> Edition:
    return Edition(
        iri="https://example.org/set/",
        title=Text({"fr": "Jeu : essai", "en": "Set: a try"}),
        authors=(
            Author(
                "https://example.org/id/organization/ada", Text({"fr": "Amis d’Ada", "en": "Ada’s"})
            ),
        ),
        version="1.2.3",
        issued="2024-02-29",
        license="https://creativecommons.org/licenses/by/4.0/",
        digest=Digest("dataset", A, "application/n-quads"),
        name=Text({"": "Set"}),
    )


@pytest.fixture
def make_work(edition: Edition) -> MakeWork:
    """Make a work of a kind, with a title."""

    def make(
        kind: Literal["dataset", "entry", "answer"] = "entry",
        *,
        title: str = "Horloge",
        edition: Edition = edition,
    ) -> Work:
        digests = {
            "dataset": (edition.digest,),
            "entry": (Digest("statements", B, "application/n-quads"),),
            "answer": (
                Digest("answer", B, "text/tab-separated-values"),
                Digest("query", C, "application/sparql-query"),
            ),
        }
        titles = Text({"fr": title, "en": title})
        if kind == "dataset":
            titles = edition.title
        iri = edition.iri if kind == "dataset" else "https://example.org/id/thing/clock"
        return Work(kind, f"set-1.2.3-{kind}", iri, titles, edition, digests[kind])

    return make
