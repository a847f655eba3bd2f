"""The face of the room: what others may import, and what that costs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from bioprod_graph import language

HOME = {name: module for module, names in language._HOMES.items() for name in names}


@pytest.mark.parametrize("name", language.__all__)
def test_every_name_resolves(name: str) -> None:
    """In the module that it is said to be in, for types too."""
    assert getattr(language, name) is not None
    text = Path(language.__file__).read_text(encoding="utf-8")
    home = HOME[name]
    block = text.partition(f"from bioprod_graph.language.{home} import ")[2]
    assert name in block.partition("from ")[0]


def test_no_other_name_is_offered() -> None:
    """As with any module."""
    assert sorted(HOME) == sorted(language.__all__)
    with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
        _ = language.nothing


def test_a_message_costs_no_library() -> None:
    """Errors hold messages: nothing of Babel, and not even numbers, for a plain one."""
    code = (
        "import sys; from bioprod_graph.language import Message; "
        "Message('checking…').say('fr'); Message('{n} gap', many='{n} gaps', n=4).say('fr'); "
        "print(*(m for m in ('babel', 'csv', 'pyoxigraph') if m in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.split() == []
