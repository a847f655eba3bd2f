"""`bioprod export`."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
from typing import TYPE_CHECKING

import openpyxl
import pyoxigraph as ox
import pytest

from bioprod_graph.formats import list_formats
from tests.samples import sample

if TYPE_CHECKING:
    from pathlib import Path

    from tests.unit.commands.conftest import Run

GENOPOLE = "https://w3id.org/bioprod/id/organization/genopole"
FORMATS = {form.name: form for form in list_formats("network", "statements", "points")}
TEXTS = sorted(name for name, form in FORMATS.items() if not form.is_binary)
BINARIES = sorted(name for name, form in FORMATS.items() if form.is_binary)


@pytest.mark.parametrize("form", sorted(FORMATS))
def test_writes_every_format_twice_the_same(
    bioprod: Run, built_folder: Path, *, tmp_path: Path, form: str
) -> None:
    """Same dataset, same bytes; the path is data, so that a script can open it."""
    contents = []
    for name in ("one", "two"):
        path = tmp_path / name
        words = ("export", "--format", form, "--of", "assises", "--output", path)
        done = bioprod("--project", built_folder, *words)
        assert (done.status, done.out) == (0, f"{path}\n")
        contents.append(path.read_bytes())
    assert contents[0] == contents[1]
    assert len(contents[0]) > 100


@pytest.mark.parametrize("form", sample(TEXTS, every=4))
def test_writes_text_to_the_standard_output(
    bioprod: Run, built_folder: Path, *, tmp_path: Path, form: str
) -> None:
    """The same as into a file."""
    words = ("export", "--format", form, "--around", "organization/genopole")
    done = bioprod("--project", built_folder, *words)
    bioprod("--project", built_folder, *words, "-o", tmp_path / "file")
    assert done.status == 0
    assert done.out == (tmp_path / "file").read_text(encoding="utf-8")
    assert form in {"geojson", "owl"} or "genopole" in done.out


@pytest.mark.parametrize("form", BINARIES)
def test_a_binary_file_is_not_shown_in_a_terminal(
    bioprod: Run, built_folder: Path, *, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    """It asks for a file name instead."""
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    done = bioprod("--project", built_folder, "export", "--format", form)
    assert (done.status, done.out) == (2, "")
    assert done.err == f"bioprod: {form} is a binary file: name it with --output FILE\n"


def test_a_binary_file_goes_through_a_pipe(built_folder: Path) -> None:
    """As it is."""
    words = ("--project", str(built_folder), "export", "--format", "csv", "--of", "assises")
    done = subprocess.run(
        [sys.executable, "-m", "bioprod_graph", *words], check=True, capture_output=True
    )
    with zipfile.ZipFile(io.BytesIO(done.stdout)) as archive:
        assert archive.testzip() is None


def test_a_text_too_long_for_a_cell_is_one_line(
    bioprod: Run, built_folder: Path, *, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And nothing is written."""
    monkeypatch.setattr("bioprod_graph.formats.xlsx._LONGEST_TEXT", 20)
    path = tmp_path / "out.xlsx"
    done = bioprod("--project", built_folder, "export", "--format", "xlsx", "-o", path)
    assert (done.status, done.out) == (2, "")
    assert "bioprod: xlsx cannot hold a text of " in done.err
    assert not path.exists()


class TestOf:
    """What is exported."""

    def test_all_statements_are_the_dataset(self, bioprod: Run, built_folder: Path) -> None:
        """Byte for byte as N-Quads."""
        done = bioprod("--project", built_folder, "export", "--format", "nquads")
        assert done.out == (built_folder / "build" / "current" / "dataset.nq").read_text("utf-8")

    @pytest.mark.parametrize("name", ["all", "actors", "actors-and-initiatives"])
    def test_networks_by_name(self, bioprod: Run, built_folder: Path, name: str) -> None:
        """The whole, a projection, a scene; how much it is, is told."""
        words = ("export", "--format", "cytoscape", "--of", name)
        done = bioprod("--project", built_folder, *words)
        nodes = json.loads(done.out)["elements"]["nodes"]
        assert done.err.startswith(f"{'things' if name == 'all' else name}: {len(nodes):,} nodes, ")

    def test_around_a_thing(self, bioprod: Run, built_folder: Path) -> None:
        """More with each hop; the thing alone with none."""
        words = ("export", "--format", "cytoscape", "--around", "organization:genopole", "--hops")
        found = []
        for hops in ("0", "1", "2"):
            text = bioprod("--project", built_folder, *words, hops).out
            nodes = json.loads(text)["elements"]["nodes"]
            found.append({node["data"]["id"] for node in nodes})
        assert found[0] == {GENOPOLE}
        assert found[0] < found[1] < found[2]

    def test_statements_around_a_thing(self, bioprod: Run, built_folder: Path) -> None:
        """Of no other thing, but for who says so."""
        words = ("export", "--format", "trig", "--around", "organization/genopole", "--hops", "0")
        quads = list(
            ox.parse(bioprod("--project", built_folder, *words).out, format=ox.RdfFormat.TRIG)
        )
        about = {str(q.subject) for q in quads} - {str(q.graph_name) for q in quads}
        assert about == {f"<{GENOPOLE}>"}

    def test_a_layer_limits_statements(self, bioprod: Run, built_folder: Path) -> None:
        """To what is said on the page, and the frame."""
        words = ("export", "--format", "nquads", "--around", "organization/genopole")
        whole = set(bioprod("--project", built_folder, *words).out.splitlines())
        page = set(bioprod("--project", built_folder, *words, "--layer", "page").out.splitlines())
        assert page
        assert page < whole
        assert not any("/graph/inferred/" in line.rpartition("<")[2] for line in page)

    def test_lists_names(self, bioprod: Run, built_folder: Path) -> None:
        """That --of may have."""
        done = bioprod("--project", built_folder, "export", "--list")
        titles = dict(line.split("  ", 1) for line in done.out.splitlines())
        assert {"all", "actors", "actors-and-initiatives"} <= titles.keys()
        assert all(title.strip() for title in titles.values())


