"""The page of queries and the search of the site, from disk: Oxigraph answers in the browser."""

from __future__ import annotations

import csv
import io
import json
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import pyoxigraph as ox
import pytest

from bioprod_graph.questions import read_catalogue
from bioprod_graph.site import has_engine
from tests.browser.conftest import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, Page

    from tests.browser.conftest import FindFaults

    OpenQueries = Callable[..., Page]

pytestmark = pytest.mark.browser

QUESTIONS = ROOT / "queries" / "questions"
ENGLISH, FRENCH = "sparql/en/index.html", "sparql/index.html"
RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
BROKEN = tomllib.loads((ROOT / "tests/data/questions/broken.toml").read_text(encoding="utf-8"))
# Asks each query and gives the kinds of causes, the part with which the join ends left out.
DIAGNOSE = """async (queries) => {
  const put = (probe) => engine.ask({ format: ROWS.json, most: MOST, ...probe }, 600);
  const found = [];
  for (const query of queries) {
    const asked = prepare(query);
    const causes = await new Doctor({ ...asked, ...await put(asked) }, put).diagnose();
    found.push(causes.map(([kind]) => kind).filter((kind) => kind !== "part"));
  }
  return found;
}"""
SHORTEN = """() => {
  for (const list of document.querySelectorAll("tbody, ul, ol")) {
    [...list.children].slice(20).forEach((child) => child.remove());
  }
}"""
DISPLAY = """(() => {
  const row = document.querySelector("tbody tr:has(> :nth-child(7))");
  return row?.computedStyleMap().get("display").value;
})()"""
MANY = 'class="columns-10"'
LONGEST = 60_000  # milliseconds, on a machine that does much else


@pytest.fixture(scope="session")
def site(published: Path) -> Path:
    """The site, with its engine."""
    if not has_engine():
        pytest.skip("the engine was not bundled: node is not installed")
    return published


@pytest.fixture
def open_queries(site: Path, browser: Browser) -> Iterator[OpenQueries]:
    """Opens a page of the site; at the end nothing was asked of a host, and nothing went wrong."""
    problems: list[str] = []
    contexts = []

    def note(address: str) -> None:
        if not address.startswith(("file:", "blob:", "data:")):
            problems.append(address)

    def open_queries(name: str = ENGLISH, fragment: str = "", *, without: str = "") -> Page:
        context = browser.new_context(viewport={"width": 1280, "height": 900})
        context.set_default_timeout(LONGEST)
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda request: note(request.url))
        page.on("pageerror", lambda error: problems.append(str(error)))
        if without:
            page.route(f"**/{without}", lambda route: route.abort())
        else:
            page.on("console", lambda message: problems.append(message.text))
        page.goto((site / name).as_uri() + fragment)
        if name in (ENGLISH, FRENCH) and not without:
            page.locator(".cm-content").wait_for()
        return page

    yield open_queries
    for context in contexts:
        context.close()
    assert not problems


def ask(page: Page, query: str) -> None:
    """Put a query into the editor, as a person does, and run it."""
    editor = page.locator(".cm-content")
    editor.click()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(query)
    page.keyboard.press("Control+Enter")


def download(page: Page, name: str) -> str:
    """Download the answer in a format."""
    with page.expect_download() as loading:
        page.get_by_role("button", name=name, exact=True).click()
    return Path(loading.value.path()).read_text(encoding="utf-8")


def read_told(page: Page, words: str) -> str:
    """Wait until the page tells something, and give all it tells."""
    page.locator("#told", has_text=words).wait_for()
    return page.locator("#told").inner_text()


def test_each_question_is_answered_as_by_the_command_line(open_queries: OpenQueries) -> None:
    page = open_queries()
    for question in read_catalogue(QUESTIONS):
        page.locator(f'.catalogue a[href="#{question.name}"]').click()
        page.get_by_role("heading", name=question.file.get("title_en"), exact=True).wait_for()
        page.get_by_role("button", name="Ask", exact=True).click()
        page.locator("#answer button").first.wait_for()
        path = next(QUESTIONS.glob(f"{question.name}.t[!q]*"))
        expected = path.read_text(encoding="utf-8")
        if question.file.form == "ASK":
            assert json.loads(download(page, "JSON"))["boolean"] == (expected.split()[0] == "true")
        elif question.file.form == "CONSTRUCT":
            graphs = (
                {*ox.parse(text, ox.RdfFormat.TURTLE)}
                for text in (download(page, "Turtle"), expected)
            )
            assert next(graphs) == next(graphs)
        else:
            assert download(page, "TSV") == expected, question.name


