"""Rows become quads: which graph, which terms, and what is refused."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox
import pytest

from bioprod_graph.errors import ProjectError
from bioprod_graph.graph import RowWriter
from bioprod_graph.identifiers import PrefixTable
from bioprod_graph.project import Project
from bioprod_graph.tables import read_records, read_tables

if TYPE_CHECKING:
    from pathlib import Path

    from bioprod_graph.findings import Finding

BASE = "https://example.org/"
RECORD = f"{BASE}graph/record/t"
PREFIXES = PrefixTable(
    BASE,
    {
        "schema": "http://schema.org/",
        "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
        "dcterms": "http://purl.org/dc/terms/",
        "prov": "http://www.w3.org/ns/prov#",
    },
)

Columns = list[dict[str, Any]]


def write_rows(
    folder: Path, columns: Columns, rows: str, **schema: object
) -> tuple[set[str], list[Finding]]:
    """Write the rows of a table t of these columns; give quads as text, and findings."""

    for name in ("data", "ontology"):
        (folder / name).mkdir(exist_ok=True)
    (folder / "ontology" / "prefixes.ttl").write_text(f"@base <{BASE}> .\n", "utf-8")
    table = {
        "url": "t.csv",
        "tableSchema": {
            "aboutUrl": f"{BASE}id/thing/{{id}}",
            "columns": [{"name": "id", "required": True, "suppressOutput": True}, *columns],
            "primaryKey": "id",
            **schema,
        },
    }
    context = "http://www.w3.org/ns/csvw"
    (folder / "data" / "tables.json").write_text(
        json.dumps({"@context": context, "tables": [table]}), "utf-8"
    )
    names = ["id", *(c["name"] for c in columns if not c.get("virtual"))]
    (folder / "data" / "t.csv").write_text(f"{','.join(names)}\n{rows}\n", "utf-8")
    project = Project(folder, folder / "build")
    found: list[Finding] = []
    records = read_records(project, read_tables(project), found.append)
    quads = {str(quad) for quad in RowWriter(PREFIXES).assert_records(records, found.append)}
    return quads, found


def quad(predicate: str, value: str, graph: str = f"{RECORD}/a") -> str:
    return f"<{BASE}id/thing/a> <{predicate}> {value} <{graph}>"


class TestTerms:
    @pytest.mark.parametrize(
        ("column", "cell", "value"),
        [
            ({}, "un mot", '"un mot"'),
            ({"lang": "fr"}, "un mot", '"un mot"@fr'),
            (
                {"datatype": "decimal"},
                "95.0",
                '"95.0"^^<http://www.w3.org/2001/XMLSchema#decimal>',
            ),
            ({"datatype": "number"}, "1e3", '"1e3"^^<http://www.w3.org/2001/XMLSchema#double>'),
            (
                {"datatype": "datetime"},
                "2021-05-01T10:00:00Z",
                '"2021-05-01T10:00:00Z"^^<http://www.w3.org/2001/XMLSchema#dateTime>',
            ),
            ({"datatype": {"base": "string", "format": "[a-z]+"}}, "word", '"word"'),
            (
                {"datatype": {"@id": f"{BASE}wkt", "base": "string"}},
                "POINT(1 2)",
                f'"POINT(1 2)"^^<{BASE}wkt>',
            ),
            ({"valueUrl": f"{BASE}id/place/{{x}}"}, "a b", f"<{BASE}id/place/a%20b>"),
            ({"valueUrl": "schema:{x}"}, "Place", "<http://schema.org/Place>"),
            ({"valueUrl": "{+x}"}, "https://example.org/é?a=b#c", "<https://example.org/é?a=b#c>"),
            ({"valueUrl": f"{BASE}id/{{+x}}"}, "place/paris", f"<{BASE}id/place/paris>"),
            ({"valueUrl": f"{BASE}{{/id,x}}"}, "b", f"<{BASE}/a/b>"),
        ],
    )
    def test_a_cell_becomes_a_term_as_its_column_says(
        self, column: dict[str, Any], *, cell: str, value: str, tmp_path: Path
    ) -> None:
        """Literals keep their spelling; templates make IRIs."""
        columns: Columns = [{"name": "x", "propertyUrl": "schema:about", **column}]
        quads, found = write_rows(tmp_path, columns, f'a,"{cell}"')
        assert quads == {quad("http://schema.org/about", value)}
        assert found == []

    def test_each_item_of_a_list_is_a_term(self, tmp_path: Path) -> None:
        """A list column makes one statement an item."""
        columns: Columns = [
            {"name": "x", "separator": "|", "propertyUrl": "schema:name"},
            {
                "name": "y",
                "separator": "|",
                "propertyUrl": "schema:about",
                "valueUrl": f"{BASE}{{y}}",
            },
        ]
        quads, _ = write_rows(tmp_path, columns, "a,one|two,b|c")
        assert quads == {
            quad("http://schema.org/name", '"one"'),
            quad("http://schema.org/name", '"two"'),
            quad("http://schema.org/about", f"<{BASE}b>"),
            quad("http://schema.org/about", f"<{BASE}c>"),
        }

    def test_an_empty_cell_says_nothing(self, tmp_path: Path) -> None:
        """Neither its own statement nor one whose template needs it."""
        columns: Columns = [
            {"name": "x", "propertyUrl": "schema:name"},
            {
                "name": "y",
                "virtual": True,
                "propertyUrl": "schema:about",
                "valueUrl": f"{BASE}{{x}}",
            },
        ]
        assert write_rows(tmp_path, columns, "a,") == (set(), [])

    def test_a_virtual_column_speaks_of_every_row(self, tmp_path: Path) -> None:
        """It has no cell: the type of a thing is said by it."""
        columns: Columns = [
            {"name": "y", "virtual": True, "propertyUrl": "rdf:type", "valueUrl": "schema:Place"}
        ]
        quads, _ = write_rows(tmp_path, columns, "a\nb")
        assert len(quads) == 2
        assert quad(f"{PREFIXES.namespaces['rdf']}type", "<http://schema.org/Place>") in quads

    def test_a_column_without_a_property_or_suppressed_says_nothing(self, tmp_path: Path) -> None:
        """It may still serve in the templates of others."""
        columns: Columns = [
            {"name": "x"},
            {"name": "y", "propertyUrl": "schema:name", "suppressOutput": True},
        ]
        assert write_rows(tmp_path, columns, "a,b,c") == (set(), [])

    def test_the_prefix_dc_is_that_of_csvw(self, tmp_path: Path) -> None:
        """RDFa’s initial context has dc: for Dublin Core Terms."""
        quads, _ = write_rows(tmp_path, [{"name": "x", "propertyUrl": "dc:title"}], "a,b")
        assert quads == {quad("http://purl.org/dc/terms/title", '"b"')}


class TestGraphs:
    def test_statements_about_the_row_stand_in_the_provenance_graph(self, tmp_path: Path) -> None:
        """What the row says stands in its own graph, who says so in graph/provenance."""
        columns: Columns = [
            {"name": "x", "propertyUrl": "schema:name"},
            {
                "name": "by",
                "aboutUrl": f"{RECORD}/{{id}}",
                "propertyUrl": "prov:wasAttributedTo",
                "valueUrl": f"{BASE}id/curator/{{by}}",
            },
        ]
        quads, _ = write_rows(tmp_path, columns, "a,b,c")
        assert quads == {
            quad("http://schema.org/name", '"b"'),
            f"<{RECORD}/a> <http://www.w3.org/ns/prov#wasAttributedTo> <{BASE}id/curator/c> "
            f"<{BASE}graph/provenance>",
        }

    def test_what_is_said_of_the_row_of_another_table_stands_in_its_own_graph(
        self, tmp_path: Path
    ) -> None:
        """As a review, or a reading in vain, speaks of a row."""
        said = f"{BASE}graph/record/{{+row}}"
        columns: Columns = [
            {"name": "row", "suppressOutput": True},
            {"name": "x", "aboutUrl": said, "propertyUrl": "schema:name"},
        ]
        quads, _ = write_rows(tmp_path, columns, "a,other/b,c", aboutUrl=said)
        of = f"<{BASE}graph/record/other/b>"
        assert quads == {f'{of} <http://schema.org/name> "c" <{RECORD}/a>'}

    def test_without_such_a_column_the_graph_is_made_of_the_key(self, tmp_path: Path) -> None:
        """The parts of a composite key are joined."""
        columns: Columns = [{"name": "x", "required": True, "propertyUrl": "schema:name"}]
        quads, _ = write_rows(tmp_path, columns, "a,b c", primaryKey=["id", "x"])
        assert quads == {quad("http://schema.org/name", '"b c"', f"{RECORD}/a_b%20c")}

    def test_a_table_without_a_key_is_refused(self, tmp_path: Path) -> None:
        """Its rows could not be told apart."""
        columns: Columns = [{"name": "x", "propertyUrl": "schema:name"}]
        with pytest.raises(ProjectError, match=r"tables\.json: t\.csv: has no primaryKey"):
            write_rows(tmp_path, columns, "a,b", primaryKey=None)


class TestRefusals:
    @pytest.mark.parametrize(
        ("template", "reason"),
        [
            ("nope:{x}", r"t\.csv: unknown prefix nope: in nope:\{x\}"),
            (f"{BASE}{{y}}", r"t\.csv: \{y\} in .* is not a column"),
        ],
    )
    def test_a_template_that_cannot_be_filled_is_refused(
        self, template: str, reason: str, tmp_path: Path
    ) -> None:
        """A slip in tables.json would otherwise lose statements in silence."""
        columns: Columns = [{"name": "x", "propertyUrl": "schema:about", "valueUrl": template}]
        with pytest.raises(ProjectError, match=reason):
            write_rows(tmp_path, columns, "a,b")

    @pytest.mark.parametrize("scheme", ["urn", "mailto", "tag"])
    def test_a_scheme_without_slashes_is_no_prefix(self, scheme: str, tmp_path: Path) -> None:
        """Such IRIs are written as they are."""
        columns: Columns = [
            {"name": "x", "propertyUrl": "schema:about", "valueUrl": f"{scheme}:{{x}}"}
        ]
        quads, _ = write_rows(tmp_path, columns, "a,b")
        assert quads == {quad("http://schema.org/about", f"<{scheme}:b>")}

    def test_an_open_iri_of_another_scheme_is_a_finding(self, tmp_path: Path) -> None:
        """The statement is left out, the others of the row are kept."""
        columns: Columns = [
            {"name": "x", "propertyUrl": "schema:url", "valueUrl": "{+x}"},
            {"name": "y", "propertyUrl": "schema:name"},
        ]
        quads, found = write_rows(tmp_path, columns, "a,javascript:alert(1),b")
        assert quads == {quad("http://schema.org/name", '"b"')}
        assert [(f.check, str(f.location), f.value) for f in found] == [
            ("table:bad-iri", "data/t.csv:2:2", "javascript:alert(1)")
        ]

    def test_a_known_prefix_in_an_open_iri_is_expanded(self, tmp_path: Path) -> None:
        """A cell may hold a CURIE."""
        columns: Columns = [{"name": "x", "propertyUrl": "schema:url", "valueUrl": "{+x}"}]
        quads, _ = write_rows(tmp_path, columns, "a,schema:Place")
        assert quads == {quad("http://schema.org/url", "<http://schema.org/Place>")}


class TestTiny:
    def test_the_clock_is_written_whole(self, tiny: Project) -> None:
        """All of one row: its thing in its graph, its evidence in the provenance graph."""
        records = read_records(tiny, read_tables(tiny), lambda _: None)
        clock = f"{tiny.base}id/thing/clock"
        row = f"{tiny.base}graph/record/things/clock"
        compress = tiny.prefixes.compress
        written: dict[str, list[str]] = {clock: [], row: []}
        graphs: dict[str, set[str]] = {clock: set(), row: set()}
        for made in RowWriter(tiny.prefixes).assert_records(records, lambda _: None):
            assert isinstance(made.subject, ox.NamedNode)
            assert isinstance(made.object, ox.NamedNode | ox.Literal)
            if made.subject.value in written:
                said = f"{compress(made.predicate.value)} {made.object.value}"
                written[made.subject.value].append(said)
                graphs[made.subject.value].add(str(made.graph_name))
        assert written[clock] == [
            "rdfs:label Horloge",
            "rdfs:label Clock",
            f"rdf:type {tiny.base}ontology#Machine",
            "tiny:begun 2020-03-03",
            "tiny:weight 95.0",
            f"tiny:unit {tiny.base}id/concept/kilograms",
            "tiny:page https://example.org/inventory#clock",
        ]
        assert written[row] == [
            f"prov:wasDerivedFrom {tiny.base}id/passage/beginning",
            f"prov:wasDerivedFrom {tiny.base}id/passage/weights",
            f"prov:wasAttributedTo {tiny.base}id/organization/workshop",
            "dcterms:date 2024-01-03",
            f"tiny:confidence {tiny.base}id/concept/high-confidence",
        ]
        assert graphs == {clock: {f"<{row}>"}, row: {f"<{tiny.base}graph/provenance>"}}
