"""Measurements as statements, in the named graph `graph/measures/PROJECTION`.

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
from bioprod_graph.measures.measuring import CAVEAT, show_value

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bioprod_graph.measures.measuring import Measurement
    from bioprod_graph.networks import Projection

    # What is said of a node, by property: a term, a text in each language, or a plain value.
    Said = dict[str, ox.NamedNode | ox.Literal | Sayable | str | int]

_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_RDFS = "http://www.w3.org/2000/01/rdf-schema#"
_SCHEMA = "http://schema.org/"
_SELECT = "http://www.w3.org/ns/shacl#select"
_DECIMAL = ox.NamedNode("http://www.w3.org/2001/XMLSchema#decimal")


def assert_measurements(
    results: Iterable[Measurement], projection: Projection, *, base: str, digest: str
) -> Iterator[ox.Quad]:
    """Return the quads of measurements; `digest` is the SHA-256 of the measured dataset.

    As those of the dataset they come out of a store: a number has one written form.
    """
    store, graph = ox.Store(), mint_graph(base, "measures", projection.name)
    for subject, said in _describe(results, projection, base=base, digest=digest):
        store.extend(
            ox.Quad(ox.NamedNode(subject), ox.NamedNode(predicate), term, graph)
            for predicate, value in said.items()
            for term in _make_terms(value)
        )
    return iter(store)


def _make_terms(
    value: ox.NamedNode | ox.Literal | Sayable | str | int,
) -> list[ox.NamedNode | ox.Literal]:
    if isinstance(value, Sayable):
        return [ox.Literal(text, language=tag) for tag, text in value.spread().items()]
    return [value if isinstance(value, ox.NamedNode | ox.Literal) else ox.Literal(value)]


def _describe(
    results: Iterable[Measurement], projection: Projection, *, base: str, digest: str
) -> Iterator[tuple[str, Said]]:
    own, home = f"{base}ontology#", f"{base}measures/{projection.name}"
    described: Said = {
        _TYPE: ox.NamedNode(f"{own}Projection"),
        f"{_RDFS}label": projection.title,
        f"{_RDFS}comment": projection.description,
        _SELECT: projection.file.text,
        f"{own}isDirected": projection.directed,
    }
    yield home, described
    for result in results:
        measurement, network = f"{home}/{result.measure.name}", result.network
        counted: dict[str, str] = {
            tag: f"{result.measure.counted.say(tag)} {CAVEAT.say(tag)}" for tag in LANGUAGES
        }
        described = {
            _TYPE: ox.NamedNode(f"{own}Measurement"),
            f"{_RDFS}label": _name(result, network.title),
            f"{_RDFS}comment": Text(counted),
            f"{own}onProjection": ox.NamedNode(home),
            f"{_SCHEMA}measurementTechnique": result.measure.method,
            f"{own}libraryVersion": result.libraries,
            f"{own}datasetDigest": digest,
            f"{own}nodeCount": len(network.nodes),
            f"{own}pairCount": len(network.pairs),
        }
        yield measurement, described
        for node, value in result.values:
            share = ox.Literal(show_value(value), datatype=_DECIMAL)
            described = {
                _TYPE: ox.NamedNode(f"{own}Observation"),
                f"{_RDFS}label": _name(result, node.label),
                f"{own}inMeasurement": ox.NamedNode(measurement),
                f"{own}observedNode": ox.NamedNode(node.iri),
                f"{_SCHEMA}value": value if isinstance(value, int) else share,
            }
            yield f"{measurement}/{_find_path(node.iri, base)}", described


def _name(result: Measurement, about: Text) -> Sayable:
    return Message("{measure}: {about}", measure=result.measure.title, about=about)


def _find_path(iri: str, base: str) -> str:
    """KIND/SLUG of a thing of ours; any other IRI as one percent-encoded segment."""
    return iri.removeprefix(f"{base}id/") if iri.startswith(f"{base}id/") else quote(iri, safe="")
