"""How soon a network is seen: our page against that of pyvis as it comes, in one run.

    python -m benchmarks.pictures [--nodes 200]

Both show the same synthetic network in the same headless Chromium, turn by turn, for a machine that
does other work is not as fast in one minute as in another. Of each the time is from the start of
navigation to the first frame in which the canvas has been drawn to.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import tempfile
from dataclasses import replace
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from playwright.sync_api import sync_playwright

from bioprod_graph.dataset import open_release
from bioprod_graph.language import SOURCE, Text
from bioprod_graph.networks import Link, Network, Node
from bioprod_graph.project import find_project
from bioprod_graph.scenes import read_scene, render_page, render_plain

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from bioprod_graph.scenes import Scene

_SCENE = "ecosystem"
_OURS, _PEER = "ours", "pyvis as it comes"
# In each turn, pyvis once and ours so often.
_TURNS, _TIMES = 3, 3
_PATIENCE, _SETTLED = 180_000, 2_000
_SEEN = "drawn at "
# Runs before the page: notes when something is drawn to a canvas, and tells when it is seen. No
# more is put into the page, which would have to run what waits for it beside its own.
_WATCH = f"""
const fill = CanvasRenderingContext2D.prototype.fill;
CanvasRenderingContext2D.prototype.fill = function (...given) {{
  CanvasRenderingContext2D.prototype.fill = fill;
  requestAnimationFrame(() => console.debug("{_SEEN}" + performance.now()));
  return fill.apply(this, given);
}};
"""


def make_scene(like: Scene, nodes: int) -> Scene:
    """Make a network of so many nodes, with ties to some that came before, dressed as another."""
    chance = random.Random(nodes)  # noqa: S311 - no secret
    kinds = {
        role: [k.key for k in like.kinds.values() if k.role == role] for role in ("item", "tie")
    }
    made = [
        Node(
            f"https://example.org/{n}",
            Text({SOURCE: f"Body {n}"}),
            kinds["item"][n % len(kinds["item"])],
        )
        for n in range(nodes)
    ]
    links = [
        Link(made[n].iri, made[int(n * chance.random() ** 2)].iri, f"https://example.org/tie/{way}",
             Text({SOURCE: "tied to"}), kind=kinds["tie"][n % len(kinds["tie"])])
        for n in range(1, nodes) for way in range(1 + n % 2)
    ]  # fmt: skip
    network = Network(
        _SCENE, like.network.title, directed=True, nodes=tuple(made), links=tuple(links)
    )
    return replace(like, network=network)


def measure(browser: Browser, page: str) -> float:
    """Measure how long it takes until the canvas is seen, in milliseconds."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "page.html")
        path.write_text(page, encoding="utf-8")
        opened = browser.new_page(viewport={"width": 1440, "height": 900})
        opened.add_init_script(_WATCH)
        # A browser loads parts of its own window by and by, which is no work of either page.
        opened.wait_for_timeout(_SETTLED)
        told = opened.expect_console_message(
            lambda message: message.text.startswith(_SEEN), timeout=_PATIENCE
        )
        with told as seen:
            opened.goto(path.as_uri(), timeout=_PATIENCE)
        taken = float(seen.value.text.removeprefix(_SEEN))
        opened.close()
    return taken


def main() -> None:
    """Print the medians and how many times sooner ours is."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--nodes", type=int, default=200)
    nodes = parser.parse_args().nodes
    project = find_project()
    release = open_release(project)
    scene = make_scene(read_scene(release.store, project, _SCENE), nodes)
    pages = {
        _OURS: render_page(scene, release, project, language=SOURCE),
        _PEER: render_plain(scene, SOURCE),
    }
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("BIOPROD_CHROMIUM") or shutil.which("chromium"),
            args=["--no-sandbox", "--disable-gpu"],
        )
        found: dict[str, list[float]] = {name: [] for name in pages}
        for _ in range(_TURNS):
            for name, page in pages.items():
                found[name] += [
                    measure(browser, page) for _ in range(_TIMES if name == _OURS else 1)
                ]
        browser.close()
    for name, taken in found.items():
        size = len(pages[name].encode())
        each = " ".join(f"{one / 1000:.2f}" for one in taken)
        print(f"{name:<20} {median(taken) / 1000:8.2f} s  {size:>9,} B  {each}")
    print(f"{'times sooner':<20} {median(found[_PEER]) / median(found[_OURS]):8.1f}")


if __name__ == "__main__":
    main()
