"""Things are found by what people call them, and what is nearly so is suggested."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bioprod_graph.dataset import find_thing
from bioprod_graph.errors import NotFoundError, UsageError
from bioprod_graph.identifiers import find_kind

if TYPE_CHECKING:
    import pyoxigraph as ox

    from bioprod_graph.project import Project


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("organization/genopole", "organization/genopole"),
        ("organization:genopole", "organization/genopole"),
        ("<https://w3id.org/bioprod/id/organization/genopole>", "organization/genopole"),
        ("genopole", "organization/genopole"),
        ("GÉNOPÔLE", "organization/genopole"),
        ("gene therapy", "therapy/gene-therapy"),
        ("thérapie génique", "therapy/gene-therapy"),
        ("Nawal Ouzren", "person/nawal-ouzren"),
        ("evry-courcouronnes", "place/evry-courcouronnes"),
    ],
)
def test_a_thing_is_found_by_all_that_it_is_called(
    built: Project, built_store: ox.Store, *, name: str, path: str
) -> None:
    """Identifier, slug, name in either language; a source of the same slug gives way."""
    found = find_thing(name, built_store, built)
    assert found.value == f"{built.base}id/{path}"
    assert find_kind(found.value, built.base) == path.partition("/")[0]


def test_a_name_may_be_asked_of_some_kinds_alone(built: Project, built_store: ox.Store) -> None:
    """Two things of one slug are then told apart; an identifier is found whatever its kind."""
    with pytest.raises(NotFoundError, match="names 2 things"):
        find_thing("genother", built_store, built)
    found = find_thing("genother", built_store, built, kinds=["initiative"])
    assert find_kind(found.value, built.base) == "initiative"
    assert find_thing("place/paris", built_store, built, kinds=["initiative"])


@pytest.mark.parametrize(
    ("name", "english", "french"),
    [
        (
            "genopol",
            "nothing is named genopol: did you mean organization/genopole?",
            "rien ne porte le nom genopol\u00a0: vouliez-vous dire organization/genopole\u00a0?",
        ),
        (
            "organization:yposkessi",
            "nothing is said of organization:yposkessi: did you mean organization/yposkesi?",
            "rien n’est dit de organization:yposkessi\u00a0: vouliez-vous dire "
            "organization/yposkesi\u00a0?",
        ),
        (
            "zzqq",
            "nothing is named zzqq: give KIND/SLUG, or try bioprod query",
            "rien ne porte le nom zzqq\u00a0: donnez GENRE/NOM, ou essayez bioprod query",
        ),
    ],
)
def test_what_is_nearly_so_named_is_suggested(
    built: Project, built_store: ox.Store, *, name: str, english: str, french: str
) -> None:
    """In both languages; what resembles nothing is not guessed at."""
    with pytest.raises(NotFoundError) as caught:
        find_thing(name, built_store, built)
    assert (caught.value.message("en"), caught.value.message("fr")) == (english, french)


def test_an_unknown_prefix_is_misuse(built: Project, built_store: ox.Store) -> None:
    """It is no name, and is told as what it is."""
    with pytest.raises(UsageError, match="unknown prefix nope:"):
        find_thing("nope:x", built_store, built)