def test_a_value_is_chosen_in_the_sentence_and_kept_in_the_link(open_queries: OpenQueries) -> None:
    page = open_queries(FRENCH, "#who-works-on")
    page.get_by_label("une thérapie").select_option(label="phagothérapie")
    page.get_by_role("button", name="Demander").click()
    page.get_by_role("link", name="Phagos").wait_for()
    link = page.locator("#link").get_attribute("href") or ""
    rows = list(csv.DictReader(io.StringIO(download(page, "CSV"))))
    assert {row["therapy"].rpartition("/")[2] for row in rows} == {"phage-therapy"}
    assert page.locator("#answer tbody tr").count() == len(rows)
    other = open_queries(FRENCH, link)
    chosen = other.get_by_label("une thérapie").locator("option:checked")
    assert chosen.inner_text() == "phagothérapie"
    assert other.locator(".languages a").get_attribute("href", timeout=LONGEST)
    assert other.evaluate("document.querySelector('.languages a').hash") == link
    assert other.locator("#answer table").count() == 0  # the reader asks, not the link


@pytest.mark.parametrize("fragment", ["", "#who-works-on"])
def test_a_page_opens_at_its_top(open_queries: OpenQueries, fragment: str) -> None:
    """And with the question that is shown in sight in the list."""
    page = open_queries(FRENCH, fragment)
    assert page.evaluate("scrollY") == 0
    shown = page.locator('.asking [aria-current="true"]')
    page.locator(".catalogue a").last.click()
    assert page.evaluate("scrollY") == 0
    box, seen = shown.bounding_box(), page.locator(".asking .catalogue").bounding_box()
    assert box
    assert seen
    assert seen["y"] <= box["y"] <= seen["y"] + seen["height"]


def test_what_an_address_says_is_shown_and_not_run(open_queries: OpenQueries) -> None:
    query = "ASK { ?s ?p '<img src=x onerror=alert(1)>' }"
    page = open_queries(ENGLISH, f"#query={quote(query)}")
    assert page.locator(".cm-content").inner_text() == query
    assert page.locator("#answer *").count() == 0
    page = open_queries(ENGLISH, "#who-works-on&therapy=%3E%20%7D%20DROP")
    assert "DROP" not in page.locator(".cm-content").inner_text()


def test_a_query_without_end_is_ended_and_the_next_one_answered(open_queries: OpenQueries) -> None:
    page = open_queries()
    page.locator("#limit").fill("1")
    ask(page, RUNAWAY)
    read_told(page, "The query was ended after 1 s.")
    page.locator("#limit").fill("60")
    ask(page, RUNAWAY)
    page.get_by_role("button", name="Stop").click()
    read_told(page, "The query was ended.")
    ask(page, "SELECT ?x { VALUES ?x { 1 2 3 } }")
    read_told(page, "3 rows")


@pytest.mark.parametrize(
    ("query", "said"),
    [
        (
            "SELECT ?s {\n  ?s a bioprod:Company .\n  ?s label ?o }",
            "Line 3, column 11 – This is no SPARQL near “?o }”.",
        ),
        ("ASK {\n  ?s a nobody:Thing }", "Line 2, column 8 – The prefix nobody: is not defined."),
        ("ASK {\n  ?s a ", "This is no SPARQL at its end: something is missing."),
    ],
)
def test_a_fault_is_told_by_line_and_column(
    query: str, said: str, open_queries: OpenQueries
) -> None:
    page = open_queries()
    ask(page, query)
    assert said in read_told(page, "Line")
    assert page.locator(".cm-fault").count() == 1
    page.locator("#told button").click()
    assert page.evaluate("document.activeElement.shadowRoot !== null")


def test_a_term_that_no_statement_has_is_told(open_queries: OpenQueries) -> None:
    page = open_queries()
    ask(page, "SELECT ?o { ?o bioprod:organisedBy organization:genopole ; a foaf:Agent }")
    read_told(page, "Nothing in the dataset answers this.")
    page.locator("#answer .unknown", has_text="organisedBy: did you mean").wait_for()
    told = page.locator("#answer .unknown").all_inner_texts()
    assert "No statement has bioprod:organisedBy: did you mean bioprod:organizedBy?" in told
    assert not [each for each in told if each.startswith("No statement has organization:genopole")]


