"""Findings: one type, sorted and told in two languages."""

from __future__ import annotations

import pytest

from bioprod_graph.errors import FindingsError
from bioprod_graph.findings import (
    Finding,
    Location,
    Severity,
    has_error,
    parse_severity,
    shorten,
    sort_findings,
)
from bioprod_graph.language import Text


def make_finding(severity: Severity = "error", *, where: Location | None = None) -> Finding:
    return Finding(
        severity, "table:x", Text({"fr": "Il y a une faute.", "en": "There is a fault."}), where
    )


class TestLocation:
    @pytest.mark.parametrize(
        ("location", "text"),
        [
            (Location("a.csv", 3, 2), "a.csv:3:2"),
            (Location("a.csv", 3), "a.csv:3"),
            (Location("a.csv"), "a.csv"),
        ],
    )
    def test_what_is_not_known_is_left_out(self, location: Location, text: str) -> None:
        """A place is written as editors read it."""
        assert str(location) == text


class TestFinding:
    def test_it_speaks_both_languages(self) -> None:
        """The message is chosen by language."""
        assert make_finding().message("fr") == "Il y a une faute."
        assert make_finding().message("en") == "There is a fault."


class TestSort:
    def test_by_gravity_then_what_was_typed_then_place(self) -> None:
        """What has no place comes last, and what follows after all causes of its kind."""
        shape = make_finding(where=Location("a.csv", 1))._replace(check="shape:x")
        follows = make_finding(where=Location("a.csv", 1))._replace(cause=Location("b.csv", 1))
        ordered = [
            make_finding(where=Location("a.csv", 1)),
            make_finding(where=Location("a.csv", 2, 1)),
            make_finding(where=Location("a.csv", 10)),
            make_finding(where=Location("b.csv", 1)),
            follows,
            shape,
            make_finding("warning"),
            make_finding("info", where=Location("a.csv", 2, 1)),
        ]
        assert sort_findings(reversed(ordered)) == ordered

    def test_each_finding_is_told_once(self) -> None:
        """The same finding from two ways of checking is one."""
        assert sort_findings([make_finding(), make_finding()]) == [make_finding()]


class TestSeverity:
    @pytest.mark.parametrize("text", ["error", "warning", "info"])
    def test_the_three_words_are_known(self, text: str) -> None:
        """A severity is written as it is."""
        assert parse_severity(text) == text

    @pytest.mark.parametrize("text", ["Error", "fatal", ""])
    def test_any_other_word_is_refused(self, text: str) -> None:
        """The error tells the three words."""
        with pytest.raises(ValueError, match="severity is error, warning or info, not"):
            parse_severity(text)

    def test_only_an_error_stops_a_build(self) -> None:
        """Warnings and notes do not."""
        assert has_error([make_finding("info"), make_finding("error")])
        assert not has_error([make_finding("info"), make_finding("warning")])
        assert not has_error([])


class TestShorten:
    def test_a_text_that_fits_is_not_cut(self) -> None:
        """Sixty characters fit."""
        assert shorten("x" * 60) == "x" * 60

    def test_a_longer_text_ends_with_an_ellipsis(self) -> None:
        """The cut text, ellipsis included, has sixty characters."""
        assert shorten("x" * 61) == "x" * 59 + "…"

    def test_a_text_of_several_lines_is_put_on_one(self) -> None:
        """A message stays one line, whatever it quotes."""
        assert shorten("a\nb\r\nc\u2028d") == "a b c d"


class TestFindingsError:
    @pytest.mark.parametrize(
        ("severities", "message"),
        [
            (("error",), "1 error in the data: nothing was built"),
            (("error", "warning", "error"), "2 errors in the data: nothing was built"),
        ],
    )
    def test_it_counts_errors_and_carries_all_findings(
        self, severities: tuple[Severity, ...], message: str
    ) -> None:
        """Warnings are carried, not counted."""
        findings = [make_finding(severity) for severity in severities]
        error = FindingsError(findings)
        assert str(error) == message
        assert error.findings == tuple(findings)
        assert error.exit_status == 1
