"""Text within Markdown is read back as the characters that it is."""

from __future__ import annotations

from html import unescape
from html.parser import HTMLParser

import pytest
from markdown_it import MarkdownIt

from bioprod_graph.formats.markdown import escape_cell, escape_markdown

HARD = [
    *("a | b", "|", "\\", "\\|", "a\\", "*x*", "**x**", "_x_", "__x__", "a_b_c", "___a", "a___"),
    *("_é_", "é_é", "1_2_", "`code`", "``", "[x](http://e.org)", "![x](y)", "[^1]", "<b>x</b>"),
    *("<http://e.org>", "https://e.org/a_b", "&amp;", "&#65;", "&copy", "# x", "~~x~~", "$x$"),
    *("www.e.org", "x!", "ada@example.org", "l’été", "漢字", "e\u0301", "<!-- x -->", "]]>"),
]


class Reader(HTMLParser):
    """Gathers the text of each cell, and of each code span."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.cells: list[str] = []
        self.others: list[str] = []

    def handle_starttag(self, tag: str, _attributes: list[tuple[str, str | None]]) -> None:
        if tag == "td":
            self.cells.append("")
        elif tag not in ("table", "thead", "tbody", "tr", "th", "code"):
            self.others.append(tag)

    def handle_data(self, data: str) -> None:
        if self.cells:
            self.cells[-1] += data


def read_cells(*cells: str) -> tuple[list[str], list[str]]:
    parser = MarkdownIt("gfm-like", {"linkify": False})
    reader = Reader()
    reader.feed(parser.render(f"| a | b |\n| --- | --- |\n| {' | '.join(cells)} |\n"))
    return [cell.strip() for cell in reader.cells], reader.others


@pytest.mark.parametrize("text", HARD)
def test_a_cell_is_its_text(text: str) -> None:
    """Not more, not less, and no other element."""
    assert read_cells(escape_cell(text), "after") == ([text, "after"], [])


@pytest.mark.parametrize("text", HARD)
def test_a_paragraph_is_its_text(text: str) -> None:
    """After other words, where no list or heading begins."""
    html = MarkdownIt("commonmark").render(f"so {escape_markdown(text)}")
    assert unescape(html) == f"<p>so {text}</p>\n"


def test_a_cell_is_one_line() -> None:
    """What would act on a terminal is shown in it."""
    assert escape_cell("a\r\nb\tc\x1b\u202e") == "a b c\ufffd\ufffd"


def test_words_with_underscores_are_left_readable() -> None:
    """Within a word they mean nothing."""
    assert escape_markdown("seat_of_2021 _x_") == "seat_of_2021 \\_x\\_"
