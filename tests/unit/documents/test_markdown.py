"""Markdown: the text is that of the document, whatever is in it."""

from __future__ import annotations

import re

import pytest
from markdown_it import MarkdownIt

from bioprod_graph.documents import Document, Note, Paragraph, Sentence
from bioprod_graph.documents.text import clean
from tests.rendering import render_markdown
from tests.unit.documents.conftest import make_document, make_one

# Each means something to some reader of Markdown.
HOSTILE = [
    "a | b || c",
    "*bold* **bolder** _under_ __more__ ~~gone~~",
    "[link](https://example.org) ![image](x.png) [^1] [^1]: note",
    "`code` ``more`` \\ \\* back\\",
    "<script>alert(1)</script> <!-- x --> <https://example.org>",
    "&amp; &lt; &#60; &nbsp; R&D AT&T",
    "# heading #",
    "- item",
    "+ item",
    "* item",
    "1. item",
    "12) item",
    "> quote",
    "---",
    "===",
    "~~~",
    "```",
    "    indented",
    "two\n\nparagraphs\n# heading",
    "Really!",
    ": definition",
    "$x^2$ and $$y$$",
    "see https://example.org/a_b_c and www.example.org",
    "| a |",
    "a\u00a0: b\u202f!",
]


def read_text(markdown: str) -> tuple[list[str], set[str]]:
    """Read the text of each block, and the kinds of tokens, as a reader of GitHub's Markdown."""
    texts, kinds = [], set()
    for token in MarkdownIt("gfm-like", {"linkify": False}).parse(markdown):
        kinds.add(token.type)
        if token.type == "inline":
            children = token.children or []
            kinds.update(child.type for child in children)
            texts.append("".join(child.content for child in children))
    return texts, kinds


class TestEscapes:
    """Text stays text."""

    @pytest.mark.parametrize("text", HOSTILE)
    def test_each_block_reads_as_it_was_given(self, text: str) -> None:
        """In a title, a heading, a paragraph, a table and the colophon."""
        texts, kinds = read_text(render_markdown(make_one(text)))
        assert texts == [clean(text)] * len(texts)
        assert len(texts) == 1 + 1 + 1 + 1 + 4 + 1
        assert kinds <= {
            "inline",
            "text",
            "text_special",
            "hr",
            *(f"{kind}_{end}" for kind in _BLOCKS for end in ("open", "close")),
        }

    @pytest.mark.parametrize("text", HOSTILE)
    def test_a_note_reads_as_it_was_given(self, text: str) -> None:
        """On the line that defines it."""
        document = make_one("x", notes=(Note(text, "https://example.org/"),))
        line = render_markdown(document).rstrip("\n").splitlines()[-1]
        assert line.startswith("[^1]: ")
        assert line.endswith(" <https://example.org/>")
        texts, kinds = read_text(
            line.removeprefix("[^1]: ").removesuffix(" <https://example.org/>")
        )
        assert texts == [clean(text)]
        assert kinds <= {"inline", "text", "text_special", "paragraph_open", "paragraph_close"}

    @pytest.mark.parametrize("text", HOSTILE)
    def test_marks_stay_marks(self, text: str) -> None:
        """A sentence does not take the mark that follows it into its own syntax."""
        markdown = render_markdown(make_one(text, notes=(Note("n"),)))
        texts, _ = read_text(markdown.rpartition("[^1]: ")[0])
        assert sum(each.endswith("[^1]") for each in texts) == 4

    def test_plain_text_is_not_burdened(self) -> None:
        """What Markdown leaves alone is not escaped: people read the source, too."""
        text = "Le 1er mai (l’« R&D »), d’ici 2022-05-31 : 3,5 % – a+b=c. Fin"
        assert render_markdown(Document(text, "fr", None, (), "")) == f"# {text}\n"

    def test_addresses_in_text_do_not_become_links(self) -> None:
        """GitHub would make links of them, and take a backslash into the address."""
        markdown = render_markdown(make_one("https://example.org/a www.example.org"))
        assert not re.search(r"https?://|www\.", markdown)


_BLOCKS = ("heading", "paragraph", "table", "thead", "tbody", "tr", "th", "td")


