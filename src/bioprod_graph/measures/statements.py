"""Results as statements, in the named graph `graph/measures/PROJECTION`.

One node for the projection, one for each measurement of it, one for each observation, which are all
minted: `measures/PROJECTION/MEASURE/KIND/SLUG`. A statement says of an observation what was
counted, never of a thing how it ranks. Terms: `ontology/modules/measures.ttl`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

import pyoxigraph as ox

from bioprod_graph.identifiers import mint_graph
from bioprod_graph.language import LANGUAGES, Message, Sayable, Text
from bioprod_graph.measures.catalogue import CAVEAT
from bioprod_graph.measures.render import show_value

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bioprod_graph.measures.count import Result
    from bioprod_graph.networks import Node, Projection

    Said = Iterator[tuple[str, ox.NamedNode | ox.Literal]]

_RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_RDFS = "http://www.w3.org/2000/01/rdf-schema#"
_SCHEMA = "http://schema.org/"
_SH = "http://www.w3.org/ns/shacl#"
_XSD = "http://www.w3.org/2001/XMLSchema#"


def assert_results(
    results: Iterable[Result], projection: Projection, *, base: str, digest: str
) -> Iterator[ox.Quad]:
    """Give the quads of results; `digest` is the SHA-256 of the dataset they were computed from.

    As those of the dataset they come out of a store: a number has one written form.
    """
    store = ox.Store()
    store.extend(_describe(results, projection, base=base, digest=digest))
    return iter(store)


def _describe(
    results: Iterable[Result], projection: Projection, *, base: str, digest: str
) -> Iterator[ox.Quad]:
    graph = mint_graph(base, "measures", projection.name)
    home = f"{base}measures/{projection.name}"
    yield from _assert(home, _describe_projection(projection, base), graph)
    for result in results:
        subject = f"{home}/{result.measure.name}"
        yield from _assert(subject, _describe_measurement(result, home, base, digest=digest), graph)
        for node, value in result.values:
            said = _describe_observation(result, node, value, base=base, measurement=subject)
            yield from _assert(f"{subject}/{_find_path(node.iri, base)}", said, graph)


def _assert(subject: str, said: Said, graph: ox.NamedNode) -> Iterator[ox.Quad]:
    for predicate, term in said:
        yield ox.Quad(ox.NamedNode(subject), ox.NamedNode(predicate), term, graph)


def _describe_projection(projection: Projection, base: str) -> Said:
    own = f"{base}ontology#"
    yield _RDF_TYPE, ox.NamedNode(f"{own}Projection")
    yield from _say("label", projection.title)
    yield from _say("comment", projection.description)
    yield f"{_SH}select", ox.Literal(projection.file.text)
    yield f"{own}isDirected", ox.Literal(projection.directed)


def _describe_measurement(result: Result, projection: str, base: str, *, digest: str) -> Said:
    own, network = f"{base}ontology#", result.network
    yield _RDF_TYPE, ox.NamedNode(f"{own}Measurement")
    yield from _say("label", _name(result, network.title))
    counted: dict[str, str] = {
        tag: f"{result.measure.counted.say(tag)} {CAVEAT.say(tag)}" for tag in LANGUAGES
    }
    yield from _say("comment", Text(counted))
    yield f"{own}onProjection", ox.NamedNode(projection)
    yield f"{_SCHEMA}measurementTechnique", ox.Literal(result.measure.method)
    yield f"{own}libraryVersion", ox.Literal(result.libraries)
    yield f"{own}datasetDigest", ox.Literal(digest)
    yield f"{own}nodeCount", _integer(len(network.nodes))
    yield f"{own}pairCount", _integer(len(network.pairs))


def _describe_observation(
    result: Result, node: Node, value: float, *, base: str, measurement: str
) -> Said:
    own = f"{base}ontology#"
    yield _RDF_TYPE, ox.NamedNode(f"{own}Observation")
    yield from _say("label", _name(result, node.label))
    yield f"{own}inMeasurement", ox.NamedNode(measurement)
    yield f"{own}observedNode", ox.NamedNode(node.iri)
    if isinstance(value, int):
        yield f"{_SCHEMA}value", _integer(value)
    else:
        decimal = ox.NamedNode(f"{_XSD}decimal")
        yield f"{_SCHEMA}value", ox.Literal(show_value(value), datatype=decimal)


def _say(predicate: str, said: Sayable) -> Said:
    for tag in LANGUAGES:
        yield f"{_RDFS}{predicate}", ox.Literal(said.say(tag), language=tag)


def _name(result: Result, about: Text) -> Sayable:
    return Message("{measure}: {about}", measure=result.measure.title, about=about)


def _integer(number: int) -> ox.Literal:
    return ox.Literal(str(number), datatype=ox.NamedNode(f"{_XSD}integer"))


def _find_path(iri: str, base: str) -> str:
    """KIND/SLUG of a thing of ours; any other IRI as one percent-encoded segment."""
    return iri.removeprefix(f"{base}id/") if iri.startswith(f"{base}id/") else quote(iri, safe="")
