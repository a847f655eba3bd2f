"""Property paths (SHACL, section 2.3.1): their nodes, their values, their SPARQL."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, ClassVar, TypeAlias

from pyoxigraph import BlankNode, NamedNode, Triple

from oxishacl.errors import ShapesError
from oxishacl.vocabulary import RDF_FIRST, RDF_NIL, RDF_REST, Node, Term, sh

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from oxishacl.data import DataGraph
    from oxishacl.source import ShapesSource


@dataclass(frozen=True)
class Predicate:
    """A predicate path (2.3.1.1)."""

    iri: NamedNode

    def values(self, data: DataGraph, node: Term) -> list[Term]:
        """Give the nodes at the end of the path, each once."""
        return data.objects(node, self.iri)

    def sources(self, data: DataGraph, node: Term) -> list[Term]:
        """Give the nodes from which the path leads here, each once."""
        return data.subjects(self.iri, node)

    def to_sparql(self) -> str:
        """Write the path in SPARQL.

        >>> Predicate(NamedNode("http://example.org/p")).to_sparql()
        '<http://example.org/p>'
        """
        return str(self.iri)

    __str__ = to_sparql


@dataclass(frozen=True)
class Inverse:
    """An inverse path (2.3.1.4)."""

    of: Path

    def values(self, data: DataGraph, node: Term) -> list[Term]:
        """Give the nodes at the end of the path, each once."""
        return self.of.sources(data, node)

    def sources(self, data: DataGraph, node: Term) -> list[Term]:
        """Give the nodes from which the path leads here, each once."""
        return self.of.values(data, node)

    def to_sparql(self) -> str:
        """Write the path in SPARQL."""
        return f"^{_group(self.of)}"

    __str__ = to_sparql


@dataclass(frozen=True)
class Sequence:
    """A sequence path (2.3.1.2)."""

    steps: tuple[Path, ...]

    def values(self, data: DataGraph, node: Term) -> list[Term]:
        """Give the nodes at the end of the path, each once."""
        found = [node]
        for step in self.steps:
            found = _distinct(step.values(data, each) for each in found)
        return found

    def sources(self, data: DataGraph, node: Term) -> list[Term]:
        """Give the nodes from which the path leads here, each once."""
        found = [node]
        for step in reversed(self.steps):
            found = _distinct(step.sources(data, each) for each in found)
        return found

    def to_sparql(self) -> str:
        """Write the path in SPARQL."""
        return "/".join(_group(step) for step in self.steps)

    __str__ = to_sparql


@dataclass(frozen=True)
class Alternative:
    """An alternative path (2.3.1.3)."""

    choices: tuple[Path, ...]

    def values(self, data: DataGraph, node: Term) -> list[Term]:
        """Give the nodes at the end of the path, each once."""
        return _distinct(choice.values(data, node) for choice in self.choices)

    def sources(self, data: DataGraph, node: Term) -> list[Term]:
        """Give the nodes from which the path leads here, each once."""
        return _distinct(choice.sources(data, node) for choice in self.choices)

    def to_sparql(self) -> str:
        """Write the path in SPARQL."""
        return "|".join(_group(choice) for choice in self.choices)

    __str__ = to_sparql


@dataclass(frozen=True)
class Repeat:
    """A zero-or-more, one-or-more or zero-or-one path (2.3.1.5 to 2.3.1.7)."""

    of: Path
    sign: str

    SIGNS: ClassVar[dict[NamedNode, str]] = {
        sh("zeroOrMorePath"): "*",
        sh("oneOrMorePath"): "+",
        sh("zeroOrOnePath"): "?",
    }

    def values(self, data: DataGraph, node: Term) -> list[Term]:
        """Give the nodes at the end of the path, each once."""
        return self._reach(node, lambda each: self.of.values(data, each))

    def sources(self, data: DataGraph, node: Term) -> list[Term]:
        """Give the nodes from which the path leads here, each once."""
        return self._reach(node, lambda each: self.of.sources(data, each))

    def _reach(self, node: Term, follow: Callable[[Term], list[Term]]) -> list[Term]:
        start = follow(node)
        found = dict.fromkeys(start if self.sign == "+" else (node, *start))
        queue = [] if self.sign == "?" else start
        for each in queue:
            further = [value for value in follow(each) if value not in found]
            found.update(dict.fromkeys(further))
            queue += further
        return list(found)

    def to_sparql(self) -> str:
        """Write the path in SPARQL."""
        return f"{_group(self.of)}{self.sign}"

    __str__ = to_sparql


Path: TypeAlias = Predicate | Inverse | Sequence | Alternative | Repeat


def parse_path(source: ShapesSource, node: Term) -> Path:
    """Read the path that a node of the shapes graph stands for.

    Raises ShapesError where it is ill-formed or contains itself.
    """
    return _parse(source, node, inside=())


def write_path(path: Path, label: str) -> tuple[Node, list[Triple]]:
    """Give the node that stands for a path, and its triples, with blank nodes named by label."""
    if isinstance(path, Predicate):
        return path.iri, []
    node = BlankNode(label)
    if isinstance(path, Sequence):
        return node, list(_write_list(path.steps, label))
    if isinstance(path, Alternative):
        triples = list(_write_list(path.choices, f"{label}-of"))
        return node, [Triple(node, sh("alternativePath"), BlankNode(f"{label}-of")), *triples]
    inner, triples = write_path(path.of, f"{label}-of")
    return node, [Triple(node, _property(path), inner), *triples]


def _property(path: Inverse | Repeat) -> NamedNode:
    if isinstance(path, Inverse):
        return sh("inversePath")
    return next(name for name, sign in Repeat.SIGNS.items() if sign == path.sign)


def _write_list(paths: tuple[Path, ...], label: str) -> Iterator[Triple]:
    labels = [label, *(f"{label}-{number}" for number in range(2, len(paths) + 1))]
    ends: list[Node] = [*(BlankNode(each) for each in labels), RDF_NIL]
    for number, path in enumerate(paths):
        member, triples = write_path(path, f"{labels[number]}-item")
        yield Triple(ends[number], RDF_FIRST, member)
        yield Triple(ends[number], RDF_REST, ends[number + 1])
        yield from triples


def _parse(source: ShapesSource, node: Term, *, inside: tuple[Term, ...]) -> Path:
    if isinstance(node, NamedNode):
        return Predicate(node)
    if node in inside or not isinstance(node, BlankNode):
        raise ShapesError(f"{node} is not a well-formed path")
    inside = (*inside, node)
    # A list is a sequence, whatever else is said of its node (W3C test path-strange-001).
    if source.objects(node, RDF_FIRST):
        return Sequence(_parse_list(source, node, inside=inside))
    choices = source.value(node, sh("alternativePath"))
    if choices is not None:
        return Alternative(_parse_list(source, choices, inside=inside))
    inverse = source.value(node, sh("inversePath"))
    if inverse is not None:
        return Inverse(_parse(source, inverse, inside=inside))
    for name, sign in Repeat.SIGNS.items():
        repeated = source.value(node, name)
        if repeated is not None:
            return Repeat(_parse(source, repeated, inside=inside), sign)
    raise ShapesError(f"{node} is not a well-formed path")


def _parse_list(source: ShapesSource, node: Term, *, inside: tuple[Term, ...]) -> tuple[Path, ...]:
    members = source.members(node)
    if len(members) < 2:  # noqa: PLR2004
        raise ShapesError(f"the list {node} in a path needs two members or more")
    return tuple(_parse(source, member, inside=inside) for member in members)


def _group(path: Path) -> str:
    return path.to_sparql() if isinstance(path, Predicate) else f"({path.to_sparql()})"


def _distinct(groups: Iterable[list[Term]]) -> list[Term]:
    return list(dict.fromkeys(chain.from_iterable(groups)))
