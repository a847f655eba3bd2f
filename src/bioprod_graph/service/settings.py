"""What the service may take, and what it answers from: its bounds, told in one place."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from bioprod_graph.project import Project


@dataclass(frozen=True)
class Settings:
    """The release or the file that is asked, and the bounds of the service.

    Times in seconds, sizes in bytes. `workers` answer plain queries; one that has worked for
    `plain` goes to the slow lane, which holds `slow` of them. `waiting` may wait for a worker,
    `heavy` for the slow lane, of one client `heavy_each`; the next are told to come back. A query
    may work for `seconds`, and take `memory` on top of the open release; an answer has at most
    `answer` bytes: of more the first `rows` are given. What is sent has at most `body`, and has to
    be whole after `patience`. `kept` bytes of answers are kept for who asks the same again;
    `connections` may be open at once. A release whose quads take up to `held` is asked in memory,
    a larger one on disk.
    """

    project: Project | None = None
    dataset: Path | None = None
    workers: int = field(default_factory=lambda: max(4, 2 * (os.cpu_count() or 1)))
    slow: int = 2
    plain: float = 0.15
    seconds: float = 30.0
    patience: float = 10.0
    waiting: int = 1_000
    heavy: int = 64
    heavy_each: int = 32
    memory: int = 256 << 20
    answer: int = 32 << 20
    rows: int = 10_000
    body: int = 1 << 20
    kept: int = 64 << 20
    connections: int = 2_000
    held: int = 64 << 20
