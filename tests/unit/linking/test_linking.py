"""Links of bodies with a register: proposed, never stated, and each decided once."""

from __future__ import annotations

import csv
import io
import sys
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from bioprod_graph.linking import Body, find_links, read_model
from tests.unit.commands.conftest import bioprod  # noqa: F401
from tests.unit.commands.test_add_talk import Terminal

if TYPE_CHECKING:
    from bioprod_graph.project import Project
    from tests.unit.commands.conftest import Done, Run
    from tests.unit.linking.conftest import Lay

DIALS = {"siren": "732829320", "name": "MANUFACTURE DES CADRANS SAS", "naf": "21.10Z"}
GEARS = {"siren": "404833048", "name": "INSTITUT DES ENGRENAGE", "naf": "72.11Z"}
OTHER = {"siren": "552100554", "name": "BOULANGERIE DU PORT", "naf": "10.71C"}
CROWD = [{"siren": f"{n:09}", "name": f"SOCIETE {n * 7919:x}", "naf": "62.01Z"} for n in range(500)]


class Bench:
    """Runs commands on the project."""

    def __init__(self, bioprod: Run, project: Project, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
        self.run, self.project, self._patch = bioprod, project, monkeypatch

    def __call__(self, *words: str, answers: str | None = None) -> Done:
        stdin = io.StringIO() if answers is None else Terminal(answers)
        self._patch.setattr(sys, "stdin", stdin)
        return self.run("--project", self.project.root, *words)

    def link(self) -> list[dict[str, str]]:
        done = self("link", "sirene", "--format", "csv")
        assert done.status == 0, done.err
        return list(csv.DictReader(io.StringIO(done.out)))

    def refuse(self, said: str) -> None:
        done = self("link", "sirene")
        assert (done.status, done.out) == (1, "")
        # A step that takes long is told before.
        assert said in done.err.splitlines()[-1]

    def read(self, table: str) -> list[dict[str, str]]:
        with (self.project.root / "data" / f"{table}.csv").open(encoding="utf-8") as file:
            return list(csv.DictReader(file))

    @property
    def quads(self) -> list[ox.Quad]:
        path = self.project.build / "links" / "sirene.nq"
        return list(ox.parse(path.read_bytes(), format=ox.RdfFormat.N_QUADS))


@pytest.fixture
def bench(bioprod: Run, crafts: Project, monkeypatch: pytest.MonkeyPatch) -> Bench:  # noqa: F811
    return Bench(bioprod, crafts, monkeypatch)


class TestLink:
    """What is proposed."""

    def test_a_name_with_a_slip_is_proposed(self, bench: Bench, lay: Lay) -> None:
        lay(DIALS, GEARS, OTHER, *CROWD)
        (row,) = bench.link()
        assert (row["organization"], row["number"]) == ("gear-institute", "404833048")
        assert 0.9 < float(row["score"]) <= 1

    def test_a_public_number_tells_before_any_name(self, bench: Bench, lay: Lay) -> None:
        lay(DIALS | {"name": "X"}, {**OTHER, "name": "MANUFACTURE DES CADRANS"}, *CROWD)
        assert bench.link() == []
        targets = [q.object for q in bench.quads if q.predicate.value.endswith("annotatedTarget")]
        assert targets == [ox.Literal("732829320")]

    def test_nothing_is_stated_of_a_body(self, bench: Bench, lay: Lay) -> None:
        lay(DIALS, GEARS, *CROWD)
        bench.link()
        base = bench.project.base
        assert {q.graph_name for q in bench.quads} == {ox.NamedNode(f"{base}graph/links")}
        subjects = {q.subject.value for q in bench.quads if isinstance(q.subject, ox.NamedNode)}
        assert subjects == {
            f"{base}graph/links#dial-works_sirene_732829320",
            f"{base}graph/links#gear-institute_sirene_404833048",
        }
        predicates = {q.predicate.value for q in bench.quads}
        assert "http://www.w3.org/2002/07/owl#sameAs" not in predicates
        assert "https://w3id.org/sssom/confidence" in predicates

    def test_the_same_register_gives_the_same_bytes(self, bench: Bench, lay: Lay) -> None:
        lay(DIALS, GEARS, *CROWD)
        written = []
        for rows in ((DIALS, GEARS, *CROWD), (*reversed(CROWD), GEARS, DIALS)):
            lay(*rows)
            bench.link()
            folder = bench.project.build / "links"
            written.append([path.read_bytes() for path in sorted(folder.iterdir())])
        assert written[0] == written[1]

    def test_of_two_that_are_equally_alike_each_is_half_as_likely(
        self, crafts: Project, lay: Lay
    ) -> None:
        path = lay(GEARS, GEARS | {"siren": "404833055"}, *CROWD)
        model = read_model(crafts)
        body = Body("urn:gears", ["Institut des engrenages"])
        links = find_links(model, "sirene", path, bodies=[body])
        assert [link.score for link in links] == pytest.approx([0.5, 0.5], abs=0.02)

    @pytest.mark.parametrize(
        ("known", "entry", "number"),
        [("CDR", "CADR", 0), ("CDR Ports", "CADR", 0), ("CDR", "CDR", 1), ("Cdre", "CORE", 0)],
    )
    def test_another_acronym_is_another_body(
        self, crafts: Project, lay: Lay, *, known: str, entry: str, number: int
    ) -> None:
        """In the same town, with a code of the field: of so few letters one is no slip."""
        path = lay(GEARS | {"name": entry, "commune": "75113"}, *CROWD)
        body = Body("urn:cdr", [known], [("75113", "Paris")])
        links = find_links(read_model(crafts), "sirene", path, bodies=[body])
        assert len(links) == number

    def test_another_name_of_the_register_counts_too(self, bench: Bench, lay: Lay) -> None:
        lay(OTHER | {"other_names": ["INSTITUT DES ENGRENAGES"]}, *CROWD)
        assert [row["number"] for row in bench.link()] == [OTHER["siren"]]

    def test_establishments_are_no_bodies(self, bench: Bench, lay: Lay) -> None:
        lay(GEARS | {"unit": "https://example.org/unit"}, columns=("siren", "name", "unit"))
        assert bench.link() == []


class TestHostile:
    """What cannot be linked is told in one line."""

    @pytest.mark.parametrize(
        ("register", "said"),
        [
            ("sirene", "bioprod registers build sirene FILE"),
            ("siren", "there is no register siren"),
        ],
    )
    def test_no_register(self, bench: Bench, register: str, said: str) -> None:
        bench("link", register).expect_refusal(said, status=1)

    @pytest.mark.parametrize("missing", ["siren", "name"])
    def test_a_missing_column_is_named(self, bench: Bench, lay: Lay, missing: str) -> None:
        lay(GEARS, columns=tuple({"siren", "name"} - {missing}))
        bench.refuse(f"the column {missing} is missing")

    @pytest.mark.parametrize(
        ("missing", "engine", "extra"),
        [("splink", "duckdb", "link"), ("splink", "spark", "link"), ("pyspark", "spark", "spark")],
    )
    def test_what_is_not_installed_is_told(
        self,
        bench: Bench,
        lay: Lay,
        monkeypatch: pytest.MonkeyPatch,
        *,
        missing: str,
        engine: str,
        extra: str,
    ) -> None:
        lay(*CROWD)
        monkeypatch.setitem(sys.modules, missing, None)
        told = f'pip install "bioprod-graph[{extra}]"'
        bench("link", "sirene", "--engine", engine).expect_refusal(told, status=2)

    def test_what_is_no_parquet(self, bench: Bench, lay: Lay) -> None:
        lay().write_bytes(b"siren,name\n")
        bench.refuse("DuckDB: ")

    @pytest.mark.parametrize(
        "rows",
        [
            (),
            ({"siren": "404833048"},),
            ({"name": "INSTITUT DES ENGRENAGES"},),
            ({"siren": "404833048", "name": " '); DROP TABLE units; -- \x1f\\"},),
        ],
    )
    def test_empty_cells_and_odd_names_give_no_link(
        self, bench: Bench, lay: Lay, rows: tuple[dict[str, object], ...]
    ) -> None:
        lay(*rows)
        assert bench.link() == []


class TestReview:
    """What people decide."""

    def test_on_a_terminal_each_is_asked_once(self, bench: Bench, lay: Lay) -> None:
        lay(DIALS, GEARS, *CROWD)
        bench.link()
        done = bench("review", answers="y\n")
        assert "Institut des Engrenages (gear-institute)" in done.err
        assert "1 decided, 0 left" in done.err
        number = {"organization": "gear-institute", "scheme": "siren", "value": "404833048"}
        (row,) = [r for r in bench.read("organization-identifiers") if number.items() <= r.items()]
        (passage,) = [r for r in bench.read("passages") if r["id"] == row["passages"]]
        assert passage["source"] in {r["id"] for r in bench.read("sources")}
        assert bench("build").status == 0
        assert bench.link() == []

    def test_what_is_different_is_never_proposed_again(self, bench: Bench, lay: Lay) -> None:
        lay(DIALS, GEARS, *CROWD)
        bench.link()
        before = bench.read("organization-identifiers")
        assert bench("review", answers="n\n").status == 0
        assert bench.read("organization-identifiers") == before
        assert bench.link() == []
        assert [r["decision"] for r in bench.read("link-decisions")] == ["different"]

    def test_enter_leaves_it_for_another_time(self, bench: Bench, lay: Lay) -> None:
        lay(DIALS, GEARS, *CROWD)
        bench.link()
        assert "0 decided, 1 left" in bench("review", answers="\n").err
        assert bench.read("link-decisions") == []

    def test_a_table_is_filled_and_taken_back(self, bench: Bench, lay: Lay) -> None:
        lay(DIALS, GEARS, *CROWD)
        bench.link()
        path = bench.project.root / "fill.csv"
        assert bench("review", "--to", str(path)).status == 0
        assert "0 decided, 1 left" in bench("review", "--from", str(path)).err
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace(",,,\n", ",same,Vu.,Seen.\n"), encoding="utf-8")
        assert "1 decided, 0 left" in bench("review", "--from", str(path)).err
        assert [r["note_en"] for r in bench.read("link-decisions")] == ["Seen."]

    def test_what_is_no_decision_is_refused_and_nothing_is_written(
        self, bench: Bench, lay: Lay
    ) -> None:
        lay(DIALS, GEARS, *CROWD)
        bench.link()
        path = bench.project.root / "fill.csv"
        bench("review", "--to", str(path))
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace(",,,\n", ",maybe,,\n"), encoding="utf-8")
        done = bench("review", "--from", str(path))
        assert done.status == 1
        assert "“maybe”" in done.out
        assert bench.read("link-decisions") == []

    def test_what_was_not_linked_cannot_be_decided(self, bench: Bench) -> None:
        bench("review", answers="y\n").expect_refusal("bioprod link REGISTER", status=1)

    def test_without_a_terminal_it_says_what_to_do(self, bench: Bench, lay: Lay) -> None:
        lay(*CROWD)
        bench.link()
        bench("review").expect_refusal("--to FILE, fill it, --from FILE", status=2)
