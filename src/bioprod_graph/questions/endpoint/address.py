"""The address of a SPARQL service: what is asked, what is shown, and what never is.

RFC 3986 (URI); RFC 3987, section 3.1 (what is not ASCII is percent-encoded as UTF-8); RFC 7617
(Basic: a name and a password in the address).
"""

from __future__ import annotations

import base64
import ipaddress
import re
import socket
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote, urlsplit

from bioprod_graph.errors import UsageError
from bioprod_graph.questions.endpoint.refusals import FlawError, clean

if TYPE_CHECKING:
    from urllib.parse import SplitResult

_PORTS = {"http": 80, "https": 443}
_FORBIDDEN = frozenset(' "<>\\^`{|}')
_ASCII = "".join(map(chr, range(0x21, 0x7F)))
_HOST = re.compile(r"(?:[a-z0-9_-]{1,63}\.)*[a-z0-9_-]{1,63}\.?|")
_HIDDEN = "***"
_USERINFO = re.compile(r"//[^/?#\s]*@")


@dataclass(frozen=True)
class Address:
    """An http or https address, all ASCII; as text it shows neither password nor parameters."""

    scheme: str
    host: str
    port: int
    path: str
    parameters: str = field(default="", repr=False)
    # The name and the password, decoded, with a colon between them.
    credentials: str = field(default="", repr=False)

    @property
    def uri(self) -> str:
        """What is asked: without the name and the password, and without a fragment."""
        return f"{self._write()}{'?' * bool(self.parameters)}{self.parameters}"

    @property
    def authorization(self) -> str:
        """The field that sends name and password (RFC 7617), "" if there are none."""
        if not self.credentials:
            return ""
        return f"Basic {base64.b64encode(self.credentials.encode()).decode()}"

    @property
    def is_loopback(self) -> bool:
        """Whether the host is this machine, in any of the ways in which it is written."""
        name = self.host.rstrip(".")
        number = _read_number(name)
        if number is None:
            return name == "localhost" or name.endswith(".localhost")
        return number.is_loopback or number.is_unspecified

    def is_origin_of(self, other: Address) -> bool:
        """Whether the other is on the same host: there, or there with encryption added."""
        here, there = (self.scheme, self.port), (other.scheme, other.port)
        is_same = here == there or (here, there) == (("http", 80), ("https", 443))
        return is_same and self.host == other.host

    def hide(self, text: str) -> str:
        """Hide in a text what must not be printed: names and passwords, and own parameters."""
        _, _, password = self.credentials.partition(":")
        secrets = (self.authorization.removeprefix("Basic "), password, quote(password))
        for secret in filter(None, (*secrets, self.parameters)):
            text = text.replace(secret, _HIDDEN)
        return _USERINFO.sub(f"//{_HIDDEN}@", text)

    def __str__(self) -> str:
        shown = f"{_HIDDEN}@" * bool(self.credentials)
        return f"{self._write(shown)}{'?…' * bool(self.parameters)}"

    def _write(self, shown: str = "") -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        port = "" if self.port == _PORTS[self.scheme] else f":{self.port}"
        return f"{self.scheme}://{shown}{host}{port}{self.path}"


def parse_address(text: str) -> Address:
    """Parse what is given as --endpoint; raises UsageError for what is no http address."""
    try:
        return read_address(text)
    except FlawError as flaw:
        shown = show_anything(text)
        raise UsageError("--endpoint {shown}: {flaw}", shown=shown, flaw=flaw.said) from None


def read_address(text: str) -> Address:
    """Read an address; raises FlawError that says what is wrong with it."""
    if not text.isprintable() or _FORBIDDEN & set(text):
        raise FlawError("it holds a blank or another character that no address has")
    try:
        parts = urlsplit(text)
        userinfo, _, place = parts.netloc.rpartition("@")
        host = parts.hostname or ""
        if place.startswith("["):
            host = str(ipaddress.IPv6Address(host))
        elif not _HOST.fullmatch(host):
            raise ValueError(host)
    except ValueError:
        raise FlawError("its host is not written as hosts are (beyond ASCII as xn--…)") from None
    if parts.scheme not in _PORTS or not host:
        raise FlawError("expected an http or https address")
    name, _, password = userinfo.partition(":")
    return Address(
        scheme=parts.scheme,
        host=host,
        port=_read_port(parts),
        path=quote(parts.path, safe=_ASCII) or "/",
        parameters=quote(parts.query, safe=_ASCII),
        credentials=f"{unquote(name)}:{unquote(password)}" if userinfo else "",
    )


def show_anything(text: str) -> str:
    """Show a text that may be no address: without what stands before an @, or after a ?.

    >>> show_anything("http://ada:se/cret@[::1?key=7")
    'http://***@[::1?…'
    """
    before, at, after = text.rpartition("@")
    start = "//".join([*before.split("//", 1)[:-1], ""])
    shown, mark, _ = (f"{start}{_HIDDEN}@{after}" if at else text).partition("?")
    return clean(f"{shown}{mark}{'…' * bool(mark)}")


def _read_port(parts: SplitResult) -> int:
    with suppress(ValueError):
        port = _PORTS[parts.scheme] if parts.port is None else parts.port
        if port:
            return port
    raise FlawError("its port is not a number from 1 to 65535")


def _read_number(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """Read an IP address, also in the short and old forms that the system takes (127.1)."""
    with suppress(ValueError):
        number = ipaddress.ip_address(host)
        return getattr(number, "ipv4_mapped", None) or number
    with suppress(OSError):
        return ipaddress.IPv4Address(socket.inet_aton(host))
    return None
