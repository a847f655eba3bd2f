"""Views over an axis of time: all is named, in order, over nothing else, as precise as known."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import replace
from html import escape
from itertools import pairwise, product
from typing import TYPE_CHECKING

import pytest

from bioprod_graph.dataset import LAYERS, Portion, open_release
from bioprod_graph.drawing import Area, Box, Letters, Line, Mark, render_inline
from bioprod_graph.language import LANGUAGES, Text, drop_date, say_date
from bioprod_graph.networks import Network, Node
from bioprod_graph.scenes.facts import describe_scene
from bioprod_graph.scenes.paper import render_paper
from bioprod_graph.scenes.reading import Scene, keep_part, read_scene
from bioprod_graph.scenes.views import draw_scene
from bioprod_graph.scenes.views.axis import Axis, find_span
from bioprod_graph.scenes.views.sequels import list_numbered
from bioprod_graph.scenes.views.tracks import Lanes, Wanted
from tests.pictures import find_covered, find_outside, find_room, read_texts

if TYPE_CHECKING:
    from collections.abc import Callable

    from bioprod_graph.drawing import Picture
    from bioprod_graph.project import Project

    Case = tuple[str, str, int]
    Draw = Callable[..., Picture]

SCENES = ("followup", "time", "lineage")
# As wide as a page, with the panel open, and as narrow as a picture is.
WIDTHS = (1376, 968, 720)
SCRIPT = """
import sys
from pathlib import Path
from bioprod_graph.dataset import LAYERS, open_release
from bioprod_graph.drawing import render_inline
from bioprod_graph.project import Project
from bioprod_graph.scenes.reading import read_scene
from bioprod_graph.scenes.views import draw_scene
project = Project(Path(sys.argv[1]), Path(sys.argv[2]))
store = open_release(project).store
for name in sys.argv[3:]:
    sys.stdout.write(render_inline(draw_scene(read_scene(store, project, name), "fr")))
