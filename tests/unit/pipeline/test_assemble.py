"""From files to a closed graph: what is stated keeps its spelling, all that is wrong is told."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from bioprod_graph.errors import FindingsError
from bioprod_graph.pipeline import assemble
from bioprod_graph.pipeline.assemble import assemble_project, read_stated
from bioprod_graph.pipeline.build import build_project

if TYPE_CHECKING:
    from pathlib import Path

    from bioprod_graph.project import Project

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


def _lines(project: Project, predicate: str) -> list[str]:
    text = (project.current / "dataset.nq").read_text(encoding="utf-8")
    named = f"<{TINY}ontology#{predicate}>"
    return [line for line in text.splitlines() if line.split()[1] == named]


class TestSpelling:
    """Oxigraph's store rewrites "95.0" to "95": the dataset does not."""

    def test_the_store_alone_would_rewrite(self) -> None:
        """The reason for all of this, should it ever go away."""
        node = ox.NamedNode("urn:x")
        literal = ox.Literal("95.0", datatype=ox.NamedNode(DECIMAL))
        store = ox.Store()
        store.add(ox.Quad(node, node, literal))
        assert [quad.object for quad in store] != [literal]

    def test_a_stated_literal_is_written_as_in_the_table(self, tiny: Project) -> None:
        """What the curator wrote is what is published."""
        build_project(tiny)
        (line,) = (line for line in _lines(tiny, "weight") if "/clock>" in line)
        assert f'"95.0"^^<{DECIMAL}>' in line

    def test_an_inferred_literal_keeps_the_spelling_of_its_premise(self, tiny: Project) -> None:
        """What follows from a statement is told in its words."""
        _declare_measure(tiny)
        build_project(tiny)
        found = [line for line in _lines(tiny, "measure") if f"<{RULE}>" in line]
        assert [line.split()[2] for line in found] == [
            f'"12.5"^^<{DECIMAL}>',
            f'"95.0"^^<{DECIMAL}>',
        ]

    def test_of_two_spellings_the_first_in_order_is_inferred(self, tiny: Project) -> None:
        """The same bytes whichever row comes first."""
        _declare_measure(tiny)
        _replace(tiny.root / "data" / "things.csv", ",,12.5,grams", ",,95.00,grams")
        build_project(tiny)
        weights = {line.split()[2] for line in _lines(tiny, "weight")}
        inferred = {line.split()[2] for line in _lines(tiny, "measure") if f"<{RULE}>" in line}
        assert weights == {f'"95.0"^^<{DECIMAL}>', f'"95.00"^^<{DECIMAL}>'}
        assert inferred == {f'"95.0"^^<{DECIMAL}>'}


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
            ("data/things.csv:3:3", "error")
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
        assert note.message_en.endswith(": data/sources.csv")

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
        assert [str(f.location) for f in caught.value.findings] == ["data/things.csv:3:7"]
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
        assert len(store) == build.quads


@pytest.mark.parametrize("is_enabled", [True, False])
def test_the_collector_is_left_as_it_was(tiny: Project, is_enabled: bool) -> None:
    """A build pauses it, and only that."""
    (gc.enable if is_enabled else gc.disable)()
    try:
        build_project(tiny)
        assert gc.isenabled() == is_enabled
    finally:
        gc.disable()
