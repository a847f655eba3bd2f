"""A person is told near which text a query went wrong, or which prefix it does not define."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from bioprod_graph.errors import QueryError
from bioprod_graph.questions import ask_oxigraph
from bioprod_graph.questions.asking import explain_syntax


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("SELECT * WHERE { ?s foo:bar ?o }", r"^the prefix foo: is not defined"),
        ("SELECT * WHERE { ?s :bar ?o }", r"^the prefix : is not defined"),
        ("SELECT * WHERE { ?s <urn:p> }", r"^malformed query near “}”$"),
        ("SELECT *\nWHERE { ?s <urn:p> ?o ?o }", r"^malformed query near its end$"),
        ("SELECT * WHERE { ?s", r"^malformed query near its end$"),
        ("SELECT * WHERE {\n", r"^malformed query near its end$"),
        (
            "SELEKT * WHERE { ?s ?p ?o . ?o ?p ?s . ?s ?p ?o . ?o ?p ?s }",
            r"^malformed query near “WHERE { .*…”$",
        ),
    ],
)
def test_one_line_says_where(query: str, told: str) -> None:
    """No list of all that a parser would have taken."""
    with pytest.raises(QueryError, match=told) as caught:
        ask_oxigraph(ox.Store(), query, {})
    assert "\n" not in str(caught.value)


def test_a_message_without_a_place_is_still_told() -> None:
    """Should the library word it otherwise."""
    assert str(explain_syntax("ASK {}", "no")) == "malformed query"
