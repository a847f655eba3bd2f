"""One registry of formats: what a command, an answer or a page gives can be had in all of them.

    rows · document · network · statements · points · sheets · work · record · picture · page
        → find_format(name, kind)

A new format is one new module here that registers itself; no other file is touched. Nothing is
imported before it is asked for (PEP 562): most commands write in one format.
"""

from typing import TYPE_CHECKING

from bioprod_graph.faces import lend

if TYPE_CHECKING:
    from bioprod_graph.formats.archives import make_archive, write_whole
    from bioprod_graph.formats.graphs import Points, Seat
    from bioprod_graph.formats.registry import (
        Content,
        Format,
        Setting,
        Sheet,
        find_format,
        list_formats,
        list_kinds,
        list_names,
        load_formats,
        register,
        write_json,
    )
    from bioprod_graph.formats.results import read_cells, set_rows
    from bioprod_graph.formats.serializations import find_prefixes, write_rdf
    from bioprod_graph.formats.web import describe_document

__getattr__ = lend(__name__)
