"""Consistency and satisfiability under OWL 2 DL: HermiT, through owlready2 (its only door).

owlready2 reads no Turtle, so it is given N-Triples. HermiT refuses datatypes that are not in the
OWL 2 map (xsd:date, xsd:gYear, geo:wktLiteral …), and owlready2 writes INF and NaN as no reasoner
reads them: statements that hold one are left out, and counted, so that what was not looked at is
said. At the first thing else that it does not take HermiT stops, with a message of Java: what that
means is told by `refusals.toml`, and what it says of a value leads to the statement that has it.
https://www.w3.org/TR/owl2-syntax/#Global_Restrictions_on_Axioms_in_OWL_2_DL
"""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import tempfile
from contextlib import closing, contextmanager, redirect_stderr
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pyoxigraph as ox

from bioprod_graph.errors import one_line, say_reason
from bioprod_graph.findings import Finding, parse_severity, shorten
from bioprod_graph.identifiers import PrefixTable
from bioprod_graph.language import Message, read_blocks
from bioprod_graph.rdf import serialize
from oxishacl import is_well_typed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_XSD = "http://www.w3.org/2001/XMLSchema#"
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_OWL = "http://www.w3.org/2002/07/owl#"
# What is not given at all: all modules are there, and owlready2 would look for imports on the
# network; by its own terms an ontology imports modules of Python, and renames what there is.
_KEPT_BACK = (
    f"{_OWL}imports",
    "http://www.lesfleursdunormal.fr/static/_downloads/owlready_ontology.owl#",
)
# https://www.w3.org/TR/owl2-syntax/#Datatype_Maps
_NAMES = """
    anyURI base64Binary boolean byte dateTime dateTimeStamp decimal double float hexBinary int
    integer language long Name NCName negativeInteger NMTOKEN nonNegativeInteger
    nonPositiveInteger normalizedString positiveInteger short string token unsignedByte
    unsignedInt unsignedLong unsignedShort
"""
_KNOWN = frozenset(
    [f"{_XSD}{name}" for name in _NAMES.split()]
    + [f"{_RDF}{name}" for name in ("langString", "PlainLiteral", "XMLLiteral")]
)
_NO_NUMBERS = ("INF", "+INF", "-INF", "NaN")
# HermiT says something of any ontology: what says nothing here is no HermiT.
_SILENT = re.compile(r"HermiT output:\n\s?\* Owlready")
# Seconds that Java may take: the real project needs three.
_LONGEST = 600.0
_PREFIXES = PrefixTable("", {"xsd": _XSD, "rdf": _RDF, "owl": _OWL})
# Which literals are looked at before: of others HermiT says itself what it does not read.
_JUDGED = """
    boolean byte decimal double float hexBinary int integer long negativeInteger nonNegativeInteger
    nonPositiveInteger positiveInteger short unsignedByte unsignedInt unsignedLong unsignedShort
"""
_BEFORE = "Java error message is:"
_PUN = re.compile(r"(\S+) belongs to more than one entity types")
_REFUSALS = read_blocks(Path(__file__).with_name("refusals.toml"))


class Consistency(NamedTuple):
    """What the reasoner said, how many statements it was not given, and whether it was asked."""

    findings: tuple[Finding, ...]
    left_out: int
    ran: bool


def check_consistency(triples: Iterable[ox.Triple], *, seconds: float = _LONGEST) -> Consistency:
    """Check ontology and data together, in so many seconds of Java at most.

    Without Java nothing is checked, and a finding (info) says so; nor is anything where a literal
    is not one of its datatype. Whatever Java or owlready2 refuse is a finding too.
    """
    if shutil.which("java") is None:
        return Consistency((find("no-java"),), 0, ran=False)
    told = [each for each in triples if not each.predicate.value.startswith(_KEPT_BACK)]
    given = [each for each in told if not _is_foreign(each)]
    left_out = len(told) - len(given)
    wrong = find_ill_typed(given)
    if wrong:
        return Consistency(tuple(wrong), left_out, ran=False)
    return Consistency(tuple(_run_hermit(given, seconds)), left_out, ran=True)


