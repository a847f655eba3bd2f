"""One stand-in for a module of tests: each test says what it answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.unit.questions.endpoint.standin import StandIn, serve

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="module")
def _served() -> Iterator[StandIn]:
    with serve() as standin:
        yield standin


@pytest.fixture
def standin(_served: StandIn, monkeypatch: pytest.MonkeyPatch) -> StandIn:
    """The stand-in, with nothing asked yet, in an environment without proxies."""
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    _served.pages.clear()
    _served.asked.clear()
    return _served
