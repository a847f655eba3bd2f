"""Networks as JSON files of VOSviewer, as VOSviewer Online documents them.

https://app.vosviewer.com/docs/file-types/json-file-type/ – links have no direction there: the
strength of a pair is the sum of the weights between its nodes. Places and clusters are left to
VOSviewer, which computes them when a file has none.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from bioprod_graph.formats.registry import ALL_PLACES, Format, register, write_json
from bioprod_graph.language import LANGUAGES, choose_data_language

if TYPE_CHECKING:
    from bioprod_graph.formats.graphs import Network
    from bioprod_graph.formats.registry import Setting


def _render(network: Network, setting: Setting) -> str:
    from html import escape

    language = choose_data_language(setting.language)
    strengths: dict[tuple[str, str], float] = defaultdict(float)
    for link in network.links:
        strengths[min(link.source, link.target), max(link.source, link.target)] += link.weight
    items = [
        {"id": node.iri, "label": node.label.say(language), "url": node.iri}
        for node in network.nodes
    ]
    links = [
        {"source_id": source, "target_id": target, "strength": strength}
        for (source, target), strength in sorted(strengths.items())
        if source != target
    ]
    told = [network.title.say(other) for other in LANGUAGES if other != language]
    told += [f"{name}: {value}" for name, value in setting.imprint.items()]
    # A title is text, a description may be HTML.
    info = {"title": network.title.say(language), "description": escape(" · ".join(told))}
    document = {"network": {"items": items, "links": links}, "info": info}
    return write_json(document, indent=1)


register(Format("vosviewer", "network", "application/json", ".json", _render, places=ALL_PLACES))
