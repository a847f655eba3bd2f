"""The face of the room: what others may import, and what that costs."""

from __future__ import annotations

import subprocess
import sys


def test_a_message_costs_no_library() -> None:
    """Errors hold messages: nothing of Babel, and not even numbers, for a plain one."""
    code = (
        "import sys; from bioprod_graph.language import Message; "
        "Message('checking…').say('fr'); Message('{n} gap', many='{n} gaps', n=4).say('fr'); "
        "print(*(m for m in ('babel', 'csv', 'pyoxigraph') if m in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.split() == []