"""


@pytest.fixture(scope="module")
def scenes(built: Project) -> dict[str, Scene]:
    store = open_release(built).store
    return {name: read_scene(store, built, name) for name in SCENES}


@pytest.fixture(scope="module")
def draw(scenes: dict[str, Scene]) -> Draw:
    """Draws a scene, once for each language and width."""
    drawn: dict[object, Picture] = {}

    def draw(name: str, language: str = "en", **given: float) -> Picture:
        key = name, language, *given.items()
        if key not in drawn:
            drawn[key] = draw_scene(scenes[name], language, **given)
        return drawn[key]

    return draw


@pytest.mark.parametrize("case", [*product(SCENES, LANGUAGES, WIDTHS)], ids=str)
class TestAll:
    """In both languages, wide and narrow."""

    def test_no_text_covers_another(self, draw: Draw, case: Case) -> None:
        """Names are wrapped, moved or put in another lane instead."""
        name, language, width = case
        assert find_covered(draw(name, language, width=width)) == []

    def test_nothing_is_outside(self, draw: Draw, case: Case) -> None:
        """The frame is as wide as was asked for, and as high as it needs."""
        name, language, width = case
        picture = draw(name, language, width=width)
        assert [*find_outside(picture)] == []
        assert picture.width == width

    def test_everything_is_named_and_found(
        self, draw: Draw, scenes: dict[str, Scene], case: Case
    ) -> None:
        """Each item that is a place of its own has its whole name, under its id."""
        name, language, width = case
        picture = draw(name, language, width=width)
        for node in scenes[name].network.nodes:
            # A line may end after a hyphen.
            told = " ".join(read_texts(picture, node.iri)).replace("\u00a0", " ")
            told = told.replace("- ", "-")
            name = drop_date(node.label.say(language), node.period[0], language)
            named = name.replace("\u00a0", " ")
            for word in named.lower().split():
                assert word in told.lower() or node.iri not in {p.of for p in picture.parts}


class TestSequels:
    """What became of the recommendations."""

    def test_each_fact_has_its_mark_with_the_whole_name(
        self, draw: Draw, scenes: dict[str, Scene]
    ) -> None:
        """Also on the narrowest picture."""
        facts = [n for n in scenes["followup"].network.nodes if "/follow-up/" in n.iri]
        for width in WIDTHS:
            picture = draw("followup", "fr", width=width)
            marks = {piece.of for piece in picture.parts if isinstance(piece, Mark)}
            for fact in facts:
                assert fact.iri in marks
                words = " ".join(read_texts(picture, fact.iri))
                assert all(word in words for word in fact.label.say("fr").split())

    def test_a_date_is_drawn_as_precise_as_it_is(
        self, draw: Draw, scenes: dict[str, Scene]
    ) -> None:
        """A year is a bar as wide as a year, a month a short one, a day none."""
        picture = draw("followup", width=1376)
        bars = {piece.of: piece.width for piece in picture.parts if isinstance(piece, Box)}
        widths: dict[int, set[float]] = {}
        for node in scenes["followup"].network.nodes:
            if "/follow-up/" in node.iri:
                width = round(bars.get(node.iri, 0))
                widths.setdefault(len(node.period[0]), set()).add(width)
        (year,), (month,), (day,) = widths[len("2021")], widths[len("2021-05")], widths[10]
        assert year > month > day == 0

    def test_marks_stand_in_order(self, draw: Draw, scenes: dict[str, Scene]) -> None:
        """Of two facts, the one that is surely earlier is left of the other."""
        picture = draw("followup", width=968)
        places = {piece.of: piece.x for piece in picture.parts if isinstance(piece, Mark)}
        dated = [(find_span(n.period[0]), n.iri) for n in scenes["followup"].network.nodes]
        spans = [(span, places[iri]) for span, iri in dated if span and iri in places]
        assert all(x < y for a, x in spans for b, y in spans if a[1] < b[0])

    def test_the_rule_parts_earlier_facts_from_others(
        self, draw: Draw, scenes: dict[str, Scene]
    ) -> None:
        """It is named by the event; what came before it is hollow, and of its own kind."""
        picture = draw("followup", "fr", width=1376)
        (rule,) = (p for p in picture.parts if isinstance(p, Line) and p.width == 2)
        x = rule.points[0][0]
        assert "Assises, mai 2021" in read_texts(picture)
        for node in scenes["followup"].network.nodes:
            mark = next(
                (p for p in picture.parts if isinstance(p, Mark) and p.of == node.iri), None
            )
            if mark and "/follow-up/" in node.iri:
                assert (node.kind == "earlier") is (mark.x < x) is mark.shape.startswith("hollow")

    def test_a_status_that_a_later_fact_lessens_is_a_way(self, draw: Draw) -> None:
        """Two glyphs with their words, as the tracker tells it; a plain one has its month."""
        first = draw("followup", "fr").parts
        told = [p.lines[0] for p in first if isinstance(p, Letters) and p.of.endswith("-01")]
        assert told[-2:] == ["réalisé en 2022", "réalisé en partie en 2026"]
        assert "réalisé en partie, juil. 2024" in read_texts(draw("followup", "fr"))

    def test_what_is_not_known_is_drawn(self, draw: Draw, scenes: dict[str, Scene]) -> None:
        """A dotted line after the event, with words; searches are counted, the last is dated."""
        scene = scenes["followup"]
        picture = draw("followup", "fr")
        empty = {node.iri for node in scene.network.nodes if node.kind == "none-known"}
        dotted = {p.of for p in picture.parts if isinstance(p, Line) and p.stroke == "dotted"}
        assert dotted == empty
        told = [text for text in read_texts(picture) if text.startswith("Aucune suite connue")]
        assert len(told) == len(empty)
        assert all(re.search(r": \d+ recherches? datées?, \d", text) for text in told)

    def test_on_paper_marks_are_numbered(self, draw: Draw, scenes: dict[str, Scene]) -> None:
        """From the first row to the last, as the list below them is."""
        for language in LANGUAGES:
            picture = draw("followup", language, width=960, numbered=True)
            assert find_covered(picture) == []
            rows = list_numbered(scenes["followup"], language)
            marks = [mark.iri for _, found in rows for mark in found]
            numbers = [read_texts(picture, iri) for iri in marks]
            assert numbers == [[str(number + 1)] for number in range(len(marks))]
            assert len(marks) == len([1 for p in marks if "/follow-up/" in p])

    def test_another_event_has_its_own_rule_and_rows(self, two_events: Project) -> None:
        """Any recommendations of the data are told, each set below its event."""
        store = open_release(two_events).store
        scene = read_scene(store, two_events, "followup")
        picture = draw_scene(scene, "en")
        rules = [p for p in picture.parts if isinstance(p, Line) and p.width == 2]
        assert len(rules) == 2
        assert rules[0].points[1][1] < rules[1].points[0][1]
        assert find_covered(picture) == []
        heads = [text for text in read_texts(picture) if text.startswith("Assises, ")]
        assert heads == ["Assises, March 2020", "Assises, June 2023"]
        assert "Opening of the path" in read_texts(picture)

    def test_the_sentence_counts_what_is_shown(self, draw: Draw, scenes: dict[str, Scene]) -> None:
        """In words, in both languages; what there is none of is not told."""
        rows = [n for n in scenes["followup"].network.nodes if "/recommendation/" in n.iri]
        nothing = [n for n in rows if n.kind == "none-known"]
        words = {3: "three", 4: "four", 11: "eleven"}
        told = draw("followup", "en").description
        assert told.lower().startswith(f"{words[len(rows)]} recommendations. ")
        assert told.endswith(f", {words[len(nothing)]} with no follow-up found.")
        assert "announced" not in told
        assert "réalisée puis restreinte, " in draw("followup", "fr").description

    def test_a_layer_alone_keeps_what_its_facts_stand_under(
        self, built: Project, scenes: dict[str, Scene]
    ) -> None:
        """The rows of facts said elsewhere, which the page of the event names."""
        picture = draw_scene(keep_part(scenes["followup"], built, Portion([LAYERS[1]])), "fr")
        marks = {p.of for p in picture.parts if isinstance(p, Mark) and "/follow-up/" in p.of}
        facts = {n.iri for n in scenes["followup"].network.nodes if "/follow-up/" in n.iri}
        assert marks == facts

    def test_a_very_long_name_is_broken_not_cut_short(self, scenes: dict[str, Scene]) -> None:
        """It takes several lanes; and text of the data stays text."""
        scene = scenes["followup"]
        long = "<script>alert(1)</script> " + "very long name " * 20
        nodes = tuple(
            replace(node, label=Text({"en": long})) if "/follow-up/" in node.iri else node
            for node in scene.network.nodes
        )
        picture = draw_scene(replace(scene, network=replace(scene.network, nodes=nodes)), "en")
        assert find_covered(picture) == []
        assert [*find_outside(picture)] == []
        assert "<script" not in render_inline(picture)

    def test_without_event_or_date_it_is_drawn_all_the_same(self, scenes: dict[str, Scene]) -> None:
        """No rule; what has no date stands behind the last year."""
        scene = scenes["followup"]
        kept = tuple(
            replace(node, period=("", "")) if node.kind in {"event", "partly"} else node
            for node in scene.network.nodes
        )
        picture = draw_scene(replace(scene, network=replace(scene.network, nodes=kept)), "fr")
        assert find_covered(picture) == []
        assert [p for p in picture.parts if isinstance(p, Line) and p.width == 2] == []
        empty = replace(scene, network=Network("none", scene.network.title, True, (), ()))
        assert draw_scene(empty, "fr").parts == ()


class TestTime:
    """What has a moment."""

    def test_all_that_is_dated_has_a_mark(self, draw: Draw, scenes: dict[str, Scene]) -> None:
        """In the band of its kind; what is not is told below."""
        picture = draw("time", "fr")
        marks = {p.of: p.y for p in picture.parts if isinstance(p, Mark)}
        nodes = [n for n in scenes["time"].network.nodes if not n.values.get("rule")]
        assert marks.keys() == {n.iri for n in nodes if n.period[0]}
        lowest = max(marks.values())
        for node in nodes:
            if not node.period[0]:
                (letters,) = (p for p in picture.parts if p.of == node.iri)
                assert find_room(letters)[1] > lowest
        heights = {k: [marks[n.iri] for n in nodes if n.kind == k and n.iri in marks]
                   for k in scenes["time"].kinds}  # fmt: skip
        bands = [*heights.values()]
        assert all(max(a) < min(b) for a, b in pairwise(bands))

    def test_without_an_event_distant_years_are_closer_all_the_same(
        self, built: Project, draw: Draw, scenes: dict[str, Scene]
    ) -> None:
        """As with one layer alone, which does not tell of the event."""
        scene = keep_part(scenes["time"], built, Portion([LAYERS[1]]))
        picture = draw_scene(scene, "fr")
        assert find_covered(picture) == []
        assert "avant" not in read_texts(picture)
        assert picture.height < 1.2 * draw("time", "fr").height

    def test_before_and_after_are_told_apart(self, draw: Draw) -> None:
        """By words, a shade and numbers that add up."""
        picture = draw("time", "fr")
        assert {"avant", "après"} <= {*read_texts(picture)}
        (shade,) = (p for p in picture.parts if isinstance(p, Box) and p.fill == "bg2")
        (rule,) = (p for p in picture.parts if isinstance(p, Line) and p.width == 2)
        assert shade.x + shade.width == rule.points[0][0]


class TestLineage:
    """Where bodies come from, and who controls them."""

    def test_each_tie_is_a_piece(self, draw: Draw, scenes: dict[str, Scene]) -> None:
        """Drawn, or told below: further origins and what has no date."""
        picture = draw("lineage")
        assert {tie.id for tie in scenes["lineage"].network.links} <= {p.of for p in picture.parts}

    def test_control_begins_at_its_date(self, draw: Draw, scenes: dict[str, Scene]) -> None:
        """With an arrow; in the order of dates from left to right."""
        picture = draw("lineage")
        tips = {p.of: max(x for x, _ in p.rings[0]) for p in picture.parts if isinstance(p, Area)}
        ties = [tie for tie in scenes["lineage"].network.links if tie.kind == "control"]
        spans = [(find_span(t.period[0]), tips[t.id]) for t in ties if t.period[0]]
        assert len(spans) == len(tips)
        assert all(x < y for a, x in spans for b, y in spans if a and b and a[1] < b[0])

    def test_owners_end_the_line_with_country_and_date(self, draw: Draw) -> None:
        """Where a country is known; an owner in between stands above his stretch."""
        texts = read_texts(draw("lineage", "fr"))
        assert {"Novartis", "2019 – 2023, Suisse"} <= set(texts)
        assert texts.count("aucun changement connu") > 1


class TestAxis:
    """Dates, places and years."""

    @pytest.mark.parametrize(
        ("date", "span"),
        [
            ("2021", (2021.0, 2022.0)),
            ("2020-12", (2020 + 335 / 366, 2021.0)),
            ("2021-01-01", (2021 + 0.5 / 365,) * 2),
            ("spring", None),
            ("2021-02-30", None),
            ("", None),
        ],
    )
    def test_a_date_is_as_wide_as_what_is_known(
        self, date: str, span: tuple[float, float] | None
    ) -> None:
        """To the day; what is no date has no place."""
        assert find_span(date) == pytest.approx(span) if span else find_span(date) is None

    def test_places_grow_with_time_over_every_knot(self) -> None:
        """However differently its stretches are drawn."""
        axis = Axis(1260, 2026, 10, 1010, ((1945, 0.1), (2016, 0.5)))
        places = [axis.place(year) for year in range(1260, 2028)]
        assert places == sorted(set(places))
        assert (places[0], axis.place(1945), axis.place(2016), places[-1]) == (10, 110, 510, 1010)
        assert axis.place(1000) == 10

    @pytest.mark.parametrize("rule", [None, *range(100, 400, 7)])
    def test_years_are_written_side_by_side(self, rule: float | None) -> None:
        """None over another, none over the rule."""
        letters = [*Axis(1990, 2026, 100, 400).draw_years(10, rule)]
        rooms = [find_room(each) for each in letters]
        assert all(a[2] < b[0] for a, b in pairwise(rooms))
        assert rule is None or not [r for r in rooms if r[0] <= rule <= r[2]]


def test_the_same_data_gives_the_same_bytes(built: Project, draw: Draw) -> None:
    """In another process, too."""
    run = [sys.executable, "-c", SCRIPT, str(built.root), str(built.build), *SCENES]
    said = subprocess.run(run, capture_output=True, check=True, timeout=60)
    assert said.stdout.decode() == "".join(render_inline(draw(name, "fr")) for name in SCENES)


def test_a_name_is_written_over_a_rule_only_where_it_has_no_other_room() -> None:
    """Left of it to the left, right of it to the right; where the row ends, as it can."""
    lanes = Lanes(0, 1000, dense=True, rule=500)
    marks = [Wanted(480, 490, "before"), Wanted(510, 520, "after"), Wanted(985, 990, "x" * 80)]
    before, after, last = lanes.place(marks)
    assert before.x < 480
    assert after.x > 520
    assert last.x < 500


def test_short_dates() -> None:
    """As precise as they are, with the month cut."""
    dates = ("2021", "2022-04", "2020-12-14", "2023-07-01")
    said = {tag: [say_date(date, tag, short=True) for date in dates] for tag in LANGUAGES}
    assert said["fr"] == ["2021", "avr. 2022", "14 déc. 2020", "1er juil. 2023"]
    assert said["en"] == ["2021", "Apr 2022", "14 Dec 2020", "1 Jul 2023"]


def test_an_item_without_a_place_is_a_node() -> None:
    """Axis.over takes what is no date as nothing."""
    node = Node("x", Text({"en": "X"}))
    assert Axis.over([node.period[0], "2020-05"], 0, 10) == Axis(2020, 2020, 0, 10)


@pytest.mark.parametrize("language", LANGUAGES)
def test_on_paper_each_number_is_told_with_its_sources(
    built: Project, scenes: dict[str, Scene], language: str
) -> None:
    """One list goes on over all rows; a view without numbers has no sheet."""
    release = open_release(built)
    told = describe_scene(scenes["followup"], release, built)
    sheet = render_paper(scenes["followup"], told, language)
    numbers = [int(number) for number in re.findall(r'<li value="(\d+)"', sheet)]
    marks = [mark for _, found in list_numbered(scenes["followup"], language) for mark in found]
    assert numbers == [*range(1, len(marks) + 1)]
    for mark in marks:
        assert f"<b>{escape(mark.label.say(language))}</b>" in sheet
    assert "<span></span>" not in sheet
    assert told["version"] in sheet
    assert told["licence"] in sheet
    assert render_paper(scenes["lineage"], told, language) == ""
