"""Paths between two things: the shortest first, none through what a path may only end at."""

from __future__ import annotations

from itertools import combinations, islice, pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from bioprod_graph.errors import ProjectError
from bioprod_graph.networks import LONGEST, read_steps
from bioprod_graph.networks.paths import Steps
from bioprod_graph.rdf import make_store, match
from bioprod_graph.sparql.query_files import read_query

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bioprod_graph.project import Project

    Step = tuple[str, str, str]

ROOT = Path(__file__).resolve().parents[3]
STEPS = """
PREFIX : <urn:>
SELECT ?source ?relation ?target ?rank
WHERE { VALUES (?relation ?rank) { (:knows 2) (:made 1) (:in 1) } ?source ?relation ?target }
"""
ENDS = "PREFIX : <urn:> SELECT ?thing WHERE { ?thing a :Place }"


def node(name: str) -> str:
    return f"urn:{name}"


def connect(folder: Path, data: str) -> Steps:
    """Give the network of a small dataset."""
    (folder / "path-steps.rq").write_text(STEPS, encoding="utf-8")
    (folder / "path-ends.rq").write_text(ENDS, encoding="utf-8")
    quads = ox.parse(f"PREFIX : <urn:> {data}".encode(), format=ox.RdfFormat.TRIG)
    return read_steps(make_store(quads), folder)


def walk(steps: Steps, start: str, goal: str, **limits: int) -> list[str]:
    trails = steps.find_trails(node(start), node(goal), **limits)
    return ["".join(step.removeprefix("urn:") for step in trail) for trail in trails]


class TestTrails:
    """Steps.find_trails"""

    def test_the_shortest_comes_first(self, tmp_path: Path) -> None:
        """Then the next lengths; a step is walked in either direction."""
        network = connect(
            tmp_path, ":a :knows :b, :c . :b :knows :d . :d :knows :c . :c :made :b ."
        )
        assert walk(network, "a", "d") == ["abd", "acd", "abcd", "acbd"]
        assert walk(network, "d", "a") == ["dba", "dca", "dbca", "dcba"]

    def test_none_goes_through_a_thing_twice(self, tmp_path: Path) -> None:
        """In a circle there are two ways."""
        network = connect(tmp_path, ":a :knows :b . :b :knows :c . :c :knows :d . :d :knows :a .")
        assert walk(network, "a", "c") == ["abc", "adc"]
        assert walk(network, "a", "b") == ["ab", "adcb"]

    def test_none_passes_through_an_end(self, tmp_path: Path) -> None:
        """A place connects nobody, but a path may begin or end there."""
        data = ":a :in :p . :b :in :p . :p a :Place . :b :knows :c ."
        network = connect(tmp_path, data)
        assert walk(network, "a", "b") == []
        assert walk(network, "p", "c") == ["pbc"]
        assert walk(network, "c", "p") == ["cbp"]
        assert walk(network, "p", "a") == ["pa"]

    def test_a_path_has_a_greatest_length(self, tmp_path: Path) -> None:
        """Beyond it, none is found; nor from what has no links."""
        chain = " ".join(f":n{i} :knows :n{i + 1} ." for i in range(LONGEST + 1))
        network = connect(tmp_path, chain)
        assert len(walk(network, "n0", f"n{LONGEST}")) == 1
        assert walk(network, "n0", f"n{LONGEST + 1}") == []
        assert walk(network, "n0", "n2", longest=1) == []
        assert walk(network, "n0", "nowhere") == walk(network, "nowhere", "n0") == []

    def test_the_first_are_found_without_the_others(self) -> None:
        """Among sixty things that all know each other, paths are millions, and three are asked."""
        nodes = [node(f"n{number:02}") for number in range(60)]
        knows = node("knows")
        links = {(a, b): ((a, knows, b),) for a, b in combinations(nodes, 2)}
        found = list(islice(Steps(links, frozenset()).find_trails(nodes[0], nodes[1]), 3))
        assert [len(trail) for trail in found] == [2, 3, 3]


