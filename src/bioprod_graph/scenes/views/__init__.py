"""Views: each lays a scene out as a picture; the header `view` of a scene names the module."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING

from bioprod_graph.drawing import Entry
from bioprod_graph.errors import ProjectError
from bioprod_graph.language import start_sentence
from bioprod_graph.scenes.counts import tell_counts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

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
    return replace(
        draw(scene, language, **given),
        description=tell_counts(scene).say(language),
        legend=tuple(_list_legend(scene, language)),
    )


def _list_legend(scene: Scene, language: str) -> Iterator[Entry]:
    """List the kinds that are there, each with its number."""
    counts = Counter(node.kind for node in scene.network.nodes)
    counts += Counter(link.kind for link in scene.network.links)
    for kind in scene.kinds.values():
        if counts[kind.key]:
            label = start_sentence(kind.label.say(language))
            yield Entry(kind.shape, kind.colour, label, counts[kind.key])


def _find_draw(name: str) -> Callable[..., Picture] | None:
    """Find what draws in a module; what several views share draws nothing by itself."""
    return getattr(import_module(f"{__name__}.{name}"), "draw", None)
