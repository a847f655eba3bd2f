"""Two engines that are asked the same of the same quads: Oxigraph's store, and rdflib.

rdflib is given the dataset that FROM and FROM NAMED describe (section 13.2), since by itself it
adds the graphs of FROM to all others, or fetches them.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox
import pytest
from rdflib import BNode, Dataset, Literal, URIRef
from rdflib.plugins.sparql import prepareQuery

from bioprod_graph.dataset import open_release
from bioprod_graph.errors import QueryError
from bioprod_graph.questions import ask_oxigraph
from bioprod_graph.rdf import make_store
from tests.questions.differential.answers import REFUSED, plain_graph, plain_rows
from tests.questions.differential.cases import FOLDER

if TYPE_CHECKING:
    from rdflib.term import Node

    from bioprod_graph.project import Project
    from tests.questions.differential.answers import Plain, Term
    from tests.questions.differential.cases import Case, Engine

_STRING = "http://www.w3.org/2001/XMLSchema#string"


@dataclass(frozen=True)
class Engines:
    """The same quads in both engines."""

    store: ox.Store
    dataset: Dataset

    def ask(self, engine: Engine, case: Case) -> Plain:
        """Ask one of them; REFUSED if it has no answer."""
        return self._ask_oxigraph(case) if engine == "oxigraph" else self._ask_rdflib(case)

    def _ask_oxigraph(self, case: Case) -> Plain:
        try:
            results = ask_oxigraph(self.store, case.query, {}).results
            if isinstance(results, ox.QueryBoolean):
                return bool(results)
            if isinstance(results, ox.QueryTriples):
                return plain_graph(results)
            names = [variable.value for variable in results.variables]
            rows = [{n: row[n] for n in names if row[n] is not None} for row in results]
        except (QueryError, RuntimeError):
            return REFUSED
        return plain_rows(rows, ordered=case.ordered)

    def _ask_rdflib(self, case: Case) -> Plain:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                return self._read_rdflib(case)
            except Exception:  # noqa: BLE001  rdflib lets any error through
                return REFUSED

    def _read_rdflib(self, case: Case) -> Plain:
        query = prepareQuery(case.query)
        clauses = query.algebra.pop("datasetClause", None)
        dataset = describe_dataset(self.dataset, clauses) if clauses else self.dataset
        result = dataset.query(query)
        if result.type == "ASK":
            return bool(result.askAnswer)
        if result.graph is not None:
            text = result.graph.serialize(format="nt")
            return plain_graph(q.triple for q in ox.parse(text, format=ox.RdfFormat.N_TRIPLES))
        rows = [
            {str(name): read_node(term) for name, term in row.items() if term is not None}
            for row in result.bindings
        ]
        return plain_rows(rows, ordered=case.ordered)


def describe_dataset(dataset: Dataset, clauses: list[Any]) -> Dataset:
    """Make the dataset of FROM and FROM NAMED: a merge, and some named graphs."""
    described = Dataset()
    for clause in clauses:
        name = clause.default or clause.named
        graph = described.default_graph if clause.default else described.graph(name)
        for triple in dataset.get_context(name):
            graph.add(triple)
    return described


def read_node(node: Node) -> Term:
    """Turn a term of rdflib into one of Oxigraph, in the same written form."""
    if isinstance(node, URIRef):
        return ox.NamedNode(str(node))
    if isinstance(node, BNode):
        return ox.BlankNode(str(node))
    assert isinstance(node, Literal)
    if node.language:
        return ox.Literal(str(node), language=node.language)
    return ox.Literal(str(node), datatype=ox.NamedNode(str(node.datatype or _STRING)))


def read_dataset(quads: bytes) -> Dataset:
    with warnings.catch_warnings():
        # rdflib warns of literals that are no values, and of what it does itself.
        warnings.simplefilter("ignore")
        return Dataset(default_union=True).parse(data=quads, format="nquads")


@pytest.fixture(scope="session")
def hostile() -> Engines:
    """The dataset of this folder, in the written form that a store gives back."""
    loaded = ox.Store()
    loaded.bulk_load(path=FOLDER / "hostile.trig", format=ox.RdfFormat.TRIG)
    quads = ox.serialize(loaded, format=ox.RdfFormat.N_QUADS)
    assert quads is not None
    return Engines(make_store(loaded), read_dataset(quads))


@pytest.fixture(scope="session")
def shipped(built: Project) -> Engines:
    """The data of the project: its store, and the file that was made with it."""
    return Engines(
        open_release(built).store, read_dataset((built.current / "dataset.nq").read_bytes())
    )
