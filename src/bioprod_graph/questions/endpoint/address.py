"""The address of a SPARQL service: what is asked, what is told of it, and what never is.

RFC 3986 (URI); RFC 3987, section 3.1 (what is not ASCII is percent-encoded as UTF-8); RFC 7617
(Basic: a name and a password in the address).
"""

from __future__ import annotations

import base64
import ipaddress
import re
import socket
import unicodedata
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote, urlsplit

from bioprod_graph.errors import BioprodError, EndpointError, UsageError

if TYPE_CHECKING:
    from bioprod_graph.language import Message, Sayable

_PORTS = {"http": 80, "https": 443}
_FORBIDDEN = frozenset(' "<>\\^`{|}')
_ASCII = "".join(map(chr, range(0x21, 0x7F)))
_HOST = re.compile(r"(?:[a-z0-9_-]{1,63}\.)*[a-z0-9_-]{1,63}\.?|")
_HIDDEN = "***"
_USERINFO = re.compile(r"//[^/?#\s]*@")
# Characters of a service’s own words that are told.
_MOST = 300
# Controls, what turns the direction of writing, lone surrogates and characters that are none.
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


class FlawError(BioprodError):
    """What is wrong with an address or an answer; who catches it says whose it is."""


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
        sent = base64.b64encode(self.credentials.encode()).decode()
        return f"Basic {sent}" if sent else ""

    @property
    def is_loopback(self) -> bool:
        """Whether the host is this machine, in any way of writing it that the system takes."""
        name = self.host.rstrip(".")
        with suppress(OSError, ValueError):
            number = ipaddress.ip_address(name if ":" in name else socket.inet_aton(name))
            number = getattr(number, "ipv4_mapped", None) or number
            return number.is_loopback or number.is_unspecified
        return name == "localhost" or name.endswith(".localhost")

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

    def show(self, text: str) -> str:
        """Show the words of a stranger: secrets are hidden before they could be cut, and after."""
        return self.hide(quote_words(self.hide(text)))

    def refuse(self, said: Message, **words: Sayable | str) -> EndpointError:
        """Make the error that tells of this service; texts among the words are strangers’."""
        shown = {
            name: self.show(word) if isinstance(word, str) else word for name, word in words.items()
        }
        return EndpointError("{address} {said}", address=self, said=said.fill(**shown))

    def __str__(self) -> str:
        shown = f"{_HIDDEN}@" * bool(self.credentials)
        return f"{self._write(shown)}{'?…' * bool(self.parameters)}"

    def _write(self, shown: str = "") -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        port = "" if self.port == _PORTS[self.scheme] else f":{self.port}"
        return f"{self.scheme}://{shown}{host}{port}{self.path}"


def parse_address(text: str, *, option: str = "--endpoint") -> Address:
    """Parse what an option gives; raises UsageError, naming it, for what is no http address."""
    try:
        return read_address(text)
    except FlawError as flaw:
        shown = show_anything(text)
        raise UsageError(
            "{option} {shown}: {flaw}", option=option, shown=shown, flaw=flaw.said
        ) from None


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
    port = 0
    with suppress(ValueError):
        port = _PORTS[parts.scheme] if parts.port is None else parts.port
    if not port:
        raise FlawError("its port is not a number from 1 to 65535")
    path, parameters = quote(parts.path, safe=_ASCII), quote(parts.query, safe=_ASCII)
    name, _, password = userinfo.partition(":")
    credentials = f"{unquote(name)}:{unquote(password)}" if userinfo else ""
    return Address(parts.scheme, host, port, path or "/", parameters, credentials)


def show_anything(text: str) -> str:
    """Show a text that may be no address: without what stands before an @, or after a ?.

    >>> show_anything("http://ada:se/cret@[::1?key=7")
    'http://***@[::1?…'
    """
    shown = re.sub(r"^([^/]*//)?.*@", rf"\1{_HIDDEN}@", text, flags=re.DOTALL)
    return quote_words(re.sub(r"\?.*", "?…", shown, flags=re.DOTALL))


def quote_words(text: str, most: int = _MOST) -> str:
    r"""Put a stranger’s text on one line, without controls, cut to what can be read.

    >>> quote_words("a\x1b[31m\u202e  b\nc")
    'a [31m b c'
    """
    seen = (" " if unicodedata.category(c) in _INVISIBLE else c for c in text[: 4 * most])
    line = " ".join("".join(seen).split())
    return line if len(line) <= most else f"{line[: most - 1]}…"
