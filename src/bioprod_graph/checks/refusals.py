"""What HermiT, Java and owlready2 refuse, as findings that name what is to be mended.

HermiT stops at the first thing that it does not take, with a message of Java: the ontology was then
not checked. What such a message says of a value leads to the statement that has it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pyoxigraph as ox

from bioprod_graph.checks.hermit import REFUSALS
from bioprod_graph.errors import one_line, say_reason
from bioprod_graph.findings import Finding, Severity, shorten
from bioprod_graph.language import Message
from bioprod_graph.rdf import write_as_stored
from oxishacl import Shapes, validate

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bioprod_graph.checks.hermit import Refusal

_SIGNED = (("long", 63), ("int", 31), ("short", 15), ("byte", 7))
_UNSIGNED = (
    ("unsignedLong", 64),
    ("unsignedInt", 32),
    ("unsignedShort", 16),
    ("unsignedByte", 8),
)
_CHECK = "reasoner:hermit"
_XSD = "http://www.w3.org/2001/XMLSchema#"
_ANY = float("inf")
# The types derived from xsd:integer (XML Schema 1.1 part 2, section 3.4), which a store gives up.
_BOUNDS: dict[str, tuple[float, float]] = {
    "nonNegativeInteger": (0, _ANY),
    "positiveInteger": (1, _ANY),
    "nonPositiveInteger": (-_ANY, 0),
    "negativeInteger": (-_ANY, -1),
    **{name: (-(2**bits), 2**bits - 1) for name, bits in _SIGNED},
    **{name: (0, 2**bits - 1) for name, bits in _UNSIGNED},
}
_SH = "http://www.w3.org/ns/shacl#"
_PREFIXES = {
    "http://www.w3.org/2001/XMLSchema#": "xsd:",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#": "rdf:",
    "http://www.w3.org/2002/07/owl#": "owl:",
}
_BEFORE = "Java error message is:"
_PUN = re.compile(r"(\S+) belongs to more than one entity types")
_SILENT = re.compile(r"HermiT output:\n\s?\* Owlready")


def explain_refusal(message: str, triples: Iterable[ox.Triple]) -> Finding:
    """Explain what Java said when HermiT failed, with the triple that has the value it names."""
    for refusal in REFUSALS:
        match = re.search(refusal.pattern, message)
        if match is not None:
            return _fill(refusal, match.groupdict(), triples)
    lines = filter(None, map(str.strip, message.removeprefix(_BEFORE).splitlines()))
    said = shorten(next(lines, ""))
    quoted = Message(" (“{said}”)", said=said) if said else ""
    return _find(Message("Java ended before it answered{quoted}", quoted=quoted))


def explain_load(error: Exception, folder: str) -> Finding:
    """Explain why owlready2 could not load what it was given from a folder."""
    pun = _PUN.search(str(error))
    if pun is not None:
        return _pun(pun[1].strip("'"), ran=False)
    reason = one_line(str(error.__cause__ or error)).replace(folder, "")
    return _find(Message("owlready2 could not load the ontology ({reason})", reason=reason))


def explain_start(error: OSError) -> Finding:
    """Explain why Java could not be started."""
    said = Message("Java could not be started ({reason})", reason=say_reason(error))
    return _find(said, severity="warning")


def explain_silence(talk: str) -> list[Finding]:
    """Tell if Java ended well but HermiT, which says something of any ontology, said nothing."""
    if not _SILENT.search(talk):
        return []
    return [_find(Message("Java answered nothing: is it Java?"))]


def say_too_long(seconds: float) -> Finding:
    """Say that HermiT was stopped."""
    return _find(
        Message(
            "HermiT was stopped after {seconds:g} s: the ontology is too large or too complex "
            "for it",
            seconds=seconds,
        )
    )


def find_puns(talk: str) -> list[Finding]:
    """Find in what owlready2 said the terms that are two kinds of property: it drops one kind."""
    return [_pun(iri) for iri in sorted(set(_PUN.findall(talk)))]


def find_ill_typed(triples: Iterable[ox.Triple]) -> list[Finding]:
    """Find literals that are none of their datatype: owlready2 changes some, fails on others."""
    triples = [triple for triple in triples if isinstance(triple.object, ox.Literal)]
    wrong = _list_ill_typed({t.object for t in triples if isinstance(t.object, ox.Literal)})
    return [
        _find(
            Message(
                "“{value}” is no {datatype}: correct the value",
                value=shorten(term.value),
                datatype=name,
            ),
            triple=triple,
        )
        for triple in triples
        if isinstance(term := triple.object, ox.Literal) and term in wrong
        for name in [_name(term.datatype.value)]
    ]


def _list_ill_typed(literals: Iterable[ox.Literal]) -> set[ox.Literal]:
    """Let SHACL say which literals are none of their datatype (sh:datatype, section 4.1.2)."""
    nodes = {ox.NamedNode(f"urn:literal:{n}"): term for n, term in enumerate(literals)}
    stored = {node: write_as_stored(term) for node, term in nodes.items()}
    store = ox.Store()
    store.extend(ox.Quad(node, term.datatype, term) for node, term in stored.items())
    shapes = [
        ox.Triple(ox.NamedNode(f"urn:shape:{number}"), ox.NamedNode(f"{_SH}{name}"), datatype)
        for number, datatype in enumerate({term.datatype for term in stored.values()})
        for name in ("targetSubjectsOf", "path", "datatype")
    ]
    found = (result.focus for result in validate(store, Shapes.parse(shapes)))
    wrong = {nodes[focus] for focus in found if isinstance(focus, ox.NamedNode)}
    return wrong | {term for node, term in nodes.items() if _is_out_of_range(term, stored[node])}


def _is_out_of_range(term: ox.Literal, stored: ox.Literal) -> bool:
    """Tell whether a literal that is stored as an xsd:integer is none of its own type."""
    bounds = _BOUNDS.get(term.datatype.value.removeprefix(_XSD))
    if bounds is None or stored.datatype == term.datatype:
        return False
    low, high = bounds
    return not low <= int(stored.value) <= high


def _fill(refusal: Refusal, found: dict[str, str | None], triples: Iterable[ox.Triple]) -> Finding:
    given = {name: value or "" for name, value in found.items()}
    value, datatype = given.get("value"), given.get("datatype")
    triple = next((t for t in triples if value and datatype and _holds(t, value, datatype)), None)
    words = {
        "value": shorten(given.get("value", "")),
        "datatype": _name(given.get("datatype", "")),
        "facet": _name(given.get("facet", "")),
    }
    return _find(
        refusal.said.fill(**words),
        severity=refusal.severity,
        focus=given.get("focus", ""),
        triple=triple,
    )


def _holds(triple: ox.Triple, value: str, datatype: str) -> bool:
    term = triple.object
    if not isinstance(term, ox.Literal):
        return False
    return term.value == value and term.datatype.value == datatype


def _pun(iri: str, *, ran: bool = True) -> Finding:
    return _find(
        Message(
            "this term is declared to be of two kinds (class and property, or property of objects "
            "and of data), which OWL 2 DL does not allow: keep one"
        ),
        focus=iri,
        ran=ran,
    )


def _find(
    said: Message,
    *,
    severity: Severity = "error",
    focus: str = "",
    triple: ox.Triple | None = None,
    ran: bool = False,
) -> Finding:
    """Make the finding; of a triple it names the thing, the property and the value."""
    path = value = ""
    if triple is not None:
        path, value = triple.predicate.value, getattr(triple.object, "value", "")
        focus = triple.subject.value if isinstance(triple.subject, ox.NamedNode) else ""
    return Finding(
        severity,
        _CHECK,
        said if ran else Message("{said}; nothing was checked", said=said),
        focus=focus,
        path=path,
        value=value,
    )


def _name(iri: str) -> str:
    """Name a datatype or a facet as OWL 2 does, others by their address."""
    start = next((start for start in _PREFIXES if iri.startswith(start)), "")
    return _PREFIXES[start] + iri.removeprefix(start) if start else iri
