"""What a register costs, whole and in slice: a process each, in seconds of the processor.

python -m benchmarks.engines [--files FILE…]
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

from benchmarks.sirene import write_sirene
from bioprod_graph.project import Project, find_program
from bioprod_graph.registers import build_register

_UNITS = 100_000
_PROMISED = 150_000


def measure(files: list[Path], folder: Path, *, sliced: bool) -> int:
    """Build, and give how many rows of the files a second of the processor reads."""
    import duckdb

    rows = 0
    for path in files:
        found = duckdb.connect().execute("SELECT count(*) FROM query_table(?)", [str(path)])
        rows += int(found.fetchall()[0][0])
    project = Project(find_program().root, folder / "build")
    start = time.process_time()
    build_register(project, "sirene", files, sliced=sliced)
    spent = time.process_time() - start
    print(
        f"{'slice' if sliced else 'whole'}: {rows:,} rows, {spent:.2f} s, {rows / spent:,.0f} a s"
    )
    return round(rows / spent)


def main() -> int:
    """Measure both; 1 if the slice misses what is promised."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.engines", description=__doc__)
    parser.add_argument("--files", nargs="+", type=Path, default=[])
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bioprod-bench-") as name:
        files = given.files or write_sirene(Path(name) / "files", _UNITS)
        measure(files, Path(name), sliced=False)
        return int(measure(files, Path(name), sliced=True) < _PROMISED)


if __name__ == "__main__":
    raise SystemExit(main())
