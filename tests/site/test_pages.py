"""The published site: each thing has its pages, each link leads somewhere, nothing is half."""

from __future__ import annotations

import errno
import random
import subprocess
import sys
import time
from html.parser import HTMLParser
from itertools import takewhile
from os.path import normpath
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import pyoxigraph as ox
import pytest

from bioprod_graph.dataset import open_release
from bioprod_graph.errors import BioprodError, UsageError
from bioprod_graph.language import LANGUAGES
from bioprod_graph.rdf import read_values, select
from bioprod_graph.reports import Report, find_queries
from bioprod_graph.site import Routes, Site, make_pages, write_site

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bioprod_graph.project import Project
    from bioprod_graph.rdf import Term
    from tests.conftest import ChoosePages

BASE = "https://example.org/x/"


class Links(HTMLParser):
    """Gathers the links of a page, and the ids that links may lead to."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: set[str] = set()
        self.ids: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        self.ids.add(told.get("id") or "")
        if tag in {"a", "link"} and told.get("href"):
            self.links.add(told["href"] or "")


def find_broken(folder: Path) -> list[str]:
    """Find the links inside a site that lead nowhere."""
    files = {str(path) for path in folder.rglob("*") if path.is_file()}
    pages = {page: Links(Path(page).read_text("utf-8")) for page in files if page.endswith(".html")}
    broken = []
    for page, told in pages.items():
        for link in told.links:
            parts = urlsplit(link)
            if parts.scheme:
                continue
            goal = normpath(f"{page}/../{unquote(parts.path)}") if parts.path else page
            # What the page of queries is given (`#query=…`) is no place on it.
            place = "" if "=" in parts.fragment else parts.fragment
            known = pages[goal].ids if goal in pages else set()
            if goal not in files or (place and place not in known):
                broken.append(f"{Path(page).relative_to(folder)}: {link}")
    return broken


def _fail() -> Iterator[tuple[str, bytes]]:
    """Give a file, and then be stopped."""
    yield "index.html", b"new"
    raise KeyboardInterrupt


def test_only_what_is_formed_as_an_identifier_has_a_page() -> None:
    hostile = [f"{BASE}id/a/../../b", f"{BASE}id/a/B", f"{BASE}id/a/b/c", "https://other/id/a/b"]
    routes = Routes(BASE, frozenset([f"{BASE}id/a/b", *hostile]))
    assert routes.find_folder(f"{BASE}id/a/b") == "id/a/b"
    assert not any(map(routes.find_folder, hostile))
    assert routes.find_folder(f"{BASE}id/a/unknown") is None


def test_links_work_from_disk_and_addresses_name_no_file() -> None:
    routes = Routes(BASE, frozenset())
    first, other = (routes.place("id/a/b", tag) for tag in ("fr", "en"))
    assert (first, other) == ("id/a/b/index.html", "id/a/b/en/index.html")
    assert routes.link(other, first) == f"../../../../{first}"
    assert routes.link("index.html", first) == first
    assert routes.name(other) == f"{BASE}id/a/b/en/"


def test_what_has_not_changed_is_the_same_file(tmp_path: Path) -> None:
    site = tmp_path / "site"
    write_site(site, [("index.html", b"one"), ("a/index.html", b"two"), ("b.html", b"gone")])
    before = (site / "index.html").stat()
    assert write_site(site, [("index.html", b"one"), ("a/index.html", b"three")]) == 2
    assert (site / "index.html").stat().st_ino == before.st_ino
    assert (site / "index.html").stat().st_mtime_ns == before.st_mtime_ns
    assert (site / "a" / "index.html").read_bytes() == b"three"
    assert not (site / "b.html").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_a_folder_of_somebody_else_is_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("mine")
    with pytest.raises(UsageError, match="not of a site"):
        write_site(tmp_path, [("index.html", b"")])
    assert (tmp_path / "letter.txt").read_text() == "mine"


def test_the_last_site_stays_when_making_one_fails(tmp_path: Path) -> None:
    site = tmp_path / "site"
    write_site(site, [("index.html", b"last")])
    with pytest.raises(KeyboardInterrupt):
        write_site(site, _fail())
    assert (site / "index.html").read_bytes() == b"last"
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_a_site_left_between_two_names_is_put_back(tmp_path: Path) -> None:
    site = tmp_path / "site"
    write_site(site, [("index.html", b"last")])
    site.rename(tmp_path / ".site.old")
    with pytest.raises(KeyboardInterrupt):
        write_site(site, _fail())
    assert (site / "index.html").read_bytes() == b"last"


# A disk that holds no more, as far as one program can have one: no file over a kilobyte.
FULL = """
import resource, signal, sys
from pathlib import Path
from bioprod_graph.errors import BioprodError
from bioprod_graph.site import write_site

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (1024, 1024))
try:
    write_site(Path(sys.argv[1]), [("index.html", b"next"), ("a.html", b"x" * 2048)])
except BioprodError as error:
    print(error)
