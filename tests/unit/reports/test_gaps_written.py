"""Gaps as text, CSV, JSON and Markdown."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bioprod_graph.language import Text
from bioprod_graph.reports.gaps import (
    Filler,
    Gap,
    make_gaps_document,
    make_gaps_json,
    make_gaps_rows,
)
from bioprod_graph.sparql.query_files import QueryFile
from tests.rendering import render, render_html, render_markdown, render_text

if TYPE_CHECKING:
    from bioprod_graph.language import Language

HEADER: dict[str, tuple[str, ...]] = {
    "title_fr": ("Sans date",),
    "title_en": ("Without a date",),
    "rank": ("7",),
}
KIND = QueryFile(Path("term-without-date.rq"), HEADER, "")
OTHER = QueryFile(Path("a-label-missing.rq"), HEADER | {"rank": ("8",)}, "")


def make(
    kind: QueryFile = KIND,
    *,
    line: int = 0,
    draft: str = "a,,c|",
    missing: tuple[str, ...] = ("b",),
) -> Gap:
    cells = {"a": "a", "b": "", "c": "c|"} if kind is KIND else {}
    said = Text({"fr": "Il manque | ceci.", "en": "This | is missing."})
    return Gap(
        kind, "https://example.org/x", said, Filler("data/t.csv", line, cells, missing, draft)
    )


def show(gaps: list[Gap], language: Language, *, top: int | None = None, width: int = 80) -> str:
    document = make_gaps_document(gaps, language, top=top)
    return render_text(document, width=width).replace("\u00a0", " ")


def render_csv(gaps: list[Gap], language: Language) -> str:
    return render(make_gaps_rows(gaps, language), "rows", "csv")


def render_json(gaps: list[Gap], language: Language) -> str:
    return render(make_gaps_json(gaps, language), "record", "json")


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("fr", "data/t.csv · ligne 3 à compléter · à remplir : b"),
        ("en", "data/t.csv · row to complete at line 3 · to fill: b"),
    ],
)
def test_text_says_what_where_and_how(language: Language, said: str) -> None:
    """Kind by kind by rank, with the number of gaps; of the draft, the cells that are known."""
    gaps = [make(OTHER, missing=(), draft="x ."), make(line=3)]
    text = show(gaps, language, width=120)
    title = HEADER[f"title_{language}"][0]
    first, second = (text.index(f"\n\n{title} (1) · {kind.name}\n") for kind in (KIND, OTHER))
    assert first < text.index(said) < text.index("a=a · c=c|") < second < text.index("x .")


def test_a_row_of_which_nothing_is_known_shows_no_commas() -> None:
    gap = make()
    blank = replace(gap, draft=replace(gap.draft, cells={"a": "", "b": ""}, text=",,,"))
    assert ",,," not in show([blank], "en")


@pytest.mark.parametrize(
    ("language", "said"),
    [("fr", "4 lacunes, les plus importantes d’abord"), ("en", "4 gaps, most important first")],
)
def test_a_summary_comes_first(language: Language, said: str) -> None:
    """Kinds with their counts; of one kind there is nothing to sum up."""
    gaps = [make(OTHER), *(make(draft=str(n)) for n in range(3))]
    title = HEADER[f"title_{language}"][0]
    text = show(gaps, language)
    assert text.startswith(f"{said}\n\n")
    assert f"\n3 {title} · {KIND.name}\n1 {title} · {OTHER.name}\n\n{title} (3)" in text
    assert f"1 {title}" not in show(gaps[:1], language)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("fr", "… et 2 de plus : --kind term-without-date les montre toutes.\n"),
        ("en", "… and 2 more: --kind term-without-date shows all.\n"),
    ],
)
def test_some_of_each_kind_are_shown(language: Language, said: str) -> None:
    """And how many the rest is; what programs read is whole."""
    gaps = [make(draft=str(n)) for n in range(5)]
    sentence = gaps[0].said.say(language)
    short, whole = (show(gaps, language, top=top) for top in (3, None))
    assert (short.count(sentence), whole.count(sentence)) == (3, 5)
    assert said in short
    assert "…" not in whole


@pytest.mark.parametrize("width", [60, 80])
def test_no_line_is_longer_than_the_width(width: int) -> None:
    """An address that does not fit is cut."""
    address = "https://example.org/" + "x" * 100
    cells = {"a": "one two " * 12, "b": "", "c": address, "d": "end"}
    gap = replace(make(), draft=Filler("data/t.csv", 3, cells))
    lines = show([gap], "fr", width=width).splitlines()
    assert max(map(len, lines)) <= width
    assert address in "".join(line.strip() for line in lines)


@pytest.mark.parametrize(("language", "said"), [("fr", "ligne à ajouter"), ("en", "row to add")])
def test_a_row_to_add_is_told_from_one_to_complete(language: Language, said: str) -> None:
    """It has no line."""
    assert f"· {said} ·" in show([make()], language, width=120)


def test_gaps_come_in_the_order_of_the_language() -> None:
    """É with E, œ as oe, whatever the order in which they were found."""
    names = ["Zoé", "Œuvre", "Écho", "Eau", "Ordre"]
    gaps = [replace(make(), said=Text({"fr": f"{name}."})) for name in names]
    rows = csv.DictReader(io.StringIO(render_csv(gaps, "fr"), newline=""))
    assert [row["gap"] for row in rows] == ["Eau.", "Écho.", "Œuvre.", "Ordre.", "Zoé."]


def test_csv_is_read_back() -> None:
    """The draft is one cell."""
    text = render_csv([make(line=3), make()], "en")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert [row["line"] for row in rows] == ["3", ""]
    assert rows[0] == {
        "kind": "term-without-date",
        "thing": "https://example.org/x",
        "gap": "This | is missing.",
        "file": "data/t.csv",
        "line": "3",
        "row": "a,,c|",
        "to_fill": "b",
    }


def test_json_has_both_languages() -> None:
    """And the cells by column."""
    (gap,) = json.loads(render_json([make()], "fr"))
    assert gap["gap"] == {"fr": "Il manque | ceci.", "en": "This | is missing."}
    assert gap["cells"] == {"a": "a", "b": "", "c": "c|"}
    assert (gap["line"], gap["to_fill"]) == (None, ["b"])


def test_markdown_keeps_its_columns() -> None:
    """A vertical bar in a cell ends no column."""
    row = render_markdown(make_gaps_document([make(draft="a,,c|")], "fr")).splitlines()[-1]
    assert row.replace("\\|", "").count("|") == 4
    assert "Il manque \\| ceci." in row


@pytest.mark.parametrize(("language", "said"), [("fr", "Aucune lacune"), ("en", "No gaps")])
def test_nothing_missing_is_said(language: Language, said: str) -> None:
    """Or an empty list, where programs read."""
    document = make_gaps_document([], language)
    assert render_text(document) == f"{said}\n"
    assert f"<h1>{said}</h1>" in render_html(document)
    assert render_csv([], language) == "kind,thing,gap,file,line,row,to_fill\r\n"
    assert render_json([], language) == "[]\n"
