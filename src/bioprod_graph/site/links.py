"""What a folder of a site says to programs, as statements that queries can ask.

    PAGE iana:REL TARGET          a link in the head of a page, by its relation
    TARGET dcterms:format TYPE    the media type that a link tells
    FILE dcterms:extent N         each file that is there, with its size in bytes

A page has its canonical address, which does not name `index.html`. What its files of Turtle say
stands in the graph that each of them is. https://www.iana.org/assignments/link-relations
"""

from __future__ import annotations

from html.parser import HTMLParser
from typing import TYPE_CHECKING
from urllib.parse import urljoin

import pyoxigraph as ox

from bioprod_graph.errors import UsageError
from bioprod_graph.files import read_bytes, walk_files
from bioprod_graph.rdf import place
from bioprod_graph.site.routes import INDEX, WELL_KNOWN

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_RELATION = "http://www.iana.org/assignments/relation/"
_FORMAT = ox.NamedNode("http://purl.org/dc/terms/format")
_EXTENT = ox.NamedNode("http://purl.org/dc/terms/extent")
_END = b"</head>"
_LONGEST = 64 * 1024 * 1024  # bytes of a page or of a file of Turtle


def read_site(folder: Path, base: str) -> Iterator[ox.Quad]:
    """Read what the files of a site say whose addresses begin with `base`.

    Raises UsageError for what is no folder of a site, FileError for a file that cannot be read.
    """
    if not (folder / INDEX).is_file():
        raise UsageError("{folder} holds no site: bioprod publish makes one", folder=folder)
    for path in walk_files(folder):
        name = path.relative_to(folder).as_posix()
        file = ox.NamedNode(base + name.removesuffix(INDEX))
        yield ox.Quad(file, _EXTENT, ox.Literal(path.stat().st_size), file)
        if path.suffix == ".html":
            head = read_bytes(path, limit=_LONGEST).partition(_END)[0]
            yield from _read_links(head.decode(errors="replace"), base + name, file)
        elif name in WELL_KNOWN.values() or (path.suffix == ".ttl" and path.parent == folder):
            yield from _read_turtle(read_bytes(path, limit=_LONGEST), file)


class _Links(HTMLParser):
    """Collects the links of a head."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[dict[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "link":
            self.found.append({name: value or "" for name, value in attrs})


def _read_links(head: str, address: str, page: ox.NamedNode) -> Iterator[ox.Quad]:
    parser = _Links()
    parser.feed(head)
    for link in parser.found:
        for relation in link.get("rel", "").lower().split():
            try:
                goal = urljoin(address, link.get("href", "")).removesuffix(INDEX)
                predicate, target = ox.NamedNode(_RELATION + relation), ox.NamedNode(goal)
            except ValueError:
                continue  # no address: a test finds that there is none
            yield ox.Quad(page, predicate, target, page)
            if link.get("type"):
                yield ox.Quad(target, _FORMAT, ox.Literal(link["type"]), page)


def _read_turtle(content: bytes, file: ox.NamedNode) -> Iterator[ox.Quad]:
    """Read statements of a file; what is malformed says nothing."""
    try:
        said = list(ox.parse(content, format=ox.RdfFormat.TURTLE))
    except SyntaxError:
        return
    yield from place(said, file)
