"""A project that `bioprod new` begins is whole: it builds, is asked, published and served."""

from __future__ import annotations

import csv
import json
import py_compile
import re
import subprocess
import sys
from html import unescape
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

import pyoxigraph as ox
import pytest
from starlette.testclient import TestClient

from bioprod_graph.cli import main
from bioprod_graph.dataset import open_release, read_edition
from bioprod_graph.errors import ProjectError
from bioprod_graph.pipeline import build_project, rebase_project
from bioprod_graph.project import Project, find_project
from bioprod_graph.questions import find_question, list_askable
from bioprod_graph.service.app import Service, make_app
from bioprod_graph.service.settings import Settings
from bioprod_graph.site import Site, make_pages, write_site

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.conftest import MakeOnce

ROOT = Path(__file__).resolve().parents[2]
BASE = "https://example.org/a-region/"
# What a name may hold that would end a cell, a text or a template elsewhere.
NAME, REGION = 'A "graph", of ours $base {x}', "L’Île d’À-côté, \\ & <b>"


@pytest.fixture(scope="module")
def begun(make_once: MakeOnce) -> Project:
    """A project as it is begun, built."""
    folder = make_once("begun", lambda folder: begin(folder / "project"))
    return find_project(str(folder / "project"))


def test_what_an_installer_compiled_is_no_template(tmp_path: Path) -> None:
    """Pip leaves it beside each file of Python that a wheel has, those of the templates too."""
    compiled = Path(py_compile.compile(str(ROOT / "new" / "tests" / "test_project.py")) or "")
    assert compiled.is_file()
    begin(tmp_path / "project")
    assert not list((tmp_path / "project" / "tests").rglob("*.pyc"))


def begin(folder: Path) -> None:
    words = ("--base", BASE, "--name", NAME, "--region", REGION)
    assert main(["new", str(folder), *words]) == 0
    assert build_project(find_project(str(folder))).findings == ()


@pytest.fixture(scope="module")
def site(begun: Project, make_once: MakeOnce) -> Path:
    def make(folder: Path) -> None:
        write_site(folder / "site", make_pages(Site(open_release(begun), begun)))

    return make_once("begun-site", make) / "site"


def test_no_question_is_about_who_records(begun: Project) -> None:
    """Where the usual body is not there, another is asked for before a curator."""
    question = find_question(begun.queries / "questions", "who-is-hosted-by")
    (body,) = [each for each in question.parameters if each.name == "body"]
    store, names = ox.Store(), begun.prefixes
    label = names.expand("rdfs:label")
    records = names.expand("prov:wasAttributedTo")
    keeper, other = names.expand("organization/a-keeper"), names.expand("organization/b-body")
    store.add(ox.Quad(keeper, label, ox.Literal("A")))
    store.add(ox.Quad(other, records, keeper))
    assert body.fit(store, names).default == "organization/a-keeper"
    store.add(ox.Quad(other, label, ox.Literal("B")))
    assert body.fit(store, names).default == "organization/b-body"


def test_who_records_is_known_where_only_one_does(begun: Project, tmp_path: Path) -> None:
    """Beside whom the program needs: a list of bodies has no column of it."""
    rows = tmp_path / "bodies.csv"
    heads = "id,label_fr,label_en,kind,summary_fr,summary_en,passages,confidence"
    rows.write_text(f"{heads}\nzz,Zz,Zz,Company,Un.,One.,first-source-page,high\n", "utf-8")
    words = ("--project", str(begun.root), "add", "organization", "--from", str(rows))
    assert main([*words, "--dry-run"]) == 0


def test_every_table_is_there_with_its_header(begun: Project) -> None:
    """And with no row of the program but those that its own vocabularies cite."""
    described = json.loads((ROOT / "data" / "tables.json").read_text(encoding="utf-8"))
    for table in described["tables"]:
        mine, ours = (
            next(csv.reader((root / "data" / table["url"]).read_text("utf-8").splitlines()))
            for root in (begun.root, ROOT)
        )
        assert mine == ours
    kept = {path.name for path in (begun.root / "data").glob("*.csv") if more_than_one_row(path)}
    assert kept <= {"sources.csv", "passages.csv", "curators.csv", "places.csv"}


