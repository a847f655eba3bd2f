"""Scenes: what a query shows and a table dresses, as one HTML file."""

from bioprod_graph.scenes.page import render_scene

__all__ = ["render_scene"]
