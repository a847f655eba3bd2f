"""A slice of a register joins the release of a project as a layer; here all of it is invented."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from benchmarks.registers import make_siren
from benchmarks.sirene import write_sirene
from bioprod_graph.cli import main
from bioprod_graph.dataset import Portion, find_layers, open_release, restrict
from bioprod_graph.errors import ProjectError
from bioprod_graph.identifiers import mint_graph
from bioprod_graph.pipeline import build_project
from bioprod_graph.project import Project, find_newer, find_project
from bioprod_graph.rdf import match, match_named
from bioprod_graph.registers import build_register

if TYPE_CHECKING:
    from tests.conftest import MakeOnce

ROOT = Path(__file__).resolve().parents[2]
BASE = "https://example.org/synthetic/"
ANY = (None, None, None)
# Of the invented units, the first is closed, the others that are not left out active; all but
# the last, which there is not, have their seat in a commune of which Paris is none.
BODIES = {"closed": make_siren(0), "moved": make_siren(4), "unknown": make_siren(9_999)}
EVIDENCE = {
    "passages": "first-page",
    "curator": "us",
    "curated": "2026-01-01",
    "confidence": "high",
}


@pytest.fixture(scope="module")
def joined(make_once: MakeOnce) -> Project:
    """A synthetic project that has taken in the slice of a synthetic register."""
    return find_project(str(make_once("joined", _join) / "project"))


def _join(folder: Path) -> None:
    root = folder / "project"
    assert (
        main(["new", str(root), "--base", BASE, "--name", "Synthetic", "--region", "Nowhere"]) == 0
    )
    _add(root, "places", {"id": "paris", "kind": "Commune", "insee_code": "75056"} | _name("Paris"))
    code = {"code": "75056", "name": "Paris", "kind": "Commune", "department": "75", "region": "11"}
    _add(root, "insee-codes", code)
    for slug, siren in BODIES.items():
        told = _name(slug.title())
        summary = {key.replace("label", "summary"): text for key, text in told.items()}
        _add(root, "organizations", {"id": slug, "kind": "Company"} | told | summary)
        told = {"organization": slug, "scheme": "siren", "value": siren}
        _add(root, "organization-identifiers", told)
        _add(
            root, "organization-seats", {"organization": slug, "place": "paris", "basis": "source"}
        )
    project = find_project(str(root))
    built = build_register(project, "sirene", write_sirene(folder / "files", 40), sliced=True)
    (root / "data" / "registers").mkdir()
    shutil.copy(built, root / "data" / "registers" / "sirene.nq")
    build_project(project)


def _name(text: str) -> dict[str, str]:
    return {"label_fr": text, "label_en": text}


def _add(root: Path, table: str, row: dict[str, str]) -> None:
    path = root / "data" / f"{table}.csv"
    header, *rows = csv.reader(path.read_text(encoding="utf-8").splitlines())
    cited = next(csv.DictReader((root / "data" / "events.csv").read_text("utf-8").splitlines()))
    evidence = {name: cited[name] for name in EVIDENCE}
    rows.append([(evidence | row).get(name, "") for name in header])
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([header, *sorted(rows)])


def test_it_is_a_layer_of_its_own_of_the_grade_record(joined: Project) -> None:
    """What it says is told apart from what was read, and is kept or left out as a layer is."""
    store = open_release(joined).store
    graph = mint_graph(BASE, "register", "sirene")
    layers = find_layers(store, joined)
    assert [name for name, layer in layers.items() if layer == "register"] == [graph.value]
    lines = (joined.root / "data" / "registers" / "sirene.nq").read_bytes().splitlines()
    size = sum(1 for _ in store.quads_for_pattern(None, None, None, graph))
    assert size == len(lines) > 100
    for kept, is_there in (
        (Portion(("register",)), True),
        (Portion(("elsewhere",)), False),
        (Portion(evidence="record"), True),
        (Portion(evidence="words"), False),
    ):
        graphs = set(restrict(store, kept, project=joined).named_graphs())
        assert (graph in graphs) == is_there, kept


def test_it_is_said_whose_it_is(joined: Project) -> None:
    """Licence and source of the register are said of its graph; the manifest has its digest."""
    store, graph = open_release(joined).store, mint_graph(BASE, "register", "sirene")
    said = {quad.predicate.value.rpartition("/")[2] for quad in match(store, (graph, None, None))}
    assert {"license", "source"} <= said
    told = json.loads((joined.current / "manifest.json").read_bytes())
    assert len(told["inputs"]["data/registers/sirene.nq"]) == 64


def test_what_differs_is_found_and_nothing_is_changed(joined: Project) -> None:
    """The tables say what they said: a finding is all that a difference makes."""
    findings = build_project(joined).findings
    found = {(finding.check, finding.focus.rpartition(":")[2]) for finding in findings}
    assert found >= {
        ("query:register-closed", "closed"),
        ("query:register-seat", "moved"),
        ("query:register-number", "unknown"),
    }
    assert {finding.severity for finding in findings} <= {"warning", "info"}
    store = open_release(joined).store
    seat = joined.prefixes.expand("bioprod:seat")
    for slug in BODIES:
        body = ox.NamedNode(f"{BASE}id/organization/{slug}")
        seats = {str(quad.object) for quad in match_named(store, (body, seat, None))}
        assert seats == {f"<{BASE}id/place/paris>"}


def test_names_of_a_register_are_heard_whatever_they_are(joined: Project) -> None:
    """One of them consists of a backslash."""
    assert main(["--project", str(joined.root), "ask", "que fait Moved ?"]) in {0, 1}


def test_what_two_projects_share_is_told_by_exact_identifiers(
    joined: Project, built_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Paris has its code in both, whatever it is called in either."""
    words = ("compare", "--project", str(built_folder), "--project", str(joined.root))
    assert main([*words, "--format", "csv"]) == 0
    rows = csv.DictReader(capsys.readouterr().out.splitlines())
    assert [tuple(row.values())[2:] for row in rows if row["value"]] == [
        ("75056", "Paris", "Paris")
    ]


def test_another_slice_is_newer_than_the_dataset(joined: Project, tmp_path: Path) -> None:
    """As a table is that was changed."""
    root = tmp_path / "project"
    shutil.copytree(joined.root, root, symlinks=True)
    project = find_project(str(root))
    assert find_newer(project) == ""
    path = root / "data" / "registers" / "sirene.nq"
    path.write_bytes(path.read_bytes().partition(b"\n")[2])
    assert find_newer(project) == "data/registers/sirene.nq"


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        (
            f"<{BASE}a> <{BASE}b> <{BASE}c> <{BASE}graph/record/places/paris> .",
            "not in the graph of",
        ),
        (f"_:a <{BASE}b> <{BASE}c> <{BASE}graph/register/sirene> .", "not in the graph of"),
        (f"<{BASE}a> <{BASE}b> .", "malformed N-Quads"),
    ],
)
def test_what_is_no_slice_is_refused(
    joined: Project, tmp_path: Path, *, said: str, reason: str
) -> None:
    """A register speaks in its own graph only: not in the name of a row."""
    root = tmp_path / "project"
    shutil.copytree(joined.root, root, symlinks=True)
    (root / "data" / "registers" / "sirene.nq").write_text(said, encoding="utf-8")
    with pytest.raises(ProjectError, match=reason):
        build_project(find_project(str(root)))


def test_the_release_that_is_shipped_has_none(built: Project) -> None:
    """No synthetic row enters it, and no register lies here."""
    assert "register" not in find_layers(open_release(built).store, built).values()
