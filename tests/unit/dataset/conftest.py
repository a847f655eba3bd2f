"""What tests of explanations stand on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bioprod_graph.dataset import open_release

if TYPE_CHECKING:
    import pyoxigraph as ox

    from bioprod_graph.project import Project


@pytest.fixture(scope="session")
def built_store(built: Project) -> ox.Store:
    """The store of the real project."""
    return open_release(built).store
