"""The reading side: one release, opened through one door, and nothing else."""

from bioprod_graph.dataset.edition import N_QUADS, Author, Digest, Edition, read_edition
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

__all__ = [
    "LAYERS",
    "N_QUADS",
    "Author",
    "Digest",
    "Edition",
    "Names",
    "Release",
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