def more_than_one_row(path: Path) -> bool:
    return path.read_text(encoding="utf-8").count("\n") > 2


def test_nothing_is_copied_that_comes_with_the_program(begun: Project) -> None:
    names = {
        path.relative_to(begun.root).as_posix()
        for path in begun.root.rglob("*")
        if path.is_file() and "build" not in path.parts and path.suffix != ".csv"
    }
    assert names == {
        ".gitignore", "README.md", "bioprod.toml", "data/tables.json", "ontology/project.ttl",
        "tests/test_project.py",
    }  # fmt: skip


def test_all_stands_under_its_own_base(begun: Project) -> None:
    dataset = open_release(begun).dataset.read_text(encoding="utf-8")
    assert begun.base == BASE
    assert f"<{BASE}id/event/first-event>" in dataset
    assert Project(ROOT, ROOT).base not in dataset


def test_it_is_called_as_it_was_named(begun: Project) -> None:
    release = open_release(begun)
    edition = read_edition(release.store, begun, digest=release.digest)
    for language in ("fr", "en"):
        assert NAME in edition.title.say(language)
        assert REGION in edition.title.say(language)
    assert [author.name.say("en") for author in edition.authors] == [NAME]


def test_its_own_tests_pass(begun: Project) -> None:
    """They build it, and ask every question of the catalogue."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests"]
    done = subprocess.run(command, cwd=begun.root, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout


def test_a_question_is_asked_of_what_there_is(begun: Project) -> None:
    """The usual event is the first that the data know; one that is named is that one."""
    command = [sys.executable, "-m", "bioprod_graph", "query", "organisers", "--lang", "en"]
    done = subprocess.run(command, cwd=begun.root, capture_output=True, text=True, check=False)
    assert f"First meeting ({REGION})" in " ".join(done.stdout.split())
    usual = find_question(ROOT / "queries" / "questions", "organisers").parameters[0].default
    command += ["--param", f"event={usual}"]
    done = subprocess.run(command, cwd=begun.root, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (1, "")


def test_its_pages_are_called_as_it_is(site: Path) -> None:
    """The name of the program stands where the program is meant, not over the pages of others."""
    for page in ("index.html", "legal/index.html", "questions/index.html", "scenes/map.html"):
        told = unescape((site / page).read_text("utf-8"))
        assert NAME in told, page
        assert not re.search(r'class="brand">.*bioprod-graph|du graphe bioprod-graph', told), page


def test_what_it_knows_nothing_of_is_not_asked(begun: Project, site: Path) -> None:
    """A question that names a body of another region is none of its own, nor is its default."""
    listed = {each.name: each for each in list_askable(open_release(begun).store, begun)}
    assert "platforms-and-integrators" not in listed
    assert not (site / "questions/platforms-and-integrators").exists()
    usual = {name: each.parameters[0].default for name, each in listed.items() if each.parameters}
    assert usual["organisers"] == "event/first-event"
    assert usual["money-by-recommendation"] == "*"
    told = "".join(page.read_text("utf-8") for page in site.glob("questions/**/index.html"))
    assert "assises-idf-2021" not in told


def test_its_site_leads_nowhere_that_is_not_there(begun: Project, site: Path) -> None:
    assert (site / "id/event/first-event/index.html").exists()
    missing = set()
    for page in site.rglob("index.html"):
        content = page.read_text(encoding="utf-8")
        assert Project(ROOT, ROOT).base not in content
        for link in re.findall(r'<(?:a|link|script)[^>]* (?:href|src)="([^"#?:]+)["#?]', content):
            if not (page.parent / unquote(link)).exists():
                missing.add((page.relative_to(site).as_posix(), link))
    assert missing == set()


def test_it_is_served(begun: Project) -> None:
    with TestClient(make_app(Service(Settings(begun, workers=1)))) as client:
        query = "SELECT ?event { ?event a bioprod:Event }"
        rows = client.get("/sparql", params={"query": query}, headers={"accept": "text/csv"}).text
    assert f"{BASE}id/event/first-event" in rows


@pytest.mark.parametrize(
    "settings", ["", "base = 1", 'base = "nowhere"', "base =", 'base = "https://a.org/"\nb = 1']
)
def test_settings_that_name_no_base_are_refused(
    begun: Project, tmp_path: Path, settings: str
) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "tables.json").write_bytes(
        (begun.root / "data" / "tables.json").read_bytes()
    )
    (tmp_path / "bioprod.toml").write_text(settings, encoding="utf-8")
    with pytest.raises(ProjectError, match=r"bioprod\.toml: "):
        find_project(str(tmp_path))


def test_a_folder_that_is_not_empty_stays_as_it_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "mine").write_text("mine", encoding="utf-8")
    words = ("--base", BASE, "--name", NAME, "--region", REGION, "--lang", "en")
    assert main(["new", str(tmp_path), *words]) == 2
    assert "is there already" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]


class TestOwnFiles:
    """A file of the project takes the place of that of the program, or is added."""

    def test_a_question_of_its_own_is_asked(self, tmp_path: Path) -> None:
        folder = tmp_path / "project"
        assert main(["new", str(folder), "--base", BASE, "--name", "A", "--region", "B"]) == 0
        questions = find_project(str(folder)).queries / "questions"
        assert not (questions / "mine.rq").exists()
        (folder / "queries" / "questions").mkdir()
        mine = folder / "queries" / "questions" / "mine.rq"
        mine.write_text("SELECT ?s { ?s a ?class }", encoding="utf-8")
        again = find_project(str(folder)).queries / "questions"
        assert (again / "mine.rq").read_bytes() == mine.read_bytes()
        assert (again / "organisers.rq").exists()


def test_two_projects_have_one_home(
    begun: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each lies in a folder of its name, under its own base; the home leads to both."""
    few = {"index.html", "en/index.html"}

    def make_few(site: Site) -> Iterator[tuple[str, bytes]]:
        return ((name, told) for name, told in islice(make_pages(site), 40) if name in few)

    monkeypatch.setattr("bioprod_graph.site.shared.make_pages", make_few)
    other = rebase_project(begun, "https://example.org/other/", tmp_path / "other")
    build_project(other)
    words = ("publish", str(tmp_path / "sites"), "--project", str(begun.root))
    assert main([*words, "--project", str(other.root)]) == 0
    for folder, name in (("", "index.html"), ("en", "en/index.html")):
        home = (tmp_path / "sites" / name).read_text(encoding="utf-8")
        for project in (begun, other):
            assert project.base in home
            page = f"{project.root.name}/{name}"
            assert f'href="{"../" * bool(folder)}{page}"' in home
            told = (tmp_path / "sites" / page).read_text(encoding="utf-8")
            assert project.base in told
            assert not [each.base for each in (begun, other) if each.base in told][1:]


def test_it_is_compared_with_another(
    *, begun: Project, built: Project, built_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What each has by class and by question, under the names of the first."""
    words = ("compare", "--project", str(built_folder), "--project", str(begun.root))
    assert main([*words, "--format", "csv"]) == 0
    rows = list(csv.DictReader(capsys.readouterr().out.splitlines()))
    counts = {row["what"]: (int(row["first"]), int(row["second"])) for row in rows}
    events, mine = counts[f"{built.base}ontology#Event"]
    assert (events > 1, mine) == (True, 1)
    assert counts[f"{built.base}questions/events-known"][1] == 1
    assert [row for row in rows if row["value"]] == []
    assert main([*words, "--lang", "fr"]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "Aucune chose n’a le même identifiant dans les deux." in said
    assert REGION in said


def test_two_projects_of_one_base_are_refused(
    begun: Project, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ("--lang", "en", "publish", str(tmp_path / "sites"))
    assert main([*words, *("--project", str(begun.root)) * 2]) == 2
    assert "needs a base of its own" in capsys.readouterr().err
    assert not (tmp_path / "sites").exists()
