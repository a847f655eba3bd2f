"""The page as bytes: safe, whole, the same every time, and told to those who do not see it."""

from __future__ import annotations

import base64
import hashlib
import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from importlib import resources
from pathlib import Path

import pytest

from bioprod_graph.documents import Document, Note, Paragraph, clean
from bioprod_graph.documents.templates import make_environment, make_policy
from bioprod_graph.drawing import draw_glyph
from tests.pictures import measure_contrast
from tests.rendering import render_html
from tests.unit.documents.conftest import make_document, make_one

HOSTILE = "</style></title><script>alert(1)</script><img src=x onerror=alert(1)>{{7*7}}&amp;\"'"
ENOUGH = 4.5
ROOT = Path(__file__).resolve().parents[3]
ALLOWED = {
    *("html", "head", "meta", "title", "link", "style", "body", "main", "section", "footer"),
    *("h1", "h2", "p", "sup", "span", "a", "ol", "ul", "li", "dl", "div", "dt", "dd"),
    *("table", "thead", "tbody", "tr", "th", "td", "svg", "path", "header"),
}


class Reader(HTMLParser):
    """Collects tags, ids and the text of styles."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.styles: list[str] = []
        self.text: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        (self.styles if self.cdata_elem == "style" else self.text).append(data)

    def find(self, tag: str, **attributes: str) -> list[dict[str, str | None]]:
        return [
            found
            for name, found in self.tags
            if name == tag and all(found.get(key) == value for key, value in attributes.items())
        ]


@pytest.fixture
def page(document: Document) -> Reader:
    return Reader(render_html(document))


class TestSafety:
    """Nothing runs, and nothing is fetched."""

    def test_the_policy_names_the_one_style(self, page: Reader) -> None:
        """By its digest; nothing else is allowed."""
        (style,) = page.styles
        digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
        (policy,) = page.find("meta", **{"http-equiv": "Content-Security-Policy"})
        assert policy["content"] == (
            f"default-src 'none'; style-src 'sha256-{digest}'; "
            "img-src data:; font-src data:; base-uri 'none'; form-action 'none'"
        )

    def test_no_element_fetches_or_runs(self, page: Reader) -> None:
        """One file, no script."""
        assert {name for name, _ in page.tags} <= ALLOWED
        assert [link["href"] for link in page.find("link")] == ["data:,"]
        assert not re.search(r'url\((?!"data:font)|@import', page.styles[0])

    def test_no_attribute_holds_code_or_style(self, page: Reader) -> None:
        """The policy would forbid it."""
        names = {name for _, attributes in page.tags for name in attributes}
        assert not {name for name in names if name == "style" or name.startswith("on")}

    def test_hostile_text_stays_text(self) -> None:
        """Wherever it stands, notes included."""
        hostile = Reader(render_html(make_one(HOSTILE, notes=(Note(HOSTILE, HOSTILE),))))
        harmless = Reader(render_html(make_one("x", notes=(Note("x", "x"),))))
        assert [name for name, _ in hostile.tags] == [name for name, _ in harmless.tags]
        assert "".join(hostile.text).count(HOSTILE) >= 8

    @pytest.mark.parametrize("link", ["javascript:alert(1)", "data:text/html,x", "http://[bad"])
    def test_only_the_web_is_linked(self, link: str) -> None:
        """Another address is shown, and leads nowhere."""
        page = Reader(render_html(make_one("x", notes=(Note("n", link),))))
        assert all(str(found["href"]).startswith("#") for found in page.find("a"))
        assert link in "".join(page.text)

    def test_links_do_not_tell_where_one_comes_from(self, page: Reader) -> None:
        """Neither to the page that is opened nor to its server."""
        links = [found for found in page.find("a") if not str(found["href"]).startswith("#")]
        assert links
        assert {found["rel"] for found in links} == {"noopener noreferrer"}
        assert page.find("meta", name="referrer")[0]["content"] == "no-referrer"


class TestNotes:
    """Footnotes lead there and back."""

    def test_every_link_within_the_page_has_its_target(self, page: Reader) -> None:
        """And no id is there twice."""
        ids = [str(found["id"]) for _, found in page.tags if "id" in found]
        assert len(ids) == len(set(ids))
        inner = {str(a["href"])[1:] for a in page.find("a") if str(a["href"]).startswith("#")}
        assert inner <= set(ids)

    def test_each_use_of_a_note_has_its_way_back(self, page: Reader) -> None:
        """As many links lead back as lead there."""
        there = page.find("a", role="doc-noteref")
        back = page.find("a", role="doc-backlink")
        assert {f"#{found['id']}" for found in there} == {found["href"] for found in back}
        assert len(there) == len(back) == 4

    def test_links_of_notes_are_named(self) -> None:
        """A screen reader says more than a figure or an arrow, and tells ways back apart."""
        text = render_html(make_document("en"))
        back = re.findall(r'doc-backlink"><span class="unseen">([^<]*)</span>(.*?)</a>', text)
        assert {said for said, _ in back} == {"Back to the text "}
        assert re.findall(r"<sup>(\d)</sup>", "".join(rest for _, rest in back)) == ["2", "3"]
        assert 'role="doc-noteref"><span class="unseen">Note </span>1</a>' in text

    def test_french_marks_stand_before_the_stop(self) -> None:
        """In English after it."""
        assert re.search(r"One is known<sup>.*?</sup>\. The", render_html(make_document("fr")))
        assert re.search(r"One is known\.<sup>.*?</sup> The", render_html(make_document("en")))

    def test_without_notes_there_is_no_section(self) -> None:
        """Nor an empty list."""
        assert not Reader(render_html(make_one("x"))).find("ol")


class TestMeaning:
    """What is told besides what is seen."""

    def test_the_language_is_told(self) -> None:
        """For hyphens and for screen readers."""
        for language in ("fr", "en"):
            page = Reader(render_html(Document("T", language, None, (), "")))
            assert page.find("html") == [{"lang": language}]

    def test_tables_are_told_by_their_elements(self, page: Reader) -> None:
        """A role that an element has by itself is no valid HTML; a stacked cell has its name."""
        told = ("table", "thead", "tbody", "tr", "th", "td")
        assert page.find("table")
        assert [tag for tag, given in page.tags if tag in told and "role" in given] == []
        assert len(page.find("th", scope="col")) == 2
        assert len(page.find("th", scope="row")) == 2
        assert [cell["data-name"] for cell in page.find("td")] == ["Status"] * 2

    def test_the_head_says_what_the_document_does(self, page: Reader) -> None:
        """Search engines show its lead under its title."""
        (described,) = page.find("meta", name="description")
        lead = " ".join(
            sentence.text for sentence in (make_document().lead or Paragraph(())).sentences
        )
        assert described["content"] == clean(lead)

    def test_headings_do_not_skip_a_level(self, page: Reader) -> None:
        """One title, and sections under it."""
        headings = [name for name, _ in page.tags if re.fullmatch("h[1-6]", name)]
        assert headings == ["h1", "h2", "h2", "h2"]


class TestParts:
    """What names things, and how far things are."""

    def test_what_names_a_thing_is_linked_where_its_page_is_known(self, whole: Document) -> None:
        """Beside the page or elsewhere on the web; the text is the same."""

        def find(thing: str) -> str:
            return f"../{thing.rpartition('/')[2]}/"

        plain, linked = (Reader(render_html(whole, address=each)) for each in (None, find))
        assert not plain.find("a", **{"class": "thing"})
        links = [link["href"] for link in linked.find("a", **{"class": "thing"})]
        assert links == ["../partly/", "../none/", "../Genopole/"]
        assert "".join(plain.text) == "".join(linked.text)

    @pytest.mark.parametrize("address", ["javascript:alert(1)", "//example.org/x", "", "data:x"])
    def test_what_is_no_address_is_no_link(self, whole: Document, address: str) -> None:
        """Whoever says where the page is."""
        page = Reader(render_html(whole, address=lambda _: address))
        assert page.find("a", **{"class": "thing"}) == []

    def test_a_status_has_its_sign(self, whole: Document) -> None:
        """That of pictures, or a disc as full as it is far; the word beside it tells all."""
        for sign, drawn in ((None, ("3/4", "done")), (("asked", "unclear"), ("asked", "unclear"))):
            text = render_html(whole, sign=lambda _, sign=sign: sign)
            assert f"{draw_glyph(drawn[0], colour=drawn[1])}partly</span>" in text
            assert {svg["aria-hidden"] for svg in Reader(text).find("svg")} == {"true"}

    def test_lists_figures_and_sub_headings(self, whole: Document) -> None:
        """Each has its elements; a sub-heading heads the rows of its group."""
        page = Reader(render_html(whole))
        assert len(page.find("ul")) == 1
        assert len(page.find("dt")) == len(page.find("dd")) == 2
        assert len(page.find("th", scope="rowgroup")) == 2
        assert len(page.find("tbody")) == 2


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("text", ["ink", "ink2", "link"])
@pytest.mark.parametrize("ground", ["bg", "hl"])
def test_text_stands_out(theme: int, text: str, ground: str) -> None:
    """On the page, and on the ground of what was jumped to."""
    file = resources.files("bioprod_graph.documents") / "layout" / "theme.css"
    pair = r"--(\w+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);"
    found = re.findall(pair, file.read_text(encoding="utf-8"))
    colours = {name: both[theme] for name, *both in found}
    assert measure_contrast(colours[text], colours[ground]) >= ENOUGH


class TestTemplates:
    """The door to jinja2."""

    def test_a_policy_without_scripts_does_not_mention_them(self) -> None:
        """What is not mentioned is what default-src says: nothing."""
        assert "script-src" not in make_policy([], ["a{}"])
        assert "script-src 'sha256-" in make_policy(["1"], [])

    def test_json_is_the_same_every_time(self) -> None:
        """Whatever the order of the keys."""
        template = make_environment("bioprod_graph.documents", folder="layout").from_string(
            "{{ value | json | safe }}"
        )
        assert template.render(value={"b": 1, "a": "é"}) == '{"a":"é","b":1}'


def test_same_document_same_bytes() -> None:
    """In other processes, too, where sets and dictionaries hash otherwise."""
    code = (
        "from tests.unit.documents.conftest import make_document as make;"
        "from tests.rendering import render_html, render_markdown;"
        "import hashlib;"
        "text = render_html(make('fr')) + render_markdown(make('fr'));"
        "print(hashlib.sha256(text.encode()).hexdigest())"
    )
    digests = {
        subprocess.run(
            [sys.executable, "-c", code],
            check=True,
            capture_output=True,
            cwd=ROOT,
            env=os.environ | {"PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("0", "1", "2")
    }
    assert len(digests) == 1