"""


def test_the_last_site_stays_where_the_disk_is_full(tmp_path: Path) -> None:
    site = tmp_path / "site"
    write_site(site, [("index.html", b"last")])
    command = [sys.executable, "-c", FULL, str(site)]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert said.startswith("nothing was published: ")
    assert said.count("\n") == 1
    assert (site / "index.html").read_bytes() == b"last"
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_the_last_site_stays_where_nothing_may_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = tmp_path / "site"
    write_site(site, [("index.html", b"last")])

    def refuse(path: str, *_: object) -> None:
        raise PermissionError(errno.EACCES, "no", path)

    monkeypatch.setattr("os.mkdir", refuse)
    with pytest.raises(BioprodError, match="nothing was published: ") as raised:
        write_site(site, [("index.html", b"next")])
    assert "\n" not in str(raised.value)
    assert (site / "index.html").read_bytes() == b"last"


WRITER = """
import sys
from itertools import count
from pathlib import Path
from bioprod_graph.site import write_site

for number in count():
    said = str(number).encode()
    names = ("index.html", *(f"{name}/index.html" for name in range(40)))
    write_site(Path(sys.argv[1]), ((name, said) for name in names))
    print(number, flush=True)
"""


@pytest.mark.slow
@pytest.mark.parametrize("chance", range(30))
def test_a_killed_writer_leaves_a_whole_site(tmp_path: Path, chance: int) -> None:
    """At every moment there is a site, all of whose files are of one run."""
    site, moments = tmp_path / "site", random.Random(chance).uniform(0, 0.2)  # noqa: S311
    command = [sys.executable, "-c", WRITER, str(site)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as writer:
        assert writer.stdout
        writer.stdout.readline()
        end = time.monotonic() + moments
        while time.monotonic() < end:
            assert (site / "index.html").exists()
        writer.kill()
    assert len({path.read_bytes() for path in site.rglob("*.html")}) == 1
    assert len(list(site.rglob("*.html"))) == 41
    write_site(site, [("index.html", b"next")])
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_every_thing_has_its_pages_and_no_link_is_broken(built: Project, published: Path) -> None:
    site = Site(open_release(built), built)
    folders = [folder for iri in site.routes.things if (folder := site.routes.find_folder(iri))]
    assert folders
    for folder in folders:
        for language in LANGUAGES:
            page = (published / site.routes.place(folder, language)).read_text("utf-8")
            assert f'<html lang="{language}">' in page
            assert page.count('<meta name="description"') == 1
    assert find_broken(published) == []
    # What nobody told of the publisher is not invented.
    assert "à compléter par l’éditeur" in (published / "legal/index.html").read_text("utf-8")


def test_every_row_leads_to_the_place_that_tells_it(quads: list[ox.Quad], published: Path) -> None:
    rows = {str(quad.graph_name)[1:-1].partition("/graph/record/")[2] for quad in quads} - {""}
    assert rows
    for table in sorted({row.partition("/")[0] for row in rows}):
        told = Links((published / "graph/record" / table / "index.html").read_text("utf-8"))
        of_table = {row for row in rows if row.startswith(f"{table}/")}
        assert of_table <= {f"{table}/{place}" for place in told.ids}
        assert of_table <= {link.partition("#")[2] for link in told.links}


def test_without_node_the_page_of_queries_says_so(
    built: Project, choose_pages: ChoosePages, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No script asks for an engine that is not there, and the questions can still be read."""
    monkeypatch.setattr("bioprod_graph.site.workbench.has_engine", lambda: False)
    pages = takewhile(
        lambda page: not page[0].startswith("id/"),
        make_pages(Site(open_release(built), choose_pages("sparql"))),
    )
    told = {name: content.decode() for name, content in pages if name.startswith("sparql/")}
    assert not [name for name in told if name.endswith(("engine.js", "dataset.js", "sparql.js"))]
    page = told["sparql/en/index.html"]
    assert "made without the engine" in page
    assert "sparql.js" not in page
    for query in (built.queries / "questions").glob("*.rq"):
        assert f'/questions/{query.stem}/en/index.html">' in page


def test_a_report_is_the_same_alone_and_among_many(built: Project) -> None:
    """What queries tell of all things at once is what they tell of each."""
    store = open_release(built).store
    kinds = find_queries(built).list_kinds(on_things=True)
    rows = read_values(select(store, "SELECT DISTINCT ?thing { ?thing a ?class } ORDER BY ?thing"))
    for language in LANGUAGES:
        among = Report(store, built, "", language=language)
        for kind in kinds:
            start = f"{built.base}id/{kind}/"
            things = [row["thing"] for row in rows if row["thing"].startswith(start)]
            for thing in map(ox.NamedNode, things[:: max(1, len(things) // 5)]):
                alone = Report(store, built, thing, language=language)
                assert among.turn_to(thing).make_document() == alone.make_document(), thing


def test_what_asks_of_no_thing_is_asked_once_of_many(
    built: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The last line of a report, which counts rows, is the same on each of thousands of pages."""
    asked: list[str] = []

    def ask(store: ox.Store, query: str, terms: dict[str, Term]) -> ox.QuerySolutions:
        asked.append(query)
        return select(store, query, terms)

    monkeypatch.setattr("bioprod_graph.reports.report.select", ask)
    among = Report(open_release(built).store, built, "", language=LANGUAGES[0])
    for slug in ("genopole", "sensorion"):
        thing = ox.NamedNode(f"{built.base}id/organization/{slug}")
        assert among.turn_to(thing).make_document().colophon
    colophon = find_queries(built).read_shared("colophon").text
    assert sum(query.startswith(colophon) for query in asked) == 1
