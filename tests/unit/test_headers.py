"""The header of an .rq file: read, required, and refused where it is malformed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bioprod_graph.errors import FileError, ProjectError
from bioprod_graph.headers import QueryFile, read_queries, read_query

if TYPE_CHECKING:
    from pathlib import Path

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


class TestRequire:
    def test_it_gives_itself_when_keys_are_there(self, query: QueryFile) -> None:
        """Required and allowed keys together are all that it may have."""
        assert query.require(["title_en"], allowed=["param", "tags"]) is query

    @pytest.mark.parametrize("key", ["since", "tags"])
    def test_a_missing_or_empty_key_is_named(self, key: str, query: QueryFile) -> None:
        """The line to add is shown."""
        with pytest.raises(ProjectError, match=rf"a-name\.rq: the header lacks the line #\+ {key}"):
            query.require([key], allowed=["title_en", "param", "tags"])

    def test_an_unknown_key_is_named(self, query: QueryFile) -> None:
        """A misspelt key is not ignored."""
        with pytest.raises(ProjectError, match="unknown header key “param”"):
            query.require(["title_en"])
