"""What the whole site of a project costs, made in a folder that is not there yet.

    python -m benchmarks.publishing

A project is built before. The processor is what counts: a busy machine takes longer on the clock.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from benchmarks.processes import bioprod
from bioprod_graph.project import find_project

_PAGES = 1000


def main() -> None:
    """Publish, and print what it cost."""
    with tempfile.TemporaryDirectory() as folder:
        site = Path(folder) / "site"
        cost = bioprod(find_project().root, "publish", str(site))
        files = [path for path in site.rglob("*") if path.is_file()]
        pages = sum(path.suffix == ".html" for path in files)
        size = sum(path.stat().st_size for path in files) / 1e6
    sys.stdout.write(
        f"{len(files)} files, {pages} of them pages, {size:.0f} MB\n"
        f"processor {cost.cpu:.1f} s, {cost.cpu * _PAGES / pages:.1f} s for {_PAGES} pages\n"
        f"clock {cost.wall:.1f} s, memory {cost.peak:.0f} MB\n"
    )


if __name__ == "__main__":
    main()
