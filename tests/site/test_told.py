"""Pages that queries tell: each names all that it is to tell of, and nothing is invented."""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING

import pytest

from bioprod_graph.dataset import open_release
from bioprod_graph.language import LANGUAGES
from bioprod_graph.site import Site, make_pages
from tests.site.test_pages import Links

if TYPE_CHECKING:
    from bioprod_graph.project import Project

Pages = dict[str, str]


@pytest.fixture(scope="module")
def site(built: Project) -> Site:
    """The site of the project as it is."""
    return Site(open_release(built), built)


@pytest.fixture(scope="module")
def pages(site: Site) -> Pages:
    """Its pages, but for those of things, by file."""
    told = takewhile(lambda page: not page[0].startswith("id/"), make_pages(site))
    return {name: content.decode() for name, content in told if name.endswith((".html", ".atom"))}


def test_every_term_has_its_card(site: Site, pages: Pages) -> None:
    """A card is where the IRI of its term leads: on the page of the ontology, by its local name."""
    start = f"{site.routes.base}ontology#"
    terms = {iri.removeprefix(start) for iri in site.routes.things if iri.startswith(start)}
    assert terms
    for language in LANGUAGES:
        file = site.routes.place("ontology", language)
        assert not terms - Links(pages[file]).ids
        for term in terms:
            assert site.routes.find_file(start + term, language) == f"{file}#{term}"
