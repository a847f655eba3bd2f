"""From files to a closed graph: each value has one written form, all that is wrong is told."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from bioprod_graph.errors import FindingsError
from bioprod_graph.pipeline import assemble
from bioprod_graph.pipeline.assemble import assemble_project, read_stated
from bioprod_graph.pipeline.build import build_project
from bioprod_graph.rdf import match, match_named
from tests.samples import sample

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bioprod_graph.project import Project

ANY = (None, None, None)
TINY = "https://example.org/tiny/"
RULE = f"{TINY}graph/inferred/prp-spo1"
DECIMAL = "http://www.w3.org/2001/XMLSchema#decimal"


def _append(path: Path, text: str) -> None:
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")


def _replace(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")


def _declare_measure(project: Project) -> None:
    """Let a decimal follow from a decimal."""
    _append(
        project.ontology / "modules" / "things.ttl",
        'tiny:measure a owl:DatatypeProperty ; rdfs:label "mesure"@fr, "measure"@en .\n'
        "tiny:weight rdfs:subPropertyOf tiny:measure .\n",
    )


def _say_twice(project: Project) -> None:
    """Let a module say what a row says too, in another written form."""
    module = project.ontology / "modules" / "things.ttl"
    _append(module, f"<{TINY}id/thing/clock> tiny:weight 95.00 .\n")


def _parse(project: Project) -> Iterator[ox.Quad]:
    return ox.parse(path=str(project.current / "dataset.nq"), format=ox.RdfFormat.N_QUADS)


def _lines(project: Project, predicate: str) -> list[str]:
    text = (project.current / "dataset.nq").read_text(encoding="utf-8")
    named = f"<{TINY}ontology#{predicate}>"
    return [line for line in text.splitlines() if line.split()[1] == named]


class TestWrittenForm:
    """dataset.nq, the store, SHACL, explain and cite hold the same terms."""

    def test_a_number_is_written_as_the_store_gives_it_back(self, tiny: Project) -> None:
        """Whatever form the curator chose: XML Schema 1.1 has one for each value."""
        build_project(tiny)
        (line,) = (line for line in _lines(tiny, "weight") if "/clock>" in line)
        assert f'"95"^^<{DECIMAL}>' in line

    def test_an_inferred_literal_is_written_like_its_premise(self, tiny: Project) -> None:
        """What follows from a statement is told in its words."""
        _declare_measure(tiny)
        build_project(tiny)
        found = [line for line in _lines(tiny, "measure") if f"<{RULE}>" in line]
        assert [line.split()[2] for line in found] == [
            f'"12.5"^^<{DECIMAL}>',
            f'"95"^^<{DECIMAL}>',
        ]

    def test_of_two_forms_of_a_number_one_is_written(self, tiny: Project) -> None:
        """95.0 of one row and 95.00 of another are the same number."""
        _declare_measure(tiny)
        _replace(tiny.root / "data" / "things.csv", ",,12.5,grams", ",,95.00,grams")
        build_project(tiny)
        weights = {line.split()[2] for line in _lines(tiny, "weight")}
        inferred = {line.split()[2] for line in _lines(tiny, "measure") if f"<{RULE}>" in line}
        assert weights == inferred == {f'"95"^^<{DECIMAL}>'}


class TestAssembly:
    """What is counted and found on the way."""

    def test_counts_rows_by_table_and_statements_by_rule(self, tiny: Project) -> None:
        """As the manifest tells them."""
        assembly = assemble_project(tiny)
        assert assembly.records == {"curators": 1, "passages": 3, "sources": 1, "things": 3}
        for rule, count in assembly.inferred.items():
            graph = ox.NamedNode(f"{TINY}graph/inferred/{rule}")
            assert count == len(list(assembly.store.quads_for_pattern(None, None, None, graph)))
        assert sum(assembly.inferred.values()) > 0
        assert assembly.findings == []

    def test_tells_its_steps_in_order(self, tiny: Project) -> None:
        """Reading, deriving, checking."""
        steps: list[str] = []
        assemble_project(tiny, progress=steps.append)
        assert steps == ["reading", "deriving", "checking"]

    def test_pieces_of_any_size_give_the_same_graph(
        self, tiny: Project, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Quads are loaded piece by piece: the size of a piece does not matter."""
        whole = set(assemble_project(tiny).store)
        monkeypatch.setattr(assemble, "_CHUNK", 3)
        assert {str(quad) for quad in assemble_project(tiny).store} == {str(q) for q in whole}

    def test_a_refused_cell_is_told_once(self, tiny: Project) -> None:
        """Its statement is missing and a shape may miss it: the cell's own finding says why."""
        _replace(tiny.root / "data" / "things.csv", "clock,Horloge,Clock", "clock,Horloge,")
        findings = assemble_project(tiny).findings
        assert [(str(f.location), f.severity) for f in findings] == [
            ("data/things.csv:3:3", "error"),
            ("None", "info"),
        ]

    @pytest.mark.parametrize(
        ("content", "check"),
        [
            (None, "unreadable"),
            (b"", "empty"),
            (b"\xff", "encoding"),
            (b'id,"', "malformed"),
            (b"id\n", "missing-column"),
            (b"more,", "extra-column"),
        ],
    )
    def test_a_table_that_is_not_read_is_the_one_thing_told(
        self, tiny: Project, content: bytes | None, *, check: str
    ) -> None:
        """Nothing is said of what depends on it, but that it waits."""
        table = tiny.root / "data" / "sources.csv"
        before = table.read_bytes()
        table.unlink()
        if content is not None:
            table.write_bytes(content + before if check == "extra-column" else content)
        findings = assemble_project(tiny).findings
        *told, note = sorted(findings, key=lambda finding: finding.severity == "info")
        assert f"table:{check}" in {finding.check for finding in told}
        assert {finding.location and finding.location.file for finding in told} == {
            "data/sources.csv"
        }
        assert (note.severity, note.check) == ("info", "table:unchecked")
        assert note.message("en").endswith(": data/sources.csv")

    def test_names_are_not_compared_with_those_of_half_a_table(self, directory: Project) -> None:
        """A decision that cannot be read is not a missing decision."""
        (directory.root / "data" / "name-decisions.csv").unlink()
        checks = {finding.check for finding in assemble_project(directory).findings}
        assert checks == {"table:unreadable", "table:unchecked"}

    def test_what_is_stated_is_given_to_a_reasoner_with_its_blank_nodes(
        self, tiny: Project
    ) -> None:
        """Class expressions of OWL are blank nodes; the published graph has none."""
        triples = list(read_stated(tiny))
        assert any(isinstance(triple.subject, ox.BlankNode) for triple in triples)
        assert ox.NamedNode(f"{TINY}id/thing/clock") in {triple.subject for triple in triples}


