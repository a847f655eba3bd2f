"""Names find places beside their marks, over nothing else."""

from __future__ import annotations

from itertools import combinations

from bioprod_graph.drawing import Caption, Rect, place_labels

FRAME = Rect(0, 0, 400, 300)


def cover(name: Caption) -> Rect:
    r = name.radius
    return Rect(name.x - r, name.y - r, name.x + r, name.y + r)


def name_at(of: str, x: float, y: float, *, must: bool = False, short: str = "") -> Caption:
    lines = (f"A name of {of}",)
    return Caption(of, x, y, 5, lines, must=must, short=(short,) if short else ())


def test_the_right_side_comes_first() -> None:
    """With nothing about, a name stands right of its mark."""
    placed = place_labels([name_at("a", 200, 150)], [], FRAME)
    assert placed["a"].room.left > 205


def test_a_tie_to_the_right_sends_the_name_elsewhere() -> None:
    """Of the free places, the one that covers fewest ways."""
    way = ((200.0, 150.0), (390.0, 150.0))
    placed = place_labels([name_at("a", 200, 150)], [], FRAME, ways=[way])
    assert placed["a"].room.right < 200


def test_names_cover_neither_one_another_nor_marks() -> None:
    """In a crowd some find no place; those that must be seen stand further off, with a line."""
    crowd = [name_at(f"n{i}", 190 + i % 5 * 12, 130 + i // 5 * 12) for i in range(25)]
    crowd[0] = crowd[0]._replace(must=True)
    placed = place_labels(crowd, map(cover, crowd), FRAME)
    assert 0 < len(placed) < len(crowd)
    assert "n0" in placed
    rooms = [label.room for label in placed.values()]
    assert not [1 for one, other in combinations(rooms, 2) if one.meets(other)]
    assert not [1 for room in rooms for name in crowd if room.meets(cover(name))]
    inner = Caption("x", 214, 154, 5, ("In the middle of it all",), must=True)
    led = place_labels([inner], map(cover, crowd), FRAME)["x"]
    assert led.leader
    assert led.leader.points[0] != led.leader.points[1]


def test_a_short_form_is_taken_where_the_name_has_no_room() -> None:
    """And only there."""
    narrow = Rect(0, 0, 60, 40)
    placed = place_labels([name_at("a", 10, 20, short="A")], [], narrow)
    assert placed["a"].letters.lines == ("A",)
    assert place_labels([name_at("a", 10, 20)], [], narrow) == {}


def test_no_name_stands_beside_the_mark_of_another() -> None:
    """Where names are to keep apart: a reader would take it for the name of that mark."""
    one = name_at("a", 100, 150)
    width = place_labels([one], [cover(one)], FRAME)["a"].room.right - 100
    other = name_at("b", 100 + width + 14, 150)
    marks = [cover(one), cover(other)]
    assert place_labels([one], marks, FRAME)["a"].room.left > 105
    apart = place_labels([one], marks, FRAME, apart=2)["a"].room
    assert not (apart.left > 100 and apart.top < 150 < apart.bottom)
