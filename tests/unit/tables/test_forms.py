"""Lexical forms of XML Schema: a cell is written as its literal is."""

from __future__ import annotations

import pytest

from bioprod_graph.tables.csvw import has_form

GOOD = {
    "boolean": ["true", "false", "1", "0"],
    "decimal": ["5", "-5.0", "+.5", "5.", "007"],
    "double": ["5", "1e3", "-1.5E-3", "INF", "-INF", "NaN"],
    "number": ["1e3"],
    "integer": ["5", "-5", "+5"],
    "nonNegativeInteger": ["0", "12"],
    "date": ["2021-05-01", "2021-05-01Z", "-0044-03-15", "2021-05-01+02:00"],
    "datetime": ["2021-05-01T10:00:00", "2021-05-01T10:00:00.5Z"],
    "dateTimeStamp": ["2021-05-01T10:00:00Z"],
    "time": ["10:00:00", "10:00:00.25-05:00"],
    "gYear": ["2021", "-0044", "12021", "2021Z"],
    "gYearMonth": ["2021-05"],
    "gMonth": ["--05"],
    "gMonthDay": ["--05-31"],
    "gDay": ["---31"],
    "language": ["fr", "zh-Hant-TW"],
    "string": ["", "any text"],
}
BAD = {
    "boolean": ["True", "yes", ""],
    "decimal": ["", ".", "5,0", "1 000", "1_000", "5%", "1e3", "NaN", "٣", " 5", "5\n"],
    "double": ["1e", "inf", "nan", "1,5"],
    "integer": ["5.0", "1_000", "٣"],
    "unsignedByte": ["1.0"],
    "date": ["2021-5-1", "20210501", "01/05/2021", "2021-05", "2021-05-01T00:00:00"],
    "dateTime": ["2021-05-01", "2021-05-01 10:00:00"],
    "dateTimeStamp": ["2021-05-01T10:00:00"],
    "time": ["10:00", "10h"],
    "gYear": ["21", "abcd", "2021-05"],
    "gYearMonth": ["2021-13", "2021"],
    "gMonth": ["05", "--13"],
    "gMonthDay": ["--05-32"],
    "gDay": ["31", "---00"],
    "language": ["français", "fr_FR"],
}


class TestHasForm:
    @pytest.mark.parametrize(
        ("name", "text"), [(name, text) for name, texts in GOOD.items() for text in texts]
    )
    def test_a_text_of_the_form_is_known(self, name: str, text: str) -> None:
        """Each is in the lexical space that XML Schema 1.1 gives."""
        assert has_form(name, text)

    @pytest.mark.parametrize(
        ("name", "text"), [(name, text) for name, texts in BAD.items() for text in texts]
    )
    def test_any_other_text_is_not(self, name: str, text: str) -> None:
        """Among them are texts that the library would read."""
        assert not has_form(name, text)
