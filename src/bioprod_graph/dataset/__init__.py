"""The reading side: one release, opened through one door, and nothing else."""

from bioprod_graph.dataset.release import Release, open_release, read_release

__all__ = ["Release", "open_release", "read_release"]