class TestNotes:
    """Footnotes."""

    def test_a_note_is_written_once(self, document: Document) -> None:
        """However often it is cited; definitions come last, in their order."""
        markdown = render_markdown(document)
        assert markdown.count("[^1]") == 4
        assert markdown.splitlines()[-3:] == [
            "[^1]: A page <https://example.org/page#:~:text=a,b>",
            "",
            "[^2]: A report <https://www.example.org/report?a=1&b=2>",
        ]

    def test_two_marks_do_not_run_together(self, document: Document) -> None:
        """A thin space that does not break stands between them."""
        assert "done[^1]\u202f[^2] |" in render_markdown(document)

    def test_french_marks_stand_before_the_stop(self) -> None:
        """In a paragraph."""
        assert "One is known[^1]. The" in render_markdown(make_document("fr"))
        assert "One is known.[^1] The" in render_markdown(make_document("en"))

    def test_only_the_web_is_linked(self) -> None:
        """Another address is shown as text."""
        note = Note("n", "javascript:alert('*')")
        lead = Paragraph((Sentence("x", (note,)),))
        markdown = render_markdown(Document("T", "en", lead, (), ""))
        assert markdown.endswith("[^1]: n javascript:alert('\\*')\n")

    def test_an_address_holds_no_entity(self) -> None:
        """Some readers decode it there and some do not: what would end it is encoded."""
        note = Note("n", "https://example.org/?a&copy;b")
        markdown = render_markdown(make_one("x", notes=(note,)))
        tokens = MarkdownIt().parse(markdown.rpartition("[^1]: ")[2])
        links = [c for t in tokens for c in t.children or [] if c.type == "link_open"]
        assert [link.attrs["href"] for link in links] == ["https://example.org/?a&copy%3Bb"]


class TestBlocks:
    """Lists, figures, sub-headings, links."""

    def test_each_is_what_is_expected(self, whole: Document) -> None:
        """A table for each sub-heading; a status is its word."""
        assert render_markdown(whole) == (
            "# Whole\n\n"
            "## Figures\n\n"
            "- **8 of 11** with a follow-up\n- **3** without any\n\n"
            "## Table\n\n"
            "### Axis 1\n\n| Name | Status |\n| --- | --- |\n| 1. Network | partly[^1] |\n\n"
            "### Axis 2\n\n| Name | Status |\n| --- | --- |\n| 2. Shop | none[^1] |\n\n"
            "- It names Genopole[^1]\n- It is the second.\n\n"
            "---\n\nMade for a test.\n\n"
            "[^1]: A page <https://example.org/page#:~:text=a,b>\n"
        )

    def test_what_names_a_thing_is_linked_where_its_page_is_known(self, whole: Document) -> None:
        """As a reader of Markdown finds it."""
        markdown = render_markdown(whole, address=lambda thing: f"{thing}?a=(b)_[c]")
        links = [
            child.attrs["href"]
            for token in MarkdownIt("gfm-like", {"linkify": False}).parse(markdown)
            for child in token.children or []
            if child.type == "link_open"
        ]
        # The last one is that of the note.
        assert [str(link).partition("?")[0] for link in links[:-1]] == [
            f"https://example.org/id/{name}" for name in ("partly", "none", "Genopole")
        ]


class TestWhole:
    """The document as a whole."""

    def test_it_is_what_is_expected(self, document: Document) -> None:
        """Blocks apart by an empty line, and one line end at the end."""
        assert render_markdown(document) == (
            "# What became of it\n\n"
            "One is known.[^1] The other is not.\n\n"
            "## Table\n\n"
            "| Name | Status |\n| --- | --- |\n"
            "| Network | done[^1]\u202f[^2] |\n| One-stop shop | none known |\n\n"
            "## Text\n\n"
            "It was read.[^1]\n\n"
            "---\n\n"
            "Made for a test.\n\n"
            "[^1]: A page <https://example.org/page#:~:text=a,b>\n\n"
            "[^2]: A report <https://www.example.org/report?a=1&b=2>\n"
        )

    def test_what_is_empty_leaves_no_trace(self) -> None:
        """No lead, no sections, no colophon, no notes."""
        assert render_markdown(Document("T", "en", None, (), "")) == "# T\n"
        lead = Paragraph((Sentence(""), Sentence("a"), Sentence("")))
        assert render_markdown(Document("T", "en", lead, (), "")) == "# T\n\na\n"