@pytest.mark.parametrize(
    ("query", "part"),
    [
        ("SELECT ?o { ?o a bioprod:Axis . ?o rdfs:label ?l FILTER(?l = 'x') }", "FILTER(?l = 'x')"),
        ("SELECT ?o WHERE { ?o a bioprod:Axis ; bioprod:seat ?c ; rdfs:label ?l }",
         "?o bioprod:seat ?c"),
        ("SELECT * { { ?o a bioprod:None } UNION { ?o a bioprod:Nil } OPTIONAL { ?o ?p 1 } }",
         "{ ?o a bioprod:None } UNION { ?o a bioprod:Nil }"),
        ("SELECT * { VALUES (?o) { (1) } ?o (rdfs:label|schema:name) ?l }",
         "?o (rdfs:label|schema:name) ?l"),
        ("SELECT * { ?o a bioprod:Axis FILTER NOT EXISTS { ?o rdfs:label ?l . ?o a ?c } }",
         "FILTER NOT EXISTS { ?o rdfs:label ?l . ?o a ?c }"),
    ],
)  # fmt: skip
def test_an_empty_answer_tells_where_the_query_ends(
    query: str, part: str, open_queries: OpenQueries
) -> None:
    page = open_queries()
    ask(page, query)
    told = page.locator("#answer .unknown", has_text="Nothing is found from")
    assert told.inner_text(timeout=LONGEST) == f"Nothing is found from “{part}” on."


def test_the_page_names_the_causes_that_the_command_names(open_queries: OpenQueries) -> None:
    """Of the same broken queries, nine in ten at least; and none where absence is real."""
    page = open_queries()
    queries = [query for kind in BROKEN.values() for query in kind]
    told = dict(zip(queries, page.evaluate(DIAGNOSE, queries), strict=True))
    assert [query for query in BROKEN["absent"] if told[query] != ["absent"]] == []
    cases = [(kind, query) for kind, each in BROKEN.items() if kind != "absent" for query in each]
    wrong = [(kind, query, told[query]) for kind, query in cases if told[query][:1] != [kind]]
    assert len(wrong) <= 0.1 * len(cases), wrong


def test_a_cause_is_told_in_the_language_of_the_page(open_queries: OpenQueries) -> None:
    page = open_queries(FRENCH)
    ask(page, "SELECT ?s { ?s bioprod:modality organization:genopole }")
    told = page.locator("#answer .unknown", has_text="dans l’autre sens")
    told.wait_for()
    assert told.inner_text().startswith("bioprod:modality va dans l’autre sens")


def test_the_field_works_without_the_editor(open_queries: OpenQueries) -> None:
    page = open_queries(without="editor.js")
    page.locator("#query").fill("SELECT ?x { VALUES ?x { 1 2 } }")
    page.locator("#query").press("Control+Enter")
    assert read_told(page, "2 rows")
    page.locator("#query").fill("ASK {\n ?s")
    page.get_by_role("button", name="Run").click()
    assert "Line 2" in read_told(page, "Line")


def test_names_are_completed_and_tab_leaves_the_editor(open_queries: OpenQueries) -> None:
    page = open_queries()
    page.wait_for_function("terms && terms.index.names.size")
    page.locator(".cm-content").click()
    page.keyboard.press("Control+a")
    page.keyboard.type("ASK { ?s ?p genopol")
    page.locator(".cm-tooltip-autocomplete li[aria-selected]").wait_for()
    page.wait_for_function(
        "document.querySelector('#query + div').shadowRoot.querySelector('.cm-tooltip')"
    )
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "run"


def test_the_site_is_searched_from_disk(open_queries: OpenQueries) -> None:
    identified = (ROOT / "data" / "organization-identifiers.csv").read_text("utf-8")
    slug, _, number = next(csv.reader(identified.splitlines()[1:]))[:3]
    organizations = (ROOT / "data" / "organizations.csv").read_text("utf-8")
    body = next(row for row in csv.reader(organizations.splitlines()) if row[0] == slug)[1]
    page = open_queries("index.html")
    page.locator("#find").click()
    page.wait_for_function("typeof siteNames === 'object'")
    found = page.locator("#found [role=option]")
    named = {"genopol": "Genopole", "Généthn": "Généthon", number: body}
    for asked, name in {**named, "liste de tous les organismes": "L’annuaire"}.items():
        page.locator("#find").fill(asked)
        assert name in found.first.inner_text()
    page.locator("#find").fill("qui travaille sur")
    page.keyboard.press("Enter")
    page.wait_for_url("**/sparql/index.html#who-works-on")


