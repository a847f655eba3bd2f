"""Names are found as people write them, and the nearest suggested: the shared file of cases."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bioprod_graph.language import Message
from bioprod_graph.names import Index, find_near, pair_alike, split_words, suggest

FILE = Path(__file__).parents[2] / "data" / "names" / "cases.json"
SHARED = json.loads(FILE.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def index() -> Index:
    """The names of the file of cases."""
    named = SHARED["names"].items()
    return Index((name, thing) for thing, names in named for name in names)


@pytest.mark.parametrize("case", SHARED["cases"], ids=lambda case: case["why"])
def test_the_cases_hold(index: Index, case: dict[str, object]) -> None:
    """What is called so, what is called nearly so, and what of that is meant, in this order."""
    asked = str(case["asked"])
    assert (index.find(asked), index.search(asked)) == (case["found"], case["near"])
    assert index.guess(asked) == case.get("meant", case["near"])
    if "begun" in case:
        assert index.suggest(asked) == case["begun"]


def test_an_index_does_not_depend_on_the_order_of_names(index: Index) -> None:
    """Nor on hashes: same names, same answers."""
    named = [(name, thing) for thing, names in SHARED["names"].items() for name in names]
    other = Index(reversed(named))
    for case in SHARED["cases"]:
        assert other.search(case["asked"]) == index.search(case["asked"])


def test_the_nearest_known_name_is_suggested() -> None:
    """Else what is given is said."""
    otherwise = Message("see the list")
    assert find_near("parts", ["parts-of", "whole"]) == ["parts-of"]
    assert str(suggest("thnig:", ["thing:", "place:"], otherwise=otherwise)) == (
        "did you mean thing:?"
    )
    assert suggest("nothing", ["thing:"], otherwise=otherwise) is otherwise


def test_words_are_plain() -> None:
    """Letters of other scripts stay, marks of any script go."""
    assert split_words("ÉTÉ à l’hôpital") == ("ete", "a", "l", "hopital")
    assert split_words("東京 2024, 0") == ("東京", "2024", "0")
    assert split_words("…") == ()


def test_texts_with_most_letters_in_common_are_paired() -> None:
    """As many of a hundred as are wanted."""
    assert [pair[:2] for pair in pair_alike(["genopole"], ["genother", "genopol"], 85)] == [
        ("genopole", "genopol")
    ]
