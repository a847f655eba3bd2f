"""Each violation query trips on its bad case, finds all that is wrong there, and spares the good.

A case is `checks/NAME.bad` and `checks/NAME.good`, in Turtle or, where graphs matter, in TriG. What
a check must find bears the word “wrong” in its name; nothing else may be found.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from bioprod_graph.checks.validation import check_violations
from bioprod_graph.identifiers import read_prefixes
from bioprod_graph.pipeline.assemble import names_graphs
from bioprod_graph.rdf import make_store
from bioprod_graph.sparql import read_queries, split_tokens

if TYPE_CHECKING:
    from bioprod_graph.findings import Finding

ROOT = Path(__file__).resolve().parents[2]
CASES = Path(__file__).parent / "checks"
CHECKS = {check.name: check for check in read_queries(ROOT / "queries" / "checks", "checks")}
PREFIXES = read_prefixes(ROOT / "ontology" / "prefixes.ttl")
FORMATS = {".ttl": ox.RdfFormat.TURTLE, ".trig": ox.RdfFormat.TRIG}


def find_case(name: str, kind: str) -> Path:
    """Find the one case of a kind."""
    (path,) = CASES.glob(f"{name}.{kind}.*")
    return path


def read_terms(path: Path) -> set[str]:
    """Give the IRIs of subjects and graphs, compressed as findings show them."""
    quads = list(ox.parse(path=str(path), format=FORMATS[path.suffix]))
    terms = [term for quad in quads for term in (quad.subject, quad.graph_name)]
    return {PREFIXES.compress(term.value) for term in terms if isinstance(term, ox.NamedNode)}


def check(name: str, path: Path) -> list[Finding]:
    store = make_store(ox.parse(path=str(path), format=FORMATS[path.suffix]))
    return list(check_violations(store, [CHECKS[name]], PREFIXES))


def test_every_check_has_a_bad_and_a_good_case() -> None:
    """No check is without its cases, and no case is left of a check that is gone."""
    found = sorted(path.name.removesuffix(path.suffix) for path in CASES.iterdir())
    assert found == sorted(f"{name}.{kind}" for name in CHECKS for kind in ("bad", "good"))


def test_the_readme_lists_the_checks() -> None:
    """The table of the README has one row a check, with its severity."""
    text = (ROOT / "queries" / "checks" / "README.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([a-z-]+)` \| (\w+) \|", text, re.MULTILINE)
    assert rows == [(check.name, check.get("severity")) for check in CHECKS.values()]


@pytest.mark.parametrize("name", CHECKS)
def test_a_check_finds_all_that_is_wrong(name: str) -> None:
    """Everything that is named wrong is found, and nothing else."""
    path = find_case(name, "bad")
    found = {finding.focus for finding in check(name, path)}
    wrong = {term for term in read_terms(path) if "wrong" in term.lower()}
    assert found == wrong


@pytest.mark.parametrize("name", CHECKS)
def test_a_check_is_silent_where_nothing_is_wrong(name: str) -> None:
    """A near miss is no finding."""
    assert check(name, find_case(name, "good")) == []


@pytest.mark.parametrize("name", CHECKS)
def test_a_message_says_what_in_both_languages(name: str) -> None:
    """Each place is filled by every finding; the focus is always named, a thing as KIND/SLUG."""
    for finding in check(name, find_case(name, "bad")):
        for message in (finding.message("fr"), finding.message("en")):
            named = finding.focus, finding.focus.replace(":", "/", 1)
            assert any(name in message for name in named)
            assert not re.search(r"[{}]|(?<![\w\u00a0])\?", message)


def test_a_finding_does_not_repeat_personal_data() -> None:
    """What must not be kept is not kept in a report either."""
    for finding in check("personal-data", find_case("personal-data", "bad")):
        assert "@" not in f"{finding}"
        assert finding.value == ""


def test_a_double_and_a_gap_are_told_apart() -> None:
    """The message says which position, of which set, and how often it is taken."""
    found = check("unplaced-position", find_case("unplaced-position", "bad"))
    assert sorted((finding.focus, finding.value) for finding in found) == [
        ("axis:wrong-second", "1"),
        ("recommendation:wrong-double", "2"),
        ("recommendation:wrong-four", "3"),
    ]
    double = next(finding for finding in found if finding.value == "2")
    assert "recommendation-set/a, position 2 is taken 2 times" in double.message("en")


@pytest.mark.parametrize("name", [name for name, check in CHECKS.items() if names_graphs(check)])
def test_what_asks_for_graphs_counts_nothing(name: str) -> None:
    """It is asked over their union, where what two graphs state is there twice."""
    words = {token.keyword for token in split_tokens(CHECKS[name].text)}
    assert not words & {"AVG", "COUNT", "GROUP_CONCAT", "SUM"}
