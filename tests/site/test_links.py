"""What the files of a site say to programs is read as it stands, whatever they hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from bioprod_graph.errors import UsageError
from bioprod_graph.site import read_site

if TYPE_CHECKING:
    from pathlib import Path

BASE = "https://example.org/x/"
IANA = "http://www.iana.org/assignments/relation/"


def read(folder: Path) -> set[tuple[str, str, str]]:
    return {
        (quad.subject.value, quad.predicate.value, quad.object.value)
        for quad in read_site(folder, BASE)
        if isinstance(quad.subject, ox.NamedNode)
        and isinstance(quad.object, ox.NamedNode | ox.Literal)
    }


def write(folder: Path, name: str, text: str) -> None:
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")


def test_links_of_a_head_lead_from_the_canonical_address(tmp_path: Path) -> None:
    write(tmp_path, "index.html", "<head></head>")
    head = (
        '<link rel="describedby ALTERNATE" href="../b.ttl" type="text/turtle">'
        '<link rel=up href="../../../index.html">'
    )
    body = '<link rel="license" href="https://example.org/no">'
    write(tmp_path, "id/a/b/index.html", f"<head>{head}</head><body>{body}</body>")
    told = read(tmp_path)
    page, file = f"{BASE}id/a/b/", f"{BASE}id/a/b.ttl"
    assert (page, f"{IANA}describedby", file) in told
    assert (page, f"{IANA}alternate", file) in told
    assert (page, f"{IANA}up", BASE) in told
    assert (file, "http://purl.org/dc/terms/format", "text/turtle") in told
    assert not any(relation == f"{IANA}license" for _, relation, _ in told)


def test_each_file_is_told_with_its_size(tmp_path: Path) -> None:
    write(tmp_path, "index.html", "")
    write(tmp_path, "data/a.nq", "12345")
    assert (f"{BASE}data/a.nq", "http://purl.org/dc/terms/extent", "5") in read(tmp_path)


@pytest.mark.parametrize("name", ["catalog.ttl", ".well-known/void"])
def test_descriptions_say_what_they_say_in_their_own_graph(tmp_path: Path, name: str) -> None:
    write(tmp_path, "index.html", "")
    write(tmp_path, name, "<urn:a> <urn:b> <urn:c> .")
    graphs = {quad.graph_name for quad in read_site(tmp_path, BASE) if "urn:a" in str(quad.subject)}
    assert graphs == {ox.NamedNode(BASE + name)}


@pytest.mark.parametrize(
    "hostile",
    [
        '<head><link rel=item href="http://["></head>',
        '<head><link rel="a b" href="\\x00"><link href><link rel></head>',
        "<head><link rel='><script>' href='javascript:1'>",
        "<" * 10_000,
    ],
)
def test_what_is_malformed_says_nothing_and_stops_nothing(tmp_path: Path, hostile: str) -> None:
    write(tmp_path, "index.html", hostile)
    write(tmp_path, "catalog.ttl", "<urn:a> <urn:b> ")
    assert any(name == BASE for name, _, _ in read(tmp_path))
    assert not any(name == "urn:a" for name, _, _ in read(tmp_path))


def test_a_folder_without_a_home_page_is_no_site(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        list(read_site(tmp_path, BASE))
