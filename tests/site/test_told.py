"""Pages that queries tell: each names all that it is to tell of, and nothing is invented."""

from __future__ import annotations

import csv
import gzip
import re
from dataclasses import replace
from itertools import takewhile
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from bioprod_graph.dataset import open_release
from bioprod_graph.language import LANGUAGES
from bioprod_graph.reports import choose_kinds, find_gaps
from bioprod_graph.site import Publisher, Site, make_pages
from tests.site.test_pages import Links

if TYPE_CHECKING:
    from pathlib import Path

    from bioprod_graph.project import Project
    from tests.conftest import ChoosePages

Pages = dict[str, str]

ATOM = "{http://www.w3.org/2005/Atom}"
PAGES = (".html", ".atom")
TEXTS = (*PAGES, ".csv", ".json", ".ttl")
UNKNOWN = "à compléter par l’éditeur"


def tell(site: Site) -> Pages:
    """Make the pages of a site, but for those of things, by file."""
    told = takewhile(lambda page: page[0] != "404.html", make_pages(site))
    return {name: content.decode() for name, content in told if name.endswith(TEXTS)}


@pytest.fixture(scope="module")
def site(built: Project) -> Site:
    """The site of the project as it is."""
    return Site(open_release(built), built)


@pytest.fixture(scope="module")
def pages(published: Path) -> Pages:
    """Its pages, but for those of things, and the answers of questions, by file."""
    files = (path for path in published.rglob("*") if path.suffix in TEXTS)
    names = {path.relative_to(published).as_posix(): path for path in files}
    return {
        name: path.read_text("utf-8")
        for name, path in names.items()
        if name.startswith("questions/") or (path.suffix in PAGES and not name.startswith("id/"))
    }


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


def test_a_term_has_one_example(site: Site, pages: Pages) -> None:
    """However many values the thing has that is the example, it is told once."""
    cards = pages[site.routes.place("ontology", "en")].split('<div class="card"')
    examples = [card.count("for example:") for card in cards]
    assert max(examples) == 1
    assert sum(examples) > len(examples) / 2


def test_every_gap_stands_on_the_page_of_its_kind(site: Site, pages: Pages) -> None:
    """And the kinds on one page, with how many there are."""
    kinds = choose_kinds(site.project.queries / "gaps")
    for gaps in (find_gaps(site.release.store, site.project, [kind]) for kind in kinds):
        for gap in gaps:
            assert f'gaps/{gap.kind.name}/index.html">' in pages["gaps/index.html"]
        if gaps:
            assert pages[f"gaps/{gaps[0].kind.name}/index.html"].count('scope="row"') == len(gaps)


def test_nothing_is_told_of_what_has_no_name(pages: Pages) -> None:
    """Such as a list of the ontology that changed."""
    assert [name for name, page in pages.items() if "/genid/" in page and "html" in name] == []


def test_every_question_has_its_answer(built: Project, pages: Pages) -> None:
    """As many rows stand on the page as in the file beside it; the editor is one click away.

    No column is headed by a parameter that was not given.
    """
    for query in (built.queries / "questions").glob("*.rq"):
        for folder in (f"questions/{query.stem}/", f"questions/{query.stem}/en/"):
            page = pages[f"{folder}index.html"]
            assert f"sparql/{'en/' * folder.endswith('/en/')}index.html#{query.stem}" in page
            if f"{folder}answer.csv" in pages:
                rows = list(csv.reader(pages[f"{folder}answer.csv"].splitlines()))[1:]
                assert page.count('scope="row"') == len(rows)
                heads = {*re.findall(r"<th[^>]*>([^<]*)</th>", page)}
                assert heads.isdisjoint({"Activity", "Before", "Called", "Last", "Year"})
            else:
                assert {f"{folder}answer.json", f"{folder}answer.ttl"} & pages.keys()


def test_every_thing_is_in_the_list_of_its_class(site: Site, pages: Pages) -> None:
    listed = {
        link.removeprefix("../").removeprefix("../")
        for name, page in pages.items()
        if name == "withdrawn/index.html" or (name.startswith("classes/") and name.count("/") == 2)
        for link in Links(page).links
    }
    for iri in filter(site.routes.find_folder, site.routes.things):
        if "/concept/" not in iri:
            assert site.routes.find_file(iri, LANGUAGES[0]) in listed


