"""Pictures as files: SVG by ourselves, PNG and PDF by what draws them."""

from __future__ import annotations

import shutil
from dataclasses import replace

import pytest

from bioprod_graph.documents import Digest, Edition
from bioprod_graph.drawing import Entry, Letters, Mark, Picture
from bioprod_graph.errors import FormatError
from bioprod_graph.formats import Setting, find_format, list_names
from bioprod_graph.language import LANGUAGES, Text

PARTS = (Mark(50, 30, 9, "sheet", "init"), Letters(70, 34, ("Déjà vu",), weight=600))
PICTURE = Picture(
    300, 60, PARTS, LANGUAGES[0], "A title", "A sentence",
    (Entry("sheet", "init", "Initiatives", 1), Entry("line", "k_own", "Owned", 2)),
)  # fmt: skip
EDITION = Edition(
    "https://example.org/", Text({}, otherwise="Work"), (), "1.2", "2026-11",
    "https://creativecommons.org/licenses/by/4.0/", Digest("dataset", "ab" * 32, ""), Text({}),
)  # fmt: skip


def render(name: str, edition: Edition | None = EDITION) -> str | bytes:
    return find_format(name, "picture").render(PICTURE, Setting(edition=edition))


def test_formats_of_pictures() -> None:
    """Whatever draws has these."""
    assert set(list_names("picture")) == {"pdf", "png", "svg"}


def test_svg_tells_its_origin() -> None:
    """Title, sentence, legend with numbers, and the edition, read and seen."""
    text = render("svg")
    assert isinstance(text, str)
    for told in ("A title", "A sentence", "Initiatives  1", "Owned  2", "version 1.2", "ab" * 32):
        assert told in text
    assert "Licence" in text
    assert "Licence" not in str(render("svg", None))


def test_png_is_drawn_with_our_letters() -> None:
    """Twice as many dots as pixels; the same whatever fonts the system has."""
    drawn = render("png")
    assert isinstance(drawn, bytes)
    assert drawn[:8] == b"\x89PNG\r\n\x1a\n"
    assert int.from_bytes(drawn[16:20], "big") == 2 * (300 + 48)
    assert drawn == render("png")


@pytest.mark.parametrize("weight", [400, 500, 600])
def test_png_has_its_letters(weight: int) -> None:
    """Each weight is drawn, and as itself."""

    def draw(text: str, weight: int) -> str | bytes:
        picture = replace(PICTURE, parts=(Letters(9, 30, (text,), size=30, weight=weight),))
        return find_format("png", "picture").render(picture, Setting())

    assert draw("mm", weight) != draw(" ", weight)
    assert all(draw("mm", weight) != draw("mm", w) for w in (400, 500, 600) if w != weight)


@pytest.mark.browser
@pytest.mark.parametrize(("name", "start"), [("pdf", b"%PDF"), ("png", b"\x89PNG")])
def test_a_browser_draws_what_nothing_else_does(
    name: str, start: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """PDF always, PNG where resvg is not installed."""
    monkeypatch.setitem(__import__("sys").modules, "resvg_py", None)
    drawn = render(name)
    assert isinstance(drawn, bytes)
    assert drawn.startswith(start)
    assert name != "pdf" or drawn.count(b"/Type /Page\n") == 1


def test_without_a_browser_one_line_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """And what can be had."""
    monkeypatch.setattr(shutil, "which", lambda _: None)
    with pytest.raises(FormatError, match="Chromium"):
        render("pdf")
