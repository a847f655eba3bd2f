"""RDF beside pages and dumps: each tells what the release tells, and every program reads it."""

from __future__ import annotations

import gzip
import json
import warnings
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest
import rdflib

from bioprod_graph.dataset import open_release
from bioprod_graph.site import CONTEXT, Publication, Site, list_forms

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from bioprod_graph.project import Project

SAMPLE = 60  # in `make test`, every so many files is read
IMPORTS = ox.NamedNode("http://www.w3.org/2002/07/owl#imports")


def name_page(subject: object, base: str) -> str:
    """Give the path of the page that tells a subject; "" for what has none."""
    assert isinstance(subject, ox.NamedNode)
    path = subject.value.removeprefix(base).partition("#")[0]
    has_page = subject.value.startswith(base) and path.startswith(("id/", "ontology"))
    return path if has_page else ""


@pytest.fixture(scope="module")
def told(built: Project, quads: list[ox.Quad]) -> dict[str, set[ox.Triple]]:
    """What is told on each page."""
    pages: dict[str, set[ox.Triple]] = {}
    for quad in quads:
        if path := name_page(quad.subject, built.base):
            pages.setdefault(path, set()).add(quad.triple)
    return pages


def read(file: Path, media_type: str) -> set[ox.Triple]:
    form = ox.RdfFormat.from_media_type(media_type)
    assert form is not None
    return {quad.triple for quad in ox.parse(file.read_bytes(), format=form)}


def read_with_rdflib(file: Path, media_type: str) -> set[tuple[rdflib.term.Node, ...]]:
    # rdflib warns of what it does itself.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        return set(rdflib.Graph().parse(data=file.read_bytes(), format=media_type))


def check(names: Iterable[str], told: dict[str, set[ox.Triple]], files: Path) -> None:
    for name in names:
        found = []
        for form in list_forms():
            file = files / f"{name}{form.suffix}"
            assert read(file, form.media_type) == told[name], file
            found.append(read_with_rdflib(file, form.media_type))
        assert len(found[0]) == len(told[name]), name
        assert all(each == found[0] for each in found), name


def test_each_page_has_its_files_in_each_form(
    built: Project, told: dict[str, set[ox.Triple]], files: Path
) -> None:
    (version,) = (
        each.object.value.removeprefix(built.base)
        for each in told["ontology"]
        if each.predicate.value.endswith("#versionIRI") and isinstance(each.object, ox.NamedNode)
    )
    expected = {f"{name}{form.suffix}" for name in {*told, version} for form in list_forms()}
    expected.add("ontology/bioprod.owl")
    made = {path.relative_to(files).as_posix() for path in files.rglob("*") if path.is_file()}
    assert {name for name in made if name.startswith(("id/", "ontology"))} == expected
    for form in list_forms():
        same = (files / f"{version}{form.suffix}").read_bytes()
        assert (files / f"ontology{form.suffix}").read_bytes() == same


def test_files_tell_what_the_release_tells(told: dict[str, set[ox.Triple]], files: Path) -> None:
    check(["ontology", *sorted(told)[::SAMPLE]], told, files)


@pytest.mark.slow
def test_all_files_tell_what_the_release_tells(
    told: dict[str, set[ox.Triple]], files: Path
) -> None:
    check(sorted(told), told, files)


def test_no_file_fetches_a_context(files: Path) -> None:
    whole = json.loads((files / CONTEXT).read_bytes())["@context"]
    for file in files.rglob("*.jsonld"):
        assert json.loads(file.read_bytes())["@context"].items() <= whole.items(), file


def test_dumps_hold_everything(quads: list[ox.Quad], publication: Publication) -> None:
    said = {quad.triple for quad in quads}
    dumps = [dump for dump in publication.dumps if ox.RdfFormat.from_media_type(dump.media_type)]
    assert len(dumps) == len({dump.path for dump in dumps}) > 1
    for dump in dumps:
        form = ox.RdfFormat.from_media_type(dump.media_type)
        found = set(ox.parse(gzip.decompress(dump.content), format=form))
        if any(quad.graph_name != ox.DefaultGraph() for quad in found):
            assert found == set(quads), dump.path
        else:
            # All modules stand in a file without graphs, and programs would look for them.
            missing = said - {quad.triple for quad in found}
            assert {triple.predicate for triple in missing} <= {IMPORTS}, dump.path
            assert {quad.triple for quad in found} <= said, dump.path


def test_the_same_statements_give_the_same_bytes(
    built: Project, publication: Publication, files: Path
) -> None:
    again = Publication(Site(open_release(built), built, publication.publisher))
    for name, content in again.make_files():
        assert (files / name).read_bytes() == content, name
