"""The colours of the theme stand out from the page: WCAG 2.2, 1.4.3 and 1.4.11."""

from __future__ import annotations

import pytest

from bioprod_graph.drawing import Theme, read_colours
from tests.pictures import measure_contrast

TEXT = ("ink", "ink2", "link", "done", "unclear", "none", "pre")
MARKS = (
    *("edge", "init_line", "firm", "research", "care", "platform", "cluster", "public"),
    *("k_own", "k_money", "k_run", "k_member", "k_part"),
)
GROUNDS = ("bg", "bg2", "bg3")


@pytest.mark.parametrize("theme", ["light", "dark"])
class TestContrast:
    """In light and in dark."""

    @pytest.mark.parametrize("token", TEXT)
    def test_text_can_be_read(self, theme: Theme, token: str) -> None:
        """Four and a half to one, on the page and on panels."""
        colours = read_colours(theme)
        assert all(measure_contrast(colours[token], colours[ground]) >= 4.5 for ground in GROUNDS)

    @pytest.mark.parametrize("token", ["ink", "ink2"])
    def test_what_is_chosen_can_be_read(self, theme: Theme, token: str) -> None:
        """Text on the ground of a selection keeps its contrast."""
        colours = read_colours(theme)
        assert measure_contrast(colours[token], colours["hl"]) >= 4.5

    @pytest.mark.parametrize("token", MARKS)
    def test_marks_stand_out(self, theme: Theme, token: str) -> None:
        """Three to one: what carries a meaning is seen."""
        colours = read_colours(theme)
        assert measure_contrast(colours[token], colours["bg"]) >= 3

    def test_tokens_are_all_tried(self, theme: Theme) -> None:
        """A colour that is added to the theme is told here what it is for."""
        plain = {"line", "tie", "hl", "init"}
        assert read_colours(theme).keys() == {*TEXT, *MARKS, *GROUNDS, *plain}
