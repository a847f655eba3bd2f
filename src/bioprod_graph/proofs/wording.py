"""Statements, passages and proofs said in one language of the data.

Proofs are written with numbered passages: as trees, as an overview, as steps of paths. In an
overview, a statement repeats another if it says the same by a property of a standard vocabulary, or
by a wider class; a text repeats the one in the language of the reader.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

import pyoxigraph as ox

from bioprod_graph.dataset import read_label, read_property
from bioprod_graph.documents import Speaker, read_phrasebook
from bioprod_graph.language import Message, Phrasebook, quote, start_sentence
from bioprod_graph.notation import show_line, wrap
from bioprod_graph.rdf import match

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from bioprod_graph.identifiers import PrefixTable
    from bioprod_graph.language import Language
    from bioprod_graph.project import Project
    from bioprod_graph.proofs.proof import Proof, Statement
    from bioprod_graph.rdf import Term
    from bioprod_graph.sparql import QueryFile

_SCHEMA_URL = "http://schema.org/url"
_HAS_SOURCE = "http://www.w3.org/ns/oa#hasSource"
# The few terms of W3C vocabularies that have no label in the dataset but stand in every proof.
_COMMON = {
    "rdf:type": Message("is a"),
    "rdfs:subClassOf": Message("is a subclass of"),
    "rdfs:subPropertyOf": Message("is a subproperty of"),
    "rdfs:domain": Message("has the domain"),
    "rdfs:range": Message("has the range"),
    "rdfs:label": Message("has the label"),
    "owl:inverseOf": Message("is the inverse of"),
    "owl:propertyChainAxiom": Message("follows from the chain"),
    "owl:TransitiveProperty": Message("transitive property"),
}

# What is read in a terminal of 80 columns; deep premises keep a readable measure.
_WIDTH = 80
_NARROWEST = 40
# So many rows are named of those that an inferred statement rests on.
_NAMED_ROWS = 3
_TYPE = "rdf:type"
# What gives the title, and is not said once more.
_LABELS = ("rdfs:label", "skos:prefLabel")
# What tells of a thing itself, in the order in which it is read.
_NATURE = (_TYPE, *_LABELS, "skos:altLabel", "skos:definition", "rdfs:comment", "bioprod:summary")
# Rules that say a statement once more: by a wider property, by a wider class.
_WIDER_PROPERTY = "prp-spo1"
_WIDER_CLASS = "cax-sco"
_REPEATED = Message("In standard terms, in wider classes or in the other language")


def read_wording(store: ox.Store, project: Project, language: Language) -> Wording:
    """Give the wording of a project: the labels of its dataset, and its phrases.

    Raises ProjectError if the tables of phrases are not as they should be.
    """
    phrasebook = read_phrasebook(project.ontology / "wording")
    return Wording(store, project.prefixes, language, phrasebook=phrasebook)


class Wording:
    """Names terms in one language by their labels in the store; `speaker` makes sentences."""

    def __init__(
        self,
        store: ox.Store,
        prefixes: PrefixTable,
        language: Language,
        *,
        phrasebook: Phrasebook | None = None,
    ) -> None:
        self._store = store
        self.prefixes = prefixes
        self.language = language
        self.phrasebook = phrasebook or Phrasebook({}, {})
        self.speaker = Speaker(self)
        self._names: dict[Term, str] = {}

    def name(self, term: Term) -> str:
        """Name a term: its label in the language, else in any, else its CURIE."""
        if term not in self._names:
            self._names[term] = self._find_name(term)
        return self._names[term]

    def _find_name(self, term: Term) -> str:
        if isinstance(term, ox.Literal):
            return quote(term.value, self.language)
        curie = self.prefixes.compress(term.value)
        if curie in _COMMON:
            return self.tell(_COMMON[curie])
        table, row = self.find_row(term)
        said = Message("the row {row} of {table}.csv", table=table, row=row)
        otherwise = self.tell(said) if table else curie
        return read_label(self._store, term, otherwise=otherwise).say(self.language)

    def find_row(self, graph: ox.NamedNode) -> tuple[str, str]:
        """Return the table and row of a row graph; two empty texts for any other IRI."""
        kind, _, rest = graph.value.removeprefix(f"{self.prefixes.base}graph/").partition("/")
        table, _, row = rest.partition("/") if kind == "record" else ("", "", "")
        return table, row

    def name_row(self, graph: ox.NamedNode) -> Message | None:
        """Name the row of a table by its graph; nothing for any other IRI."""
        table, row = self.find_row(graph)
        return Message("{table}, row {row}", table=f"{table}.csv", row=row) if table else None

    def describe_graph(self, graph: ox.NamedNode) -> Message:
        """Say what states what a graph says: a row, a register, or a module of the ontology."""
        if row := self.name_row(graph):
            return Message("stated in {row}", row=row)
        path = graph.value.removeprefix(f"{self.prefixes.base}graph/")
        kind, _, name = path.partition("/")
        if kind == "register":
            return Message("stated by the register {name}", name=name)
        module = name or path
        return Message("defined by the ontology, module {module}", module=module)

    def tell(self, said: Message) -> str:
        """Say a message in the language of the names."""
        return said.say(self.language)

    def say(self, statement: Statement) -> str:
        """Say a statement: as a sentence, or with arrows where no phrase is known for it."""
        subject, predicate, value = statement
        parts = self.speaker.say_phrase(self.prefixes.compress(predicate.value), subject, value)
        if parts is None:
            return f"{self.name(subject)} — {self.name(predicate)} → {self.name(value)}"
        return "".join(part.text for part in parts)

    def say_why(self, rule: QueryFile, bound: Mapping[str, Term]) -> str:
        """Say how a rule came to its conclusion."""
        told = {variable: (self.speaker.tell(term),) for variable, term in bound.items()}
        return start_sentence(self.speaker.fill(rule.text_of("why").say(self.language), told))

    def describe_passage(self, passage: ox.NamedNode) -> dict[str, str]:
        """Describe a passage: summary, source, place in it, grade and the link that opens it."""
        ontology = f"{self.prefixes.base}ontology#"
        summary, place = (
            read_property(self._store, passage, ox.NamedNode(f"{ontology}{name}")).say(
                self.language
            )
            for name in ("summary", "locator")
        )
        source = self._follow(passage, _HAS_SOURCE)
        grade = self._follow(passage, f"{ontology}grade")
        link = self._follow(passage, f"{ontology}liveLink") or self._follow(source, _SCHEMA_URL)
        return {
            "id": self.prefixes.compress(passage.value),
            "name": self.name(passage),
            "summary": summary,
            "source": self.name(source) if source else "",
            "place": place,
            "grade": self.name(grade) if grade else "",
            "link": link.value if link else "",
        }

    def _follow(self, subject: ox.NamedNode | None, predicate: str) -> ox.NamedNode | None:
        """Give the first thing that a property points to."""
        quads = match(self._store, (subject, ox.NamedNode(predicate), None)) if subject else ()
        found = (quad.object for quad in quads if isinstance(quad.object, ox.NamedNode))
        return min(found, key=str, default=None)


class ProofWriter:
    """Writes proofs in one language; a passage has the same number wherever it is cited.

    Lines are no longer than so many cells, but for addresses.
    """

    def __init__(self, wording: Wording, width: int = _WIDTH) -> None:
        self._wording, self._width = wording, width
        self._numbers: dict[ox.NamedNode, int] = {}

    def render_trees(self, proofs: Iterable[Proof]) -> str:
        """Write proofs with all their premises, down to the passages."""
        lines = (line for proof in proofs for line in ("", *self._branch(proof, self._width)))
        return self._join(islice(lines, 1, None))

    def render_paths(self, ends: Iterable[ox.NamedNode], paths: Iterable[Sequence[Proof]]) -> str:
        """Write each path with its length, a sentence for each step."""
        lines = [" → ".join(map(self._wording.name, ends))]
        for path in paths:
            count = Message("{n} step", many="{n} steps", n=len(path))
            lines += ["", self._wording.tell(count)]
            for step in path:
                basis = f" ({self._basis(step)})" if step.rule else ""
                said = f"{self._wording.say(step.statement)}{basis}"
                lines += self._wrap(f"  {said}{self._cite(step.evidence)}")
        return self._join(lines)

    def render_overview(self, proofs: Sequence[Proof], *, everything: bool = False) -> str:
        """Write what is said of a thing, a sentence each with what it rests on.

        What repeats another statement is counted, or with `everything` written at the end.
        """
        thing = proofs[0].statement[0]
        name = self._wording.name(thing)
        repeated = self._find_repeated(proofs)
        own = [proof for proof in proofs if proof not in repeated]
        nature = [proof for known in _NATURE for proof in own if self._curie(proof) == known]
        named = [proof for proof in nature if self._curie(proof) in _LABELS]
        titles = [proof for proof in named if _read_text(proof)[0] == name]
        said = [proof for proof in own if proof not in nature]
        said.sort(key=lambda proof: not self._is_own(proof))
        title = f"{name}  {self._wording.prefixes.compress(thing.value)}"
        lines = self._entry(titles[0], title) if titles else [title]
        untitled = [proof for proof in nature if proof not in titles]
        lines += self._group(Message("What it is"), untitled)
        lines += self._group(Message("What is said of it"), said)
        if everything:
            lines += self._group(_REPEATED, repeated)
        elif repeated:
            count = Message(
                "and {n} statement in standard terms, in a wider class or in the other language: "
                "--all shows it",
                many="and {n} statements in standard terms, in wider classes or in the other "
                "language: --all shows them",
                n=len(repeated),
            )
            lines += ["", *self._wrap(self._wording.tell(count))]
        return self._join(lines)

    def _find_repeated(self, proofs: Sequence[Proof]) -> list[Proof]:
        language = self._wording.language
        told = {proof.statement[1] for proof in proofs if _read_text(proof)[1] == language}

        def repeats(proof: Proof) -> bool:
            rule = proof.rule.name if proof.rule else ""
            origin = proof.rule.get("origin") if proof.rule else ""
            # A rule for the sake of one property names it as its origin.
            is_standard = rule == _WIDER_PROPERTY or origin == proof.statement[1].value
            is_foreign = _read_text(proof)[1] not in ("", language)
            return (
                (is_foreign and proof.statement[1] in told)
                or (is_standard and not self._is_own(proof))
                or (rule == _WIDER_CLASS and self._curie(proof) == _TYPE)
            )

        return list(filter(repeats, proofs))

    def _group(self, title: Message, proofs: Iterable[Proof]) -> list[str]:
        says = self._wording.say
        entries = [line for each in proofs for line in self._entry(each, says(each.statement))]
        return ["", self._wording.tell(title), *entries] if entries else []

    def _entry(self, proof: Proof, said: str) -> list[str]:
        """Write what a statement says, then what it rests on, with all its passages."""
        cited = self._cite(proof.evidence) if proof.rule else ""
        return [*self._wrap(said), *self._wrap(f"    {self._basis(proof)}{cited}")]

    def _branch(self, proof: Proof, width: int) -> Iterator[str]:
        yield from _wrap(self._wording.say(proof.statement), width)
        if proof.rule is None:
            yield from _wrap(f"  {self._basis(proof)}", width)
            return
        why = self._wording.say_why(proof.rule, dict(proof.bound))
        said = Message("rule {rule}: {why}", rule=proof.rule.name, why=why)
        yield from _wrap(f"  {self._wording.tell(said)}", width)
        for number, premise in enumerate(proof.premises, start=1):
            is_last = number == len(proof.premises)
            first, *rest = self._branch(premise, width - 4)
            yield f"  {'└' if is_last else '├'} {first}"
            yield from (f"  {' ' if is_last else '│'} {line}" for line in rest)

    def _basis(self, proof: Proof) -> str:
        """Say what a statement rests on: rule and rows, or what states it with its passages."""
        if proof.rule is None:
            stated = map(self._wording.describe_graph, proof.graphs)
            return "; ".join(map(self._wording.tell, stated)) + self._cite(proof.passages)
        by = Message("inferred, rule {rule}", rule=proof.rule.name)
        graphs = dict.fromkeys(graph for leaf in proof.leaves for graph in leaf.graphs)
        rows = [self._wording.tell(row) for row in map(self._wording.name_row, graphs) if row]
        if not rows:
            return self._wording.tell(by)
        named = "; ".join([*rows[:_NAMED_ROWS], *(["…"] if rows[_NAMED_ROWS:] else [])])
        return self._wording.tell(Message("{by}, from {rows}", by=by, rows=named))

    def _cite(self, passages: Iterable[ox.NamedNode]) -> str:
        numbers = self._numbers
        return "".join(f" [{numbers.setdefault(each, len(numbers) + 1)}]" for each in passages)

    def _join(self, lines: Iterable[str]) -> str:
        """Join lines, and what was cited in them: each passage by its number."""
        written = list(lines)
        if self._numbers:
            written += ["", self._wording.tell(Message("Passages"))]
        for passage, number in self._numbers.items():
            details = self._wording.describe_passage(passage)
            written += self._wrap(f"[{number}] {details['summary']}")
            place = ", ".join(filter(None, map(details.get, ("source", "place", "grade"))))
            written += self._wrap(f"    {place}")
            written.append(f"    {details['link']}")
        return "\n".join(written) + "\n"

    def _wrap(self, line: str) -> list[str]:
        return _wrap(line, self._width)

    def _curie(self, proof: Proof) -> str:
        return self._wording.prefixes.compress(proof.statement[1].value)

    def _is_own(self, proof: Proof) -> bool:
        return proof.statement[1].value.startswith(self._wording.prefixes.base)


def _read_text(proof: Proof) -> tuple[str, str]:
    """Give the text that is said of a thing, and its language; what is no text has neither."""
    value = proof.statement[2]
    return (value.value, value.language or "") if isinstance(value, ox.Literal) else ("", "")


def _wrap(line: str, width: int) -> list[str]:
    """Wrap a line; what continues stands two places further in. Addresses stay whole."""
    shown = show_line(line)
    blanks = len(shown) - len(shown.lstrip())
    return wrap(shown, max(width, _NARROWEST), hanging=blanks + 2)
