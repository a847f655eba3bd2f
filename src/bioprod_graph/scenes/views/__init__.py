"""Views: each lays a scene out as a picture; the header `view` of a scene names the module."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Any

from bioprod_graph.errors import ProjectError
from bioprod_graph.language import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Callable

    from bioprod_graph.drawing import Picture
    from bioprod_graph.scenes.reading import Scene


def draw_scene(scene: Scene, language: str, **given: Any) -> Picture:
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


def draw_languages(scene: Scene) -> dict[str, Picture]:
    """Draw a scene in each language; what is the same in all is worked out once."""
    # Where a network stands, for one: its module plans before it draws.
    plan = getattr(import_module(f"{__name__}.{scene.view}"), "plan_network", None)
    given = {"plan": plan(scene)} if plan else {}
    return {tag: draw_scene(scene, tag, **given) for tag in LANGUAGES}


def find_surface(view: str) -> str:
    """Find what a page shows a view on: `canvas`, as its module may say, else the drawing itself."""
    surface: str = getattr(import_module(f"{__name__}.{view}"), "SURFACE", "drawing")
    return surface


def _find_draw(name: str) -> Callable[..., Picture] | None:
    """Find what draws in a module; what several views share draws nothing by itself."""
    return getattr(import_module(f"{__name__}.{name}"), "draw", None)
