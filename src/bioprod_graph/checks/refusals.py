"""What HermiT, Java and owlready2 refuse, as findings that name what is to be mended.

HermiT stops at the first thing that it does not take, with a message of Java: the ontology was then
not checked. What the message means is told by `refusals.toml`; what it says of a value leads to the
statement that has it.
https://www.w3.org/TR/owl2-syntax/#Global_Restrictions_on_Axioms_in_OWL_2_DL
"""

from __future__ import annotations

import re
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from bioprod_graph.errors import one_line
from bioprod_graph.findings import Finding, parse_severity, shorten
from bioprod_graph.identifiers import PrefixTable
from bioprod_graph.language import Message, read_blocks
from bioprod_graph.tables.datatypes import Datatype

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

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
_JUDGED = """
    boolean byte decimal double float hexBinary int integer long negativeInteger nonNegativeInteger
    nonPositiveInteger positiveInteger short unsignedByte unsignedInt unsignedLong unsignedShort
"""
_BEFORE = "Java error message is:"
_PUN = re.compile(r"(\S+) belongs to more than one entity types")
_REFUSALS = read_blocks(Path(__file__).with_name("refusals.toml"))


def find(name: str, *, about: ox.Triple | str = "", ran: bool = False, **words: object) -> Finding:
    """Make the finding of that name, about a thing, or about thing, property and value of a triple.

    Unless the ontology was checked, it adds that nothing was.
    """
    refusal = _REFUSALS[name]
    said = refusal["meaning"].fill(**words)
    if not refusal.get("ran", ran):
        said = Message("{said}; nothing was checked", said=said)
    focus, path, value = about, "", ""
    if isinstance(about, ox.Triple):
        focus = about.subject.value if isinstance(about.subject, ox.NamedNode) else ""
        path, value = about.predicate.value, getattr(about.object, "value", "")
    severity = parse_severity(refusal.get("severity", "error"))
    return Finding(severity, "reasoner:hermit", said, focus=str(focus), path=path, value=value)


def explain_refusal(message: str, triples: Iterable[ox.Triple]) -> Finding:
    """Explain what Java said when HermiT failed, with the triple that has the value it names."""
    told = {name: refusal["pattern"] for name, refusal in _REFUSALS.items() if "pattern" in refusal}
    for name, pattern in told.items():
        match = re.search(pattern, message)
        if match is not None:
            found = match.groupdict(default="")
            named = found.get("value"), found.get("datatype")
            focus = found.pop("focus", "")
            having = (triple for triple, each in _list_literals(triples) if _name(each) == named)
            return find(name, about=next(having, focus), **_shorten(**found))
    lines = filter(None, map(str.strip, message.removeprefix(_BEFORE).splitlines()))
    first = shorten(next(lines, ""))
    return find("ended", quoted=Message(" (“{said}”)", said=first) if first else "")


def explain_load(error: Exception, folder: str) -> Finding:
    """Explain why owlready2 could not load what it was given from a folder."""
    pun = _PUN.search(str(error))
    if pun is not None:
        return find("two-kinds", about=pun[1].strip("'"))
    return find("load", reason=one_line(str(error.__cause__ or error)).replace(folder, ""))


def find_puns(talk: str) -> list[Finding]:
    """Find in what owlready2 said the terms that are two kinds of property: it drops one kind."""
    return [find("two-kinds", about=iri, ran=True) for iri in sorted(set(_PUN.findall(talk)))]


def find_ill_typed(triples: Iterable[ox.Triple]) -> list[Finding]:
    """Find literals that are none of their datatype: owlready2 changes some, fails on others."""
    judges = {_XSD + name: cache(partial(Datatype, name)) for name in _JUDGED.split()}
    named = ((triple, *_name(literal)) for triple, literal in _list_literals(triples))
    return [
        find("ill-typed", about=triple, **_shorten(value=value, datatype=datatype))
        for triple, value, datatype in named
        if datatype in judges and judges[datatype]().judge(value)
    ]


def _list_literals(triples: Iterable[ox.Triple]) -> Iterator[tuple[ox.Triple, ox.Literal]]:
    return ((each, each.object) for each in triples if isinstance(each.object, ox.Literal))


def _name(literal: ox.Literal) -> tuple[str, str]:
    return literal.value, literal.datatype.value


def _shorten(*, value: str = "", **names: str) -> dict[str, Any]:
    """Shorten what a message quotes: a value, and datatypes and facets as OWL 2 names them."""
    shown = {name: _PREFIXES.compress(iri).strip("<>") for name, iri in names.items()}
    return {"value": shorten(value), **shown}
