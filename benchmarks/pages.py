"""How Lighthouse rates pages, served compressed: on a desk, or on a phone with a slow network.

    npm ci --prefix web && python -m benchmarks.pages [--phone] [followup ecosystem map track]
    python -m benchmarks.pages [--phone] --site build/site [questions/organisers sparql]

A page is a scene, what `bioprod track` tells, or a folder of a published site. Lighthouse runs in
headless Chromium, against a server of this machine, with its presets as they are, and rates from 0
to 100. It would read robots.txt from within the page, whose policy lets it fetch nothing: that
check is left out.
"""

from __future__ import annotations

import argparse
import gzip
import json
import mimetypes
import os
import shutil
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

from bioprod_graph.project import find_project

if TYPE_CHECKING:
    from collections.abc import Iterator

LIGHTHOUSE = Path(__file__).parents[1] / "web" / "node_modules" / "lighthouse" / "cli" / "index.js"
PAGES = ("followup", "ecosystem", "map", "track")
# A page of each kind: home, things, terms, a question, asking, networks, places.
OF_SITE = (
    "", "id/organization/genethon", "id/recommendation/assises-idf-2021-01", "ontology",
    "questions/organisers", "sparql", "tracker", "actors", "map", "scenes/ecosystem.html",
)  # fmt: skip
_CHROMIUM = ("chromium", "chromium-browser", "google-chrome")


def make_page(name: str, folder: Path) -> str:
    """Make a page of the project in a folder as its command does."""
    command = ["track", "--format", "html"] if name == "track" else ["draw", name, "-o", "-"]
    start = [sys.executable, "-m", "bioprod_graph", *command, "--project", str(folder)]
    return subprocess.run(start, check=True, capture_output=True, encoding="utf-8").stdout


class _Server(BaseHTTPRequestHandler):
    """Serves the files of a folder, compressed."""

    def __init__(self, folder: Path, *given: object) -> None:
        self.folder = folder
        super().__init__(*given)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        path = self.folder / self.path.partition("?")[0].strip("/")
        path = path / "index.html" if path.is_dir() else path
        body = gzip.compress(path.read_bytes()) if path.is_file() else b""
        kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
        self.send_response(200 if body else 404)
        self.send_header("Content-Type", f"{kind}; charset=utf-8" if "text" in kind else kind)
        self.send_header("Content-Encoding", "gzip" if body else "identity")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def serve(folder: Path) -> Iterator[str]:
    """Serve a folder on this machine; gives the address that its files stand under."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Server, folder)) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def rate(address: str, *, phone: bool = False) -> dict[str, int]:
    """Let Lighthouse rate a page: category → 0 to 100.

    Raises CalledProcessError if Lighthouse fails.
    """
    chromium = os.environ.get("BIOPROD_CHROMIUM") or next(
        filter(None, map(shutil.which, _CHROMIUM))
    )
    with tempfile.TemporaryDirectory() as folder:
        told = Path(folder, "told.json")
        subprocess.run(
            [shutil.which("node") or "node", LIGHTHOUSE, address,
             "--quiet", "--output=json", f"--output-path={told}",
             "--skip-audits=robots-txt", "--chrome-flags=--headless=new --no-sandbox",
             *([] if phone else ["--preset=desktop"])],
            check=True, capture_output=True, timeout=180,
            env={**os.environ, "CHROME_PATH": str(chromium)},
        )  # fmt: skip
        found = json.loads(told.read_text(encoding="utf-8"))
    return {name: round(100 * each["score"]) for name, each in found["categories"].items()}


def main() -> None:
    """Print a line for each page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pages", nargs="*")
    parser.add_argument("--phone", action="store_true")
    parser.add_argument("--site", type=Path, metavar="FOLDER")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = given.site or Path(temporary)
        names = given.pages or (OF_SITE if given.site else PAGES)
        if not given.site:
            root = find_project().root
            for name in names:
                (folder / f"{name}.html").write_text(make_page(name, root), encoding="utf-8")
        with serve(folder) as address:
            for name in names:
                path = name if given.site else f"{name}.html"
                rated = rate(address + path, phone=given.phone)
                told = "  ".join(f"{key} {value:>3}" for key, value in rated.items())
                print(f"{name or '/':<40}", told)


if __name__ == "__main__":
    main()
