"""Pictures as files: SVG; PNG by resvg, else by Chromium; PDF by Chromium.

SVG has the same bytes everywhere. How the other two are drawn depends on what draws them.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING

from bioprod_graph.errors import FormatError
from bioprod_graph.formats.registry import ALL_PLACES, Format, register
from bioprod_graph.language import Message, say_date

if TYPE_CHECKING:
    from bioprod_graph.drawing import Picture
    from bioprod_graph.formats.registry import Setting

_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
# Dots of a PNG to a pixel of the picture, and how long a browser may take, in seconds.
_SCALE = 2
_PATIENCE = 60
_SIZE = re.compile(r' width="([\d.]+)" height="([\d.]+)"')


def _render_svg(picture: Picture, setting: Setting, *, with_fonts: bool = True) -> str:
    """Render a sheet that says what it is, of which edition, and under which licence."""
    from bioprod_graph.drawing import render_alone

    edition = setting.edition
    if edition is None:
        return render_alone(picture, with_fonts=with_fonts)
    origin = Message(
        "{title}, version {version}, {date}. Licence: {licence}. {address}",
        title=edition.title,
        version=edition.version,
        date=say_date(edition.issued, picture.language),
        licence=edition.license,
        address=edition.iri,
    )
    return render_alone(
        picture,
        origin=origin.say(picture.language),
        imprint=setting.imprint | {"date": edition.issued},
        with_fonts=with_fonts,
    )


def _render_png(picture: Picture, setting: Setting) -> bytes:
    """Render with resvg if it is installed, which is a matter of a second, else with a browser."""
    try:
        import resvg_py
    except ImportError:
        return _show_picture(picture, setting, "png")
    from bioprod_graph.drawing import list_font_files

    drawn = resvg_py.svg_to_bytes(
        svg_string=_render_svg(picture, setting, with_fonts=False),
        font_files=[str(path) for path in list_font_files()],
        skip_system_fonts=bool(list_font_files()),
        zoom=_SCALE,
    )
    return bytes(drawn)


def _render_pdf(picture: Picture, setting: Setting) -> bytes:
    return _show_picture(picture, setting, "pdf")


def _print_page(page: str, _: Setting) -> bytes:
    """Print a page without scripts, on the paper that its style asks for."""
    return _ask_browser(page, "pdf")


def _show_picture(picture: Picture, setting: Setting, name: str) -> bytes:
    svg = _render_svg(picture, setting)
    size = _SIZE.search(svg)
    width, height = (ceil(float(length)) + 1 for length in (size.groups() if size else ("1", "1")))
    page_rule = f"@page {{ size: {width}px {height}px; margin: 0 }}"
    style = f"{page_rule} body {{ margin: 0 }} svg {{ display: block }}"
    return _ask_browser(f"<!doctype html><style>{style}</style>{svg}", name, (width, height))


def _ask_browser(html: str, name: str, size: tuple[int, int] = (800, 600)) -> bytes:
    """Have a browser without a window show a page. Raises FormatError if there is none."""
    browser = next(filter(None, map(shutil.which, _BROWSERS)), None)
    if browser is None:
        raise FormatError(
            "{name} needs Chromium, which is not on the path; svg needs nothing", name=name
        )
    with tempfile.TemporaryDirectory(prefix="bioprod-") as folder:
        page, made = Path(folder, "page.html"), Path(folder, f"made.{name}")
        page.write_text(html, encoding="utf-8")
        asked = "--print-to-pdf" if name == "pdf" else "--screenshot"
        command = [browser, "--headless=new", f"--user-data-dir={folder}/profile"]
        command += [f"--window-size={size[0]},{size[1]}", f"--force-device-scale-factor={_SCALE}"]
        command += ["--hide-scrollbars", "--no-pdf-header-footer", f"{asked}={made}"]
        # For root a browser has no sandbox; what it opens is ours, and has no script.
        command += ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
        done = subprocess.run(
            [*command, page.as_uri()], check=False, capture_output=True, timeout=_PATIENCE
        )
        if not made.exists():
            said = done.stderr[-200:].decode(errors="replace")
            raise FormatError("{name}: Chromium drew nothing: {said}", name=name, said=said)
        return made.read_bytes()


register(
    Format("svg", "picture", "image/svg+xml", ".svg", _render_svg, places=ALL_PLACES),
    Format("png", "picture", "image/png", ".png", _render_png, is_binary=True),
    Format("pdf", "picture", "application/pdf", ".pdf", _render_pdf, is_binary=True),
    Format("pdf", "page", "application/pdf", ".pdf", _print_page, is_binary=True),
)
