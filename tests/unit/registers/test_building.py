"""Registers: files to sorted N-Quads, hostile cells and all, whole or not at all."""

from __future__ import annotations

import csv
import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import duckdb
import pyoxigraph as ox
import pytest
import sqlglot

from benchmarks.registers import make_siren
from benchmarks.sirene import HOSTILE, SECRET, clean, make_units, write_sirene
from bioprod_graph.engines import duck
from bioprod_graph.errors import NotFoundError, ProjectError, UsageError
from bioprod_graph.project import Project
from bioprod_graph.registers import build_register, list_registers, read_open_register
from bioprod_graph.registers.statements import select_rows, write_lines

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).resolve().parents[3]
UNITS = 200
LABEL = ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#label")
GRAPH = "https://w3id.org/bioprod/graph/register/sirene"


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """The real project, which builds elsewhere."""
    return Project(ROOT, tmp_path / "build")


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Invented files."""
    return write_sirene(tmp_path_factory.mktemp("sirene"), UNITS)


def _read(path: Path) -> list[ox.Quad]:
    return list(ox.parse(path.read_bytes(), format=ox.RdfFormat.N_QUADS))


def _ask(statement: str) -> list[tuple[Any, ...]]:
    return duckdb.connect().execute(statement).fetchall()


def _change(path: Path, folder: Path, change: Callable[[list[list[str]]], object]) -> Path:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    change(rows)
    changed = folder / path.name
    with changed.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return changed


class TestStatements:
    """What is written."""

    def test_lines_are_sorted_canonical_and_each_there_once(
        self, project: Project, files: list[Path]
    ) -> None:
        """As the canonical form of N-Quads has them, in the one graph of the register."""
        path = build_register(project, "sirene", files)
        lines, quads = path.read_bytes().splitlines(keepends=True), _read(path)
        assert lines == sorted(set(lines))
        assert ox.serialize(quads, format=ox.RdfFormat.N_QUADS) == b"".join(lines)
        assert {quad.graph_name for quad in quads} == {ox.NamedNode(GRAPH)}

    def test_names_come_through_as_they_are(self, project: Project, files: list[Path]) -> None:
        """Quotes, backslashes, accents and over-long ones; control characters become a blank."""
        quads = _read(build_register(project, "sirene", files))
        labels = {
            q.object.value
            for q in quads
            if isinstance(q.object, ox.Literal) and q.predicate == LABEL
        }
        expected = {
            clean(row["denominationUniteLegale"])
            for row in make_units(UNITS)
            if row["categorieJuridiqueUniteLegale"] != "1000"
            if row["statutDiffusionUniteLegale"] == "O"
        }
        assert labels == expected
        assert {clean(name) for name in HOSTILE} <= labels

    def test_persons_and_what_is_not_for_everybody_stay_out(
        self, project: Project, files: list[Path]
    ) -> None:
        """Neither they nor their establishments are in what is written."""
        path = build_register(project, "sirene", files)
        rows = _ask(f"FROM '{path.with_suffix('.parquet')}'")
        assert SECRET not in path.read_text(encoding="utf-8")
        assert SECRET not in str(rows)
        units, establishments = UNITS // 2, UNITS
        assert len(rows) == units + establishments

    def test_every_cell_is_text(self, project: Project, files: list[Path]) -> None:
        """A code that begins with zero keeps it, and a commune of Corsica its letter."""
        path = build_register(project, "sirene", files)
        table = f"'{path.with_suffix('.parquet')}'"
        codes = _ask(f"SELECT DISTINCT postal_code, commune FROM {table}")  # noqa: S608
        assert ("06200", "06088") in codes
        assert ("20000", "2A004") in codes
        assert {row[1] for row in _ask(f"DESCRIBE FROM {table}")} == {"VARCHAR", "VARCHAR[]"}

    def test_no_iri_is_made_of_what_is_no_number(self, project: Project, files: list[Path]) -> None:
        """A SIREN has nine digits, a SIRET fourteen that begin with it."""
        text = build_register(project, "sirene", files).read_text(encoding="utf-8")
        assert "passwd" not in text
        assert "1234567" not in text

    def test_a_day_that_there_is_not_is_left_out(self, project: Project, files: list[Path]) -> None:
        """A date is one of the calendar."""
        text = build_register(project, "sirene", files).read_text(encoding="utf-8")
        assert '"2021-05-31"^^<http://www.w3.org/2001/XMLSchema#date>' in text
        assert "2021-02-30" not in text

    def test_parquet_gives_the_same_bytes(
        self, project: Project, files: list[Path], tmp_path: Path
    ) -> None:
        """Whichever way the register is given out."""
        expected = build_register(project, "sirene", files).read_bytes()
        others = [tmp_path / f"{path.stem}.parquet" for path in files]
        for path, other in zip(files, others, strict=True):
            source = f"read_csv('{path}', all_varchar = true, header = true)"
            _ask(f"COPY (FROM {source}) TO '{other}' (FORMAT parquet)")
        assert build_register(project, "sirene", others[::-1]).read_bytes() == expected

    def test_the_manifest_tells_what_was_made_of_what(
        self, project: Project, files: list[Path]
    ) -> None:
        """Counts, versions, and the digests of files read and written."""
        path = build_register(project, "sirene", files)
        told = json.loads(path.with_suffix(".json").read_bytes())
        assert told["counts"]["quads"] == path.read_bytes().count(b"\n")
        assert sorted(told["inputs"]) == ["establishments.csv", "units.csv"]
        assert told["versions"]["engine"].startswith("duckdb ")

    @pytest.mark.parametrize("missing", ["", "posix_fadvise"])
    def test_what_the_disk_took_on_the_way_is_the_same(
        self, project: Project, files: list[Path], monkeypatch: pytest.MonkeyPatch, *, missing: str
    ) -> None:
        """Whether a system can forget what was written, or not; the digest is of all of it."""
        expected = build_register(project, "sirene", files).read_bytes()
        monkeypatch.setattr(duck, "_BATCH", 16)
        monkeypatch.setattr(duck, "_HELD", 1)
        if missing:
            monkeypatch.delattr(os, missing, raising=False)
        path = build_register(project, "sirene", files)
        assert path.read_bytes() == expected
        told = json.loads(path.with_suffix(".json").read_bytes())["files"][path.name]
        assert told["sha256"] == hashlib.sha256(expected).hexdigest()


class TestSlice:
    """What concerns the field."""

    def test_has_active_units_of_the_field_and_their_establishments(
        self, project: Project, files: list[Path]
    ) -> None:
        """Nothing else, and all that is said of them in the register as a whole."""
        whole = set(build_register(project, "sirene", files).read_bytes().splitlines())
        path = build_register(project, "sirene", files, sliced=True)
        lines = path.read_bytes().splitlines()
        rows = _ask(f"SELECT unit, naf, status FROM '{path.with_suffix('.parquet')}'")  # noqa: S608
        assert path.name == "sirene-slice.nq"
        assert lines == sorted(lines)
        assert 0 < len(lines) < len(whole)
        assert {*lines} <= whole
        assert {naf for _, naf, _ in rows} == {"21.10Z", "72.11Z"}
        assert {status.rpartition("/")[2] for *_, status in rows} == {"active-organization"}
        assert len({unit for unit, *_ in rows}) > 1

    def test_has_the_bodies_that_the_tables_know_by_number(
        self, project: Project, files: list[Path], tmp_path: Path
    ) -> None:
        """Whatever they do."""
        siren = make_siren(4)
        for name in ("ontology", "registers"):
            (tmp_path / name).symlink_to(ROOT / name)
        (tmp_path / "data").mkdir()
        table = "organization,scheme,value\nx,siren," + siren + "\n"
        (tmp_path / "data/organization-identifiers.csv").write_text(table, encoding="utf-8")
        other = Project(tmp_path, tmp_path / "elsewhere")
        text = build_register(other, "sirene", files, sliced=True).read_text(encoding="utf-8")
        assert f"siren-{siren}>" in text
        assert f"siren-{siren}>" not in build_register(
            project, "sirene", files, sliced=True
        ).read_text(encoding="utf-8")


class TestHeaders:
    """What is wrong with files is told in one line."""

    def test_a_missing_column_is_named(
        self, project: Project, files: list[Path], tmp_path: Path
    ) -> None:
        """It is an error."""
        cut = _change(files[0], tmp_path, lambda rows: [row.pop(3) for row in rows])
        with pytest.raises(ProjectError, match="the column dateCreationUniteLegale is missing"):
            build_register(project, "sirene", [cut, files[1]])

    def test_an_unknown_column_is_named(
        self, project: Project, files: list[Path], tmp_path: Path
    ) -> None:
        """What it says would be lost."""
        more = _change(files[1], tmp_path, lambda rows: rows[0].append("naf2030"))
        with pytest.raises(ProjectError, match="the column naf2030 is unknown"):
            build_register(project, "sirene", [files[0], more])

    def test_all_tables_are_asked_for(self, project: Project, files: list[Path]) -> None:
        """Establishments alone would show those of natural persons."""
        with pytest.raises(ProjectError, match="no file of units"):
            build_register(project, "sirene", files[1:])

    def test_a_row_that_is_cut_is_an_error(
        self, project: Project, files: list[Path], tmp_path: Path
    ) -> None:
        """Nothing is skipped in silence."""
        cut = _change(files[0], tmp_path, lambda rows: rows[3].pop())
        with pytest.raises(ProjectError, match="DuckDB"):
            build_register(project, "sirene", [cut, files[1]])

    def test_a_thing_has_one_row(self, project: Project, files: list[Path], tmp_path: Path) -> None:
        """Two would say what none does alone."""
        twice = _change(files[0], tmp_path, lambda rows: rows.append(rows[1]))
        with pytest.raises(ProjectError, match=r"siren-\d{9} has two rows"):
            build_register(project, "sirene", [twice, files[1]])

    def test_a_register_is_known(self, project: Project, files: list[Path]) -> None:
        """By its description."""
        with pytest.raises(NotFoundError, match="did you mean sirene"):
            build_register(project, "sirena", files)


class TestWhole:
    """What is there is whole."""

    def test_what_fails_leaves_what_was_there(self, project: Project, files: list[Path]) -> None:
        """And nothing beside it."""
        path = build_register(project, "sirene", files)
        before = {file: file.read_bytes() for file in path.parent.iterdir()}
        with pytest.raises(ProjectError):
            build_register(project, "sirene", files[:1])
        assert {file: file.read_bytes() for file in path.parent.iterdir()} == before

    def test_a_killed_run_leaves_nothing_that_is_read(
        self, project: Project, files: list[Path]
    ) -> None:
        """What it wrote bears no name of a register, and goes with the next run."""
        code = (
            "import os, signal, sys; from pathlib import Path\n"
            "from bioprod_graph.project import Project; from bioprod_graph import registers\n"
            "from bioprod_graph.registers import building\n"
            "def kill(*_): os.kill(os.getpid(), signal.SIGKILL)\n"
            "building.select_repeated = kill\n"
            "root, build, *files = map(Path, sys.argv[1:])\n"
            "registers.build_register(Project(root, build), 'sirene', files)\n"
        )
        words = [str(each) for each in (ROOT, project.build, *files)]
        done = subprocess.run([sys.executable, "-c", code, *words], check=False)
        folder = project.build / "registers"
        assert done.returncode < 0
        assert {path.suffix for path in folder.iterdir() if path.is_file()} <= {"", ".lock"}
        build_register(project, "sirene", files)
        names = sorted(path.name for path in folder.iterdir())
        assert names == [".lock", "sirene.json", "sirene.nq", "sirene.parquet"]


class TestDescription:
    """Registers of the project, and any other."""

    @pytest.mark.parametrize("name", list_registers(Project(ROOT, ROOT / "build")))
    def test_says_where_it_comes_from(self, name: str) -> None:
        """Licence, source, columns, and a title in both languages."""
        register = read_open_register(Project(ROOT, ROOT / "build"), name)
        assert register.licence.startswith("https://")
        assert register.source.startswith("https://")
        assert register.title.say("fr") != register.title.say("en")

    @pytest.mark.parametrize("name", list_registers(Project(ROOT, ROOT / "build")))
    def test_its_sql_is_said_in_the_dialect_of_spark(self, name: str) -> None:
        """Each statement is one, and nothing in it is for DuckDB alone."""
        register = read_open_register(Project(ROOT, ROOT / "build"), name)
        lines = f"SELECT {write_lines(register, GRAPH)}"
        for statement in (select_rows(register), lines):
            said = sqlglot.transpile(
                statement,
                read="duckdb",
                write="spark",
                unsupported_level=sqlglot.ErrorLevel.RAISE,
            )
            assert len(said) == 1

    def test_ror_gives_organisations(self, project: Project, tmp_path: Path) -> None:
        """What was withdrawn, and what has no identifier of ROR, is left out."""
        columns = read_open_register(project, "ror").tables["organizations"]
        cells = {"names.types.ror_display": "A, B", "external_ids.type.wikidata.all": "Q42"}
        file = tmp_path / "ror.csv"
        with file.open("w", encoding="utf-8", newline="") as opened:
            writer = csv.DictWriter(opened, columns, restval="")
            writer.writeheader()
            for number, status in (("02vjkv261", "active"), ("02vjkv262", "withdrawn"), ("x", "")):
                row = {"id": f"https://ror.org/{number}", "status": status}
                writer.writerow(row | cells)
        quads = _read(build_register(project, "ror", [file]))
        base = "https://w3id.org/bioprod/id/organization/"
        assert {quad.subject for quad in quads} == {ox.NamedNode(f"{base}ror-02vjkv261")}
        assert ox.NamedNode("http://www.wikidata.org/entity/Q42") in {q.object for q in quads}
        assert ox.NamedNode("https://ror.org/02vjkv261") in {q.object for q in quads}

    def test_another_register_is_two_files(self, tmp_path: Path) -> None:
        """SQL and a description: no code."""
        (tmp_path / "ontology").mkdir()
        prefixes = "ontology/prefixes.ttl"
        (tmp_path / prefixes).write_bytes((ROOT / prefixes).read_bytes())
        (tmp_path / "registers").mkdir()
        (tmp_path / "registers/ponds.toml").write_text(
            'licence = "https://example.org/l"\nsource = "https://example.org/s"\n'
            'delimiter = ";"\ntitle = { fr = "Mares", en = "Ponds" }\n'
            '[tables.ponds]\ncolumns = ["number", "name"]\n'
            '[properties]\nname = { property = "rdfs:label", languages = ["en", "fr"] }\n',
            encoding="utf-8",
        )
        (tmp_path / "registers/ponds.sql").write_text(
            "SELECT 'https://example.org/' || number AS id, name FROM ponds;", encoding="utf-8"
        )
        (tmp_path / "ponds.csv").write_text('number;name\n1;"Grande; mare"\n', encoding="utf-8")
        project = Project(tmp_path, tmp_path / "build")
        path = build_register(project, "ponds", [tmp_path / "ponds.csv"])
        label = "<https://example.org/1> <http://www.w3.org/2000/01/rdf-schema#label>"
        graph = "<https://w3id.org/bioprod/graph/register/ponds>"
        assert path.read_text(encoding="utf-8") == "".join(
            f'{label} "Grande; mare"@{language} {graph} .\n' for language in ("en", "fr")
        )


class TestEngines:
    """Another engine, the same bytes."""

    @pytest.mark.slow
    def test_spark_on_two_executors_gives_the_same_bytes(
        self, project: Project, files: list[Path], *, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The same SQL, said in its dialect, by processes that share nothing but files."""
        pytest.importorskip("pyspark", reason="Spark is not there: see requirements-spark.txt")
        cluster = "--master local-cluster[2,1,1024] --conf spark.sql.shuffle.partitions=4"
        monkeypatch.setenv("PYSPARK_SUBMIT_ARGS", f"{cluster} pyspark-shell")
        path = build_register(project, "sirene", files)
        expected, rows = path.read_bytes(), _ask(f"FROM '{path.with_suffix('.parquet')}'")
        assert build_register(project, "sirene", files, engine="spark").read_bytes() == expected
        others = _ask(f"FROM '{path.with_suffix('.parquet')}/*.parquet'")
        assert sorted(row[0] for row in others) == [row[0] for row in rows]

    def test_what_is_not_installed_is_told(
        self, project: Project, files: list[Path], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """With what to install."""
        monkeypatch.setitem(sys.modules, "pyspark", None)
        monkeypatch.setitem(sys.modules, "pyspark.errors", None)
        with pytest.raises(UsageError, match=r'pip install "bioprod-graph\[spark\]"'):
            build_register(project, "sirene", files, engine="spark")

    def test_that_java_is_missing_is_told(
        self, project: Project, files: list[Path], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Before Spark looks for it, which would say more, and less plainly."""
        for name, known in (("errors", "PySparkException"), ("sql", "SparkSession")):
            module = SimpleNamespace(**{known: Exception})
            monkeypatch.setitem(sys.modules, f"pyspark.{name}", module)
        monkeypatch.setitem(sys.modules, "pyspark", SimpleNamespace())
        monkeypatch.delenv("JAVA_HOME", raising=False)
        monkeypatch.setenv("PATH", str(project.build))
        with pytest.raises(UsageError, match="Spark runs on Java"):
            build_register(project, "sirene", files, engine="spark")


def test_the_command_tells_where_it_is(project: Project, files: list[Path], tmp_path: Path) -> None:
    """And what is wrong in one line."""
    command = [sys.executable, "-m", "bioprod_graph", "--project", str(tmp_path), "registers"]
    for name in ("ontology", "data", "queries", "registers"):
        (tmp_path / name).symlink_to(ROOT / name)
    listed = subprocess.run([*command, "list"], check=True, capture_output=True, text=True)
    assert "sirene" in listed.stdout.split()
    words = [*command, "build", "sirene", *map(str, files)]
    done = subprocess.run(words, check=True, capture_output=True, text=True)
    assert (
        Path(done.stdout.strip()).read_bytes()
        == build_register(project, "sirene", files).read_bytes()
    )
    environment = {**os.environ, "LC_ALL": "C.UTF-8"}
    bad = subprocess.run(words[:-1], check=False, capture_output=True, text=True, env=environment)
    assert bad.returncode == 1
    assert bad.stderr.count("\n") == 1
