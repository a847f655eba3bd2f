"""What HermiT, Java and owlready2 refuse, as findings that name what is to be mended.

HermiT stops at the first thing that it does not take, with a message of Java: the ontology was then
not checked. What the message means is told by `refusals.toml`; what it says of a value leads to the
statement that has it.
https://www.w3.org/TR/owl2-syntax/#Global_Restrictions_on_Axioms_in_OWL_2_DL
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from bioprod_graph.errors import one_line, say_reason
from bioprod_graph.findings import Finding, Severity, shorten
from bioprod_graph.identifiers import PrefixTable
from bioprod_graph.language import Message, read_blocks
from bioprod_graph.tables.datatypes import Datatype

if TYPE_CHECKING:
    from collections.abc import Iterable

_XSD = "http://www.w3.org/2001/XMLSchema#"
_PREFIXES = PrefixTable(
    "",
    {
        "xsd": _XSD,
        "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
        "owl": "http://www.w3.org/2002/07/owl#",
    },
)
# Which literals are looked at before: of others HermiT says itself what it does not read.
_JUDGED = frozenset(
    f"{_XSD}{name}"
    for name in (
        *("boolean", "decimal", "double", "float", "hexBinary", "integer"),
        *("nonNegativeInteger", "positiveInteger", "nonPositiveInteger", "negativeInteger"),
        *("long", "int", "short", "byte"),
        *("unsignedLong", "unsignedInt", "unsignedShort", "unsignedByte"),
    )
)
_BEFORE = "Java error message is:"
_PUN = re.compile(r"(\S+) belongs to more than one entity types")
_REFUSALS = read_blocks(Path(__file__).with_name("refusals.toml"))


def find(
    said: Message,
    *,
    severity: Severity = "error",
    focus: str = "",
    triple: ox.Triple | None = None,
    ran: bool = False,
) -> Finding:
    """Make a finding of the reasoner; of a triple it names the thing, the property and the value.

    Unless the reasoner `ran`, the finding adds that nothing was checked.
    """
    path = value = ""
    if triple is not None:
        path, value = triple.predicate.value, getattr(triple.object, "value", "")
        focus = triple.subject.value if isinstance(triple.subject, ox.NamedNode) else ""
    said = said if ran else Message("{said}; nothing was checked", said=said)
    return Finding(severity, "reasoner:hermit", said, focus=focus, path=path, value=value)


def explain_refusal(message: str, triples: Iterable[ox.Triple]) -> Finding:
    """Explain what Java said when HermiT failed, with the triple that has the value it names."""
    for refusal in _REFUSALS.values():
        match = re.search(refusal["pattern"], message)
        if match is not None:
            severity: Severity = "error" if refusal.get("is_of_project", True) else "warning"
            found = match.groupdict(default="")
            return _fill(refusal["meaning"], found, triples, severity=severity)
    lines = filter(None, map(str.strip, message.removeprefix(_BEFORE).splitlines()))
    first = shorten(next(lines, ""))
    quoted = Message(" (“{said}”)", said=first) if first else ""
    return find(Message("Java ended before it answered{quoted}", quoted=quoted))


def explain_load(error: Exception, folder: str) -> Finding:
    """Explain why owlready2 could not load what it was given from a folder."""
    pun = _PUN.search(str(error))
    if pun is not None:
        return _pun(pun[1].strip("'"), ran=False)
    reason = one_line(str(error.__cause__ or error)).replace(folder, "")
    return find(Message("owlready2 could not load the ontology ({reason})", reason=reason))


def explain_start(error: OSError) -> Finding:
    """Explain why Java could not be started."""
    said = Message("Java could not be started ({reason})", reason=say_reason(error))
    return find(said, severity="warning")


def find_puns(talk: str) -> list[Finding]:
    """Find in what owlready2 said the terms that are two kinds of property: it drops one kind."""
    return [_pun(iri, ran=True) for iri in sorted(set(_PUN.findall(talk)))]


def find_ill_typed(triples: Iterable[ox.Triple]) -> list[Finding]:
    """Find literals that are none of their datatype: owlready2 changes some, fails on others."""
    judge = cache(lambda datatype: Datatype(datatype.removeprefix(_XSD)).judge)
    said = [(each, each.object) for each in triples if isinstance(each.object, ox.Literal)]
    return [
        find(_word(meaning, value=literal.value, datatype=literal.datatype.value), triple=triple)
        for meaning in [_REFUSALS["ill-typed"]["meaning"]]
        for triple, literal in said
        if literal.datatype.value in _JUDGED and judge(literal.datatype.value)(literal.value)
    ]


def _fill(
    said: Message, found: dict[str, str], triples: Iterable[ox.Triple], *, severity: Severity
) -> Finding:
    named = found.get("value"), found.get("datatype")
    having = (
        each
        for each in triples
        if isinstance(each.object, ox.Literal)
        and (each.object.value, each.object.datatype.value) == named
    )
    focus = found.pop("focus", "")
    return find(_word(said, **found), severity=severity, focus=focus, triple=next(having, None))


def _word(said: Message, *, value: str = "", **names: str) -> Message:
    """Fill a message with a value, and with datatypes and facets named as OWL 2 names them."""
    shown = {name: _PREFIXES.compress(iri).strip("<>") for name, iri in names.items()}
    return said.fill(value=shorten(value), **shown)


def _pun(iri: str, *, ran: bool) -> Finding:
    said = Message(
        "this term is declared to be of two kinds (class and property, or property of objects "
        "and of data), which OWL 2 DL does not allow: keep one"
    )
    return find(said, focus=iri, ran=ran)
