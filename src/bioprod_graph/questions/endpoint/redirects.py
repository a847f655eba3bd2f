"""Where a question goes on to when its service has moved (RFC 9110, section 15.4).

The query is sent again by POST, whatever the status: RFC 9110 lets 301 and 302, and makes 303,
turn into a GET, but a GET of what moved is a page about it. Refused is what would leave http and
https, lose encryption, or turn from the network to this machine.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from bioprod_graph.questions.endpoint.address import read_address, show_anything
from bioprod_graph.questions.endpoint.words import FlawError, fail

if TYPE_CHECKING:
    from email.message import Message

    from bioprod_graph.questions.endpoint.address import Address

MOST = 5
_STATUSES = frozenset({301, 302, 303, 307, 308})


def find_location(status: int, headers: Message) -> str:
    """Find where a response sends on to; "" if it does not."""
    return str(headers.get("Location", "")) if status in _STATUSES else ""


def follow(here: Address, location: str) -> Address:
    """Give the address where to ask again; it keeps name and password on the same host alone.

    Raises EndpointError for an address that is not asked.
    """
    # Fields are read as Latin-1 (RFC 9110, section 5.5); addresses beyond ASCII are UTF-8.
    text = location.encode("latin-1", "replace").decode("utf-8", "replace")
    try:
        there = read_address(_join(here.uri, text))
        _refuse(here, there)
    except FlawError as flaw:
        shown = show_anything(text)
        raise fail(
            here,
            en=f"sends on to {shown}, which is not asked: {flaw.message('en')}",
            fr=f"renvoie vers {shown}, qui n’est pas interrogé : {flaw.message('fr')}",
        ) from None
    return replace(there, credentials=here.credentials if here.is_origin_of(there) else "")


def say_where(here: Address, there: Address) -> tuple[str, str] | None:
    """Say, in French and in English, that another host is asked; None if it is the same one."""
    if here.is_origin_of(there):
        return None
    lost = bool(here.credentials)
    return (
        f"{here} renvoie vers un autre hôte, qui est interrogé : {there}"
        + " (sans le mot de passe)" * lost,
        f"{here} sends on to another host, which is asked: {there}"
        + " (without the password)" * lost,
    )


def _join(base: str, text: str) -> str:
    try:
        return urljoin(base, text)
    except ValueError:
        # It says no more than this: what is wrong is found by whoever reads the address.
        return text


def _refuse(here: Address, there: Address) -> None:
    if here.scheme == "https" and there.scheme == "http":
        raise FlawError("it is not encrypted; give that address if you trust it")
    if there.is_loopback and not here.is_loopback:
        raise FlawError("it is this machine; give that address if it is meant")
