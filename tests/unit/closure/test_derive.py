"""Rules are read with their headers, and run to a fixpoint in which nothing is said twice."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from bioprod_graph.closure import derive_closure
from bioprod_graph.dataset import open_release
from bioprod_graph.errors import ProjectError
from bioprod_graph.rdf import make_store, match, match_named
from bioprod_graph.sparql.query_files import read_queries

if TYPE_CHECKING:
    from bioprod_graph.project import Project
    from bioprod_graph.sparql.query_files import QueryFile

RULES = Path(__file__).resolve().parents[3] / "ontology" / "rules"
ANY = (None, None, None)
BASE = "https://example.org/"
INFERRED = f"{BASE}graph/inferred/"

HEADER = """\
#+ title_fr: Titre
#+ title_en: Title
#+ why_fr: Parce que {s}.
#+ why_en: Because of {s}.
#+ origin: https://example.org/
"""
FAMILY = """
PREFIX : <https://example.org/thing/>
PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
GRAPH :ontology {
  :parent rdfs:subPropertyOf :ancestor ; owl:inverseOf :child .
  :ancestor a owl:TransitiveProperty ; owl:inverseOf :descendant ; rdfs:domain :Person .
  :Person rdfs:subClassOf :Animal . :Animal rdfs:subClassOf :Person .
}
GRAPH :row { :a :parent :b . :b :parent :c . :c :child :b . :c :parent :d . :a :ancestor :d . }
"""


def family() -> ox.Store:
    return make_store(ox.parse(FAMILY.encode(), format=ox.RdfFormat.TRIG))


def write_rule(folder: Path, text: str, name: str = "rule") -> Path:
    path = folder / f"{name}.rq"
    path.write_text(text, encoding="utf-8")
    return path


def thing(name: str) -> ox.NamedNode:
    return ox.NamedNode(f"https://example.org/thing/{name}")


def inferred(store: ox.Store) -> list[ox.Quad]:
    quads = match_named(store, ANY)
    return [quad for quad in quads if str(quad.graph_name).startswith(f"<{INFERRED}")]


class TestDeriveClosure:
    """derive_closure"""

    def test_runs_until_no_rule_adds_anything(self) -> None:
        """A second run over the closed store adds nothing."""
        store, rules = family(), read_queries(RULES, "rules")
        assert sum(derive_closure(store, rules, BASE).values()) > 0
        before = len(store)
        assert set(derive_closure(store, rules, BASE).values()) == {0}
        assert len(store) == before

    def test_looking_only_through_what_changed_misses_nothing(self, built: Project) -> None:
        """`through` saves time, no more: without it the same statements are inferred."""
        stated = [
            quad
            for quad in match_named(open_release(built).store, ANY)
            if f"{built.base}graph/inferred/" not in str(quad.graph_name)
        ]
        quick, slow = make_store(stated), make_store(stated)
        rules = read_queries(RULES, "rules")
        headers = [{k: v for k, v in rule.header.items() if k != "through"} for rule in rules]
        plain = [rule._replace(header=header) for rule, header in zip(rules, headers, strict=True)]
        assert plain != rules
        derive_closure(quick, rules, built.base)
        derive_closure(slow, plain, built.base)
        assert set(quick) == set(slow)

    def test_a_rule_of_another_form_is_run_as_it_is(self, tmp_path: Path) -> None:
        """What ends in a solution modifier is not rewritten, and still says nothing twice."""
        text = "CONSTRUCT { ?s <https://example.org/p> ?o } WHERE { ?s ?p ?o } LIMIT 100"
        write_rule(tmp_path, HEADER + text)
        store, rules = family(), read_queries(tmp_path, "rules")
        assert derive_closure(store, rules, BASE)["rule"] > 0
        assert derive_closure(store, rules, BASE)["rule"] == 0

    def test_rules_feed_each_other(self) -> None:
        """An inverse of a transitive step from a subproperty is reached, in a later round."""
        store = family()
        derive_closure(store, read_queries(RULES, "rules"), BASE)
        quads = list(match_named(store, (thing("d"), thing("descendant"), thing("b"))))
        assert [quad.graph_name for quad in quads] == [ox.NamedNode(f"{INFERRED}prp-inv1")]

    def test_infers_nothing_that_is_stated(self) -> None:
        """A statement of a row is not inferred again, even if it also follows."""
        store = family()
        stated = {quad.triple for quad in store}
        derive_closure(store, read_queries(RULES, "rules"), BASE)
        assert stated.isdisjoint(quad.triple for quad in inferred(store))

    def test_what_follows_is_in_the_default_graph_too(self) -> None:
        """Which stays the merge of all graphs, each statement once."""
        store = family()
        derive_closure(store, read_queries(RULES, "rules"), BASE)
        assert inferred(store)
        merge = {quad.triple for quad in match_named(store, ANY)}
        assert {quad.triple for quad in match(store, ANY)} == merge

    def test_each_inferred_statement_stands_in_one_graph(self) -> None:
        """What two rules give is in the graph of the one that came first."""
        store = family()
        derive_closure(store, read_queries(RULES, "rules"), BASE)
        triples = [quad.triple for quad in inferred(store)]
        assert len(triples) == len(set(triples))

    def test_counts_what_it_added_by_rule(self) -> None:
        """Counts are the sizes of the graphs; a rule that gave nothing counts 0."""
        store, rules = family(), read_queries(RULES, "rules")
        counts = derive_closure(store, rules, BASE)
        assert list(counts) == [rule.name for rule in rules]
        for name, count in counts.items():
            graph = ox.NamedNode(INFERRED + name)
            assert len(list(store.quads_for_pattern(None, None, None, graph))) == count
        assert counts["point-as-wkt"] == 0

    def test_is_the_same_in_whatever_order_statements_came(self) -> None:
        """Statements and their graphs do not depend on the order of loading."""
        closed = []
        for reverse in (False, True):
            store = ox.Store()
            store.extend(sorted(family(), key=str, reverse=reverse))
            derive_closure(store, read_queries(RULES, "rules"), BASE)
            closed.append(set(store))
        assert closed[0] == closed[1]

    def test_without_rules_nothing_follows(self) -> None:
        """No rule, no statement."""
        store = family()
        before = len(store)
        assert derive_closure(store, [], BASE) == {}
        assert len(store) == before

    def test_the_build_of_the_real_project_is_closed(self, built: Project) -> None:
        """In the dataset no inferred statement is also stated, or inferred twice."""
        quads = match_named(open_release(built).store, ANY)
        prefix = f"{built.base}graph/inferred/"
        triples = [(quad.triple, str(quad.graph_name)) for quad in quads]
        mine = [triple for triple, graph in triples if graph.startswith(f"<{prefix}")]
        stated = {triple for triple, graph in triples if not graph.startswith(f"<{prefix}")}
        assert mine
        assert len(mine) == len(set(mine))
        assert stated.isdisjoint(mine)


class TestReadRules:
    """read_queries, as rules"""

    def test_reads_by_name(self, tmp_path: Path) -> None:
        """Rules come in the order of their names, with header and text."""
        query = "CONSTRUCT { ?o ?p ?s } WHERE { ?s ?p ?o }\n"
        write_rule(tmp_path, HEADER + query, "b")
        write_rule(tmp_path, HEADER + "#+ note: A note.\n" + query, "a")
        rules: list[QueryFile] = read_queries(tmp_path, "rules")
        assert [rule.name for rule in rules] == ["a", "b"]
        assert rules[0].get("note") == "A note."
        assert rules[1].text == HEADER + query

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            (
                "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }",
                r"the header lacks #\+ title_fr:",
            ),
            (
                HEADER.replace("why_en", "why_de") + "ASK { }",
                r"the header lacks #\+ why_en",
            ),
            (HEADER + "#+ tags: x\nASK { }", "unknown header key “tags”"),
            (HEADER + "#+ Note x\nASK { }", r"rule\.rq:6: malformed header line"),
            (HEADER + "CONSTRUCT { ?s ?p } WHERE { ?s ?p ?o }", "malformed SPARQL"),
            (HEADER + "CONSTRUCT { ?s x:p ?o } WHERE { ?s ?p ?o }", "malformed SPARQL"),
            (HEADER + "SELECT * WHERE { ?s ?p ?o }", "expected a CONSTRUCT query"),
            (HEADER + "ASK { ?s ?p ?o }", "expected a CONSTRUCT query"),
        ],
        ids=["no-header", "missing", "unknown", "line", "syntax", "prefix", "select", "ask"],
    )
    def test_names_the_file_and_what_is_wrong(
        self, tmp_path: Path, text: str, message: str
    ) -> None:
        """A rule that cannot be used is an error in one line that begins with its file."""
        path = write_rule(tmp_path, text)
        with pytest.raises(ProjectError, match=message) as caught:
            read_queries(tmp_path, "rules")
        assert str(caught.value).startswith(str(path))
        assert "\n" not in str(caught.value)

    def test_refuses_a_file_that_is_not_utf_8(self, tmp_path: Path) -> None:
        """Latin-1 is told as a file that cannot be read."""
        (tmp_path / "rule.rq").write_bytes(HEADER.replace("Titre", "Été").encode("latin-1"))
        with pytest.raises(ProjectError, match="cannot be read"):
            read_queries(tmp_path, "rules")


def test_a_rule_that_makes_values_of_its_own_comes_to_an_end(tmp_path: Path) -> None:
    """It is told by name, with what it says last: no build hangs on it."""
    text = "CONSTRUCT { ?s ?p ?n } WHERE { ?s ?p ?m FILTER(ISNUMERIC(?m)) BIND(?m + 1 AS ?n) }"
    write_rule(tmp_path, HEADER + text, "count")
    store = ox.Store()
    store.add(ox.Quad(thing("a"), thing("size"), ox.Literal(1)))
    with pytest.raises(ProjectError, match=r"count.rq: after .* rounds the rule still adds .*size"):
        derive_closure(store, read_queries(tmp_path), BASE)
