"""All that is said of a thing, for people: what it is, what is said of it, and what repeats that.

A statement repeats another if it says the same by a property of a standard vocabulary, or by a
wider class; a text repeats the one in the language of the reader.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from bioprod_graph.language import Message
from bioprod_graph.proofs.render import ProofWriter, wrap

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bioprod_graph.proofs.proof import Proof
    from bioprod_graph.proofs.wording import Wording

_TYPE = "rdf:type"
# What gives the title, and is not said once more.
_LABELS = ("rdfs:label", "skos:prefLabel")
# What tells of a thing itself, in the order in which it is read.
_NATURE = (_TYPE, *_LABELS, "skos:altLabel", "skos:definition", "rdfs:comment", "bioprod:summary")
# Rules that say a statement once more: by a wider property, by a wider class.
_WIDER_PROPERTY = "prp-spo1"
_WIDER_CLASS = "cax-sco"
_REPEATED = Message("In standard terms, in wider classes or in the other language")


def render_overview(proofs: Sequence[Proof], wording: Wording, *, everything: bool = False) -> str:
    """Write what is said of a thing, a sentence each with what it rests on, then the passages.

    What repeats another statement is counted, or with `everything` written at the end.
    """
    return _Overview(proofs, wording).render(everything=everything)


class _Overview:
    """The statements about one thing, sorted out."""

    def __init__(self, proofs: Sequence[Proof], wording: Wording) -> None:
        self._wording = wording
        self._writer = ProofWriter(wording)
        self._thing = proofs[0].statement[0]
        self._told = {
            proof.statement[1]
            for proof in proofs
            if _language(proof.statement[2]) == wording.language
        }
        self._repeated = [proof for proof in proofs if self._repeats(proof)]
        self._own = sorted(
            (proof for proof in proofs if not self._repeats(proof)),
            key=lambda proof: not self._is_own(proof.statement[1]),
        )

    def render(self, *, everything: bool) -> str:
        """Write title and groups, the passages last."""
        nature = [proof for name in _NATURE for proof in self._own if self._curie(proof) == name]
        said = [proof for proof in self._own if self._curie(proof) not in _NATURE]
        lines = self._title(nature)
        name = self._wording.name(self._thing)
        untitled = [proof for proof in nature if not self._is_title(proof, name)]
        lines += [*self._group(Message("What it is"), untitled)]
        lines += self._group(Message("What is said of it"), said)
        if everything:
            lines += self._group(_REPEATED, self._repeated)
        elif self._repeated:
            lines += ["", *wrap(self._count())]
        return "\n".join(lines) + "\n" + self._writer.render_passages()

    def _title(self, nature: Iterable[Proof]) -> list[str]:
        name = self._wording.name(self._thing)
        title = f"{name}  {self._wording.prefixes.compress(self._thing.value)}"
        named = next((proof for proof in nature if self._is_title(proof, name)), None)
        return [title] if named is None else self._writer.render_entry(named, title)

    def _is_title(self, proof: Proof, name: str) -> bool:
        value = proof.statement[2]
        is_text = isinstance(value, ox.Literal)
        return is_text and self._curie(proof) in _LABELS and value.value == name

    def _group(self, title: Message, proofs: Iterable[Proof]) -> list[str]:
        entries = [
            line
            for proof in proofs
            for line in self._writer.render_entry(proof, self._wording.say(proof.statement))
        ]
        return ["", self._wording.tell(title), *entries] if entries else []

    def _count(self) -> str:
        return self._wording.tell(
            Message(
                "and {n} statement in standard terms, in a wider class or in the other language: "
                "--all shows it",
                many="and {n} statements in standard terms, in wider classes or in the other "
                "language: --all shows them",
                n=len(self._repeated),
            )
        )

    def _repeats(self, proof: Proof) -> bool:
        _, predicate, value = proof.statement
        if _language(value) not in ("", self._wording.language) and predicate in self._told:
            return True
        rule = "" if proof.rule is None else proof.rule.name
        is_mirror = rule == _WIDER_PROPERTY and not self._is_own(predicate)
        return is_mirror or (rule == _WIDER_CLASS and self._curie(proof) == _TYPE)

    def _curie(self, proof: Proof) -> str:
        return self._wording.prefixes.compress(proof.statement[1].value)

    def _is_own(self, term: ox.NamedNode) -> bool:
        return term.value.startswith(self._wording.prefixes.base)


def _language(value: object) -> str:
    """Give the language of a text; nothing and what has none give nothing."""
    return (value.language or "") if isinstance(value, ox.Literal) else ""
