"""Sizes as people write them."""

from __future__ import annotations

import pytest

from bioprod_graph.apart.limits import USUAL, parse_memory, show_memory

MEGABYTE = 1 << 20


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("32M", 32 * MEGABYTE),
        ("500M", 500 * MEGABYTE),
        ("500m", 500 * MEGABYTE),
        ("500 MB", 500 * MEGABYTE),
        ("500MiB", 500 * MEGABYTE),
        ("1.5G", 1536 * MEGABYTE),
        ("40000K", 40000 * 1024),
        (" 2G ", 2048 * MEGABYTE),
        ("1T", MEGABYTE * MEGABYTE),
    ],
)
def test_a_size_has_a_unit(text: str, size: int) -> None:
    """Of 1,024 of the one below, in any case."""
    assert parse_memory(text) == size


@pytest.mark.parametrize(
    "text",
    ["", "2", "G", "-1G", "0M", "31M", "1e9K", "2 G B", "2X", "nan", "infG", "999999999T", "1,5G"],
)
def test_anything_else_is_refused(text: str) -> None:
    """With the least that is of use."""
    with pytest.raises(ValueError, match="no size from 32M on, such as 500M or 2G"):
        parse_memory(text)


@pytest.mark.parametrize("text", ["500 MB", "2 GB", "1.5 GB", "1 TB"])
def test_a_size_is_shown_as_it_is_read(text: str) -> None:
    """In the largest unit that fits."""
    assert str(show_memory(parse_memory(text))) == text


def test_what_is_usual_can_be_said() -> None:
    """The help says 60 seconds and 2G."""
    assert (USUAL.seconds, USUAL.memory) == (60, parse_memory("2G"))
    assert not USUAL.allow_network
