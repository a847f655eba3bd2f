"""Citations as CSL-JSON, the input of citation managers and processors.

https://docs.citationstyles.org/en/stable/specification.html#appendix-iv-variables – what it
has no variable for, digests and licence, stands in `note`, a line each, as Zotero reads them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bioprod_graph.formats.registry import ALL_PLACES, Format, register, write_json

if TYPE_CHECKING:
    from bioprod_graph.documents.work import Work
    from bioprod_graph.formats.registry import Setting

_TYPES = {"dataset": "dataset", "entry": "entry", "answer": "entry"}


def _render(work: Work, setting: Setting) -> str:
    """Write a list that holds the one item."""
    edition, language = work.edition, setting.language
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
    return write_json([item])


register(
    Format(
        "csl-json",
        "work",
        "application/vnd.citationstyles.csl+json",
        ".json",
        _render,
        places=ALL_PLACES,
    )
)
