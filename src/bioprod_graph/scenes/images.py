"""Scenes as images: SVG as it is drawn, PNG by resvg, PDF by a browser that prints the page.

PNG and PDF are as good as the programs that make them: their bytes may differ between machines.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from bioprod_graph.dataset import find_edition
from bioprod_graph.drawing import list_font_files, render_alone
from bioprod_graph.errors import UsageError
from bioprod_graph.scenes.views import draw_scene

if TYPE_CHECKING:
    from bioprod_graph.dataset import Release
    from bioprod_graph.language import Language
    from bioprod_graph.project import Project
    from bioprod_graph.scenes.reading import Scene

# Pixels of a PNG to one of the picture: what a screen of today or a printer shows sharply.
_ZOOM = 2
_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome", "msedge")
_PATIENCE = 60


def render_svg(scene: Scene, release: Release, project: Project, *, language: Language) -> str:
    """Render a scene as SVG that says what it is of: version, date, licence and digest."""
    edition = find_edition(release.store, project, digest=release.digest)
    imprint = {"digest": f"sha256:{release.digest}"}
    if edition:
        told = {"licence": edition.license, "version": edition.version, "date": edition.issued}
        imprint |= told
    return render_alone(draw_scene(scene, language), imprint=imprint)


def render_png(svg: str) -> bytes:
    """Render an SVG as PNG, in Inter where it is carried, else in what the system has."""
    import resvg_py

    files = [str(path) for path in list_font_files()]
    return bytes(resvg_py.svg_to_bytes(svg_string=svg, zoom=_ZOOM, font_files=files))


def print_pdf(page: str) -> bytes:
    """Print a page as PDF. Raises UsageError where no Chromium is, or it does not manage."""
    browser = next(filter(None, map(shutil.which, _BROWSERS)), None)
    if browser is None:
        raise UsageError(
            "a PDF is printed by Chromium, which is not here: draw html, and print it in a browser"
        )
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, "page.html"), Path(folder, "page.pdf")
        source.write_text(page, encoding="utf-8")
        # Chromium has no sandbox for the superuser; the page is ours and lets nothing else run.
        rights = ["--no-sandbox"] if getattr(os, "geteuid", lambda: 1)() == 0 else []
        print_to = ["--headless=new", "--no-pdf-header-footer", f"--print-to-pdf={target}"]
        own = [f"--user-data-dir={folder}/profile", *rights, *print_to, source.as_uri()]
        try:
            subprocess.run([browser, *own], capture_output=True, timeout=_PATIENCE, check=True)
            return target.read_bytes()
        except (OSError, subprocess.SubprocessError) as error:
            reason = type(error).__name__
            raise UsageError(
                "{browser} prints no PDF: {reason}", browser=browser, reason=reason
            ) from None
