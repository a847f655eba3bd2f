"""Scenes: what a query shows and a table dresses, as pages, pictures and graphs."""

from typing import TYPE_CHECKING

from bioprod_graph.faces import lend

if TYPE_CHECKING:
    from bioprod_graph.scenes.around import (
        illustrate,
        make_places,
        make_surroundings,
        read_around,
        read_between,
        read_named,
        suggest_scene,
    )
    from bioprod_graph.scenes.difference import read_difference
    from bioprod_graph.scenes.facts import find_teller
    from bioprod_graph.scenes.page import list_shared, render_files, render_page
    from bioprod_graph.scenes.paper import render_sheet
    from bioprod_graph.scenes.plain import export_graph, network, render_plain
    from bioprod_graph.scenes.reading import (
        Scene,
        check_scenes,
        keep_part,
        list_scenes,
        read_scene,
        read_signs,
    )
    from bioprod_graph.scenes.views import draw_around, draw_languages, draw_scene

__getattr__ = lend(__name__)
