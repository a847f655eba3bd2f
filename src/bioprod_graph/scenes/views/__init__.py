"""Views: each lays a scene out as a picture; the header `view` of a scene names the module."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING

from bioprod_graph.errors import ProjectError

if TYPE_CHECKING:
    from collections.abc import Callable

    from bioprod_graph.drawing import Picture
    from bioprod_graph.scenes.reading import Scene


def draw_scene(scene: Scene, language: str, **given: float | bool) -> Picture:
    """Draw a scene by its view, which may take a width. Raises ProjectError for an unknown view."""
    names = [module.name for module in iter_modules(__path__)]
    draw = _find_draw(scene.view) if scene.view in names else None
    if draw is None:
        raise ProjectError(
            "{path}: view is “{view}”, expected one of {names}",
            path=scene.file.path,
            view=scene.view,
            names=", ".join(filter(_find_draw, names)),
        )
    return draw(scene, language, **given)


def _find_draw(name: str) -> Callable[..., Picture] | None:
    """Find what draws in a module; what several views share draws nothing by itself."""
    return getattr(import_module(f"{__name__}.{name}"), "draw", None)
