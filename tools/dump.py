"""The dataset of a release, kept in `releases/VERSION.nq.gz`: `make dump`.

What is compressed bears no name and no time, so that the same dataset gives the same file.
"""

from __future__ import annotations

import gzip
import io
import json
import sys
from pathlib import Path

from bioprod_graph.errors import BioprodError
from bioprod_graph.files import replace_files

ROOT = Path(__file__).resolve().parents[1]
RELEASES = ROOT / "releases"


def read_dump(path: Path) -> str:
    """Read the N-Quads of a dump."""
    return gzip.decompress(path.read_bytes()).decode("utf-8")


def write_dump(path: Path, quads: bytes) -> None:
    """Write N-Quads as a dump, whole or not at all."""
    written = io.BytesIO()
    with gzip.GzipFile(filename="", fileobj=written, mode="wb", compresslevel=9, mtime=0) as file:
        file.write(quads)
    replace_files({path: written.getvalue()})


def keep(build: Path, releases: Path = RELEASES) -> Path:
    """Keep the dataset of a build under the version of its manifest; return where.

    Raises FileExistsError if that version is kept already and differs: a release is never changed.
    """
    version = json.loads((build / "manifest.json").read_text("utf-8"))["versions"]["program"]
    path = releases / f"{version}.nq.gz"
    quads = (build / "dataset.nq").read_bytes()
    if path.exists():
        if gzip.decompress(path.read_bytes()) == quads:
            return path
        raise FileExistsError(
            f"{path} is another dataset; a release is never changed: raise the version"
        )
    releases.mkdir(exist_ok=True)
    write_dump(path, quads)
    return path


if __name__ == "__main__":
    try:
        sys.stdout.write(f"{keep(ROOT / 'build' / 'current')}\n")
    except (BioprodError, OSError) as error:
        sys.exit(str(error))
