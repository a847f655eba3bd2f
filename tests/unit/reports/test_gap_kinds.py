"""Kinds of gaps are read from files, and a file that cannot be used is told."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from bioprod_graph.errors import NotFoundError, ProjectError
from bioprod_graph.reports.gaps import choose_kinds

if TYPE_CHECKING:
    from pathlib import Path

TITLES = "#+ title_fr: T\n#+ title_en: T\n#+ rank: 3\n"
HEADER = f"{TITLES}#+ sentence_fr: {{focus}}.\n#+ sentence_en: {{focus}}.\n"
SELECT = "SELECT ?focus ?other WHERE { ?focus ?p ?other }\n"


def write(folder: Path, lines: str, query: str = SELECT, *, name: str = "kind") -> Path:
    (folder / f"{name}.rq").write_text(HEADER + lines + query, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("lines", "query", "said"),
    [
        ("", SELECT, "either #+ table: … or #+ file: …"),
        ("#+ table: t\n#+ file: f\n#+ draft: d\n", SELECT, "either #+ table: … or #+ file: …"),
        ("#+ file: f\n", SELECT, "either #+ table: … or #+ file: …"),
        ("#+ table: t\n#+ row: a\n", SELECT, "malformed row “a”: expected column=value"),
        ("#+ table: {missing}\n", SELECT, "the query gives no ?missing"),
        ("#+ table: t\n", "SELECT ?other WHERE { ?other ?p ?o }", "the query gives no ?focus"),
        ("#+ table: t\n", "ASK { ?focus ?p ?o }", "expected a SELECT query"),
        ("#+ table: t\n", "SELECT WHERE", "malformed SPARQL"),
        ("#+ table: t\n#+ colour: red\n", SELECT, "unknown header key “colour”"),
    ],
)
def test_a_file_that_cannot_be_used_is_told(
    tmp_path: Path, lines: str, query: str, *, said: str
) -> None:
    """With its path."""
    with pytest.raises(ProjectError, match=rf"kind\.rq: .*{re.escape(said)}"):
        choose_kinds(write(tmp_path, lines, query))


@pytest.mark.parametrize("rank", ["0", "-1", "first", "1.5", "12345"])
def test_a_rank_that_is_no_place_is_told(tmp_path: Path, rank: str) -> None:
    """It is a whole number from 1 on."""
    path = write(tmp_path, "#+ table: t\n") / "kind.rq"
    path.write_text(path.read_text(encoding="utf-8").replace("rank: 3", f"rank: {rank}"))
    with pytest.raises(ProjectError, match=rf"kind\.rq: rank is “{re.escape(rank)}”"):
        choose_kinds(tmp_path)


def test_kinds_come_by_rank(tmp_path: Path) -> None:
    """Of one rank by name."""
    for name, rank in (("a", "10"), ("b", "9"), ("c", "9")):
        path = write(tmp_path, "#+ table: t\n", name=name) / f"{name}.rq"
        path.write_text(path.read_text(encoding="utf-8").replace("rank: 3", f"rank: {rank}"))
    assert [kind.name for kind in choose_kinds(tmp_path)] == ["b", "c", "a"]


def test_a_folder_without_kinds_is_told(tmp_path: Path) -> None:
    """Rather than that nothing is missing."""
    with pytest.raises(ProjectError, match="there are no kinds of gaps"):
        choose_kinds(tmp_path)


class TestChooseKinds:
    """choose_kinds"""

    @pytest.fixture
    def folder(self, tmp_path: Path) -> Path:
        for name in ("alpha", "beta", "gamma"):
            write(tmp_path, "#+ table: t\n", name=name)
        return tmp_path

    def test_without_names_are_all(self, folder: Path) -> None:
        """By name."""
        kinds = choose_kinds(folder)
        assert [kind.name for kind in kinds] == ["alpha", "beta", "gamma"]

    def test_keep_their_order(self, folder: Path) -> None:
        """Whatever the order of the names."""
        kinds = choose_kinds(folder, ["gamma", "alpha"])
        assert [kind.name for kind in kinds] == ["alpha", "gamma"]

    @pytest.mark.parametrize(
        ("name", "said"), [("gama", "did you mean gamma?"), ("zzz", "there are alpha, beta, gamma")]
    )
    def test_an_unknown_name_is_told(self, folder: Path, *, name: str, said: str) -> None:
        """With the nearest, or all."""
        with pytest.raises(NotFoundError) as error:
            choose_kinds(folder, [name])
        assert str(error.value) == f"no kind of gap is named {name}; {said}"
