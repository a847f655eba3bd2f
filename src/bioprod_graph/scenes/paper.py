"""One sheet of paper: a picture with numbered marks, below it what each is, and who says so.

A view whose marks can be numbered has `list_numbered`, which gives its rows with their marks.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from bioprod_graph.documents import make_environment, read_style
from bioprod_graph.drawing import draw_glyph, read_fonts, render_inline
from bioprod_graph.language import drop_date, join_names, say_date, translate
from bioprod_graph.scenes.facts import describe_scene
from bioprod_graph.scenes.views import draw_scene

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bioprod_graph.dataset import Release
    from bioprod_graph.networks import Node
    from bioprod_graph.project import Project
    from bioprod_graph.scenes.reading import Scene

_PACKAGE = "bioprod_graph.scenes"
# As many pixels as a sheet has between its margins, and how much larger the picture is drawn.
_SCALE = 1.42
_WIDTH = 710 * _SCALE


def render_paper(scene: Scene, told: Mapping[str, Any], language: str) -> str:
    """Render the sheet of a scene as an element of its page; empty where marks have no numbers.

    `told` is what the page is told of the scene.
    """
    module = import_module(f"{_PACKAGE}.views.{scene.view}")
    list_numbered = getattr(module, "list_numbered", None)
    if list_numbered is None:
        return ""
    picture = draw_scene(scene, language, width=_WIDTH, numbered=True)
    items = {item["id"]: item for item in told["items"]}
    number, rows = 0, []
    for row, marks in list_numbered(scene, language):
        lines = []
        for node in marks:
            number += 1
            lines.append(_describe(scene, node, language) | {"number": number})
            lines[-1]["sources"] = _name_sources(items[node.iri], told, language)
        if lines:
            rows.append((row.name.say(language), lines))
    template = make_environment(_PACKAGE).get_template("paper.html")
    return template.render(
        told=told,
        language=language,
        picture=render_inline(picture),
        rows=rows,
        kinds=scene.kinds.values(),
        note=scene.file.text_of("note").say(language),
        released=say_date(told["released"], language) if told["released"] else "",
        say=lambda key: translate(key, language),
        glyph=draw_glyph,
    )


def render_sheet(scene: Scene, release: Release, project: Project, *, language: str) -> str:
    """Render the sheet of a scene as a page without scripts, to be printed; see `render_paper`."""
    paper = render_paper(scene, describe_scene(scene, release, project), language)
    style = read_fonts() + read_style("theme.css")
    title = scene.network.title.say(language)
    template = make_environment(_PACKAGE).get_template("sheet.html")
    return paper and template.render(paper=paper, style=style, language=language, title=title)


def _describe(scene: Scene, node: Node, language: str) -> dict[str, Any]:
    date = node.period[0]
    return {
        "kind": scene.kinds[node.kind],
        "name": drop_date(node.label.say(language), date, language),
        "date": say_date(date, language, short=True) if date else "",
    }


def _name_sources(item: Mapping[str, Any], told: Mapping[str, Any], language: str) -> str:
    """Name the publishers of the passages that say what an item is, each once."""
    notes = (note for fact in item["facts"] for note in fact["notes"])
    names = dict.fromkeys(told["passages"][note]["publisher"] for note in notes)
    return join_names([*filter(None, names)], language)