@pytest.mark.parametrize("name", [ENGLISH, FRENCH])
def test_axe_has_nothing_against_the_page_of_queries(
    name: str, open_queries: OpenQueries, find_faults: FindFaults
) -> None:
    """Light and dark, before an answer and after, with what is found, with a fault, on a phone."""
    page = open_queries(name)
    assert find_faults(page) == []
    page.emulate_media(color_scheme="dark")
    assert find_faults(page) == []
    page.locator("#form button").click()
    page.locator("#answer table").wait_for()
    page.locator("#find").fill("gen")
    assert find_faults(page) == []
    page.emulate_media(color_scheme="light")
    ask(page, "ASK {\n ?s")
    page.locator("#told button").wait_for()
    assert find_faults(page) == []
    page.set_viewport_size({"width": 390, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert find_faults(page) == []


@pytest.mark.parametrize("tag", ["", "en"])
def test_axe_has_nothing_against_a_page_of_each_kind(
    tag: str, *, site: Path, open_queries: OpenQueries, find_faults: FindFaults
) -> None:
    """Each page that queries tell, and the first of those of its records; light, dark, a phone.

    Of a long list its beginning: axe takes a minute for thousands of rows that one template makes.
    """
    rows = [line.split(",") for line in (ROOT / "queries/pages/pages.csv").read_text().splitlines()]
    told = [row[0] for row in rows[2:]]
    each = [
        next(
            path for path in sorted(site.glob(f"**/{name}/*/index.html")) if path.parts[-2] != "en"
        )
        for name in ("classes", "questions", "changes", "modality")
    ]
    # A row of many columns is laid out as a block.
    each.append(
        next(p for p in sorted(site.glob("questions/*/index.html")) if MANY in p.read_text())
    )
    files = [site / name / tag / "index.html" for name in told]
    files += [*(path.parent / tag / "index.html" for path in each), site / "404.html"]
    page = open_queries(f"{tag}/index.html".removeprefix("/"))
    faults: dict[str, list[str]] = {}
    for file in files:
        page.goto(file.as_uri())
        page.evaluate(SHORTEN)
        found = find_faults(page)
        page.emulate_media(color_scheme="dark")
        page.set_viewport_size({"width": 390, "height": 800})
        found += find_faults(page)
        if page.evaluate("document.documentElement.scrollWidth") > 390:
            found.append("wider than a phone")
        page.emulate_media(color_scheme="light")
        page.set_viewport_size({"width": 1280, "height": 900})
        if found:
            faults[file.relative_to(site).as_posix()] = found
    assert faults == {}


def test_no_answer_is_wider_than_the_screen(site: Path, open_queries: OpenQueries) -> None:
    """However many columns it has: beyond six a row is a block of named values."""
    page = open_queries("questions/index.html")
    wider, blocks = [], set()
    for file in sorted(site.glob("questions/**/index.html")):
        page.goto(file.as_uri())
        for width in (700, 900, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            if page.evaluate("document.documentElement.scrollWidth") > width:
                wider.append((file.relative_to(site).as_posix(), width))
        blocks.add(page.evaluate(DISPLAY))
    assert wider == []
    assert "grid" in blocks


def test_a_scene_of_the_site_is_given_its_facts_beside_it(
    site: Path, open_queries: OpenQueries
) -> None:
    """They are no part of the page, which is read sooner for it; from disk, too."""
    name = "scenes/ecosystem.html"
    page = open_queries(name, "#chosen=~organization/genethon")
    page.locator("#panel dl, #panel ul").first.wait_for()
    told = page.locator("#panel").inner_text()
    assert "Généthon" in told
    written = (site / name).read_text(encoding="utf-8")
    assert 'data-src="ecosystem.data.js"></script>' in written
    assert len(written) < (site / "scenes/ecosystem.data.js").stat().st_size


def test_a_correction_is_composed_and_nothing_sent(open_queries: OpenQueries) -> None:
    page = open_queries("corrections/en/index.html", "#what=https://example.org/id/a/b")
    assert page.locator("#what").input_value() == "https://example.org/id/a/b"
    page.locator("#wrong").fill("<b>Not</b> so")
    assert "<b>Not</b> so" in page.locator("#written").inner_text()
    assert "https://example.org/id/a/b" in page.locator("#written").inner_text()
