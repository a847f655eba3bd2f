"""pySHACL (its only door), for a second opinion on the shapes: slower, and widely used.

It is no dependency of the program, but an extra of its own: second-opinion.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from bioprod_graph.errors import needing
from bioprod_graph.rdf import match, select, serialize
from oxishacl import ValidationResult

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_PARTS = ("focus", "path", "value", "severity", "component", "source_shape")
# Only what the report names: the results within a result (sh:detail) are no findings.
_RESULTS = """
    PREFIX sh: <http://www.w3.org/ns/shacl#>
    SELECT * {
      ?report a sh:ValidationReport ; sh:result ?result .
      ?result sh:focusNode ?focus ; sh:resultSeverity ?severity ;
        sh:sourceConstraintComponent ?component ; sh:sourceShape ?source_shape .
      OPTIONAL { ?result sh:resultPath ?path FILTER(isIRI(?path)) }
      OPTIONAL { ?result sh:value ?value }
      OPTIONAL {
        ?result sh:resultMessage ?message .
        OPTIONAL {
          ?result sh:sourceConstraint/sh:message ?said
          FILTER(STR(?said) = STR(?message))
        }
      }
    } ORDER BY ?result"""


def load_pyshacl() -> Any:
    """Give the library; raises UsageError, with how to install it, where it is missing."""
    with needing("second-opinion"):
        import pyshacl
    return pyshacl


def validate_with_pyshacl(store: ox.Store, shapes: list[ox.Triple]) -> Iterator[ValidationResult]:
    """Validate the default graph of a store.

    A path that is no plain property is left out of the results.
    """
    pyshacl = load_pyshacl()
    data = _copy(quad.triple for quad in match(store, (None, None, None)))
    given = _copy(shapes)
    _, report, _ = pyshacl.validate(data, shacl_graph=given, do_owl_imports=False)
    # With the shapes, since the report names constraints by their blank nodes.
    written = (report + given).serialize(format="nt", encoding="utf-8")
    told = ox.Store()
    told.load(written, format=ox.RdfFormat.N_TRIPLES)
    for _, rows in groupby(select(told, _RESULTS), lambda row: str(row["result"])):
        row, *others = rows
        messages = [(each["message"], each["said"]) for each in (row, *others)]
        # Those of a query come without their languages, and with the messages of the shape, of
        # which a query that has its own has no need.
        said = [term for _, term in messages if term] or [term for term, _ in messages if term]
        yield ValidationResult(
            **{name: row[name] for name in _PARTS},
            messages={term.language or "": term.value for term in said},
        )


def _copy(triples: Iterable[ox.Triple]) -> Any:
    """Give the triples to rdflib as a file, as anybody would; it would write many literals anew."""
    import rdflib

    normalizes = rdflib.NORMALIZE_LITERALS
    rdflib.NORMALIZE_LITERALS = False
    try:
        return rdflib.Graph().parse(data=serialize(triples, ox.RdfFormat.N_TRIPLES), format="nt")
    finally:
        rdflib.NORMALIZE_LITERALS = normalizes
