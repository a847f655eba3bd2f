"""The open, cited knowledge graph of biotherapies and bioproduction in Île-de-France.

The face of the program for Python; the rest of the package may change from version to version.

>>> import bioprod_graph
>>> rows = bioprod_graph.ask("SELECT ?title { event:assises-idf-2021 rdfs:label ?title }")
>>> sorted(row["title"] for row in rows)[1]
'First regional Assises on biotherapies and bioproduction'

Nothing is imported before it is asked for (PEP 562), so that to import this costs nothing.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bioprod_graph._version import __version__
    from bioprod_graph.errors import (
        BioprodError,
        BusyError,
        DatasetError,
        EndpointError,
        FindingsError,
        LimitError,
        NotFoundError,
        ProjectError,
        QueryError,
        UsageError,
    )
    from bioprod_graph.findings import Finding, Location
    from bioprod_graph.notebook import open_graph
    from bioprod_graph.pipeline import Build, build_project
    from bioprod_graph.project import Project, find_project
    from bioprod_graph.proofs import Explanation, Proof, explain
    from bioprod_graph.questions import ask
    from bioprod_graph.scenes import network

__all__ = [
    "BioprodError",
    "Build",
    "BusyError",
    "DatasetError",
    "EndpointError",
    "Explanation",
    "Finding",
    "FindingsError",
    "LimitError",
    "Location",
    "NotFoundError",
    "Project",
    "ProjectError",
    "Proof",
    "QueryError",
    "UsageError",
    "__version__",
    "ask",
    "build_project",
    "explain",
    "find_project",
    "network",
    "open_graph",
]


def __getattr__(name: str) -> object:
    """Import a name of the face when it is first asked for."""
    from bioprod_graph.faces import lend

    return lend(__name__)(name)


def __dir__() -> list[str]:
    """List the face."""
    return __all__
