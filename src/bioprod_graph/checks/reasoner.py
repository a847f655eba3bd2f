"""Consistency and satisfiability under OWL 2 DL: HermiT, through owlready2 (its only door).

owlready2 reads no Turtle, so it is given N-Triples. HermiT refuses datatypes that are not in the
OWL 2 map (xsd:date, xsd:gYear, geo:wktLiteral …): statements that hold one are left out, and
counted, so that what was not looked at is said.
"""

from __future__ import annotations

import shutil
import tempfile
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from bioprod_graph.findings import Finding
from bioprod_graph.rdf import serialize

if TYPE_CHECKING:
    from collections.abc import Iterable

_XSD = "http://www.w3.org/2001/XMLSchema#"
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_NOTHING = "http://www.w3.org/2002/07/owl#Nothing"
_IMPORTS = ox.NamedNode("http://www.w3.org/2002/07/owl#imports")
# https://www.w3.org/TR/owl2-syntax/#Datatype_Maps
_NAMES = """
    anyURI base64Binary boolean byte dateTime dateTimeStamp decimal double float hexBinary int
    integer language long Name NCName negativeInteger NMTOKEN nonNegativeInteger
    nonPositiveInteger normalizedString positiveInteger short string token unsignedByte
    unsignedInt unsignedLong unsignedShort
"""
_KNOWN = frozenset(
    [f"{_XSD}{name}" for name in _NAMES.split()]
    + [f"{_RDF}langString", f"{_RDF}PlainLiteral", f"{_RDF}XMLLiteral"]
)


@dataclass(frozen=True)
class Consistency:
    """What the reasoner said, and how many statements it was not given."""

    findings: tuple[Finding, ...]
    left_out: int
    ran: bool


def check_consistency(triples: Iterable[ox.Triple]) -> Consistency:
    """Check ontology and data together.

    Without Java nothing is checked, and a finding (info) says so.
    """
    if shutil.which("java") is None:
        return Consistency((_no_java(),), 0, ran=False)
    given, left_out = _keep_known(triples)
    return Consistency(tuple(_run_hermit(given)), left_out, ran=True)


def _keep_known(triples: Iterable[ox.Triple]) -> tuple[list[ox.Triple], int]:
    given, left_out = [], 0
    for triple in triples:
        if triple.predicate == _IMPORTS:
            continue  # all modules are given; the library would look for them on the network
        term = triple.object
        datatype = term.datatype.value if isinstance(term, ox.Literal) else None
        is_foreign = datatype is not None and datatype not in _KNOWN
        is_range = isinstance(term, ox.NamedNode) and _is_foreign_datatype(term.value)
        if is_foreign or is_range:
            left_out += 1
        else:
            given.append(triple)
    return given, left_out


def _is_foreign_datatype(iri: str) -> bool:
    return (iri.startswith(_XSD) and iri not in _KNOWN) or iri.endswith("#wktLiteral")


def _run_hermit(triples: list[ox.Triple]) -> list[Finding]:
    import owlready2

    with tempfile.TemporaryDirectory(prefix="bioprod-") as folder:
        path = Path(folder) / "given.nt"
        path.write_bytes(serialize(triples, ox.RdfFormat.N_TRIPLES))
        with closing(owlready2.World()) as world, path.open("rb") as given:
            # A plain path, not a file: address: nothing is looked for on the network.
            world.get_ontology("https://w3id.org/bioprod/given").load(
                fileobj=given, only_local=True
            )
            try:
                owlready2.sync_reasoner_hermit(world, infer_property_values=False, debug=0)
            except owlready2.OwlReadyInconsistentOntologyError:
                return [_inconsistent()]
            unsatisfiable = [
                c.iri for c in world.inconsistent_classes() if c is not owlready2.Nothing
            ]
    return [_unsatisfiable(iri) for iri in sorted(unsatisfiable)]


def _no_java() -> Finding:
    return Finding(
        "info",
        "reasoner:hermit",
        "Java n’est pas installé : ni la cohérence ni la satisfaisabilité des classes "
        "n’ont été vérifiées",
        "Java is not installed: neither consistency nor the satisfiability of classes was checked",
    )


def _inconsistent() -> Finding:
    return Finding(
        "error",
        "reasoner:hermit",
        "l’ontologie et les données se contredisent : deux classes disjointes partagent sans doute "
        "un individu",
        "ontology and data contradict each other: "
        "two disjoint classes probably share an individual",
    )


def _unsatisfiable(iri: str) -> Finding:
    return Finding(
        "error",
        "reasoner:hermit",
        "cette classe ne peut avoir aucun individu : elle est sous deux classes disjointes",
        "this class can have no individual: it stands under two disjoint classes",
        focus=iri,
    )
