"""Gaps as text, CSV, JSON and Markdown."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bioprod_graph.gaps import FORMATS, Gap, GapKind, render_gaps
from bioprod_graph.sparql.query_files import QueryFile

if TYPE_CHECKING:
    from bioprod_graph.findings import Language

HEADER: dict[str, tuple[str, ...]] = {
    "title_fr": ("Sans date",),
    "title_en": ("Without a date",),
    "rank": ("7",),
}
KIND = GapKind(QueryFile(Path("term-without-date.rq"), HEADER, ""), ())
OTHER = GapKind(QueryFile(Path("a-label-missing.rq"), HEADER | {"rank": ("8",)}, ""), ())


def make(
    kind: GapKind = KIND, *, line: int = 0, draft: str = "a,,c|", missing: tuple[str, ...] = ("b",)
) -> Gap:
    cells = {"a": "a", "b": "", "c": "c|"} if kind is KIND else {}
    say: dict[Language, str] = {"fr": "Il manque | ceci.", "en": "This | is missing."}
    return Gap(kind, "https://example.org/x", say, "data/t.csv", line, draft, cells, missing)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("fr", "data/t.csv · ligne 3 à compléter · à remplir\u00a0: b"),
        ("en", "data/t.csv · row to complete at line 3 · to fill: b"),
    ],
)
def test_text_says_what_where_and_how(language: Language, said: str) -> None:
    """Kind by kind by rank, with the number of gaps; of the draft, the cells that are known."""
    text = render_gaps([make(OTHER, missing=(), draft="x ."), make(line=3)], "table", language)
    title = HEADER[f"title_{language}"][0]
    first, second = (text.index(f"\n\n{title} (1) · {kind.name}\n  ") for kind in (KIND, OTHER))
    assert first < second
    assert f"\n    {said}\n    a=a · c=c|\n\n" in text
    assert text.endswith("    data/t.csv\n    x .\n")


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("fr", "4 lacunes, les plus importantes d’abord\u00a0:"),
        ("en", "4 gaps, most important first:"),
    ],
)
def test_a_summary_comes_first(language: Language, said: str) -> None:
    """Kinds with their counts; of one kind there is nothing to sum up."""
    gaps = [make(OTHER), *(make(draft=str(n)) for n in range(3))]
    title = HEADER[f"title_{language}"][0]
    assert render_gaps(gaps, "table", language).startswith(
        f"{said}\n  3  {title} · {KIND.name}\n  1  {title} · {OTHER.name}\n\n{title} (3)"
    )
    assert render_gaps(gaps[:1], "table", language).startswith(f"{title} (1)")


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("fr", "  … et 2 de plus\u00a0: --kind term-without-date les montre toutes.\n"),
        ("en", "  … and 2 more: --kind term-without-date shows all.\n"),
    ],
)
def test_some_of_each_kind_are_shown(language: Language, said: str) -> None:
    """And how the rest is; what programs or documents read is whole."""
    gaps = [make(draft=str(n)) for n in range(5)]
    sentence = gaps[0].say[language]
    short, whole = (render_gaps(gaps, "table", language, top=top) for top in (3, None))
    assert (short.count(sentence), whole.count(sentence)) == (3, 5)
    assert said in short
    assert "…" not in whole
    written = json.loads(render_gaps(gaps, "json", language, top=3))
    assert [gap["row"] for gap in written] == [gap.draft for gap in gaps]


@pytest.mark.parametrize("width", [60, 80])
def test_no_line_is_longer_than_the_width(width: int) -> None:
    """A cell begins on a line of its own if it does not fit; an address is cut."""
    address = "https://example.org/" + "x" * 100
    gap = replace(make(line=3), cells={"a": "one two " * 12, "b": "", "c": address, "d": "end"})
    lines = render_gaps([gap], "table", "fr", width=width).splitlines()
    assert max(map(len, lines)) <= width
    assert any(line.startswith("    c=https://example.org/") for line in lines)
    assert address in "".join(line.strip() for line in lines)


@pytest.mark.parametrize(("language", "said"), [("fr", "ligne à ajouter"), ("en", "row to add")])
def test_a_row_to_add_is_told_from_one_to_complete(language: Language, said: str) -> None:
    """It has no line."""
    assert f"· {said} ·" in render_gaps([make()], "table", language)


def test_gaps_come_in_the_order_of_the_language() -> None:
    """É with E, œ as oe, whatever the order in which they were found."""
    names = ["Zoé", "Œuvre", "Écho", "Eau", "Ordre"]
    gaps = [replace(make(), say={"fr": f"{name}.", "en": f"{name}."}) for name in names]
    rows = csv.DictReader(io.StringIO(render_gaps(gaps, "csv", "fr"), newline=""))
    assert [row["gap"] for row in rows] == ["Eau.", "Écho.", "Œuvre.", "Ordre.", "Zoé."]


def test_csv_is_read_back() -> None:
    """The draft is one cell."""
    text = render_gaps([make(line=3), make()], "csv", "en")
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
    (gap,) = json.loads(render_gaps([make()], "json", "fr"))
    assert gap["gap"] == {"fr": "Il manque | ceci.", "en": "This | is missing."}
    assert gap["cells"] == {"a": "a", "b": "", "c": "c|"}
    assert (gap["line"], gap["to_fill"]) == (None, ["b"])


@pytest.mark.parametrize("draft", ["a,,c|", "a,`b`,c|", "a,`,``,|"])
def test_markdown_keeps_its_columns(draft: str) -> None:
    """A vertical bar in a cell ends no column, a grave accent no code."""
    text = render_gaps([make(draft=draft)], "markdown", "fr")
    row = text.splitlines()[-1]
    assert row.replace("\\|", "").count("|") == 4
    assert "Il manque \\| ceci." in row
    assert draft.replace("|", "\\|") in row


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_nothing_missing_is_said(form: str, language: Language) -> None:
    """Or an empty list, where programs read."""
    text = render_gaps([], form, language)  # type: ignore[arg-type]
    empty = {"csv": "kind,thing,gap,file,line,row,to_fill\r\n", "json": "[]\n"}
    words = {"fr": "Aucune lacune.\n", "en": "No gaps.\n"}
    assert text == empty.get(form, words[language])
