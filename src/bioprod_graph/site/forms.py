"""What is told of the dataset in other forms, each a template: `templates/metadata/FILE`.

A template gets what the home page tells search engines (queries/metadata/embedded/dataset.rq), the
files and the tables, so that all forms say the same. JSON that comes out malformed is an error.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from bioprod_graph.documents import make_environment
from bioprod_graph.formats import write_json
from bioprod_graph.language import LANGUAGES
from bioprod_graph.site.routes import INDEX

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bioprod_graph.site.metadata import Publication

_FOLDER = "metadata/"


def make_forms(publication: Publication, pages: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    """Make the files: the name of each, and its bytes; `pages` are those of the map of the site."""
    if not publication.list_nodes(publication.site.routes.base, LANGUAGES[0]):
        return
    told = {**_describe(publication), "pages": [p for p in sorted(pages) if p.endswith(INDEX)]}
    environment = make_environment(__package__)
    for name in environment.list_templates(filter_func=lambda name: name.startswith(_FOLDER)):
        text = environment.get_template(name).render(told)
        if name.endswith(".json"):
            text = write_json(json.loads(text), indent=1)
        yield name.removeprefix(_FOLDER), text.strip().encode() + b"\n"


def _describe(publication: Publication) -> dict[str, Any]:
    """Describe the dataset for the templates, in each language."""
    site = publication.site
    base, first = site.routes.base, LANGUAGES[0]
    told = [publication.list_nodes(base, language) for language in LANGUAGES]
    nodes, dataset = told[0], told[0][base]
    creators = dataset.get("creator", [])
    code = (node for node in nodes.values() if node["@type"] == "SoftwareSourceCode")
    return {
        "base": base,
        "slug": base.rstrip("/").rpartition("/")[2],
        "language": first,
        "languages": LANGUAGES,
        "dataset": dataset,
        "others": [each[base] for each in told],
        "authors": [nodes[c["@id"]] for c in (creators if type(creators) is list else [creators])],
        "publisher": nodes.get(dataset.get("publisher", {}).get("@id")),
        "license": nodes[dataset["license"]["@id"]],
        "repository": next(code)["@id"],
        "program": site.release.manifest["versions"]["program"],
        "files": publication.dumps,
        "crate": publication.list_data(),
        "tables": publication.tables,
        "links": publication.list_links(""),
        "gone": [iri.removeprefix(base) for iri in site.gone],
        "address": site.routes.name,
    }
