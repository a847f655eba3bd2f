"""Findings are written for people in two languages, as JSON, and as a SHACL report."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from bioprod_graph.checks.report import (
    render_findings,
    render_findings_json,
    render_findings_shacl,
)
from bioprod_graph.findings import Finding, Location
from bioprod_graph.identifiers import PrefixTable
from bioprod_graph.language import Text

if TYPE_CHECKING:
    from bioprod_graph.language import Language

SH = "http://www.w3.org/ns/shacl#"
PREFIXES = PrefixTable("https://example.org/", {"ex": "https://example.org/id/"})
CELL = Finding(
    "error",
    "table:bad-date",
    Text({"fr": "« 2021-13 » n’est pas une date", "en": "“2021-13” is not a date"}),
    Location("data/events.csv", 3, 5),
    path="date",
    value="2021-13",
)
THING = Finding(
    "warning",
    "shape:Named-label",
    Text({"fr": "Donnez un nom", "en": "Give a name"}),
    focus="ex:ada",
    path="rdfs:label",
)
NOTE = Finding("info", "reasoner:hermit", Text({"fr": "Sans Java", "en": "Without Java"}))


class TestText:
    """render_findings"""

    def test_nothing_is_said_to_be_nothing(self) -> None:
        """No finding is a sentence, not silence."""
        assert render_findings([], "fr") == "Rien à signaler.\n"
        assert render_findings([], "en") == "Nothing to report.\n"

    def test_each_finding_has_place_gravity_check_message_and_focus(self) -> None:
        """A reader sees where, how grave, which check, what, and of which thing."""
        assert render_findings([CELL, THING, NOTE], "en") == (
            "data/events.csv:3:5  error  [table:bad-date]\n"
            "  “2021-13” is not a date\n"
            "–  warning  [shape:Named-label]\n"
            "  Give a name\n"
            "  ex:ada rdfs:label\n"
            "–  note  [reasoner:hermit]\n"
            "  Without Java\n"
            "1 error, 1 warning, 1 note\n"
        )

    def test_the_same_in_french(self) -> None:
        """Words, messages and the sum are in the language asked for."""
        text = render_findings([CELL, CELL, THING, NOTE, NOTE], "fr")
        assert text.startswith(
            "data/events.csv:3:5  erreur  [table:bad-date]\n  « 2021-13 » n’est pas une date\n"
        )
        assert text.endswith("2 erreurs, 1 avertissement, 2 informations\n")

    @pytest.mark.parametrize(
        ("location", "text"),
        [
            (Location("data/events.csv"), "data/events.csv"),
            (Location("data/events.csv", 3), "data/events.csv:3"),
            (Location("data/events.csv", 3, 5), "data/events.csv:3:5"),
        ],
    )
    def test_a_place_is_as_exact_as_it_is_known(self, location: Location, text: str) -> None:
        """A line or column that is not known is not written as 0."""
        finding = Finding("error", "check", Text({"fr": "fr", "en": "en"}), location)
        assert render_findings([finding], "en").startswith(f"{text}  error")


class TestJson:
    """render_findings_json"""

    def test_an_object_a_finding(self) -> None:
        """All that a finding holds can be read back; what is not known is null."""
        first, second = json.loads(render_findings_json([CELL, THING]))
        assert first == {
            "severity": "error",
            "check": "table:bad-date",
            "focus": "",
            "path": "date",
            "value": "2021-13",
            "message": {"fr": "« 2021-13 » n’est pas une date", "en": "“2021-13” is not a date"},
            "follows_from": None,
            "file": "data/events.csv",
            "line": 3,
            "column": 5,
        }
        assert (second["file"], second["line"], second["column"]) == (None, None, None)

    def test_no_finding_is_an_empty_list(self) -> None:
        """A program reads a list in any case."""
        assert render_findings_json([]) == "[]\n"

    def test_unknown_line_and_column_are_null(self) -> None:
        """0 stands for not known, and is not written."""
        (only,) = json.loads(
            render_findings_json(
                [Finding("info", "c", Text({"fr": "fr", "en": "en"}), Location("data/a.csv"))]
            )
        )
        assert (only["file"], only["line"], only["column"]) == ("data/a.csv", None, None)


class TestShacl:
    """render_findings_shacl"""

    def parse(self, findings: list[Finding]) -> ox.Store:
        store = ox.Store()
        text = render_findings_shacl(findings, PREFIXES)
        store.load(text.encode(), format=ox.RdfFormat.TURTLE)
        return store

    def objects(self, store: ox.Store, name: str) -> list[str]:
        quads = store.quads_for_pattern(None, ox.NamedNode(SH + name), None)
        return sorted(str(quad.object) for quad in quads)

    def test_is_a_validation_report_with_a_result_a_finding(self) -> None:
        """SHACL, section 3.6: one report, its results, each with focus, severity and source."""
        store = self.parse([CELL, THING, NOTE])
        report = ox.NamedNode(f"{SH}ValidationReport")
        assert len(list(store.quads_for_pattern(None, None, report))) == 1
        assert len(self.objects(store, "result")) == 3
        assert self.objects(store, "resultSeverity") == [
            f"<{SH}Info>",
            f"<{SH}Violation>",
            f"<{SH}Warning>",
        ]
        assert self.objects(store, "focusNode") == [
            '"data/events.csv"',
            '"reasoner:hermit"',
            "<https://example.org/id/ada>",
        ]
        assert "<https://example.org/checks/shape:Named-label>" in self.objects(
            store, "sourceConstraintComponent"
        )

    def test_messages_are_in_both_languages_with_the_place(self) -> None:
        """File, line and column, which SHACL has no property for, stand in the message."""
        assert self.objects(self.parse([CELL]), "resultMessage") == [
            '"data/events.csv:3:5: « 2021-13 » n’est pas une date"@fr',
            '"data/events.csv:3:5: “2021-13” is not a date"@en',
        ]

    @pytest.mark.parametrize(
        ("findings", "conforms"), [([], "true"), ([NOTE], "false"), ([NOTE, CELL], "false")]
    )
    def test_conforms_if_there_is_no_result(self, findings: list[Finding], conforms: str) -> None:
        """SHACL, section 3.6.1.1: a result of any severity makes sh:conforms false."""
        (value,) = self.objects(self.parse(findings), "conforms")
        assert value == f'"{conforms}"^^<http://www.w3.org/2001/XMLSchema#boolean>'

    @pytest.mark.parametrize(
        "focus", ["<https://example.org/a b>", "not an iri", "<javascript:alert(1)>", "ex:"]
    )
    def test_any_focus_gives_a_report_that_parses(self, focus: str) -> None:
        """What is no IRI is written as a literal."""
        store = self.parse([Finding("error", "check", Text({"fr": "fr", "en": "en"}), focus=focus)])
        assert len(self.objects(store, "focusNode")) == 1


HOSTILE = Finding(
    "error",
    "violation:my check <1> é",
    Text({"fr": "deux\nlignes \x1b[31m", "en": "two\nlines \x1b[31m"}),
    Location("data/a\nb.csv", 1),
    focus="<not\x07 an iri>",
    path="a\tb",
    value='"\x00',
)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_finding_for_people_is_a_paragraph(language: Language) -> None:
    """Each of its three lines is one, whatever it quotes; what acts on a terminal is shown."""
    lines = render_findings([HOSTILE], language).splitlines()
    assert len(lines) == 4
    assert lines[0].startswith("data/a b.csv:1  err")
    assert lines[1].endswith("s \ufffd[31m")
    assert lines[2] == "  <not\ufffd an iri> a b"


def test_a_finding_for_programs_is_read_back() -> None:
    """As JSON and as Turtle."""
    (read,) = json.loads(render_findings_json([HOSTILE]))
    assert (read["message"]["en"], read["value"]) == (HOSTILE.message("en"), HOSTILE.value)
    report = render_findings_shacl([HOSTILE], PREFIXES).encode()
    terms = {str(quad.object) for quad in ox.parse(report, format=ox.RdfFormat.TURTLE)}
    assert "<https://example.org/checks/violation:my%20check%20%3C1%3E%20%C3%A9>" in terms
