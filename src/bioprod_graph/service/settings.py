"""What the service may take, and what it serves: told in one place, shown by `serve --help`."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from bioprod_graph.project import Project


@dataclass(frozen=True)
class Settings:
    """The bounds of the service, and the release or the file that it answers from.

    Times in seconds, sizes in bytes. `workers` answer plain queries; one that has run for `plain`
    goes to the slow lane, which holds `slow` of them, and of one client `slow_each`. No more than
    `waiting` wait for a worker; the next is told to come back.
    """

    project: Project | None = None
    dataset: Path | None = None
    workers: int = field(default_factory=lambda: max(2, os.cpu_count() or 1))
    slow: int = 2
    slow_each: int = 2
    plain: float = 0.5
    seconds: float = 30.0
    patience: float = 10.0
    waiting: int = 1_000
    memory: int = 512 << 20
    answer: int = 64 << 20
    body: int = 1 << 20
    kept: int = 64 << 20
