"""What HermiT, Java and owlready2 refuse, as findings that name what is to be mended.

HermiT stops at the first thing that it does not take, with a message of Java: the ontology was then
not checked. What such a message says of a value leads to the statement that has it.
https://www.w3.org/TR/owl2-syntax/#Global_Restrictions_on_Axioms_in_OWL_2_DL
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pyoxigraph as ox

from bioprod_graph.errors import one_line, say_reason
from bioprod_graph.findings import Finding, Severity, shorten
from bioprod_graph.identifiers import PrefixTable
from bioprod_graph.language import Message
from bioprod_graph.rdf import write_as_stored
from oxishacl import Shapes, validate

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_XSD = "http://www.w3.org/2001/XMLSchema#"
_SH = "http://www.w3.org/ns/shacl#"
_PREFIXES = PrefixTable(
    "",
    {
        "xsd": _XSD,
        "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
        "owl": "http://www.w3.org/2002/07/owl#",
    },
)
_BITS = {"long": 63, "int": 31, "short": 15, "byte": 7}
_ANY = float("inf")
# The types derived from xsd:integer (XML Schema 1.1 part 2, section 3.4), which a store gives up.
_BOUNDS: dict[str, tuple[float, float]] = {
    "nonNegativeInteger": (0, _ANY),
    "positiveInteger": (1, _ANY),
    "nonPositiveInteger": (-_ANY, 0),
    "negativeInteger": (-_ANY, -1),
    **{name: (-(2**bits), 2**bits - 1) for name, bits in _BITS.items()},
    **{f"unsigned{name.title()}": (0, 2 ** (bits + 1) - 1) for name, bits in _BITS.items()},
}
_BEFORE = "Java error message is:"
_PUN = re.compile(r"(\S+) belongs to more than one entity types")
_ILL_TYPED = Message("“{value}” is no {datatype}: correct the value")
# Another one is to be installed: there is nothing to mend in the project.
_OLD_JAVA = "UnsupportedClassVersionError"
# How a message is told from others, and what it means; the groups of the pattern fill it in, and
# the group `focus` is the thing that the finding is about.
_MEANINGS = {
    r'(?s)Literal "(?P<value>.*)"\^\^<(?P<datatype>[^>]*#dateTime\w*)> is malformed': Message(
        "HermiT cannot read “{value}”: of a date and time it reads at most three decimals of a "
        "second"
    ),
    r'(?s)Literal "(?P<value>.*)"\^\^<(?P<datatype>[^>]*)> is malformed': _ILL_TYPED,
    r"Non-simple property '(?:InverseOf\()?<(?P<focus>[^>]*)>": Message(
        "this property, or one that is a kind of it, is transitive or follows from a chain: "
        "OWL 2 DL does not let it be functional, asymmetric, irreflexive, disjoint from "
        "another or counted in a restriction as well"
    ),
    r"property hierarchy is not regular\."
    r"(?:\s+There is a cyclic dependency involving property <(?P<focus>[^>]*)>)?": Message(
        "chains of properties lead in a circle, which OWL 2 DL does not allow: a property must "
        "not follow from a chain that depends on it"
    ),
    r"datatype 'http://org\.semanticweb\.owlapi/error#": Message(
        "a range of values or a composed class is not written as OWL 2 asks, or holds a "
        "datatype outside OWL 2: see lists and restrictions"
    ),
    r"datatype '(?P<focus>[^']*)' is not part of the OWL 2 datatype map": Message(
        "this datatype is not of OWL 2 and is not defined: take another"
    ),
    r"Facet with URI '(?P<facet>[^']*)' is not supported on (?P<datatype>[^;\s]+)": Message(
        "OWL 2 has no restriction of {datatype} by {facet}: take it away"
    ),
    r"(?s)String '(?P<value>.*)' in the datatype restriction .* is not a valid regular": Message(
        "“{value}” is no regular expression: correct it"
    ),
    r"OutOfMemoryError|Could not reserve enough space|GC triggered before VM init": Message(
        "Java had too little memory"
    ),
    r"StackOverflowError": Message("axioms are nested too deeply for HermiT"),
    _OLD_JAVA: Message("this version of Java is too old for HermiT: install another"),
    r"Exception in thread \"[^\"]*\" [\w.$]+: (?P<value>[^\n]+)": Message(
        "HermiT refused the ontology (“{value}”)"
    ),
}


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
    for pattern, said in _MEANINGS.items():
        match = re.search(pattern, message)
        if match is not None:
            severity: Severity = "warning" if pattern == _OLD_JAVA else "error"
            return _fill(said, match.groupdict(default=""), triples, severity=severity)
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
    said = [(each, each.object) for each in triples if isinstance(each.object, ox.Literal)]
    wrong = _list_ill_typed(list(dict.fromkeys(literal for _, literal in said)))
    return [
        find(_word(_ILL_TYPED, value=literal.value, datatype=literal.datatype.value), triple=triple)
        for triple, literal in said
        if literal in wrong
    ]


def _list_ill_typed(literals: Sequence[ox.Literal]) -> set[ox.Literal]:
    """Let SHACL say which literals are none of their datatype (sh:datatype, section 4.1.2)."""
    stored = [write_as_stored(literal) for literal in literals]
    store = ox.Store()
    store.extend(
        ox.Quad(ox.NamedNode(f"urn:literal:{number}"), literal.datatype, literal)
        for number, literal in enumerate(stored)
    )
    shapes = Shapes.parse(
        ox.Triple(ox.NamedNode(f"urn:shape:{number}"), ox.NamedNode(f"{_SH}{name}"), datatype)
        for number, datatype in enumerate({literal.datatype for literal in stored})
        for name in ("targetSubjectsOf", "path", "datatype")
    )
    found = (str(result.focus).strip("<>") for result in validate(store, shapes))
    wrong = {literals[int(focus.rpartition(":")[2])] for focus in found}
    return wrong | {
        each for each, kept in zip(literals, stored, strict=True) if _is_out_of_range(each, kept)
    }


def _is_out_of_range(literal: ox.Literal, stored: ox.Literal) -> bool:
    """Tell whether a literal that is stored as an xsd:integer is none of its own type."""
    low, high = _BOUNDS.get(literal.datatype.value.removeprefix(_XSD), (-_ANY, _ANY))
    return stored.datatype != literal.datatype and not low <= int(stored.value) <= high


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
