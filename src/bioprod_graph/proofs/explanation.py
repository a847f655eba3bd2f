"""What is said of a thing, or what connects two: the statements that are meant, with proofs."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from bioprod_graph.dataset import find_thing, open_release, read_label
from bioprod_graph.errors import NotFoundError, UsageError
from bioprod_graph.formats import write_json
from bioprod_graph.language import SOURCE, Message, fill_template
from bioprod_graph.names import Index, find_near, split_words, suggest
from bioprod_graph.networks import LONGEST, find_paths
from bioprod_graph.project import find_project
from bioprod_graph.proofs.proof import Proof, Prover, Statement
from bioprod_graph.proofs.wording import ProofWriter, Wording, read_wording
from bioprod_graph.rdf import match, read_values, select, write_as_stored

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bioprod_graph.identifiers import PrefixTable
    from bioprod_graph.language import Language
    from bioprod_graph.project import Project

MOST_PATHS = 3
_TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
_PROPERTY = ("#Property>", "#ObjectProperty>", "#DatatypeProperty>", "#AnnotationProperty>")
_XSD = "http://www.w3.org/2001/XMLSchema#"
_SHOWN = 3


@dataclass(frozen=True)
class Explanation:
    """Proofs of statements, written as text by `render_text` and as JSON by `render_json`.

    `is_overview` marks all that is said of a thing; `paths` are the ways between two `ends`.
    """

    proofs: tuple[Proof, ...]
    wording: Wording
    is_overview: bool = False
    ends: tuple[ox.NamedNode, ...] = ()
    paths: tuple[tuple[Proof, ...], ...] = ()

    def __str__(self) -> str:
        """Write it as text, without what repeats itself."""
        return self.render_text()

    def render_text(self, *, everything: bool = False, width: int = 80) -> str:
        """Write a sentence for each statement of an overview or a path, else proofs as trees.

        Of an overview, what repeats another statement in standard terms or in the other language is
        only counted, unless `everything` is wanted. `width` is the most cells of a line.
        """
        if self.paths:
            return ProofWriter(self.wording, width).render_paths(self.ends, self.paths)
        if self.is_overview:
            writer = ProofWriter(self.wording, width)
            return writer.render_overview(self.proofs, everything=everything)
        return ProofWriter(self.wording, width).render_trees(self.proofs)

    def render_json(self) -> str:
        """Write `record` as JSON."""
        return write_json(self.record)

    @property
    def record(self) -> Any:
        """The proof, or a list of them; of paths `from`, `to`, `longest` and `paths`.

        A path has `length` and `steps`, which are proofs with their `evidence`: the passages that
        they rest on.
        """
        if not self.paths:
            written = [self._describe(proof) for proof in self.proofs]
            return written[0] if len(written) == 1 else written
        start, goal = (end.value for end in self.ends)
        paths = [
            {
                "length": len(path),
                "steps": [self._describe(p) | {"evidence": self._list(p.evidence)} for p in path],
            }
            for path in self.paths
        ]
        return {"from": start, "to": goal, "longest": LONGEST, "paths": paths}

    def _describe(self, proof: Proof) -> dict[str, Any]:
        """Describe a proof: subject, predicate, object and sentence, then what it rests on."""
        subject, predicate, value = proof.statement
        written: dict[str, Any] = {
            "subject": subject.value,
            "predicate": predicate.value,
            "object": str(value) if isinstance(value, ox.Literal) else value.value,
            "sentence": self.wording.say(proof.statement),
        }
        if proof.rule is None:
            graphs = [graph.value for graph in proof.graphs]
            return written | {"graphs": graphs, "passages": self._list(proof.passages)}
        return written | {
            "rule": proof.rule.name,
            "why": self.wording.say_why(proof.rule, dict(proof.bound)),
            "premises": [self._describe(premise) for premise in proof.premises],
        }

    def _list(self, passages: Iterable[ox.NamedNode]) -> list[dict[str, str]]:
        return [self.wording.describe_passage(passage) for passage in passages]


def explain(
    subject: str,
    predicate: str | None = None,
    value: str | None = None,
    *,
    project: Project | None = None,
    language: Language = SOURCE,
    paths: int = MOST_PATHS,
) -> Explanation:
    """Explain a statement, all that is said of a thing, or how two things are connected.

    The three are CURIEs, IRIs or KIND/SLUG; a thing may also be given by its slug or its name, a
    property as it is called, a value as text or a number as it is written. Two things (the second
    no property) are connected by at most `paths` paths.

    >>> explanation = explain("event/assises-idf-2021", "rdf:type", "bioprod:Assises")
    >>> print(str(explanation).splitlines()[2])
      stated in events.csv, row assises-idf-2021 [1] [2] [3]

    Raises NotFoundError if the graph does not say so, DatasetError if nothing was built.
    """
    project = project or find_project()
    release, rules = open_release(project), project.ontology / "rules"
    release.confirm(project, rules)
    store = release.store
    wording = read_wording(store, project, language)
    prover = Prover(store, rules, project.base)
    if predicate is not None and value is None:
        if is_property(store, project.prefixes, predicate):
            raise UsageError("give a thing alone, two things, or subject, predicate and object")
        start, goal = find_thing(subject, store, project), _find_end(predicate, store, project)
        proven = _connect(store, project, prover, ends=(start, goal), most=paths)
        return Explanation(tuple(chain(*proven)), wording, ends=(start, goal), paths=proven)
    thing = find_thing(subject, store, project)
    predicate = predicate and _find_property(predicate, thing, wording, store=store)
    stated = find_statements(store, project.prefixes, str(thing), predicate=predicate, value=value)
    return Explanation(
        tuple(map(prover.explain_statement, stated)), wording, is_overview=value is None
    )


def _find_end(name: str, store: ox.Store, project: Project) -> ox.NamedNode:
    """Find the second of two things; a property may have been meant."""
    try:
        return find_thing(name, store, project)
    except NotFoundError:
        known = list_properties(store, project.prefixes)
        if ":" in name or any(each.endswith(f":{name}") for each in known):
            _suggest_property(name, store, project.prefixes)
        raise


def _connect(
    store: ox.Store,
    project: Project,
    prover: Prover,
    *,
    ends: tuple[ox.NamedNode, ox.NamedNode],
    most: int,
) -> tuple[tuple[Proof, ...], ...]:
    """Prove the steps of at most so many paths between two things, the shortest first.

    Raises UsageError for the same thing twice, NotFoundError if they are further apart than paths
    go.
    """
    steps, trails = find_paths(store, project, ends, most=most)
    paths = (steps.choose(trail, lambda s: prover.is_inferred(_name(s))) for trail in trails)
    return tuple(tuple(prover.explain_statement(_name(step)) for step in path) for path in paths)


def _name(step: Iterable[str]) -> Statement:
    subject, predicate, value = map(ox.NamedNode, step)
    return subject, predicate, value


def find_statements(
    store: ox.Store,
    prefixes: PrefixTable,
    subject: str,
    *,
    predicate: str | None,
    value: str | None,
) -> list[Statement]:
    """Find the statement that is meant, or all statements about a thing.

    Raises NotFoundError, with what is there instead, if there are none.
    """
    thing = prefixes.expand(subject)
    try:
        wanted = None if predicate is None else prefixes.expand(predicate)
    except UsageError as error:
        _suggest_property(predicate or "", store, prefixes)
        raise error from None
    terms = {(quad.predicate, quad.object) for quad in match(store, (thing, wanted, None))}
    found: list[Statement] = [
        (thing, by, term)
        for by, term in sorted(terms, key=lambda each: (each[0].value, str(each[1])))
        if isinstance(term, ox.NamedNode | ox.Literal)
    ]
    if not found:
        name = prefixes.show(thing.value)
        if wanted is None:
            raise NotFoundError("nothing is said of {name}", name=name)
        by = prefixes.compress(wanted.value)
        if not is_property(store, prefixes, by):
            _suggest_property(by, store, prefixes)
        raise NotFoundError("nothing is said of {name} with {by}", name=name, by=by)
    if value is None:
        return found
    meant = [s for s in found if _is_meant(s[2], value, store, prefixes=prefixes)]
    if not meant:
        shown = (
            str(term) if isinstance(term, ox.Literal) else prefixes.show(term.value)
            for *_, term in found[:_SHOWN]
        )
        raise NotFoundError(
            "the graph does not say that; with this property it says {known}{more}",
            known=", ".join(shown),
            more=", …" if len(found) > _SHOWN else "",
        )
    return meant


def list_properties(store: ox.Store, prefixes: PrefixTable) -> list[str]:
    """List the properties that the dataset says something by, as CURIEs."""
    used = select(store, "SELECT DISTINCT ?p { ?s ?p ?o }")
    return sorted(prefixes.compress(row["p"]) for row in read_values(used))


def _find_property(text: str, thing: ox.NamedNode, wording: Wording, *, store: ox.Store) -> str:
    """Give the property of a thing that is called, or said, so; a CURIE or IRI as it is.

    Raises NotFoundError, with the nearest or all that the thing has, for any other text.
    """
    if ":" in text:
        return text
    names: list[tuple[str, str]] = []
    for each in {quad.predicate for quad in match(store, (thing, None, None))}:
        curie = wording.prefixes.compress(each.value)
        called = (curie.partition(":")[2], *read_label(store, each).forms.values())
        names += ((name, curie) for name in called)
        phrase = wording.phrasebook.phrases.get(curie)
        for language, template in phrase.forms.items() if phrase else ():
            names.append((fill_template(template, {}, language), curie))
    if len(found := Index(names).find(text)) == 1:
        return found[0]
    hint = suggest(text, sorted({curie for _, curie in names}), also=names)
    raise NotFoundError("no property is named {name}; {hint}", name=text, hint=hint)


def _suggest_property(name: str, store: ox.Store, prefixes: PrefixTable) -> None:
    """Raise NotFoundError with the property that is nearly named so, if there is one."""
    for near in find_near(name, list_properties(store, prefixes)):
        hint = Message("did you mean {name}?", name=near)
        raise NotFoundError("no property is named {name}; {hint}", name=name, hint=hint)


def is_property(store: ox.Store, prefixes: PrefixTable, text: str) -> bool:
    """Tell whether the dataset knows a property: it says something by it, or declares it."""
    try:
        node = prefixes.expand(text)
    except UsageError:
        return False
    if any(match(store, (None, node, None))):
        return True
    return any(str(quad.object).endswith(_PROPERTY) for quad in match(store, (node, _TYPE, None)))


def _is_meant(
    term: ox.NamedNode | ox.Literal, text: str, store: ox.Store, *, prefixes: PrefixTable
) -> bool:
    """Tell whether a text means a term: a thing by any name, a literal by its text or in full."""
    if isinstance(term, ox.Literal):
        return text == term.value or term in _read_literals(text, term, prefixes)
    try:
        return prefixes.expand(text) == term
    except UsageError:
        slug = term.value.rpartition("/")[2]
        named = (slug, *read_label(store, term).forms.values())
        return split_words(text) in map(split_words, named)


def _read_literals(text: str, like: ox.Literal, prefixes: PrefixTable) -> Iterator[ox.Literal]:
    """Give what a text may mean, in the form of the store: 95.00 and "95.0"^^xsd:decimal are 95.

    It is a value of the datatype of another literal, or a literal as Turtle writes it.
    """
    if not like.language:
        yield write_as_stored(ox.Literal(text, datatype=like.datatype))
    if not text.startswith(('"', "'")):
        return
    known = {"xsd": _XSD, **prefixes.namespaces}
    head = "".join(f"PREFIX {name}: <{iri}> " for name, iri in known.items())
    try:
        (quad,) = ox.parse(f"{head} <urn:s> <urn:p> {text} .", format=ox.RdfFormat.TURTLE)
    except (SyntaxError, ValueError):
        return
    if isinstance(quad.object, ox.Literal):
        yield write_as_stored(quad.object)
