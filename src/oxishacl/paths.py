"""Property paths (SHACL, section 2.3.1): their nodes, their values, their SPARQL."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, cast

from pyoxigraph import BlankNode, NamedNode, Triple

from oxishacl.terms import DEEPEST, Node, ShapesError, Term, rdf, reach, sh

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from oxishacl.graphs import DataGraph, ShapesSource

# What says a path in a shapes graph, by its sign in SPARQL; a sequence is a list by itself.
_PROPERTIES = {
    "|": sh("alternativePath"),
    "^": sh("inversePath"),
    "*": sh("zeroOrMorePath"),
    "+": sh("oneOrMorePath"),
    "?": sh("zeroOrOnePath"),
}


@dataclass(frozen=True)
class Path:
    """A predicate, or what a sign of SPARQL makes of other paths: / | ^ * + or ?.

    >>> step = Path(iri=NamedNode("urn:p"))
    >>> str(Path("+", (Path("/", (step, step)),)))
    '(<urn:p>/<urn:p>)+'
    """

    sign: str = ""
    parts: tuple[Path, ...] = ()
    iri: NamedNode | None = None

    def values(self, data: DataGraph, node: Term, *, back: bool = False) -> Sequence[Term]:
        """Give the nodes to which the path leads, or from which it leads here, each once."""
        if self.iri is not None:
            return data.subjects(self.iri, node) if back else data.objects(node, self.iri)
        if self.sign == "/":
            found: Sequence[Term] = [node]
            for step in reversed(self.parts) if back else self.parts:
                found = _distinct(step.values(data, each, back=back) for each in found)
            return found
        if self.sign == "|":
            return _distinct(choice.values(data, node, back=back) for choice in self.parts)
        follow = partial(self.parts[0].values, data, back=back != (self.sign == "^"))
        if self.sign == "^":
            return follow(node)
        if self.sign == "?":
            return _distinct([[node], follow(node)])
        return reach(follow(node) if self.sign == "+" else [node], follow)

    def __str__(self) -> str:
        if self.iri is not None:
            return str(self.iri)
        parts = [str(part) if part.iri else f"({part})" for part in self.parts]
        if self.sign in "/|":
            return self.sign.join(parts)
        return f"^{parts[0]}" if self.sign == "^" else f"{parts[0]}{self.sign}"


def parse_path(source: ShapesSource, node: Term, *, inside: tuple[Term, ...] = ()) -> Path:
    """Read the path of a node; raises ShapesError where it is ill-formed or contains itself."""
    if isinstance(node, NamedNode):
        return Path(iri=node)
    if node in inside or not isinstance(node, BlankNode) or len(inside) >= DEEPEST:
        raise ShapesError(f"{node} is not a well-formed path, at most {DEEPEST} deep")
    inside = (*inside, node)
    sign, inner = "/", cast("Term", node)
    # A list is a sequence, whatever else is said of its node (W3C test path-strange-001).
    if not source.objects(node, rdf("first")):
        said = ((sign, source.value(node, name)) for sign, name in _PROPERTIES.items())
        sign, inner = next(((sign, value) for sign, value in said if value is not None), ("", node))
    if not sign:
        raise ShapesError(f"{node} is not a well-formed path")
    members = source.members(inner) if sign in "/|" else [inner]
    if sign in "/|" and len(members) < 2:  # noqa: PLR2004
        raise ShapesError(f"the list {inner} in a path needs two members or more")
    return Path(sign, tuple(parse_path(source, member, inside=inside) for member in members))


def write_path(path: Path, label: str) -> tuple[Node, list[Triple]]:
    """Give the node that stands for a path, and its triples, with blank nodes named by label."""
    if path.iri is not None:
        return path.iri, []
    if path.sign == "/":
        return BlankNode(label), list(_write_list(path.parts, label))
    of = Path("/", path.parts) if path.sign == "|" else path.parts[0]
    inner, triples = write_path(of, f"{label}-of")
    node = BlankNode(label)
    return node, [Triple(node, _PROPERTIES[path.sign], inner), *triples]


def _write_list(paths: tuple[Path, ...], label: str) -> Iterator[Triple]:
    nodes = [BlankNode(f"{label}-{n}" if n > 1 else label) for n in range(1, len(paths) + 1)]
    rests: list[Node] = [*nodes[1:], rdf("nil")]
    for path, node, rest in zip(paths, nodes, rests, strict=True):
        member, triples = write_path(path, f"{node.value}-item")
        yield Triple(node, rdf("first"), member)
        yield Triple(node, rdf("rest"), rest)
        yield from triples


def _distinct(groups: Iterable[Sequence[Term]]) -> list[Term]:
    return list(dict.fromkeys(chain.from_iterable(groups)))