@pytest.mark.parametrize("page", ["actors", "initiatives"])
def test_a_facet_says_how_many_it_leads_to(page: str, pages: Pages) -> None:
    text = pages[f"{page}/index.html"]
    values = [name for name in pages if name.startswith(f"{page}/") and name.count("/") == 3]
    assert values
    for name in values:
        if "/en/" not in name:
            number = pages[name].split('<ul class="names">')[1].split("</ul>")[0].count("<li>")
            assert f'{name}">' in text
            assert text.split(f'{name}">')[1].split('count">')[1].startswith(f"{number}<")


def test_the_statement_of_accessibility_has_the_headings_of_its_form(pages: Pages) -> None:
    """https://accessibilite.numerique.gouv.fr/obligations/declaration-accessibilite/."""
    text = pages["accessibility/index.html"]
    assert text.count("<h1") + text.count("<h2") == 14
    assert "non conforme" in text
    assert "n’a pas été audité" in text


def test_what_nobody_told_of_the_publisher_is_not_invented(
    built: Project, pages: Pages, choose_pages: ChoosePages
) -> None:
    told = {name for name, text in pages.items() if UNKNOWN in text}
    assert {f"{name}/index.html" for name in ("legal", "accessibility", "corrections")} <= told
    assert "mailto:" not in "".join(pages.values())
    words = dict.fromkeys(("publisher", "address", "director", "host"), "Éditeur & fils")
    named = Publisher(**words, contact="nous@example.org")
    site = Site(open_release(built), choose_pages("corrections"), named)
    text = tell(site)["corrections/index.html"]
    assert 'href="mailto:nous%40example.org?subject=' in text
    assert UNKNOWN not in text


def test_what_changed_since_a_kept_release_is_told(
    built: Project, choose_pages: ChoosePages
) -> None:
    """A thing that is gone has its page, one that changed a feed; feeds are well-formed Atom."""
    project = choose_pages("changes", "withdrawn")
    base, kind = built.base, "id/organization/"
    gone, changed = f"{base}{kind}no-more", f"{base}{kind}genopole"
    rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
    label, graph = "http://www.w3.org/2000/01/rdf-schema#label", f"<{base}graph/record/x/y>"
    lines = [
        f"<{gone}> <{rdf}type> <{base}ontology#Actor> {graph}",
        f'<{gone}> <{label}> "Plus & rien"@fr {graph}',
        f'<{changed}> <{label}> "Old <name>"@en {graph}',
    ]
    now = open_release(built).dataset.read_text("utf-8")
    (project.root / "releases").mkdir()
    kept = now + "".join(f"{line} .\n" for line in lines)
    (project.root / "releases" / "0.1.0.nq.gz").write_bytes(gzip.compress(kept.encode()))
    site = Site(open_release(built), project)
    # Of things, the page of the one that changed: those before it would take the most time.
    vars(site)["routes"] = replace(site.routes, things=frozenset({changed}))
    made = (page for page in make_pages(site) if page[0].endswith(("html", "atom")))
    pages: Pages = {}
    for name, content in made:
        pages[name] = content.decode()
        if name == f"{kind}genopole/feed.atom":
            break
    assert "Plus &amp; rien" in pages[f"{kind}no-more/index.html"]
    assert f'{kind}no-more/index.html">Plus &amp; rien' in pages["withdrawn/index.html"]
    assert "Old &lt;name&gt;" in pages[f"{kind}genopole/index.html"]
    feeds = {name: text for name, text in pages.items() if name.endswith(".atom")}
    assert len(feeds) > 2 * len(LANGUAGES)
    for text in feeds.values():
        feed = ET.fromstring(text.encode())  # noqa: S314 – of our own making
        ids = [entry.findtext(f"{ATOM}id") for entry in feed.iter(f"{ATOM}entry")]
        assert ids
        assert len(ids) == len(set(ids))
        assert feed.findtext(f"{ATOM}updated")