class TestSheets:
    """xlsx and csv."""

    def test_the_guard_is_told(self, bioprod: Run, built_folder: Path, tmp_path: Path) -> None:
        """On stderr and in a sheet of the file."""
        path = tmp_path / "all.xlsx"
        words = ("--lang", "fr", "export", "--format", "xlsx", "-o", path)
        done = bioprod("--project", built_folder, *words)
        assert "aucune cellule n’est une formule" in done.err
        workbook = openpyxl.load_workbook(path)
        assert workbook.sheetnames[0] == "À propos"
        assert {"Organismes", "Recommandations", "Liens"} <= set(workbook.sheetnames)

    def test_a_layer_leaves_out_what_others_state(
        self, bioprod: Run, built_folder: Path, tmp_path: Path
    ) -> None:
        """And a thing, the rows that do not name it."""
        names: dict[str, set[object]] = {}
        for option in ("", "--layer=page", "--around=organization/genopole"):
            path = tmp_path / "some.xlsx"
            words = ("export", "--format", "xlsx", *option.split())
            assert bioprod("--project", built_folder, *words, "-o", path).status == 0
            sheet = openpyxl.load_workbook(path)["Bodies"]
            names[option] = {cell.value for cell in sheet["A"]}
        whole, page, around = names.values()
        assert around < page < whole
        assert around == {"name", "Genopole"}

    def test_what_is_for_networks_is_refused(self, bioprod: Run, built_folder: Path) -> None:
        """Rather than left out in silence."""
        for words in (("--of", "actors"), ("--around", "genopole", "--hops", "2")):
            done = bioprod("--project", built_folder, "export", "--format", "xlsx", *words)
            assert (done.status, done.out) == (2, "")
            assert "--of and --hops are for networks" in done.err

    def test_csv_says_that_it_is_exact(
        self, bioprod: Run, built_folder: Path, tmp_path: Path
    ) -> None:
        """And names the other format."""
        path = tmp_path / "all.zip"
        done = bioprod("--project", built_folder, "export", "--format", "csv", "-o", path)
        assert "exact CSV, not guarded against formulas" in done.err
        with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as archive:
            assert archive.namelist() == ["nodes.csv", "edges.csv", "datapackage.json"]


def test_strict_leaves_out_assumed_seats(bioprod: Run, built_folder: Path) -> None:
    """And tells how many."""
    words = ("export", "--format", "geojson")
    whole = bioprod("--project", built_folder, *words)
    strict = bioprod("--project", built_folder, *words, "--strict")
    kept = [
        feature
        for feature in json.loads(whole.out)["features"]
        if not feature["properties"]["assumed"]
    ]
    assert json.loads(strict.out)["features"] == kept
    assert "assumed left out" in strict.err


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        ((), 2, "name a format: --format csv|cytoscape|"),
        (("--format", "pdf"), 2, "invalid choice: 'pdf'"),
        (("--format", "dot", "--of", "actor"), 1, "did you mean actors?"),
        (("--format", "turtle", "--of", "../x"), 1, "no projection is named ../x"),
        (("--format", "dot", "--hops", "2"), 2, "--hops counts from a thing"),
        (
            ("--format", "dot", "--around", "a/b", "--hops", "-1"),
            2,
            "--hops: expected a whole number, not",
        ),
        (("--format", "dot", "--around", "nobody:x"), 2, "unknown prefix nobody:"),
        (("--format", "dot", "--around", "organization/nobody"), 1, "nothing is said of"),
        (("--format", "dot", "--around", "genopol"), 1, "did you mean organization/genopole?"),
        (("--format", "dot", "--strict"), 2, "--strict is for geojson"),
        (("--format", "dot", "--layer", "moon"), 2, "invalid choice: 'moon'"),
    ],
)
def test_what_is_wrong_is_one_line(
    bioprod: Run, built_folder: Path, *, words: tuple[str, ...], status: int, said: str
) -> None:
    """That says what."""
    done = bioprod("--project", built_folder, "export", *words)
    done.expect_refusal(said, status=status)


def test_where_it_cannot_write_is_one_line(
    bioprod: Run, built_folder: Path, tmp_path: Path
) -> None:
    """And nothing is left there."""
    path = tmp_path / "missing" / "out.ttl"
    done = bioprod("--project", built_folder, "export", "--format", "turtle", "-o", path)
    assert (done.status, done.out) == (2, "")
    missing = f"there is no folder {path.parent}: make it first"
    assert done.err == f"bioprod: --output {path}: cannot be written ({missing})\n"
    assert list(tmp_path.iterdir()) == []


def test_a_dash_is_the_standard_output(
    bioprod: Run, built_folder: Path, *, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No file of that name is written; the bytes are those without the option."""
    monkeypatch.chdir(tmp_path)
    words = ("--project", built_folder, "export", "--format", "gexf", "--of", "actors")
    assert bioprod(*words, "-o", "-").out == bioprod(*words).out != ""
    assert list(tmp_path.iterdir()) == []
