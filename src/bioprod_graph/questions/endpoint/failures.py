"""Why a service gave no answer: each way in which an exchange fails, in one line."""

from __future__ import annotations

import socket
from email.message import Message
from http import HTTPStatus
from http.client import IncompleteRead, LineTooLong, RemoteDisconnected, responses
from ssl import SSLError
from typing import TYPE_CHECKING

from bioprod_graph.errors import say_reason
from bioprod_graph.questions.endpoint.words import FlawError, clean, fail, find_words, say_wait

if TYPE_CHECKING:
    from bioprod_graph.errors import EndpointError
    from bioprod_graph.questions.endpoint.address import Address
    from bioprod_graph.questions.endpoint.request import Form
    from bioprod_graph.questions.endpoint.words import LargeError

_EXPECTED: dict[Form, tuple[str, str]] = {
    "SELECT": ("rows", "des lignes"),
    "ASK": ("true or false", "vrai ou faux"),
    "CONSTRUCT": ("a graph", "un graphe"),
    "DESCRIBE": ("a graph", "un graphe"),
}
_READABLE = {
    "SELECT": ("JSON or XML", "JSON ou XML"),
    "ASK": ("JSON or XML", "JSON ou XML"),
    "CONSTRUCT": ("N-Triples, Turtle or RDF/XML", "N-Triples, Turtle ou RDF/XML"),
    "DESCRIBE": ("N-Triples, Turtle or RDF/XML", "N-Triples, Turtle ou RDF/XML"),
}


def explain_failure(address: Address, error: Exception) -> EndpointError:
    """Explain what the network, TLS or HTTP refused; `error` is of the library that found it."""
    reason = getattr(error, "reason", None) or error
    if isinstance(reason, IncompleteRead):
        return fail(address, Message("broke off its answer: ask again, or narrow the query"))
    if isinstance(reason, RemoteDisconnected):
        return fail(address, Message("closed the connection without an answer"))
    english = _show(address, _say(reason))
    if isinstance(reason, OSError):
        return fail(
            address,
            Message(
                "cannot be reached: {english}",
                english=_show(address, _say_in_french(reason, english)),
            ),
        )
    return fail(address, Message("does not answer as HTTP does: {english}", english=english))


def explain_late(address: Address, seconds: float) -> EndpointError:
    """Explain that the answer was not whole within the time."""
    return fail(
        address,
        Message(
            "timed out: no whole answer within {seconds:g} s; give more with --timeout",
            seconds=seconds,
        ),
    )


def refuse_size(address: Address, large: LargeError) -> EndpointError:
    """Refuse what is larger than any answer that is read."""
    return fail(
        address,
        en=f"answers with more than {large.message('en')}: narrow the query, or ask in parts "
        "with LIMIT",
        fr=f"répond par plus {large.message('fr')} : resserrer la requête, ou demander par "
        "parties avec LIMIT",
    )


def refuse_status(address: Address, status: int, *, headers: Message, page: str) -> EndpointError:
    """Tell a status that brings no answer, the service’s own words, and how long it asks to wait.

    RFC 9110, section 15; 204 and 206 are successes, but bring nothing, or a part.
    """
    told = f"{status} {responses.get(status, '')}".strip()
    said = _quote(address, page) if status >= HTTPStatus.MULTIPLE_CHOICES else ""
    english, french = say_wait(headers)
    if status == HTTPStatus.UNAUTHORIZED and not address.credentials:
        english += "; a name and a password go before the host, as NAME:PASSWORD@"
        french += " ; un nom et un mot de passe se donnent avant l’hôte : NOM:MOT@"
    if status < HTTPStatus.MULTIPLE_CHOICES:
        return fail(
            address,
            en=f"gave no whole answer: {told}{said}{english}",
            fr=f"n’a pas donné de réponse entière : {told}{said}{french}",
        )
    return fail(
        address,
        en=f"refused the query: {told}{said}{english}",
        fr=f"a refusé la requête : {told}{said}{french}",
    )


def refuse_part(address: Address, said: str) -> EndpointError:
    """Refuse what Virtuoso gives when its own time is over: some rows, and a field that says so."""
    words = _show(address, said)
    return fail(address, Message("gave a part of its answer only ({words})", words=words))


def refuse_malformed(address: Address, media: str, error: Exception) -> EndpointError:
    """Tell what is wrong with an answer of a type that is read."""
    flaw = error if isinstance(error, FlawError) else FlawError(clean(str(error)))
    english, french = (f"{media}: ", f"{media} : ") if media else ("", "")
    return fail(
        address,
        en=f"gave a malformed answer ({english}{address.hide(flaw.message('en'))})",
        fr=f"a donné une réponse mal formée ({french}{address.hide(flaw.message('fr'))})",
    )


def refuse_form(
    address: Address, form: Form, *, came: tuple[str, str], media: str
) -> EndpointError:
    """Tell that an answer is of another form than the query."""
    english, french = _EXPECTED[form]
    told = f" ({media})" if media else ""
    return fail(
        address,
        en=f"answered {came[0]}{told}, and {form} asks for {english}",
        fr=f"a répondu {came[1]}{told}, et {form} demande {french}",
    )


def refuse_unknown(address: Address, form: Form, *, media: str, text: str) -> EndpointError:
    """Tell that what came is of no type in which an answer is read, and the words in it."""
    (what, quoi), (how, comment) = _EXPECTED[form], _READABLE[form]
    came, venu = media or "no type", media or "sans dire de quel type"
    said = _quote(address, text)
    return fail(
        address,
        en=f"answered {came}{said}, and {form} asks for {what} in {how}: is it a SPARQL endpoint?",
        fr=f"a répondu {venu}{said}, et {form} demande {quoi} en {comment} : "
        "est-ce un service SPARQL ?",
    )


def _quote(address: Address, page: str) -> str:
    """Quote a page in brackets: its password is hidden before it is cut, and after."""
    words = _show(address, find_words(address.hide(page)))
    return f" ({words})" if words else ""


def _show(address: Address, text: str) -> str:
    return address.hide(clean(address.hide(text)))


def _say(reason: object) -> str:
    if isinstance(reason, OSError) and reason.strerror:
        return reason.strerror
    if isinstance(reason, LineTooLong):
        return "a line of its headers is too long"
    return str(reason) or type(reason).__name__


def _say_in_french(reason: OSError, english: str) -> str:
    if isinstance(reason, socket.gaierror):
        return "ce nom d’hôte n’est pas connu"
    if isinstance(reason, SSLError):
        return f"TLS, {english}"
    return say_reason(reason)
