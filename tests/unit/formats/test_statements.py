"""Statements: which are read, and that they are written in one order."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from bioprod_graph.dataset import read_statements
from bioprod_graph.errors import DatasetError, FileError
from bioprod_graph.identifiers import PrefixTable
from tests.rendering import write_statements

if TYPE_CHECKING:
    from pathlib import Path

PREFIXES = PrefixTable(
    "https://example.org/",
    {"b": "https://example.org/b/", "a": "https://example.org/a/", "unused": "urn:u/"},
)
_A, _B, _G = (f"https://example.org/{name}/" for name in "abg")
_DECIMAL = "<http://www.w3.org/2001/XMLSchema#decimal>"
LINES = f"""\
<{_A}x#part> <{_B}p> "part" <{_G}two> .
<{_A}x> <{_B}p> "95.0"^^{_DECIMAL} <{_G}one> .
<{_A}y> <{_B}p> <{_A}x> <{_G}three> .
<{_G}one> <{_B}from> "page" <{_G}provenance> .
<{_G}three> <{_B}from> "other" <{_G}provenance> .
"""


@pytest.fixture
def dataset(tmp_path: Path) -> Path:
    """A dataset of five statements."""
    path = tmp_path / "dataset.nq"
    path.write_text(LINES, encoding="utf-8")
    return path


class TestRead:
    """`read_statements`."""

    def test_all(self, dataset: Path) -> None:
        """As they are spelled."""
        quads = read_statements(dataset)
        assert write_statements(quads, "nquads", PREFIXES).decode() == LINES

    def test_of_a_thing(self, dataset: Path) -> None:
        """Its parts too, and the provenance of what is said of it; not that of others."""
        quads = read_statements(dataset, things={"https://example.org/a/x"})
        written = write_statements(quads, "nquads", PREFIXES).decode()
        kept = LINES.splitlines(keepends=True)
        assert written == "".join([kept[0], kept[1], kept[3]])

    def test_of_graphs(self, dataset: Path) -> None:
        """Only what stands in them."""
        quads = read_statements(dataset, graphs={"https://example.org/g/three"})
        assert [str(quad.object) for quad in quads] == ["<https://example.org/a/x>"]

    def test_a_missing_file_is_told(self, tmp_path: Path) -> None:
        """By its name."""
        with pytest.raises(FileError, match=r"none\.nq: cannot be read"):
            read_statements(tmp_path / "none.nq")

    def test_a_damaged_file_is_told(self, dataset: Path) -> None:
        """It is not taken for shorter than it was."""
        dataset.write_text(LINES + "<https://example.org/a/x> <", encoding="utf-8")
        with pytest.raises(DatasetError, match=r"dataset\.nq: malformed N-Quads \(.*\)"):
            read_statements(dataset)


IMPORTS = "<http://www.w3.org/2002/07/owl#imports>"
HEADER = f'<{_A}o> {IMPORTS} <{_A}module> <{_G}one> .\n<{_A}o> <{_B}p> "o" <{_G}one> .\n'


class TestWrite:
    """`write_statements`."""

    @pytest.mark.parametrize("form", ["turtle", "rdfxml", "jsonld", "ntriples"])
    def test_flat_files_import_nothing(self, form: str) -> None:
        """All is in them, and programs would look for the rest on the network."""
        quads = list(ox.parse(HEADER.encode(), format=ox.RdfFormat.N_QUADS))
        written = write_statements(quads, form, PREFIXES)
        assert b"imports" not in written
        assert b"module" not in written
        assert b'"o"' in written or b">o<" in written

    @pytest.mark.parametrize("form", ["trig", "nquads"])
    def test_datasets_keep_imports(self, form: str) -> None:
        """A graph a module stands in them."""
        quads = list(ox.parse(HEADER.encode(), format=ox.RdfFormat.N_QUADS))
        assert b"imports" in write_statements(quads, form, PREFIXES)

    @pytest.mark.parametrize("form", ["turtle", "trig", "rdfxml", "jsonld", "ntriples", "nquads"])
    def test_the_order_of_statements_does_not_show(self, dataset: Path, form: str) -> None:
        """Same statements, same bytes."""
        quads = read_statements(dataset)
        first = write_statements(quads, form, PREFIXES)
        assert all(write_statements(reversed(quads), form, PREFIXES) == first for _ in range(20))

    @pytest.mark.parametrize("form", ["turtle", "trig"])
    def test_only_used_prefixes_are_declared(self, dataset: Path, form: str) -> None:
        """Sorted."""
        text = write_statements(read_statements(dataset), form, PREFIXES).decode()
        assert text.startswith(
            "@prefix a: <https://example.org/a/> .\n@prefix b: <https://example.org/b/> .\n"
        )
        assert "unused" not in text

    @pytest.mark.parametrize("form", ["turtle", "ntriples"])
    def test_literals_keep_their_spelling(self, dataset: Path, form: str) -> None:
        """As in the file."""
        assert b"95.0" in write_statements(read_statements(dataset), form, PREFIXES)

    def test_a_statement_in_two_graphs_is_one_triple(self) -> None:
        """The union of all graphs."""
        s, p = ox.NamedNode("urn:s"), ox.NamedNode("urn:p")
        quads = [ox.Quad(s, p, s, ox.NamedNode(f"urn:{name}")) for name in "gh"]
        assert write_statements(quads, "ntriples", PREFIXES) == b"<urn:s> <urn:p> <urn:s> .\n"
