"""Questions answered here: by Oxigraph from the store of a build, or by rdflib from its file."""

from __future__ import annotations

import os
import sys
import threading
import warnings
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from bioprod_graph.digests import find_damage
from bioprod_graph.errors import DatasetError, QueryError, one_line
from bioprod_graph.questions.answers import Answer
from bioprod_graph.questions.clause import ask_dataset
from bioprod_graph.questions.guard import guard_query
from bioprod_graph.questions.syntax import explain_syntax
from bioprod_graph.rdf import Term, load_graph

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from bioprod_graph.findings import Language
    from bioprod_graph.project import Project


def open_store(project: Project) -> ox.Store:
    """Open the store of the current build, read-only.

    Raises DatasetError if nothing was built or the store is damaged.
    """
    folder = project.current / "store"
    if not project.current.exists():
        raise DatasetError(
            en=f"there is no dataset in {project.build}: make it with bioprod build",
            fr=f"aucun jeu de données dans {project.build} : bioprod build le construit",
        )
    if not folder.is_dir():
        raise DatasetError(
            en=f"the store {folder} is missing: make it again with bioprod build",
            fr=f"le magasin de données {folder} manque : bioprod build le refait",
        )
    try:
        damaged = find_damage(folder)
        if damaged is not None:
            raise _damaged(
                folder, f"{damaged} is not as it was written", french=f"{damaged} a changé"
            )
        return ox.Store.read_only(str(folder))
    except (OSError, ValueError, RuntimeError) as error:
        raise _damaged(folder, one_line(str(error))) from None


def _damaged(folder: Path, reason: str, *, french: str = "") -> DatasetError:
    return DatasetError(
        en=f"the store {folder} is damaged ({reason}): bioprod build makes it anew",
        fr=f"le magasin de données {folder} est abîmé ({french or reason}) : "
        "bioprod build le refait",
    )


def ask_oxigraph(
    store: ox.Store, query: str, bindings: Mapping[str, Term], *, allow_service: bool = False
) -> Answer:
    """Ask a query; parameters are substituted as terms (SEP-0007).

    Raises QueryError for a query that is refused, malformed or fails.
    """
    guard_query(query, allow_service=allow_service)
    try:
        results = ask_dataset(store, query, bindings)
    except SyntaxError as error:
        raise QueryError(
            en=explain_syntax(query, error.msg), fr=explain_syntax(query, error.msg, "fr")
        ) from None
    except (OSError, ValueError, RuntimeError) as error:
        reason = one_line(str(error))
        raise QueryError(
            en=f"the query failed: {reason}", fr=f"la requête a échoué : {reason}"
        ) from None
    return Answer(results)


def ask_rdflib(path: Path, query: str, bindings: Mapping[str, Term]) -> Answer:
    """Ask the same of rdflib, which reads the whole file first: slow, a second opinion.

    Raises DatasetError if there is no file, QueryError for a query that is refused or malformed.
    """
    from rdflib import Dataset
    from rdflib.util import from_n3

    guard_query(query, allow_from=False, allow_escapes=False)
    if not path.is_file():
        raise DatasetError(
            en=f"there is no dataset {path}: make it with bioprod build",
            fr=f"il n’y a pas de jeu de données {path} : bioprod build le construit",
        )
    with warnings.catch_warnings():
        # rdflib uses, in reading and in asking a dataset, what it calls deprecated itself.
        warnings.simplefilter("ignore", DeprecationWarning)
        dataset = Dataset(default_union=True)
        dataset.parse(path, format="nquads")
        terms: dict[str, Any] = {name: from_n3(str(term)) for name, term in bindings.items()}
        try:
            return _read_rdflib(dataset.query(query, initBindings=terms))
        except Exception as error:  # noqa: BLE001  rdflib lets errors of its parser library through
            raise QueryError(
                en=f"malformed query: {one_line(str(error))}",
                fr=f"requête mal formée ({one_line(str(error))})",
            ) from None


def _read_rdflib(result: Any) -> Answer:
    """Turn a result of rdflib into an answer like any other, by way of a W3C format."""
    if result.graph is not None:
        text = result.graph.serialize(format="nt")
        return Answer(load_graph(text.encode(), ox.RdfFormat.N_TRIPLES))
    text = result.serialize(format="json")
    return Answer(ox.parse_query_results(text, format=ox.QueryResultsFormat.JSON))


@contextmanager
def deadline(seconds: float, language: Language = "en") -> Iterator[None]:
    """End the process if the block takes longer: Oxigraph itself has no time limit."""
    told = {
        "fr": f"arrêté après {seconds:g} s : resserrer la requête, ou donner --timeout",
        "en": f"stopped after {seconds:g} s: narrow the query, or give --timeout",
    }

    def give_up() -> None:
        sys.stderr.write(f"bioprod: {told[language]}\n")
        sys.stderr.flush()
        os._exit(1)

    timer = threading.Timer(seconds, give_up)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
