"""Violation queries: read with their headers, a finding for each row."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from bioprod_graph.checks.validation import check_violations
from bioprod_graph.errors import ProjectError
from bioprod_graph.identifiers import PrefixTable
from bioprod_graph.rdf import make_store
from bioprod_graph.sparql.query_files import read_queries

if TYPE_CHECKING:
    from pathlib import Path

PREFIXES = PrefixTable("https://example.org/", {"ex": "https://example.org/id/"})
HEADER = """\
#+ title_fr: Masse négative
#+ title_en: Negative weight
#+ severity: warning
#+ message_fr: {focus} pèse {value}, soit moins que {nothing}.
#+ message_en: {focus} weighs {value}, less than {nothing}.
"""
QUERY = """\
PREFIX ex: <https://example.org/id/>
SELECT ?focus ?path ?value ?nothing WHERE {
  ?focus ex:weight ?value .
  BIND(ex:weight AS ?path)
  FILTER(?value < 0)
}
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "negative.rq"
    path.write_text(text, encoding="utf-8")
    return path


def load(text: str) -> ox.Store:
    content = f"PREFIX ex: <https://example.org/id/> {text}".encode()
    return make_store(ox.parse(content, format=ox.RdfFormat.TRIG))


class TestCheckViolations:
    """check_violations"""

    def test_a_row_is_a_finding(self, tmp_path: Path) -> None:
        """Severity, messages filled with what the row binds, focus, path and value."""
        write(tmp_path, HEADER + QUERY)
        store = load("ex:g1 { ex:a ex:weight -1 } ex:g2 { ex:b ex:weight 2 }")
        (finding,) = check_violations(store, read_queries(tmp_path, "checks"), PREFIXES)
        assert finding.severity == "warning"
        assert finding.check == "query:negative"
        assert (finding.focus, finding.path, finding.value) == ("ex:a", "ex:weight", "-1")
        assert finding.message("fr") == "ex:a pèse -1, soit moins que ?."
        assert finding.message("en") == "ex:a weighs -1, less than ?."

    def test_reads_all_graphs_as_one(self, tmp_path: Path) -> None:
        """Statements of different rows are seen together."""
        query = "PREFIX ex: <https://example.org/id/> "
        query += "SELECT ?focus ?value ?nothing WHERE { ?focus ex:partOf ?b . ?b ex:partOf ?focus }"
        write(tmp_path, HEADER + query)
        store = load("ex:g1 { ex:a ex:partOf ex:b } ex:g2 { ex:b ex:partOf ex:a }")
        findings = list(check_violations(store, read_queries(tmp_path, "checks"), PREFIXES))
        assert sorted(finding.focus for finding in findings) == ["ex:a", "ex:b"]
        assert {(finding.path, finding.value) for finding in findings} == {("", "")}

    def test_no_row_is_no_finding(self, tmp_path: Path) -> None:
        """A check that finds nothing says nothing."""
        write(tmp_path, HEADER + QUERY)
        store = load("ex:g { ex:a ex:weight 1 }")
        assert list(check_violations(store, read_queries(tmp_path, "checks"), PREFIXES)) == []


class TestReadChecks:
    """read_queries, as checks"""

    def test_a_note_is_allowed(self, tmp_path: Path) -> None:
        """A header may say more in a note."""
        write(tmp_path, HEADER + "#+ note: Why it matters.\n" + QUERY)
        assert [check.name for check in read_queries(tmp_path, "checks")] == ["negative"]

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            (QUERY, r"the header lacks #\+ title_fr"),
            (HEADER.replace("#+ message_en:", "#+ message_de:") + QUERY, "lacks .* message_en"),
            (HEADER + "#+ tags: x\n" + QUERY, "unknown header key “tags”"),
            (HEADER + "#+ Broken\n" + QUERY, r"negative\.rq:6: malformed header line"),
            (
                HEADER.replace("warning", "grave") + QUERY,
                "severity is “grave”, expected error, warning, info",
            ),
            (HEADER + "SELECT ?focus WHERE {", "malformed SPARQL"),
            (HEADER + "SELECT ?thing WHERE { ?thing ?p ?o }", r"the query gives no \?focus"),
            (HEADER + "ASK { ?focus ?p ?o }", "expected a SELECT query"),
            (HEADER + "CONSTRUCT WHERE { ?focus ?p ?o }", "expected a SELECT query"),
        ],
        ids=[
            "no-header",
            "missing-key",
            "unknown-key",
            "malformed-line",
            "severity",
            "syntax",
            "no-focus",
            "ask",
            "construct",
        ],
    )
    def test_names_the_file_and_what_is_wrong(
        self, tmp_path: Path, text: str, message: str
    ) -> None:
        """A check that cannot be used is an error in one line that begins with its file."""
        path = write(tmp_path, text)
        with pytest.raises(ProjectError, match=message) as caught:
            read_queries(tmp_path, "checks")
        assert str(caught.value).startswith(str(path))
        assert "\n" not in str(caught.value)
