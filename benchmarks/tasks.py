"""What a child process does: one task, then its figures as JSON. Ours and the plain way.

python -m benchmarks.tasks TASK PROJECT …
"""

from __future__ import annotations

import json
import sys
import time
from itertools import pairwise
from pathlib import Path
from statistics import geometric_mean, median
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from bioprod_graph.checks.second_opinion import validate_with_pyshacl
from bioprod_graph.checks.shapes import read_shapes
from bioprod_graph.closure import derive_closure
from bioprod_graph.dataset import open_release
from bioprod_graph.identifiers import mint_graph
from bioprod_graph.pipeline.assemble import read_stated
from bioprod_graph.pipeline.build import build_project
from bioprod_graph.project import Project
from bioprod_graph.proofs import Prover, read_patterns
from bioprod_graph.questions import Question, bind_parameters, read_catalogue
from bioprod_graph.rdf import make_store, query_store
from bioprod_graph.sparql.query_files import read_queries
from oxishacl import Shapes, validate

if TYPE_CHECKING:
    from collections.abc import Callable

    from rdflib import Dataset, Graph

    from bioprod_graph.proofs import Statement
    from bioprod_graph.rdf import Term

    Rows = set[frozenset[tuple[str, str]]]

_OWL = "https://www.w3.org/TR/owl2-profiles/"
_REPEATS = 5
_ENOUGH = 1_000_000_000  # nanoseconds


def open_project(folder: str) -> Project:
    """Open a project folder."""
    root = Path(folder).resolve()
    return Project(root, root / "build")


def build(folder: str) -> dict[str, Any]:
    """Build, with seconds of the processor by stage."""
    marks: list[tuple[str, float]] = [("starting", 0.0)]
    result = build_project(
        open_project(folder),
        progress=lambda stage: marks.append((stage, time.process_time())),
    )
    marks.append(("", time.process_time()))
    stages = {name: end - start for (name, start), (_, end) in pairwise(marks)}
    return {"quads": result.quads, "findings": len(result.findings), "stages": stages}


def write_stated(folder: str, path: str) -> dict[str, Any]:
    """Write what ontology and tables state as N-Triples, for both sides to read."""
    triples = set(read_stated(open_project(folder)))
    ox.serialize(triples, path, format=ox.RdfFormat.N_TRIPLES)
    return {"triples": len(triples)}


def close_ours(folder: str, stated: str, closed: str) -> dict[str, Any]:
    """Read and close by the rules of OWL alone, which are those that owlrl has too."""
    project = open_project(folder)
    rules = [
        r for r in read_queries(project.ontology / "rules", "rules") if _OWL in r.get("origin")
    ]
    start = time.process_time()
    store = ox.Store()
    store.bulk_load(path=stated, format=ox.RdfFormat.N_TRIPLES)
    read = time.process_time()
    counts = derive_closure(store, rules, project.base)
    end = time.process_time()
    inferred = {quad.triple for quad in store if isinstance(quad.graph_name, ox.NamedNode)}
    ox.serialize(inferred, closed, format=ox.RdfFormat.N_TRIPLES)
    return {"reading": read - start, "deriving": end - read, "inferred": sum(counts.values())}


def close_plain(_: str, stated: str, closed: str) -> dict[str, Any]:
    """Read with rdflib and close with owlrl; how much of our closure it has not."""
    from rdflib import Graph

    start = time.process_time()
    graph = Graph().parse(stated, format="nt")
    read = time.process_time()
    _expand(graph)
    end = time.process_time()
    # Blank nodes have other names on each side.
    ours = {t for t in Graph().parse(closed, format="nt") if not _has_blank(t)}
    return {
        "reading": read - start,
        "deriving": end - read,
        "triples": len(graph),
        "missing": len(ours - set(graph)),
    }


def validate_both(folder: str) -> dict[str, Any]:
    """Validate the dataset against our shapes with oxishacl, then with pySHACL."""
    store, shapes = _load_to_validate(folder)
    start = time.process_time()
    ours = {(str(r.focus), str(r.source_shape)) for r in validate(store, Shapes.parse(shapes))}
    middle = time.process_time()
    theirs = {(str(r.focus), str(r.source_shape)) for r in validate_with_pyshacl(store, shapes)}
    end = time.process_time()
    return {"ours": middle - start, "plain": end - middle, "different": len(ours ^ theirs)}


def validate_ours(folder: str) -> dict[str, Any]:
    """Validate with oxishacl alone, where the other would take too long."""
    store, shapes = _load_to_validate(folder)
    start = time.process_time()
    count = sum(1 for _ in validate(store, Shapes.parse(shapes)))
    return {"ours": time.process_time() - start, "results": count}


def _load_to_validate(folder: str) -> tuple[ox.Store, list[ox.Triple]]:
    project = open_project(folder)
    quads = ox.parse(path=project.current / "dataset.nq", format=ox.RdfFormat.N_QUADS)
    return make_store(quads), read_shapes(project.ontology / "shapes")


def ask_both(folder: str) -> dict[str, Any]:
    """Ask each question of both engines, the dataset loaded before; of ours from disk, too."""
    from rdflib import Dataset

    project = open_project(folder)
    store = open_release(project).store
    loaded = make_store(store.quads_for_pattern(None, None, None, None))
    dataset = Dataset(default_union=True)
    # From the store, which keeps numbers and dates as values: both then hold the same terms.
    dataset.parse(data=store.dump(format=ox.RdfFormat.N_QUADS) or b"", format="nquads")
    ratios, different, in_memory, from_disk = {}, [], [], []
    for question in read_catalogue(project.queries / "questions"):
        text, terms = question.file.text, _bind_defaults(question, project)
        ours, our_rows = _clock(lambda: _ask_oxigraph(loaded, text, terms))  # noqa: B023  called here
        from_disk.append(_clock(lambda: _ask_oxigraph(store, text, terms))[0])  # noqa: B023
        plain, their_rows = _clock(lambda: _ask_rdflib(dataset, text, terms))  # noqa: B023
        in_memory.append(ours)
        ratios[question.name] = plain / ours
        if our_rows != their_rows:
            different.append(question.name)
    return {
        "memory": median(in_memory),
        "disk": median(from_disk),
        "mean": geometric_mean(ratios.values()),
        "ratios": ratios,
        "different": different,
    }


