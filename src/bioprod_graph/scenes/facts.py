"""What a page tells of a scene: items and ties with their facts, each with what it rests on.

`queries/views/facts.rq` gives the facts of each thing in both directions, `evidence.rq` the
passages of each row. The JSON is read by every script of a page; texts for people are in each
language, what repeats itself stands once and is pointed to by its place.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from functools import cache, cached_property, lru_cache, partial
from typing import TYPE_CHECKING, Any, NamedTuple, cast

import pyoxigraph as ox

from bioprod_graph._version import PROGRAM
from bioprod_graph.dataset import LAYERS, Names, find_edition, find_layers
from bioprod_graph.language import (
    LANGUAGES,
    Message,
    Text,
    is_date,
    say_date,
    say_number,
    say_period,
    start_sentence,
)
from bioprod_graph.networks import FACET, is_facet, read_name
from bioprod_graph.proofs import Prover, read_wording
from bioprod_graph.questions import read_heads
from bioprod_graph.rdf import match_named, read_terms, select
from bioprod_graph.scenes.counts import count_kinds, tell_counts
from bioprod_graph.sparql import read_query

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

    from bioprod_graph.dataset import Release
    from bioprod_graph.networks import Link, Node
    from bioprod_graph.project import Project
    from bioprod_graph.proofs import Proof, Statement
    from bioprod_graph.rdf import Term
    from bioprod_graph.scenes.reading import Kind, Scene

_TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
_NUMBERS = frozenset({"integer", "decimal", "nonNegativeInteger"})
# What evidence tells by columns of these names; of others, the concept is told.
_EVIDENCE = frozenset({"passage", "publisher", "issued", "not_before"})


class _Fact(NamedTuple):
    """What a row says of a thing: by which property, of what, when, with which note."""

    thing: str
    verb: ox.NamedNode
    to: Term
    graph: str
    start: str = ""
    end: str = ""
    note: Text = Text({})


def describe_scene(scene: Scene, release: Release, project: Project) -> dict[str, Any]:
    """Describe a scene for the scripts of its page; the same scene gives the same JSON."""
    teller = find_teller(scene.store, project)
    teller.begin()
    network, file, counts = scene.network, scene.file, count_kinds(scene.network)
    items = [teller.describe_item(node) for node in network.nodes]
    ties = [teller.describe_tie(link) for link in network.links]
    edition = find_edition(release.store, project, digest=release.digest)
    years = sorted(
        each[end][:4] for each in (*items, *ties) for end in ("start", "end") if each[end]
    )
    return {
        "name": network.name,
        "view": scene.view,
        "title": network.title.spread(),
        "sentence": tell_counts(scene).spread(),
        "note": file.text_of("note").spread(),
        "query": file.text,
        "project": (edition.name if edition else Text({}, otherwise=PROGRAM)).spread(),
        "version": edition.version if edition else "",
        "released": edition.issued if edition else "",
        "licence": edition.license if edition else "",
        "digest": release.digest,
        "layers": teller.name_layers(),
        "kinds": [_describe_kind(kind, counts[key]) for key, kind in scene.kinds.items()],
        "facets": teller.describe_facets(scene),
        "years": {"from": years[0], "to": years[-1]} if years else None,
        "items": items,
        "ties": ties,
        **teller.list_tables({item["id"] for item in items}),
    }


@lru_cache(maxsize=1)
def find_teller(store: ox.Store, project: Project) -> Teller:
    """Find the teller of a release: what it found for one scene, it knows for the next."""
    return Teller(store, project)


class Teller:
    """Tells what a release says of things, and keeps what was told once to point to it."""

    def __init__(self, store: ox.Store, project: Project) -> None:
        self._store, self._project = store, project
        self._wordings = {tag: read_wording(store, project, tag) for tag in LANGUAGES}
        self._layers = find_layers(store, project)
        self._prover = Prover(store, project.ontology / "rules", project.base)
        self._name_thing = cache(lambda iri: read_name(store, iri).spread())
        self._made: dict[tuple[str, str], Any] = {}
        self._told: dict[str, dict[str, Any] | None] = {}
        self.begin()

    def begin(self) -> None:
        """Begin another scene: its tables are empty."""
        self._things: dict[str, dict[str, str]] = {}
        self._tables: dict[str, dict[str, tuple[int, Any]]] = defaultdict(dict)

    def list_tables(self, items: Collection[str]) -> dict[str, Any]:
        """List what facts point to by its place, and the names of things that are no items."""
        names = ("verbs", "passages", "rules", "premises")
        listed = {name: [each for _, each in self._tables[name].values()] for name in names}
        things = {iri: self._things[iri] for iri in sorted(self._things.keys() - items)}
        return {"things": things, **listed}

    def describe_item(self, node: Node) -> dict[str, Any]:
        """Describe an item with its other names and its facts."""
        names = node.name.spread()
        reached = (node.values.get(name) for name in ("reached_status", "later_status"))
        # A tie that is an item is told by what its row says of both ends.
        facts = self._facts.get(node.iri) or [f for g in node.graphs for f in self._stated[g]]
        return {
            "id": node.iri,
            "reached": [key for key in reached if key],
            "kind": node.kind,
            "label": names,
            "names": sorted(self._names.get(node.iri, set()) - set(names.values())),
            "number": node.position,
            "parent": node.parent,
            "facets": {name: list(found) for name, found in node.facets.items()},
            "start": node.period[0],
            "end": node.period[1],
            "when": self._say_period(*node.period),
            "layer": self._find_layer(node.graphs or self._find_graphs(node.iri)),
            "summary": node.summary.spread() if node.summary else None,
            "facts": [self._describe_fact(fact) for fact in facts],
        }

    def describe_tie(self, link: Link) -> dict[str, Any]:
        """Describe a tie by a sentence, with the facts that it stands for or follows from."""
        facts, ends = self._find_facts(link), (link.source, link.target)
        behind = [f for g in link.graphs for f in self._stated[g] if f.thing in ends]
        return {
            "id": link.id,
            "source": link.source,
            "target": link.target,
            "kind": link.kind,
            "facets": {name: list(found) for name, found in link.facets.items()},
            "label": self._say(_read(facts[0])) if facts else link.label.spread(),
            "start": link.period[0],
            "end": link.period[1],
            "when": self._say_period(*link.period),
            "layer": self._find_layer(link.graphs or [fact.graph for fact in facts]),
            "inferred": link.inferred,
            "facts": [self._describe_fact(fact) for fact in facts or behind],
        }

    def describe_facets(self, scene: Scene) -> list[dict[str, Any]]:
        """Describe what items and ties can be sorted out by, in the order of the query.

        Items of each value are counted; ties where no item has any.
        """
        heads = read_heads(self._project.ontology / "wording" / "heads.csv")
        columns = (each.removeprefix(FACET) for each in scene.file.variables if is_facet(each))
        facets = []
        for name in columns:
            counts = Counter(v for node in scene.network.nodes for v in node.facets.get(name, ()))
            ties = Counter(v for link in scene.network.links for v in link.facets.get(name, ()))
            found = sorted((counts or ties).items(), key=lambda pair: (-pair[1], pair[0]))
            values = [
                {"key": key, "label": self._name_thing(key), "count": count} for key, count in found
            ]
            label = heads.get(name, Text({}, otherwise=name)).spread()
            facets += [{"key": name, "label": label, "values": values}] if values else []
        return facets

    def name_layers(self) -> list[dict[str, Any]]:
        """Name the layers that facts are of."""
        base, found = f"{self._project.base}id/concept/", set(self._layers.values())
        return [
            {"key": layer, "label": self._name_thing(f"{base}{layer}-layer")}
            for layer in LAYERS
            if layer in found
        ]

    def _describe_fact(self, fact: _Fact) -> dict[str, Any]:
        told: dict[str, Any] = {
            "verb": self._point("verbs", fact.verb, partial(self._name_verb, fact.verb))
        }
        told["to"] = self._describe_object(fact.to)
        if when := self._say_period(fact.start, fact.end):
            told |= {"start": fact.start, "end": fact.end, "when": when}
        if fact.note:
            told["note"] = fact.note.spread()
        return told | self._ground(fact)

    def _ground(self, fact: _Fact) -> dict[str, Any]:
        """Tell what a fact rests on: passages, or a rule with its premises."""
        if self._layers.get(fact.graph) != "inferred":
            return {"notes": self._cite(fact.graph)}
        return self._describe_proof(self._prover.explain_statement(_read(fact)))

    def _describe_proof(self, proof: Proof) -> dict[str, Any]:
        notes = sorted(
            {n for leaf in proof.leaves for g in leaf.graphs for n in self._cite(g.value)}
        )
        if proof.rule is None:
            return {"notes": notes}
        bound, rule = dict(proof.bound), proof.rule
        why = {tag: wording.say_why(rule, bound) for tag, wording in self._wordings.items()}
        # What the ontology says is told by the rule.
        leaves = [leaf for leaf in dict.fromkeys(proof.leaves) if leaf.passages]
        premises = [
            self._point("premises", each.statement, partial(self._describe_premise, each))
            for each in leaves
        ]
        told = {"name": rule.name, "title": rule.text_of("title").spread(), "why": why}
        number = self._point("rules", told, lambda: told)
        return {"notes": notes, "rule": number, "premises": premises}

    def _describe_premise(self, proof: Proof) -> dict[str, Any]:
        return {"said": self._say(proof.statement), **self._describe_proof(proof)}

    def _describe_object(self, term: Term) -> str | dict[str, str]:
        """Give the thing that a fact leads to, noting its name, or a text in each language."""
        if isinstance(term, ox.NamedNode):
            self._things[term.value] = self._name_thing(term.value)
            return term.value
        if is_date(term.value):
            return {tag: say_date(term.value, tag) for tag in LANGUAGES}
        is_number = term.datatype.value.rpartition("#")[2] in _NUMBERS
        return {tag: say_number(term.value, tag) if is_number else term.value for tag in LANGUAGES}

    def describe_passage(self, passage: str) -> dict[str, Any] | None:
        """Describe a passage that a row was read in; None for what is no such passage."""
        if passage not in self._told:
            row = self._rows.get(passage)
            self._told[passage] = self._describe_passage(row) if row else None
        return self._told[passage]

    def _cite(self, graph: str) -> list[int]:
        """Point to the passages that a row was read in."""
        return [
            self._point("passages", sorted(row.items()), partial(self._describe_passage, row))
            for row in self._evidence.get(graph, ())
        ]

    def _describe_passage(self, row: Mapping[str, Term]) -> dict[str, Any]:
        told = {
            tag: wording.describe_passage(ox.NamedNode(row["passage"].value))
            for tag, wording in self._wordings.items()
        }
        spread = {
            key: {tag: told[tag][key] for tag in told} for key in ("summary", "source", "place")
        }
        return {
            "id": row["passage"].value,
            "text": spread["summary"],
            "source": spread["source"],
            "locator": spread["place"],
            "publisher": row["publisher"].value if "publisher" in row else "",
            "date": _say_issued(row).spread(),
            "url": told[LANGUAGES[0]]["link"],
            **self._name_concepts(row),
        }

    def list_signs(self, graph: str) -> list[tuple[str, dict[str, Any]]]:
        """List what is told of the evidence of a row by concepts, with the IRI of each passage."""
        rows = self._evidence.get(graph, ())
        return [(row["passage"].value, self._name_concepts(row)) for row in rows]

    def list_graphs(self, iri: str) -> list[str]:
        """List the named graphs that state the facts of a thing, in their order."""
        return [fact.graph for fact in self._facts.get(iri, ())]

    def _name_concepts(self, row: Mapping[str, Term]) -> dict[str, Any]:
        return {
            name: self._name_thing(term.value) | {"key": term.value.rpartition("/")[2]}
            for name, term in row.items()
            if name not in _EVIDENCE
        }

    def _point(self, table: str, given: object, make: Callable[[], Any]) -> int:
        """Give the place of what is told once, making it the first time."""
        known, key = self._tables[table], str(given)
        if key not in known:
            # Premises point to passages themselves, in each scene to other places.
            if table == "premises" or (table, key) not in self._made:
                self._made[table, key] = make()
            known[key] = len(known), self._made[table, key]
        return known[key][0]

    def _name_verb(self, verb: ox.NamedNode) -> dict[str, str]:
        return {tag: start_sentence(wording.name(verb)) for tag, wording in self._wordings.items()}

    def _say(self, statement: Statement) -> dict[str, str]:
        return {tag: wording.say(statement) for tag, wording in self._wordings.items()}

    def _say_period(self, start: str, end: str) -> dict[str, str] | None:
        """Say when: a start alone is a date, since nobody said that it goes on."""
        if not (start or end):
            return None
        say = say_period if end else lambda since, _, tag: say_date(since, tag)
        return {tag: say(start, end, tag) for tag in LANGUAGES}

    def _find_layer(self, graphs: Iterable[str]) -> str:
        """Give the layer nearest to the source of what several graphs say."""
        found = {self._layers[graph] for graph in graphs if graph in self._layers}
        return next((layer for layer in LAYERS if layer in found), "")

    def _find_graphs(self, iri: str) -> list[str]:
        found = match_named(self._store, (ox.NamedNode(iri), _TYPE, None))
        return sorted(str(quad.graph_name)[1:-1] for quad in found)

    def _find_facts(self, link: Link) -> list[_Fact]:
        """Find the facts that a tie stands for, those that it names the graph of if it does."""
        facts = [f for f in self._facts.get(link.source, ()) if f.to == ox.NamedNode(link.target)]
        return [f for f in facts if f.graph in link.graphs or f.verb.value == link.relation]

    @cached_property
    def _facts(self) -> dict[str, list[_Fact]]:
        file = read_query(self._project.queries / "views" / "facts.rq", "views")
        notes: defaultdict[_Fact, dict[str, str]] = defaultdict(dict)
        for row in read_terms(select(self._store, file.text)):
            thing, graph, start, end, said = (
                row[name].value if name in row else ""
                for name in ("thing", "graph", "start", "end", "note")
            )
            verb, note = cast("ox.NamedNode", row["verb"]), row.get("note")
            tag = getattr(note, "language", None) or ""
            notes[_Fact(thing, verb, row["to"], graph, start, end)][tag] = said
        facts: defaultdict[str, list[_Fact]] = defaultdict(list)
        for fact, forms in notes.items():
            facts[fact.thing].append(fact._replace(note=Text(forms)))
        return facts

    @cached_property
    def _stated(self) -> defaultdict[str, list[_Fact]]:
        """What each row says, of whatever thing."""
        stated = defaultdict(list)
        for fact in (fact for facts in self._facts.values() for fact in facts):
            stated[fact.graph].append(fact)
        return stated

    @cached_property
    def _evidence(self) -> dict[str, list[dict[str, Term]]]:
        file = read_query(self._project.queries / "views" / "evidence.rq", "views")
        found: defaultdict[str, list[dict[str, Term]]] = defaultdict(list)
        for row in read_terms(select(self._store, file.text)):
            found[row.pop("graph").value].append(row)
        return found

    @cached_property
    def _rows(self) -> dict[str, dict[str, Term]]:
        return {row["passage"].value: row for rows in self._evidence.values() for row in rows}

    @cached_property
    def _names(self) -> dict[str, set[str]]:
        return Names(self._store, self._project).list_names()


def _describe_kind(kind: Kind, count: int) -> dict[str, Any]:
    return {
        "key": kind.key,
        "role": kind.role,
        "label": kind.label.spread(),
        "shape": kind.shape,
        "colour": kind.colour,
        "count": count,
    }


def _say_issued(row: Mapping[str, Term]) -> Text | Message:
    def say(name: str) -> Text:
        return Text({tag: say_date(row[name].value, tag) for tag in LANGUAGES})

    if "issued" in row:
        return say("issued")
    if "not_before" in row:
        return Message("undated; not before {date}", date=say("not_before"))
    return Message("undated")


def _read(fact: _Fact) -> Statement:
    return ox.NamedNode(fact.thing), fact.verb, fact.to
