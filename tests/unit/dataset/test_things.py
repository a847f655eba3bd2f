"""Things are found by what people call them, and what is nearly so is suggested."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from bioprod_graph import ask
from bioprod_graph.dataset import Names, find_thing, read_label
from bioprod_graph.errors import NotFoundError, UsageError
from bioprod_graph.identifiers import find_kind
from bioprod_graph.questions import read_catalogue
from bioprod_graph.rdf import make_store

if TYPE_CHECKING:
    from bioprod_graph.project import Project
    from bioprod_graph.questions import Question


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


@pytest.mark.parametrize("name", ["Company", "company", "Entreprise"])
def test_a_class_is_found_by_its_name(built: Project, built_store: ox.Store, name: str) -> None:
    """As a parameter that takes any kind; what is asked of things, or of a kind, takes none."""
    names = Names(built_store, built)
    assert names.expand(name) == built.prefixes.expand("bioprod:Company")
    with pytest.raises(NotFoundError):
        names.expand(name, "therapy")
    with pytest.raises(NotFoundError):
        find_thing(name, built_store, built)


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
            "nothing is said of organization/yposkessi: did you mean organization/yposkesi?",
            "rien n’est dit de organization/yposkessi\u00a0: vouliez-vous dire "
            "organization/yposkesi\u00a0?",
        ),
        (
            "zzqq",
            "nothing is named zzqq: bioprod query directory names bodies, bioprod track "
            "recommendations, bioprod sources the sources",
            "rien ne porte le nom zzqq\u00a0: bioprod query directory nomme les organismes, "
            "bioprod track les recommandations, bioprod sources les sources",
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


class TestNames:
    """Names, as parameters of questions and what else takes a thing."""

    @pytest.mark.parametrize(
        "name", ["therapy/gene-therapy", "gene-therapy", "Gene therapy", "génique (thérapie)"]
    )
    def test_a_parameter_takes_a_thing_by_all_that_it_is_called(
        self, built: Project, built_store: ox.Store, name: str
    ) -> None:
        """Words stand in any order."""
        found = Names(built_store, built).expand(name)
        assert found.value == f"{built.base}id/therapy/gene-therapy"

    @pytest.mark.parametrize("iri", ["https://example.org/x", "urn:x:y"])
    def test_what_is_no_thing_of_ours_stays_as_it_is(
        self, built: Project, built_store: ox.Store, iri: str
    ) -> None:
        """A query may ask of any IRI."""
        assert Names(built_store, built).expand(f"<{iri}>").value == iri

    @pytest.mark.parametrize("name", ["therapy/gene-terapy", "gene-terapy"])
    def test_what_is_misspelt_is_no_empty_answer(self, built: Project, name: str) -> None:
        """The nearest is suggested, here as to all commands."""
        question = next(q for q in read_catalogue(built.queries / "questions") if _takes_therapy(q))
        with pytest.raises(NotFoundError, match=r"did you mean therapy/gene-therapy\?"):
            ask(question.name, built, therapy=name)
        assert ask(question.name, built, therapy="gene-therapy") == ask(question.name, built)


def _takes_therapy(question: Question) -> bool:
    return any(each.name == "therapy" and "gene" in each.default for each in question.parameters)


class TestReadLabel:
    """read_label"""

    def test_there_is_one_rule_for_what_is_missing(self) -> None:
        """The language asked for, the other one, any, then the end of the IRI."""
        store = make_store(
            ox.parse(
                b"@prefix : <http://x/> . @prefix r: <http://www.w3.org/2000/01/rdf-schema#> . "
                b"@prefix s: <http://www.w3.org/2004/02/skos/core#> . "
                b':both { :both r:label "un"@fr, "one"@en, "eins"@de } '
                b':one { :one r:label "seul"@fr } :any { :any r:label "egal" } '
                b':concept { :concept s:prefLabel "idea"@en }',
                format=ox.RdfFormat.TRIG,
            )
        )
        said = {
            name: read_label(store, ox.NamedNode(f"http://x/{name}")).spread()
            for name in ("both", "one", "any", "concept", "none#x")
        }
        assert [tuple(each.values()) for each in said.values()] == [
            ("un", "one"),
            ("seul", "seul"),
            ("egal", "egal"),
            ("idea", "idea"),
            ("x", "x"),
        ]
