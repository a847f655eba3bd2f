"""The registry: formats are found by kind and name, and tell of the edition where they can."""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox
import pytest

from bioprod_graph.documents import Author, Digest, Document, Edition, Work
from bioprod_graph.formats import Format, Points, Setting, list_formats, list_names, register
from bioprod_graph.language import Text
from bioprod_graph.networks import Network

if TYPE_CHECKING:
    from pathlib import Path

EDITION = Edition(
    "https://example.org/set/",
    Text({"": "Set"}),
    (Author("https://example.org/ada", Text({"": "Ada"})),),
    version="9.8.7",
    issued="2024",
    license="https://example.org/licence/7",
    digest=Digest("dataset", "ab" * 32, "application/n-quads"),
    name=Text({"": "Set"}),
)
SETTING = Setting(edition=EDITION)
IRI = ox.NamedNode("https://example.org/a")
NETWORK = Network("n", Text({"": "t"}), directed=True, nodes=(), links=())
VALUES: dict[str, Any] = {
    "network": NETWORK,
    "statements": [ox.Quad(IRI, IRI, IRI, IRI)],
    "points": Points(NETWORK, []),
    "document": Document("T", "en", None, (), ""),
    "work": Work("dataset", "set", EDITION.iri, EDITION.title, EDITION, (EDITION.digest,)),
    "record": {"a": 1},
}
FORMATS = [form for form in list_formats() if form.renders in VALUES]


def read(form: Format) -> str:
    """Read what a format writes, with all parts of an archive."""
    written = form.render(VALUES[form.renders], SETTING)
    if not form.is_binary:
        return written if isinstance(written, str) else written.decode()
    assert isinstance(written, bytes)
    with zipfile.ZipFile(io.BytesIO(written)) as archive:
        return "".join(archive.read(name).decode() for name in archive.namelist())


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: f"{form.renders}-{form.name}")
def test_the_edition_is_told_where_there_is_a_place(form: Format) -> None:
    """Licence, version and digest: those that the format says it has a place for, no other."""
    written = read(form)
    told = dict(zip(("licence", "version", "digest"), SETTING.imprint.values(), strict=True))
    assert {name for name, value in told.items() if value in written} >= set(form.places)
    if form.renders != "work":
        assert {name for name, value in told.items() if value in written} == set(form.places)


@pytest.mark.parametrize("form", ["turtle", "rdfxml", "graphml", "html", "dot"])
def test_what_is_told_of_the_edition_stays_within_its_place(form: str) -> None:
    """A version comes from data."""
    hostile = '1 --> <x y="z">\n<urn:a> <urn:b> <urn:c> .\x00'
    edition = Edition("", Text({}), (), hostile, "2024", hostile, EDITION.digest, Text({}))
    found = next(each for each in FORMATS if each.name == form)
    written = found.render(VALUES[found.renders], Setting(edition=edition))
    text = written if isinstance(written, str) else written.decode()
    plain = found.render(VALUES[found.renders], Setting())
    if form in ("turtle", "rdfxml"):
        rdf = ox.RdfFormat.from_media_type(found.media_type)
        assert [*ox.parse(text.encode(), format=rdf)] == [*ox.parse(plain, format=rdf)]
    assert "\x00" not in text
    if form in ("graphml", "html"):
        assert "<x y" not in text


def test_a_name_is_of_one_format() -> None:
    """Of a kind."""
    (first, *_) = FORMATS
    register(first)
    with pytest.raises(ValueError, match="two formats"):
        register(Format(first.name, first.renders, "", "", lambda _, __: ""))


def test_names_are_listed_once() -> None:
    """Those for reading first."""
    assert list_names("document", "rows")[:4] == ("bars", "map", "markdown", "table")
    assert list_names("rows", "statements").count("csv") == 1


NEW = """\
from bioprod_graph.formats.registry import Format, register

register(Format("names", "network", "text/plain", ".txt", lambda network, _: network.name + "\\n"))
"""


def test_a_new_format_is_one_file(built_folder: Path, tmp_path: Path) -> None:
    """Commands find it: no other file is touched."""
    (tmp_path / "names.py").write_text(NEW, encoding="utf-8")
    code = (
        "import sys, bioprod_graph.formats as formats; from bioprod_graph.cli import main\n"
        f"formats.__path__.append({str(tmp_path)!r})\n"
        f"sys.exit(main(['--project', {str(built_folder)!r}, *sys.argv[1:]]))\n"
    )
    words = ("export", "--of", "assises", "--format", "names")
    done = subprocess.run([sys.executable, "-c", code, *words], check=True, capture_output=True)
    assert done.stdout == b"assises\n"
