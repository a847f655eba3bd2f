"""The page is drawn from what the tests of networks read."""

from tests.unit.networks.conftest import edges, kinds, nodes, picture, queries

__all__ = ["edges", "kinds", "nodes", "picture", "queries"]
