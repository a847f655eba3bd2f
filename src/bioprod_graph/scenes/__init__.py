"""Scenes: what a query shows and a table dresses, as pictures and as HTML pages."""

from bioprod_graph.scenes.page import render_page
from bioprod_graph.scenes.reading import Scene, list_scenes, read_scene
from bioprod_graph.scenes.views import draw_scene

__all__ = ["Scene", "draw_scene", "list_scenes", "read_scene", "render_page"]
