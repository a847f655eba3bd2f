"""Child processes and what they cost, as the system counted it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True)
class Cost:
    """Seconds on the clock and of the processor, and the most memory held, in megabytes."""

    wall: float
    cpu: float
    peak: float
    output: str

    @property
    def figures(self) -> dict[str, Any]:
        """What the process wrote, if it is a task of `benchmarks.tasks`."""
        loaded: dict[str, Any] = json.loads(self.output)
        return loaded


def run(*arguments: str | Path) -> Cost:
    """Run Python with these arguments.

    Raises RuntimeError, with what it wrote, if it fails.
    """
    command = [sys.executable, *map(str, arguments)]
    # What is installed is compiled; a shell may forbid to keep that.
    shell = {name: text for name, text in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    start = time.perf_counter()
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=shell
    ) as child:
        assert child.stdout is not None
        output = child.stdout.read().decode()
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise RuntimeError(f"{' '.join(command)}\n{output[-2000:]}")
    cpu = usage.ru_utime + usage.ru_stime
    return Cost(time.perf_counter() - start, cpu, usage.ru_maxrss / 1024, output)


def bioprod(project: Path, *arguments: str) -> Cost:
    """Run a command of ours on a project."""
    return run("-m", "bioprod_graph", "--project", project, *arguments)


def task(name: str, *arguments: str | Path) -> Cost:
    """Run a task of `benchmarks.tasks`, which writes its figures as JSON."""
    return run("-m", "benchmarks.tasks", name, *arguments)


def median_of(costs: list[Cost]) -> Cost:
    """Give the one in the middle by the clock."""
    return sorted(costs, key=lambda cost: cost.wall)[len(costs) // 2]
