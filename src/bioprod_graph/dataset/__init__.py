"""The reading side: one release, opened through one door, and nothing else.

Nothing is imported before it is asked for (PEP 562): a question needs little of this.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bioprod_graph.dataset.edition import N_QUADS, find_edition, read_edition
    from bioprod_graph.dataset.layers import (
        LAYERS,
        find_layers,
        find_left_out,
        find_subjects,
        mirror,
        restrict,
    )
    from bioprod_graph.dataset.release import Release, open_release, read_release
    from bioprod_graph.dataset.texts import read_label, read_passages, read_text
    from bioprod_graph.dataset.things import Names, find_thing, is_known

_HOMES = {
    "edition": (
        "N_QUADS",
        "find_edition",
        "read_edition",
    ),
    "layers": (
        "LAYERS",
        "find_edition",
        "find_layers",
        "find_left_out",
        "find_subjects",
        "mirror",
        "restrict",
    ),
    "release": (
        "Release",
        "open_release",
        "read_release",
    ),
    "texts": (
        "read_label",
        "read_passages",
        "read_text",
    ),
    "things": (
        "Names",
        "find_thing",
        "is_known",
    ),
}
_HOME = {name: module for module, names in _HOMES.items() for name in names}

__all__ = [
    "LAYERS",
    "N_QUADS",
    "Names",
    "Release",
    "find_edition",
    "find_layers",
    "find_left_out",
    "find_subjects",
    "find_thing",
    "is_known",
    "mirror",
    "open_release",
    "read_edition",
    "read_label",
    "read_passages",
    "read_release",
    "read_text",
    "restrict",
]


def __getattr__(name: str) -> object:
    """Import a name of the face when it is first asked for."""
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    value: object = getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
    globals()[name] = value
    return value
