"""Pictures become SVG that holds what it was given as text, in the colours of the theme."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from bioprod_graph.drawing import (
    Area,
    Box,
    Letters,
    Line,
    Mark,
    Picture,
    draw_glyph,
    find_glyph,
    read_colours,
    read_glyphs,
    render_alone,
    render_inline,
)

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = "\"'><script>alert(1)</script>&amp;\u202e\x00\ufffe"
PARTS = (
    Mark(10, 10, 4, "sheet", "init", of=HOSTILE),
    Line(((0, 0), (30, 40)), "k_own", 2, "dashed", arrow=True, of="tie"),
    Area((((0, 0), (9, 0), (0, 9)),), "link", tint=0.2),
    Box(1, 2, 3, 4, "done", outline="done"),
    Letters(5, 6, (HOSTILE, "deux"), "end", halo=True, of="name"),
)
PICTURE = Picture(100, 50, PARTS, "fr", HOSTILE, HOSTILE)


def parse(text: str) -> ET.Element:
    return ET.fromstring(text)  # noqa: S314 - our own


def test_hostile_text_is_text() -> None:
    """Whatever labels and ids hold, the file is well-formed and has no element of theirs."""
    for text in (render_alone(PICTURE), render_inline(PICTURE)):
        root = parse(text)
        assert not [e for e in root.iter() if "script" in e.tag]
        assert not [n for e in root.iter() for n in e.attrib if n.startswith("on") or n == "style"]
        assert root.find(".//*[@data-of='name']") is not None
        assert "<script>" in "".join(root.itertext())


def test_alone_has_colours_and_inline_leaves_them_to_the_page() -> None:
    """A file has those of the light theme, an element of a page those that the reader chose."""
    text = render_alone(PICTURE)
    assert read_colours("light")["k_own"] in text
    assert "var(" not in text
    inline = render_inline(PICTURE)
    assert "var(--k_own)" in inline
    assert "#" not in inline.replace("&#", "")


def test_a_file_says_what_it_is() -> None:
    """Title, description, licence and version travel with it."""
    root = parse(render_alone(PICTURE, imprint={"licence": "L", "version": "9", "date": "2021"}))
    assert [e.tag.removeprefix(SVG) for e in root][:3] == ["title", "desc", "metadata"]
    metadata = root.find(f"{SVG}metadata")
    assert metadata is not None
    assert [e.text for e in metadata] == ["L", "9", "2021"]


def test_same_picture_same_bytes() -> None:
    """Nothing of the machine is in it."""
    assert render_alone(PICTURE) == render_alone(PICTURE)
    assert render_inline(PICTURE) == render_inline(PICTURE)


def test_each_glyph_is_its_own() -> None:
    """No two look the same, and each can stand beside a word."""
    names = [*read_glyphs(), "0/4", "1/4", "1/2", "3/4"]
    assert len({find_glyph(name) for name in names}) == len(names)
    assert all(parse(draw_glyph(name)).get("aria-hidden") == "true" for name in names)


def test_what_came_before_is_hollow() -> None:
    """A shape without its fill is another one, which the colour of the page fills."""
    for name in ("disc", "diamond", "sheet", "square"):
        assert find_glyph(name, hollow=True)[0].fill == "paper"


def test_an_unknown_glyph_is_a_disc() -> None:
    """Data may name one that is not there: something is seen all the same."""
    assert find_glyph("no such thing") == find_glyph("disc") == find_glyph("4/4")