class TestChoose:
    """Steps.choose"""

    DATA = ":a :knows :b ; :made :b . :b :knows :a ."

    def test_one_statement_a_step_the_one_that_says_most(self, tmp_path: Path) -> None:
        """By rank; what is said both ways counts once."""
        network = connect(tmp_path, self.DATA)
        chosen = network.choose((node("a"), node("b")), lambda _: False)
        assert chosen == ((node("a"), node("made"), node("b")),)

    def test_what_is_stated_comes_before_what_is_inferred(self, tmp_path: Path) -> None:
        """Whatever its rank."""
        network = connect(tmp_path, self.DATA)

        def is_inferred(statement: Step) -> bool:
            return statement != (node("b"), node("knows"), node("a"))

        chosen = network.choose((node("a"), node("b")), is_inferred)
        assert chosen == ((node("b"), node("knows"), node("a")),)


class TestProject:
    """queries/views/path-steps.rq and path-ends.rq"""

    def find_relations(self) -> list[str]:
        text = read_query(ROOT / "queries" / "views" / "path-steps.rq").text
        listed = text.partition("VALUES")[2].partition("}")[0]
        names = [word.removeprefix("(bioprod:") for word in listed.split() if "bioprod:" in word]
        return [f"https://w3id.org/bioprod/ontology#{name}" for name in names]

    def test_every_step_is_a_property_of_the_ontology(self) -> None:
        """And none is listed twice."""
        relations = self.find_relations()
        defined = {subject for subject, _, _ in read_modules()}
        assert len(relations) == len(set(relations))
        assert [iri for iri in relations if iri not in defined] == []

    def test_of_two_inverses_one_is_listed(self) -> None:
        """So that a step is not told twice."""
        relations = set(self.find_relations())
        inverse = "http://www.w3.org/2002/07/owl#inverseOf"
        pairs = [(one, other) for one, by, other in read_modules() if by == inverse]
        assert pairs
        assert [pair for pair in pairs if relations.issuperset(pair)] == []

    def test_steps_link_things_and_ends_are_places_concepts_and_claims(
        self, built_store: ox.Store, built: Project
    ) -> None:
        """Not classes, sources, passages, curators, nor the graphs of rows."""
        steps = read_steps(built_store, built.queries / "views")
        things = {thing for pair in steps.pairs for thing in pair}
        paths = [thing.removeprefix(f"{built.base}id/") for thing in things]
        kinds = {path.partition("/")[0] for path in paths}
        assert kinds.isdisjoint({"source", "passage", "curator"})
        assert all(thing.startswith(f"{built.base}id/") for thing in things)
        assert f"{built.base}id/place/france" in steps.ends
        assert f"{built.base}id/therapy/gene-therapy" in steps.ends
        assert f"{built.base}id/organization/genopole" not in steps.ends

    def test_every_step_is_in_the_dataset(self, built_store: ox.Store, built: Project) -> None:
        """A network says nothing of its own."""
        steps = read_steps(built_store, built.queries / "views")
        for step in (step for linked in steps.pairs.values() for step in linked):
            source, relation, target = map(ox.NamedNode, step)
            assert next(match(built_store, (source, relation, target)), None) is not None

    def test_an_unreadable_query_is_told(self, tmp_path: Path) -> None:
        """With its file."""
        with pytest.raises(ProjectError, match=r"path-steps\.rq: cannot be read"):
            read_steps(ox.Store(), tmp_path)


def read_modules() -> Iterable[tuple[str, str, str]]:
    """Give what the modules state of things by name, each as IRIs or text."""
    for path in sorted((ROOT / "ontology" / "modules").glob("*.ttl")):
        for quad in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE):
            subject, value = quad.subject, quad.object
            if isinstance(subject, ox.NamedNode) and isinstance(value, ox.NamedNode | ox.Literal):
                yield subject.value, quad.predicate.value, value.value


def test_trails_are_walks_over_links(built_store: ox.Store, built: Project) -> None:
    """Whatever two bodies are taken: no repetition, no gap, no length twice out of order."""
    steps = read_steps(built_store, built.queries / "views")
    bodies = sorted({n for pair in steps.pairs for n in pair if "/organization/" in n})[:8]
    for start, goal in pairwise(bodies):
        found = list(islice(steps.find_trails(start, goal), 5))
        assert [len(t) for t in found] == sorted(len(t) for t in found)
        for trail in found:
            assert (trail[0], trail[-1]) == (start, goal)
            assert len(set(trail)) == len(trail) <= LONGEST + 1
            assert all((min(pair), max(pair)) in steps.pairs for pair in pairwise(trail))
            assert steps.ends.isdisjoint(trail[1:-1])
