"""Views: each lays a scene out as a picture; the header `view` of a scene names the module."""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Any

from bioprod_graph.drawing import Entry
from bioprod_graph.language import LANGUAGES, start_sentence
from bioprod_graph.scenes.counts import count_kinds, tell_counts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bioprod_graph.drawing import Picture
    from bioprod_graph.scenes.reading import Scene
    from bioprod_graph.scenes.views.network import Community


def draw_scene(scene: Scene, language: str, **given: Any) -> Picture:
    """Draw a scene by its view, or by the `view` given, which may take a width."""
    module = _load_view(given.pop("view", scene.view))
    picture: Picture = module.draw(scene, language, **given)
    return replace(
        picture,
        language=language,
        title=scene.network.title.say(language),
        description=tell_counts(scene).say(language),
        legend=tuple(_list_legend(scene, language)),
    )


def list_drawers() -> list[str]:
    """List the views that there are: modules that draw."""
    return [module.name for module in iter_modules(__path__) if _find_draw(module.name)]


def draw_around(scene: Scene, thing: str) -> dict[str, Picture]:
    """Draw what a thing is tied to in each language, small enough to stand beside text."""
    return {tag: draw_scene(scene, tag, view="fan", centre=thing) for tag in LANGUAGES}


def find_insets(view: str) -> Callable[[Scene], Callable[[str, str], Picture | None]] | None:
    """Find what makes small pictures of where things are, if a view has it: `make_insets`."""
    return getattr(_load_view(view), "make_insets", None)


def _load_view(view: str) -> Any:
    return import_module(f"{__name__}.{view}")


def _list_legend(scene: Scene, language: str) -> Iterator[Entry]:
    """List the kinds that are there, each with its number."""
    counts = count_kinds(scene.network)
    for kind in scene.kinds.values():
        if counts[kind.key]:
            label = start_sentence(kind.label.say(language))
            yield Entry(kind.shape, kind.colour, label, counts[kind.key])


def draw_languages(scene: Scene, **given: Any) -> tuple[dict[str, Picture], list[Community]]:
    """Draw a scene in each language, and give the communities that its plan has found, if any."""
    # What is the same in all languages is planned once, where the module of the view does so.
    plan = getattr(_load_view(scene.view), "plan_network", None)
    given |= {"plan": plan(scene)} if plan else {}
    pictures: dict[str, Picture] = {tag: draw_scene(scene, tag, **given) for tag in LANGUAGES}
    return pictures, list(given["plan"].groups) if plan else []


def draw_narrow(scene: Scene) -> dict[str, Picture]:
    """Draw a scene for where there is less room, if its view says how wide: `NARROW`."""
    width = getattr(_load_view(scene.view), "NARROW", None)
    return draw_languages(scene, width=width)[0] if width else {}


def find_surface(view: str) -> str:
    """Find what a page shows a view on: `canvas` if its module says so, else the drawing."""
    surface: str = getattr(import_module(f"{__name__}.{view}"), "SURFACE", "drawing")
    return surface


def _find_draw(name: str) -> Callable[..., Picture] | None:
    """Find what draws in a module; what several views share draws nothing by itself."""
    return getattr(import_module(f"{__name__}.{name}"), "draw", None)