class TestBuild:
    """A build that finds errors makes nothing."""

    def test_errors_stop_it_and_the_last_good_build_stays(self, tiny: Project) -> None:
        """All findings are in what is raised."""
        build_project(tiny)
        before = (tiny.current / "dataset.nq").read_bytes()
        _replace(tiny.root / "data" / "things.csv", "2020-03-03", "2020-02-31")
        with pytest.raises(FindingsError, match="1 error in the data: nothing was built") as caught:
            build_project(tiny)
        assert [str(f.location) for f in caught.value.findings][:1] == ["data/things.csv:3:7"]
        assert len(caught.value.findings) == 2
        assert (tiny.current / "dataset.nq").read_bytes() == before
        assert sorted(path.name for path in tiny.build.iterdir()) == [".lock", "000001", "current"]

    def test_it_gives_the_counts(self, tiny: Project) -> None:
        """Lines of the dataset, rows of the tables, inferred statements."""
        build = build_project(tiny)
        lines = (tiny.current / "dataset.nq").read_text(encoding="utf-8").splitlines()
        assert build.quads == len(lines)
        assert build.records == 8
        assert build.inferred == sum("/graph/inferred/" in line for line in lines)
        assert build.findings == ()

    def test_the_store_holds_what_the_file_holds(self, tiny: Project) -> None:
        """Questions are answered from the dataset and nothing else."""
        build = build_project(tiny)
        store = ox.Store.read_only(str(tiny.current / "store"))
        assert sum(1 for _ in match_named(store, ANY)) == build.quads
        assert set(match_named(store, ANY)) == set(_parse(tiny))

    def test_the_default_graph_holds_each_statement_once(self, tiny: Project) -> None:
        """It is the merge of the named graphs, in the build as in the store that it leaves."""
        _say_twice(tiny)
        assembly = assemble_project(tiny)
        build_project(tiny)
        store = ox.Store.read_only(str(tiny.current / "store"))
        merge = {quad.triple for quad in _parse(tiny)}
        for each in (assembly.store, store):
            triples = [quad.triple for quad in match(each, ANY)]
            assert len(triples) == len(merge) < len(list(match_named(each, ANY)))
            assert set(triples) == merge

    @pytest.mark.parametrize("piece", sample([7, 2, 1], every=3))
    def test_a_store_written_in_pieces_is_the_same(
        self, tiny: Project, monkeypatch: pytest.MonkeyPatch, piece: int
    ) -> None:
        """A statement of two graphs may fall on either side of a cut."""
        _say_twice(tiny)
        build_project(tiny)
        whole = set(ox.Store.read_only(str(tiny.current / "store")))
        monkeypatch.setattr("bioprod_graph.pipeline.runs._LARGEST", piece)
        build_project(tiny)
        assert set(ox.Store.read_only(str(tiny.current / "store"))) == whole


@pytest.mark.parametrize("is_enabled", [True, False])
def test_the_collector_is_left_as_it_was(tiny: Project, is_enabled: bool) -> None:
    """A build pauses it, and only that."""
    (gc.enable if is_enabled else gc.disable)()
    try:
        build_project(tiny)
        assert gc.isenabled() == is_enabled
    finally:
        gc.disable()
