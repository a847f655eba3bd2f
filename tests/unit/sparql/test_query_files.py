"""The header of an .rq file: read, required, and refused where it is malformed."""

from __future__ import annotations

from pathlib import Path

import pytest

from bioprod_graph.errors import FileError, ProjectError
from bioprod_graph.sparql.query_files import QueryFile, read_queries, read_query, read_query_kinds

QUERY = """\
#+ title_en: A title: with a colon
#+ param: first
#+   param :   second
# A comment.
SELECT * { ?s ?p ?o }
#+ tags:
"""


@pytest.fixture
def query(tmp_path: Path) -> QueryFile:
    path = tmp_path / "a-name.rq"
    path.write_text(QUERY, "utf-8")
    return read_query(path)


class TestRead:
    def test_each_key_has_its_values_in_order(self, query: QueryFile) -> None:
        """A key may be given several times, anywhere in the file."""
        assert query.header == {
            "title_en": ("A title: with a colon",),
            "param": ("first", "second"),
            "tags": ("",),
        }

    def test_the_text_is_the_whole_file(self, query: QueryFile) -> None:
        """It can be pasted anywhere as it stands."""
        assert query.text == QUERY

    def test_the_name_is_that_of_the_file(self, query: QueryFile) -> None:
        """Without its ending."""
        assert query.name == "a-name"

    @pytest.mark.parametrize("line", ["#+ title", "#+ Title: x", "#+ : x", "#+ a-b: x", "#+"])
    def test_a_malformed_line_is_told_with_its_number(self, line: str, tmp_path: Path) -> None:
        """File and line lead to it."""
        path = tmp_path / "bad.rq"
        path.write_text(f"#+ title_en: x\n{line}\n", "utf-8")
        with pytest.raises(ProjectError, match=r"bad\.rq:2: malformed header line"):
            read_query(path)

    def test_a_file_that_cannot_be_read_is_named(self, tmp_path: Path) -> None:
        """Missing, or not UTF-8: one line with the path."""
        (tmp_path / "latin.rq").write_bytes(b"#+ title_fr: \xe9\n")
        for name in ("absent.rq", "latin.rq"):
            with pytest.raises(ProjectError, match=rf"{name}: cannot be read"):
                read_query(tmp_path / name)

    def test_a_folder_is_read_by_name(self, tmp_path: Path) -> None:
        """Only .rq files count; a folder that is not there is told, unless it need not be."""
        for name in ("b.rq", "a.rq", "c.txt"):
            (tmp_path / name).write_text("", "utf-8")
        assert [file.name for file in read_queries(tmp_path)] == ["a", "b"]
        with pytest.raises(FileError, match=r"absent: cannot be read \(No such file"):
            read_queries(tmp_path / "absent")
        assert read_queries(tmp_path / "absent", is_required=False) == []


class TestGet:
    def test_the_first_value_or_the_default(self, query: QueryFile) -> None:
        """A key that is not there has the default."""
        assert query.get("param") == "first"
        assert query.get("since") == ""
        assert query.get("since", "0.1.0") == "0.1.0"


HEADER = """\
#+ title_fr: Titre
#+ title_en: Title
#+ sentence_fr: {focus} manque[, de {table}].
#+ sentence_en: {focus} is missing[, of {table}].
#+ rank: 1
"""
SELECT = "SELECT ?focus ?table { ?focus ?p ?table }"


def read(folder: Path, text: str, kind: str = "gaps") -> QueryFile:
    path = folder / "a-name.rq"
    path.write_text(text, "utf-8")
    return read_query(path, kind)


class TestKinds:
    """query_kinds.toml"""

    def test_what_is_as_the_kind_says_is_read(self, tmp_path: Path) -> None:
        """With its form and what it selects, also after a byte order mark."""
        for mark in ("", "\ufeff"):
            file = read(tmp_path, mark + HEADER + SELECT)
            assert file.form == "SELECT"
            assert file.variables == {"focus", "table"}
            assert file.text_of("title").say("fr") == "Titre"

    @pytest.mark.parametrize(
        ("change", "message"),
        [
            (("#+ rank: 1", "#+ rank:"), r"the header lacks #\+ rank"),
            (("#+ title_fr: Titre\n", ""), r"the header lacks #\+ title_fr"),
            (("#+ rank: 1", "#+ rank: first"), "rank is “first”, expected 1, 2, 3 …"),
            (("#+ rank", "#+ since: 1\n#+ rank"), "unknown header key “since”"),
            ((SELECT, "ASK { ?focus ?p ?table }"), "expected a SELECT query"),
            ((SELECT, "SELECT ?focus {"), "malformed SPARQL"),
            (("SELECT ?focus ", "SELECT "), r"the query gives no \?focus"),
            ((" ?table {", " {"), r"the query gives no \?table"),
            (("{focus} is", "{focus|loud} is"), r"\{focus\|loud\}: no such form, known are count"),
            (("[, of", "[[, of"), r"expected \{name\}, \[part\] or \[one\|many\]"),
            (("{ ?focus ?p", "{ SERVICE <urn:a> { ?focus ?q 1 } ?focus ?p"), "SERVICE goes out"),
        ],
    )
    def test_what_is_not_is_told(
        self, tmp_path: Path, change: tuple[str, str], message: str
    ) -> None:
        """In one line that begins with the file."""
        text = HEADER + SELECT
        assert change[0] in text
        with pytest.raises(ProjectError, match=rf"a-name\.rq: .*{message}"):
            read(tmp_path, text.replace(*change))

    def test_a_text_is_there_in_each_language_or_in_none(self, tmp_path: Path) -> None:
        """Where it need not be there."""
        text = "#+ section_en: Seat\nSELECT * {}"
        with pytest.raises(ProjectError, match=r"the header lacks #\+ section_fr"):
            read(tmp_path, text, "reports")
        assert not read(tmp_path, "#+ kinds: a\nSELECT * {}", "reports").text_of("section")

    def test_a_value_is_one_of_those_that_the_kind_names(self, tmp_path: Path) -> None:
        """Such as the severity of a check."""
        text = (HEADER + SELECT).replace("sentence", "message").replace("rank: 1", "severity: bad")
        with pytest.raises(ProjectError, match="severity is “bad”, expected error, warning, info"):
            read(tmp_path, text, "checks")

    def test_each_folder_of_queries_is_a_kind(self) -> None:
        """And all of its files are as it says."""
        root = Path(__file__).resolve().parents[3]
        held = (root / "queries").rglob("*.rq")
        folders = {path.relative_to(root / "queries").parts[0] for path in held}
        assert folders <= set(read_query_kinds())
        for kind in folders:
            for path in (root / "queries" / kind).rglob("*.rq"):
                assert read_query(path, kind).text
        assert read_queries(root / "ontology" / "rules", "rules")
