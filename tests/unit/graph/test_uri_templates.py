"""URI templates, RFC 6570: filled here and by the library uritemplate alike."""

from __future__ import annotations

from typing import Any

import pytest
from uritemplate import URITemplate

from bioprod_graph.graph.uri_templates import find_variables, prepare_template

CELLS: dict[str, Any] = {
    "a": "x",
    "b": "é /?#&",
    "c": "https://example.org/?q=1#f",
    "none": "",
    "list": "1,2",
}


class TestFindVariables:
    @pytest.mark.parametrize(
        ("template", "names"),
        [
            ("id/{a}", ("a",)),
            ("id/{+a}/{b}", ("a", "b")),
            ("{#a}{?b,c}{&d}{;e}{.f}{/g}", ("a", "b", "c", "d", "e", "f", "g")),
            ("{a*}{b:3}", ("a", "b")),
            ("fixed", ()),
        ],
    )
    def test_operators_and_modifiers_are_no_part_of_a_name(
        self, template: str, names: tuple[str, ...]
    ) -> None:
        """The names come in the order in which they stand."""
        assert find_variables(template) == names


class TestPrepare:
    @pytest.mark.parametrize(
        "template",
        [
            "fixed",
            "id/{a}",
            "{a}",
            "{+c}",
            "id/{b}/end",
            "id/{+b}/end",
            "{a}{b}{none}",
            "id/{none}/{+none}",
            "id/{list}",
            "{?a,b}",
            "id{/a,b}{#c}",
            "{a:1}",
        ],
    )
    def test_the_result_is_that_of_the_library(self, template: str) -> None:
        """What is filled here for speed is filled as the standard says."""
        assert prepare_template(template)(CELLS) == URITemplate(template).expand(CELLS)

    @pytest.mark.parametrize(
        ("template", "filled"),
        [
            ("{var}", "value"),
            ("{hello}", "Hello%20World%21"),
            ("{half}", "50%25"),
            ("O{empty}X", "OX"),
            ("O{undef}X", "OX"),
            ("{+var}", "value"),
            ("{+hello}", "Hello%20World!"),
            ("{+path}/here", "/foo/bar/here"),
            ("here?ref={+path}", "here?ref=/foo/bar"),
            ("{base}index", "http%3A%2F%2Fexample.com%2Fhome%2Findex"),
            ("{+base}index", "http://example.com/home/index"),
            ("{+encoded}", "a%20b"),
        ],
    )
    def test_the_examples_of_the_standard(self, template: str, filled: str) -> None:
        """RFC 6570, sections 3.2.2 and 3.2.3."""
        cells = {
            "var": "value",
            "hello": "Hello World!",
            "half": "50%",
            "empty": "",
            "path": "/foo/bar",
            "base": "http://example.com/home/",
            "encoded": "a%20b",
        }
        assert prepare_template(template)(cells) == filled

    def test_a_template_is_used_for_many_rows(self) -> None:
        """A prepared template holds nothing of a row."""
        fill = prepare_template("id/{a}")
        assert [fill({"a": value}) for value in ("x", "a b", "x")] == ["id/x", "id/a%20b", "id/x"]
