"""Property paths (SHACL, section 2.3.1): their nodes, their values, their SPARQL."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, ClassVar, TypeAlias

from pyoxigraph import BlankNode, NamedNode, Triple

from oxishacl.errors import DEEPEST, ShapesError
from oxishacl.reach import reach
from oxishacl.vocabulary import RDF_FIRST, RDF_NIL, RDF_REST, Node, Term, sh

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from oxishacl.data import DataGraph
    from oxishacl.source import ShapesSource


@dataclass(frozen=True)
class Predicate:
    """A predicate path (2.3.1.1).

    >>> str(Predicate(NamedNode("http://example.org/p")))
    '<http://example.org/p>'
    """

    iri: NamedNode

    def values(self, data: DataGraph, node: Term, *, back: bool = False) -> list[Term]:
        """Give the nodes to which the path leads, or from which it leads here, each once."""
        return data.subjects(self.iri, node) if back else data.objects(node, self.iri)

    def __str__(self) -> str:
        return str(self.iri)


@dataclass(frozen=True)
class Inverse:
    """An inverse path (2.3.1.4)."""

    of: Path

    def values(self, data: DataGraph, node: Term, *, back: bool = False) -> list[Term]:
        """Give the nodes to which the path leads, or from which it leads here, each once."""
        return self.of.values(data, node, back=not back)

    def __str__(self) -> str:
        return f"^{_group(self.of)}"


@dataclass(frozen=True)
class Sequence:
    """A sequence path (2.3.1.2)."""

    steps: tuple[Path, ...]

    def values(self, data: DataGraph, node: Term, *, back: bool = False) -> list[Term]:
        """Give the nodes to which the path leads, or from which it leads here, each once."""
        found = [node]
        for step in reversed(self.steps) if back else self.steps:
            found = _distinct(step.values(data, each, back=back) for each in found)
        return found

    def __str__(self) -> str:
        return "/".join(map(_group, self.steps))


@dataclass(frozen=True)
class Alternative:
    """An alternative path (2.3.1.3)."""

    choices: tuple[Path, ...]

    def values(self, data: DataGraph, node: Term, *, back: bool = False) -> list[Term]:
        """Give the nodes to which the path leads, or from which it leads here, each once."""
        return _distinct(choice.values(data, node, back=back) for choice in self.choices)

    def __str__(self) -> str:
        return "|".join(map(_group, self.choices))


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

    def values(self, data: DataGraph, node: Term, *, back: bool = False) -> list[Term]:
        """Give the nodes to which the path leads, or from which it leads here, each once."""
        follow = partial(self.of.values, data, back=back)
        if self.sign == "?":
            return _distinct([[node], follow(node)])
        return reach(follow(node) if self.sign == "+" else [node], follow)

    def __str__(self) -> str:
        return f"{_group(self.of)}{self.sign}"


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
    if node in inside or not isinstance(node, BlankNode) or len(inside) >= DEEPEST:
        raise ShapesError(f"{node} is not a well-formed path, at most {DEEPEST} deep")
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
    return str(path) if isinstance(path, Predicate) else f"({path})"


def _distinct(groups: Iterable[list[Term]]) -> list[Term]:
    return list(dict.fromkeys(chain.from_iterable(groups)))
