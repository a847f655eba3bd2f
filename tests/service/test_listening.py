"""A port is had by one service, from when it is reserved."""

from __future__ import annotations

import pytest

from bioprod_graph.errors import UsageError
from bioprod_graph.service import reserve


def test_a_port_is_reserved_once() -> None:
    """Also while nobody is answered at it: a site may take a minute to publish."""
    with reserve("127.0.0.1", 0) as listener:
        host, port = listener.getsockname()
        with pytest.raises(UsageError, match=f"{host}:{port} is not to be had"):
            reserve(host, port)
