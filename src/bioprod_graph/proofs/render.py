"""Proofs written for people, as an indented tree with numbered passages, and for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from bioprod_graph.formats import write_json
from bioprod_graph.language import Message
from bioprod_graph.notation.visible import show_line
from bioprod_graph.notation.width import wrap as wrap_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bioprod_graph.proofs.proof import Proof
    from bioprod_graph.proofs.wording import Wording

# What is read in a terminal of 80 columns; deep premises keep a readable measure.
_WIDTH = 80
_NARROWEST = 40
# So many rows are named of those that an inferred statement rests on.
_NAMED_ROWS = 3
_SCHEMA_URL = ox.NamedNode("http://schema.org/url")
_HAS_SOURCE = ox.NamedNode("http://www.w3.org/ns/oa#hasSource")


class ProofWriter:
    """Writes proofs in one language; a passage has the same number wherever it is cited."""

    def __init__(self, wording: Wording) -> None:
        self._wording = wording
        self._numbers: dict[ox.NamedNode, int] = {}

    def render_tree(self, proof: Proof) -> str:
        """Write a proof with all its premises, down to the passages."""
        lines = "\n".join(self._branch(proof, _WIDTH))
        return f"{lines}\n{self.render_passages()}"

    def render_entry(self, proof: Proof, said: str) -> list[str]:
        """Write lines: what a statement says, then what it rests on, with all its passages."""
        cited = "" if proof.rule is None else self._cite(find_passages(proof))
        return [*wrap(said, _WIDTH), *wrap(f"    {self._basis(proof)}{cited}", _WIDTH)]

    def render_step(self, proof: Proof) -> str:
        """Write a statement as a sentence with the passages that it rests on, however deep."""
        basis = "" if proof.rule is None else f" ({self._basis(proof)})"
        said = f"{self._wording.say(proof.statement)}{basis}{self._cite(find_passages(proof))}"
        return "\n".join(wrap(f"  {said}", _WIDTH))

    def render_passages(self) -> str:
        """Write the passages that were cited up to now, by number; none gives nothing."""
        if not self._numbers:
            return ""
        lines = ["", self._wording.tell(Message("Passages"))]
        for passage, number in self._numbers.items():
            details = describe_passage(passage, self._wording)
            lines += wrap(f"[{number}] {details['summary']}", _WIDTH)
            lines += wrap(f"    {details['source']}, {details['place']}", _WIDTH)
            lines.append(f"    {details['link']}")
        return "\n".join(lines) + "\n"

    def _branch(self, proof: Proof, width: int) -> Iterator[str]:
        yield from wrap(self._wording.say(proof.statement), width)
        if proof.rule is None:
            yield from wrap(f"  {self._basis(proof)}", width)
            return
        why = self._wording.say_why(proof.rule, dict(proof.bound))
        said = Message("rule {rule}: {why}", rule=proof.rule.name, why=why)
        yield from wrap(f"  {self._wording.tell(said)}", width)
        for number, premise in enumerate(proof.premises, start=1):
            is_last = number == len(proof.premises)
            first, *rest = self._branch(premise, width - 4)
            yield f"  {'└' if is_last else '├'} {first}"
            yield from (f"  {' ' if is_last else '│'} {line}" for line in rest)

    def _basis(self, proof: Proof) -> str:
        if proof.rule is not None:
            by = Message("inferred, rule {rule}", rule=proof.rule.name)
            rows = [row for graph in find_graphs(proof) if (row := self._name_row(graph))]
            if not rows:
                return self._wording.tell(by)
            named = "; ".join([*rows[:_NAMED_ROWS], *(["…"] if rows[_NAMED_ROWS:] else [])])
            return self._wording.tell(Message("{by}, from {rows}", by=by, rows=named))
        graphs = "; ".join(self._describe_graph(graph) for graph in proof.graphs)
        return graphs + self._cite(proof.passages)

    def _cite(self, passages: Sequence[ox.NamedNode]) -> str:
        return "".join(f" [{self._number(passage)}]" for passage in passages)

    def _describe_graph(self, graph: ox.NamedNode) -> str:
        row = self._name_row(graph)
        if row:
            return self._wording.tell(Message("stated in {row}", row=row))
        kind, _, rest = self._shorten(graph).partition("/")
        said = Message("defined by the ontology, module {module}", module=rest or kind)
        return self._wording.tell(said)

    def _name_row(self, graph: ox.NamedNode) -> str:
        kind, _, rest = self._shorten(graph).partition("/")
        table, _, row = rest.partition("/")
        said = Message("{table}, row {row}", table=f"{table}.csv", row=row)
        return self._wording.tell(said) if kind == "record" else ""

    def _shorten(self, graph: ox.NamedNode) -> str:
        return graph.value.removeprefix(f"{self._wording.prefixes.base}graph/")

    def _number(self, passage: ox.NamedNode) -> int:
        return self._numbers.setdefault(passage, len(self._numbers) + 1)


def wrap(line: str, width: int = _WIDTH) -> list[str]:
    """Wrap a line; what continues stands two places further in. Addresses stay whole."""
    shown = show_line(line)
    blanks = len(shown) - len(shown.lstrip())
    return wrap_text(shown, max(width, _NARROWEST), hanging=blanks + 2)


def render_proof_json(proofs: Sequence[Proof], wording: Wording) -> str:
    """Write proofs as JSON: one object, or a list of them."""
    written: Any = [describe_proof(proof, wording) for proof in proofs]
    if len(written) == 1:
        written = written[0]
    return write_json(written)


def describe_passage(passage: ox.NamedNode, wording: Wording) -> dict[str, str]:
    """Describe a passage: its summary, its source, the place in it, and the link that opens it."""
    ontology = f"{wording.prefixes.base}ontology#"
    source = wording.get_object(passage, _HAS_SOURCE)
    link = wording.get_object(passage, ox.NamedNode(f"{ontology}liveLink"))
    if link is None and source is not None:
        link = wording.get_object(source, _SCHEMA_URL)
    return {
        "id": wording.prefixes.compress(passage.value),
        "name": wording.name(passage),
        "summary": wording.get_text(passage, ox.NamedNode(f"{ontology}summary")),
        "source": wording.name(source) if source else "",
        "place": wording.get_text(passage, ox.NamedNode(f"{ontology}locator")),
        "link": link.value if link else "",
    }


def find_passages(proof: Proof) -> tuple[ox.NamedNode, ...]:
    """Find the passages that a proof rests on, its premises included, each once."""
    found = dict.fromkeys(proof.passages)
    for premise in proof.premises:
        found |= dict.fromkeys(find_passages(premise))
    return tuple(found)


def find_graphs(proof: Proof) -> tuple[ox.NamedNode, ...]:
    """Find the graphs that state what a proof rests on, each once."""
    found = dict.fromkeys(proof.graphs)
    for premise in proof.premises:
        found |= dict.fromkeys(find_graphs(premise))
    return tuple(found)


def describe_proof(proof: Proof, wording: Wording) -> dict[str, Any]:
    """Describe a proof: subject, predicate, object and sentence, then what it rests on."""
    subject, predicate, value = proof.statement
    written: dict[str, Any] = {
        "subject": subject.value,
        "predicate": predicate.value,
        "object": str(value) if isinstance(value, ox.Literal) else value.value,
        "sentence": wording.say(proof.statement),
    }
    if proof.rule is not None:
        written["rule"] = proof.rule.name
        written["why"] = wording.say_why(proof.rule, dict(proof.bound))
        written["premises"] = [describe_proof(premise, wording) for premise in proof.premises]
    else:
        written["graphs"] = [graph.value for graph in proof.graphs]
        written["passages"] = [describe_passage(passage, wording) for passage in proof.passages]
    return written
