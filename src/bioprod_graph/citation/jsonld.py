"""Citations as JSON-LD 1.1 in the terms of schema.org, its context written in place.

https://www.w3.org/TR/json-ld11/ – nothing is fetched to read it, and no node is blank: bytes are
named by their digest, as RFC 6920 does (`ni:///sha-256;…`).
"""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bioprod_graph.citation.work import Work
    from bioprod_graph.dataset import Digest, Edition
    from bioprod_graph.language import Language

_SCHEMA = "http://schema.org/"
_CONTEXT: dict[str, Any] = {
    "@version": 1.1,
    "@vocab": _SCHEMA,
    "name": {"@id": f"{_SCHEMA}name", "@container": "@language"},
    "license": {"@id": f"{_SCHEMA}license", "@type": "@id"},
    "url": {"@id": f"{_SCHEMA}url", "@type": "@id"},
    "about": {"@id": f"{_SCHEMA}about", "@type": "@id"},
    "datePublished": {
        "@id": f"{_SCHEMA}datePublished",
        "@type": "http://www.w3.org/2001/XMLSchema#date",
    },
}
_DATE_LENGTH = len("2026-11-22")


def render_jsonld(work: Work, language: Language) -> str:
    """Write the work; names are in both languages, an answer in the one that it was given in."""
    node = {"@context": _context(work.edition), **_describe(work)}
    if work.kind == "answer":
        node["inLanguage"] = language
    return json.dumps(node, ensure_ascii=False, indent=2) + "\n"


def name_bytes(digest: Digest) -> str:
    """Name bytes by their digest, as RFC 6920 says."""
    encoded = base64.urlsafe_b64encode(bytes.fromhex(digest.sha256)).decode()
    return f"ni:///sha-256;{encoded.rstrip('=')}"


def _context(edition: Edition) -> dict[str, Any]:
    if len(edition.issued) == _DATE_LENGTH:
        return _CONTEXT
    return {key: value for key, value in _CONTEXT.items() if key != "datePublished"}


def _describe(work: Work) -> dict[str, Any]:
    if work.kind == "dataset":
        return _describe_edition(work.edition)
    content, *query = work.digests
    node: dict[str, Any] = {
        "@id": name_bytes(content),
        "@type": ["CreativeWork", "MediaObject"],
        "name": work.title.spread(),
        **_describe_bytes(content),
        "license": work.edition.license,
        "version": work.edition.version,
        "isPartOf": _describe_edition(work.edition),
    }
    if work.kind == "entry":
        return node | {"about": work.iri}
    question = {
        "@id": work.iri,
        "@type": "SoftwareSourceCode",
        "encoding": [_describe_file(digest) for digest in query],
    }
    return node | {"isBasedOn": question}


def _describe_edition(edition: Edition) -> dict[str, Any]:
    return {
        "@id": edition.iri,
        "@type": "Dataset",
        "name": edition.title.spread(),
        "creator": [
            {"@id": author.iri, "@type": "Organization", "name": author.name.spread()}
            for author in edition.authors
        ],
        "version": edition.version,
        "datePublished": edition.issued,
        "license": edition.license,
        "url": edition.iri,
        "encoding": [_describe_file(edition.digest)],
    }


def _describe_file(digest: Digest) -> dict[str, Any]:
    return {"@id": name_bytes(digest), "@type": "MediaObject", **_describe_bytes(digest)}


def _describe_bytes(digest: Digest) -> dict[str, Any]:
    return {"encodingFormat": digest.media_type, "sha256": digest.sha256}
