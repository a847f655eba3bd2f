"""Views: each lays a scene out as a picture; the header `view` of a scene names the module."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType
from typing import TYPE_CHECKING

from bioprod_graph.errors import ProjectError

if TYPE_CHECKING:
    from bioprod_graph.drawing import Picture
    from bioprod_graph.scenes.reading import Scene


def draw_scene(scene: Scene, language: str, **given: float | bool) -> Picture:
    """Draw a scene by its view, which may be given a width; raises ProjectError without that view."""
    modules = (module.name for module in iter_modules(__path__))
    views = {name: each for name in modules if hasattr(each := _open(name), "draw")}
    if scene.view not in views:
        raise ProjectError(
            "{path}: view is “{view}”, expected one of {names}",
            path=scene.file.path,
            view=scene.view,
            names=", ".join(views),
        )
    picture: Picture = views[scene.view].draw(scene, language, **given)
    return picture


def _open(name: str) -> ModuleType:
    return import_module(f"{__name__}.{name}")
