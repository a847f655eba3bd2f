"""A canary: it hears whoever goes out to the network."""

from __future__ import annotations

import socket
import threading
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

_ANSWER = b"HTTP/1.1 500 No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
_KNOCK = b"are you there"


class Canary:
    """A listener on loopback that counts connections, whatever is said on them."""

    def __init__(self) -> None:
        self._server = socket.create_server(("127.0.0.1", 0), backlog=256)
        self.port: int = self._server.getsockname()[1]
        self._heard = 0
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    def count(self) -> int:
        """Count who came since the last call: all that came before this one are counted."""
        with socket.create_connection(("127.0.0.1", self.port)) as knock:
            knock.sendall(_KNOCK)
            knock.recv(1)
        heard, self._heard = self._heard, 0
        return heard

    def close(self) -> None:
        """Stop listening."""
        self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()
        self._thread.join()

    def _listen(self) -> None:
        while True:
            try:
                guest, _ = self._server.accept()
            except OSError:
                return
            with guest:
                # Not `+=` of what is answered: it would read before, and write back after, a count.
                if not self._answer(guest):
                    self._heard += 1

    def _answer(self, guest: socket.socket) -> bool:
        """Answer a guest; tell whether it is the one that only asks how many there were."""
        guest.settimeout(5)
        try:
            said = guest.recv(1 << 16)
            guest.sendall(_ANSWER)
        except OSError:
            return False
        return said == _KNOCK


@pytest.fixture(scope="session")
def canary() -> Iterator[Canary]:
    """The canary of all tests."""
    listener = Canary()
    yield listener
    listener.close()
