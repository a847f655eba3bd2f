"""A finding about a thing is told with the row and field that say it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bioprod_graph.checks.locate import Locator
from bioprod_graph.findings import Finding, Location
from bioprod_graph.graph import RowWriter
from bioprod_graph.language import Text
from bioprod_graph.rdf import make_store
from bioprod_graph.tables import KeyIndex, read_records, read_tables

if TYPE_CHECKING:
    from bioprod_graph.project import Project


def locate_findings(findings: list[Finding], project: Project) -> list[Finding]:
    """Place findings in the tables of a project, read once."""
    writer, keys, tables = RowWriter(project.prefixes), KeyIndex(), read_tables(project)
    records = read_records(project, tables, lambda _: None, keys=keys)
    store = make_store(writer.assert_records(records, lambda _: None))
    locator = Locator(project, tables, keys=keys, writer=writer)
    return [locator.locate(finding, store) for finding in findings]


def locate(tiny: Project, *, focus: str, path: str = "") -> Location | None:
    finding = Finding("error", "check", Text({"fr": "fr", "en": "en"}), focus=focus, path=path)
    (located,) = locate_findings([finding], tiny)
    return located.location


def test_a_property_has_the_field_that_states_it(tiny: Project) -> None:
    """File, line and number of the field, as in a spreadsheet."""
    header = (tiny.root / "data" / "things.csv").read_text(encoding="utf-8").splitlines()[0]
    weight = header.split(",").index("weight") + 1
    found = locate(tiny, focus="thing:clock", path="tiny:weight")
    assert found == Location("data/things.csv", 3, weight)


def test_a_property_that_no_field_states_has_the_row(tiny: Project) -> None:
    """What is missing, or inferred, is placed at the row of its thing."""
    assert locate(tiny, focus="thing:clock", path="tiny:hasPart") == Location("data/things.csv", 3)


def test_a_thing_has_its_first_row(tiny: Project) -> None:
    """A finding without a path is placed at the row."""
    assert locate(tiny, focus="thing:balance-wheel") == Location("data/things.csv", 2)


def test_a_type_of_every_row_has_no_field(tiny: Project) -> None:
    """What a virtual column states is in no field: the row is named."""
    found = locate(tiny, focus="passage:balance", path="rdf:type")
    assert found == Location("data/passages.csv", 2)


def test_a_term_has_the_line_of_its_block(tiny: Project) -> None:
    """What no row speaks of may stand in a file of the ontology, by CURIE or IRI."""
    module = tiny.root / "ontology" / "modules" / "things.ttl"
    text = module.read_text(encoding="utf-8")
    module.write_text(f"{text}\n<https://example.org/x>\n  a owl:Class .\n", encoding="utf-8")
    lines = text.splitlines()
    (line,) = (n for n, each in enumerate(lines, start=1) if each.startswith("tiny:Thing "))
    file = "ontology/modules/things.ttl"
    assert locate(tiny, focus="tiny:Thing") == Location(file, line)
    assert locate(tiny, focus="<https://example.org/x>") == Location(file, len(lines) + 2)


def test_what_nothing_speaks_of_has_no_place(tiny: Project) -> None:
    """Neither a row nor a block."""
    assert locate(tiny, focus="tiny:Nothing") is None


def test_a_place_that_is_known_is_kept(tiny: Project) -> None:
    """A finding of a table knows its place already."""
    where = Location("data/other.csv", 7, 8)
    finding = Finding("error", "check", Text({"fr": "fr", "en": "en"}), where, focus="thing:clock")
    assert locate_findings([finding], tiny) == [finding]


def test_several_findings_keep_their_order(tiny: Project) -> None:
    """Only places are added, to those that have none."""
    findings = [
        Finding("error", "one", Text({"fr": "fr", "en": "en"}), focus="thing:movement"),
        Finding(
            "error",
            "two",
            Text({"fr": "fr", "en": "en"}),
            Location("data/x.csv", 1),
            focus="thing:movement",
        ),
        Finding("error", "three", Text({"fr": "fr", "en": "en"}), focus="thing:clock"),
        Finding("error", "four", Text({"fr": "fr", "en": "en"})),
    ]
    located = locate_findings(findings, tiny)
    assert [(f.check, f.location and f.location.line) for f in located] == [
        ("one", 4),
        ("two", 1),
        ("three", 3),
        ("four", None),
    ]


def test_a_row_is_told_by_its_own_graph(tiny: Project) -> None:
    """What is said of the row itself, its evidence, is placed at its field."""
    row = f"<{tiny.base}graph/record/things/clock>"
    found = locate(tiny, focus=row, path="dcterms:date")
    header = (tiny.root / "data" / "things.csv").read_text(encoding="utf-8").splitlines()[0]
    assert found == Location("data/things.csv", 3, header.split(",").index("curated") + 1)
