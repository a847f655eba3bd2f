"""The request of SPARQL 1.1 Protocol (section 2.1.2, POST), built by SPARQLWrapper: its only door.

The library encodes the query as a form and names itself; what is overridden is how it guesses the
form of a query (it takes the first word that it knows, in comments and prefixes too) and how the
request is opened (the library sets neither a limit nor what becomes of a redirect).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from SPARQLWrapper import POST, SPARQLWrapper, __agent__

from bioprod_graph._version import __version__

if TYPE_CHECKING:
    from collections.abc import Callable
    from http.client import HTTPResponse
    from urllib.request import Request

    from bioprod_graph.questions.endpoint.address import Address

Form = Literal["SELECT", "ASK", "CONSTRUCT", "DESCRIBE"]

# Only what is whole or told to be broken: CSV and TSV may stop after any row.
_ROWS = "application/sparql-results+json, application/sparql-results+xml;q=0.9, */*;q=0.1"
_GRAPH = "application/n-triples, text/turtle;q=0.9, application/rdf+xml;q=0.8, */*;q=0.1"
_ACCEPTED: dict[Form, str] = {
    "SELECT": _ROWS,
    "ASK": _ROWS,
    "CONSTRUCT": _GRAPH,
    "DESCRIBE": _GRAPH,
}


class Service(SPARQLWrapper):
    """One question to the service at an address."""

    def __init__(
        self, address: Address, query: str, *, form: Form, send: Callable[[Request], HTTPResponse]
    ) -> None:
        self._form, self._send = form, send
        super().__init__(address.uri, agent=f"bioprod-graph/{__version__} {__agent__}")
        self.setMethod(POST)
        # Content negotiation alone: some services obey format=, others refuse it.
        self.setOnlyConneg(True)
        self.setQuery(query)
        self.addCustomHttpHeader("Accept", _ACCEPTED[form])
        self.addCustomHttpHeader("Accept-Encoding", "gzip")
        if address.authorization:
            self.addCustomHttpHeader("Authorization", address.authorization)

    def ask(self) -> HTTPResponse:
        """Send the question; give the response, whatever its status, its body unread."""
        return self.query().response

    def _parseQueryType(self, query: str) -> str:  # noqa: ARG002, N802  a name of the library
        return self._form

    def _query(self) -> tuple[HTTPResponse, str]:
        return self._send(self._createRequest()), self.returnFormat