def prove_some(folder: str, step: str) -> dict[str, Any]:
    """Prove one in so many of the inferred statements, and at least one of each rule.

    Gives for each rule the slowest, as the three arguments of `bioprod explain`, and its seconds.
    """
    project = open_project(folder)
    store, rules = open_release(project).store, project.ontology / "rules"
    slowest: dict[str, tuple[float, tuple[str, ...]]] = {}
    proven = 0
    files = read_queries(rules, "rules")
    read_patterns(files[0])  # loads the parser, which would else be counted with the first proof
    for name in (rule.name for rule in files):
        inferred = mint_graph(project.base, "inferred", name)
        for statement in _read_statements(store, inferred)[:: int(step)]:
            # A prover keeps what it has proven: each statement gets one that knows nothing yet.
            prover = Prover(store, rules, project.base)
            start = time.process_time()
            prover.explain_statement(statement)
            seconds = time.process_time() - start
            proven += 1
            if name not in slowest or seconds > slowest[name][0]:
                slowest[name] = seconds, tuple(term.value for term in statement)
    return {"proven": proven, "slowest": slowest}


def _read_statements(store: ox.Store, graph: ox.NamedNode) -> list[Statement]:
    """Statements of a graph, without blank nodes, always in the same order."""
    found: list[Statement] = [
        (quad.subject, quad.predicate, quad.object)
        for quad in store.quads_for_pattern(None, None, None, graph)
        if isinstance(quad.subject, ox.NamedNode)
        and isinstance(quad.object, ox.NamedNode | ox.Literal)
    ]
    return sorted(found, key=str)


def run_plain(folder: str, stated: str, question: str) -> dict[str, Any]:
    """The whole plain way: rdflib, owlrl and pySHACL, then one question."""
    import pyshacl
    from rdflib import Dataset, Graph

    project = open_project(folder)
    dataset = Dataset(default_union=True)
    graph = dataset.default_graph
    graph.parse(stated, format="nt")
    _expand(graph)
    shapes = Graph()
    for path in sorted((project.ontology / "shapes").glob("*.ttl")):
        shapes.parse(path, format="turtle")
    pyshacl.validate(graph, shacl_graph=shapes, do_owl_imports=False)
    asked = next(q for q in read_catalogue(project.queries / "questions") if q.name == question)
    return {"rows": len(_ask_rdflib(dataset, asked.file.text, _bind_defaults(asked, project)))}


def _expand(graph: Graph) -> None:
    import owlrl

    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(graph)


def _has_blank(triple: tuple[Any, ...]) -> bool:
    from rdflib import BNode

    return any(isinstance(term, BNode) for term in triple)


def _bind_defaults(question: Question, project: Project) -> dict[str, Term]:
    return bind_parameters(question.parameters, {}, project.prefixes)


def _clock(action: Callable[[], Rows]) -> tuple[float, Rows]:
    """Give the least of some times, which is the one least disturbed, and the rows.

    What takes long is asked less often: chance weighs less on it.
    """
    times: list[int] = []
    while len(times) < _REPEATS and sum(times) < _ENOUGH:
        start = time.process_time_ns()
        rows = action()
        times.append(time.process_time_ns() - start)
    return max(min(times), 1) / 1e9, rows


def _ask_oxigraph(store: ox.Store, text: str, terms: dict[str, Term]) -> Rows:
    found = query_store(store, text, terms)
    if isinstance(found, ox.QueryBoolean):
        return {frozenset({("", str(bool(found)).lower())})}
    if isinstance(found, ox.QueryTriples):
        return {_row(enumerate((t.subject, t.predicate, t.object))) for t in found}
    names = [variable.value for variable in found.variables]
    return {_row((n, s[n]) for n in names) for s in found}


def _ask_rdflib(dataset: Dataset, text: str, terms: dict[str, Term]) -> Rows:
    from rdflib.util import from_n3

    bound: dict[str, Any] = {name: from_n3(str(term)) for name, term in terms.items()}
    found = dataset.query(text, initBindings=bound)
    if found.type == "ASK":
        return {frozenset({("", str(found.askAnswer).lower())})}
    if found.type == "CONSTRUCT":
        return {_row(enumerate(triple)) for triple in found.graph or ()}
    return {_row((str(n), b.get(n)) for n in found.vars or ()) for b in found.bindings}


def _row(cells: Any) -> frozenset[tuple[str, str]]:
    """Terms as their plain text, which both libraries agree on."""
    shown = ((str(name), getattr(term, "value", term), term) for name, term in cells)
    return frozenset((n, str(v if isinstance(v, str) else t)) for n, v, t in shown if t is not None)


TASKS: dict[str, Callable[..., dict[str, Any]]] = {
    "build": build,
    "write-stated": write_stated,
    "close-ours": close_ours,
    "close-plain": close_plain,
    "validate": validate_both,
    "validate-ours": validate_ours,
    "ask": ask_both,
    "prove": prove_some,
    "run-plain": run_plain,
}

if __name__ == "__main__":
    print(json.dumps(TASKS[sys.argv[1]](*sys.argv[2:])))