def _is_foreign(triple: ox.Triple) -> bool:
    term, predicate = triple.object, triple.predicate.value
    # Of a restriction no part can be left out alone: HermiT names the datatype.
    if predicate == f"{_OWL}onDatatype" or predicate.startswith(_XSD):
        return False
    if isinstance(term, ox.Literal):
        return term.datatype.value not in _KNOWN or term.value in _NO_NUMBERS
    iri = getattr(term, "value", "")
    is_foreign_datatype = iri.startswith(_XSD) and iri not in _KNOWN
    return isinstance(term, ox.Triple) or is_foreign_datatype or iri.endswith("#wktLiteral")


def _run_hermit(triples: list[ox.Triple], seconds: float) -> list[Finding]:
    import owlready2

    with tempfile.TemporaryDirectory(prefix="bioprod-") as folder:
        path = Path(folder) / "given.nt"
        path.write_bytes(serialize(triples, ox.RdfFormat.N_TRIPLES))
        # What owlready2 says on the way is for us, not for the person.
        with closing(owlready2.World()) as world, redirect_stderr(io.StringIO()) as talk:
            try:
                # A plain file, not an address: nothing is looked for on the network.
                world.get_ontology("https://w3id.org/bioprod/given").load(
                    fileobj=path.open("rb"), only_local=True
                )
            except Exception as error:  # noqa: BLE001  it lets errors of any kind through
                return [explain_load(error, folder)]
            with _within(folder, seconds):
                return _ask(world, triples, talk) + find_puns(talk.getvalue())


def _ask(world: Any, triples: list[ox.Triple], talk: io.StringIO) -> list[Finding]:
    import owlready2

    try:
        owlready2.sync_reasoner_hermit(world, infer_property_values=False, debug=2)
    except owlready2.OwlReadyInconsistentOntologyError:
        return [find("contradiction")]
    except owlready2.OwlReadyJavaError as error:
        return [explain_refusal(str(error), triples)]
    except subprocess.TimeoutExpired as error:
        return [find("time", seconds=error.timeout)]
    except OSError as error:
        return [find("start", reason=say_reason(error))]
    if _SILENT.search(talk.getvalue()):
        return [find("silence")]
    return [find("unsatisfiable", about=iri) for iri in _find_empty(world)]


def _find_empty(world: Any) -> list[str]:
    """Find the classes that are equivalent to none, by their storage: loading them may not end."""
    equivalent, nothing = map(world._abbreviate, (f"{_OWL}equivalentClass", f"{_OWL}Nothing"))
    found = (subject for subject, *_ in world.get_triples(None, equivalent, nothing))
    return sorted(world._unabbreviate(each) for each in found if each > 0 and each != nothing)


@contextmanager
def _within(folder: str, seconds: float) -> Iterator[None]:
    """Keep what owlready2 and Java write in a folder, and end Java after a time.

    owlready2 has no options for either: it lets a temporary file stand when Java fails, and waits
    for as long as Java takes.
    """
    from owlready2 import reasoning

    before, options = tempfile.tempdir, reasoning._subprocess_kargs
    tempfile.tempdir = folder
    reasoning._subprocess_kargs = {**options, "timeout": seconds, "cwd": folder}
    try:
        yield
    finally:
        tempfile.tempdir, reasoning._subprocess_kargs = before, options


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
    judged = {_XSD + name for name in _JUDGED.split()}
    return [
        find("ill-typed", about=triple, **_shorten(value=each.value, datatype=each.datatype.value))
        for triple, each in _list_literals(triples)
        if each.datatype.value in judged and not is_well_typed(each)
    ]


def _list_literals(triples: Iterable[ox.Triple]) -> Iterator[tuple[ox.Triple, ox.Literal]]:
    return ((each, each.object) for each in triples if isinstance(each.object, ox.Literal))


def _name(literal: ox.Literal) -> tuple[str, str]:
    return literal.value, literal.datatype.value


def _shorten(*, value: str = "", **names: str) -> dict[str, Any]:
    """Shorten what a message quotes: a value, and datatypes and facets as OWL 2 names them."""
    shown = {name: _PREFIXES.compress(iri).strip("<>") for name, iri in names.items()}
    return {"value": shorten(value), **shown}
