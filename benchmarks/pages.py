"""How Lighthouse rates pages, served compressed: on a desk, or on a phone with a slow network.

    npm ci --prefix web && python -m benchmarks.pages [--phone] [followup ecosystem map track]

A page is a scene, or what `bioprod track` tells. Lighthouse runs in headless Chromium, against a
server of this machine, with its presets as they are, and rates from 0 to 100. It would read
robots.txt from within the page, whose policy lets it fetch nothing: that check is left out.
"""

from __future__ import annotations

import argparse
import gzip
import json
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
    from collections.abc import Iterator, Mapping

LIGHTHOUSE = Path(__file__).parents[1] / "web" / "node_modules" / "lighthouse" / "cli" / "index.js"
PAGES = ("followup", "ecosystem", "map", "track")
_CHROMIUM = ("chromium", "chromium-browser", "google-chrome")


def make_page(name: str, folder: Path) -> str:
    """Make a page of the project in a folder as its command does."""
    command = ["track", "--format", "html"] if name == "track" else ["draw", name, "-o", "-"]
    start = [sys.executable, "-m", "bioprod_graph", *command, "--project", str(folder)]
    return subprocess.run(start, check=True, capture_output=True, encoding="utf-8").stdout


class _Server(BaseHTTPRequestHandler):
    """Serves pages that are in memory, compressed."""

    def __init__(self, pages: Mapping[str, str], *given: object) -> None:
        self.pages = pages
        super().__init__(*given)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        page = self.pages.get(self.path.lstrip("/"))
        body = gzip.compress((page or "").encode())
        self.send_response(404 if page is None else 200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def serve(pages: Mapping[str, str]) -> Iterator[str]:
    """Serve pages by their names on this machine; gives the address that they stand under."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Server, pages)) as server:
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
    parser.add_argument("pages", nargs="*", default=PAGES)
    parser.add_argument("--phone", action="store_true")
    given = parser.parse_args()
    project = find_project()
    with serve({name: make_page(name, project.root) for name in given.pages}) as address:
        for name in given.pages:
            rated = rate(address + name, phone=given.phone)
            print(f"{name:<12}", "  ".join(f"{key} {value:>3}" for key, value in rated.items()))


if __name__ == "__main__":
    main()
