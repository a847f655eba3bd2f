"""Citations as CSL-JSON, the input of citation managers and processors.

https://docs.citationstyles.org/en/stable/specification.html#appendix-iv-variables – what it
has no variable for, digests and licence, stands in `note`, a line each, as Zotero reads them.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bioprod_graph.citation.work import Work
    from bioprod_graph.language import Language

_TYPES = {"dataset": "dataset", "entry": "entry", "answer": "entry"}


def render_csl(work: Work, language: Language) -> str:
    """Write a list that holds the one item."""
    edition = work.edition
    digests = [f"sha256 {digest.of}: {digest.sha256}" for digest in work.digests]
    item: dict[str, Any] = {
        "id": work.key,
        "type": _TYPES[work.kind],
        "title": work.title.say(language),
        "author": [{"literal": author.name.say(language)} for author in edition.authors],
        "issued": {"date-parts": [edition.date_parts]},
        "version": edition.version,
        "URL": work.iri,
        "language": language,
        "note": "\n".join([*digests, f"license: {edition.license}"]),
    }
    if work.kind != "dataset":
        item["container-title"] = edition.title.say(language)
    return json.dumps([item], ensure_ascii=False, indent=2) + "\n"
