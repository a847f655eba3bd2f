"""The fonts that pages carry: Inter, cut down when the package was built, under the OFL.

Without them – the package was built without npm – pages use the font of the system.
"""

from __future__ import annotations

import base64
from functools import cache
from importlib import resources
from pathlib import Path

_FACES = {
    "400": ("Inter", "400"),
    "500": ("Inter", "500"),
    "600": ("Inter", "600"),
    "display": ("Inter Display", "600"),
}
_NOTICE = (
    "/* Inter: Copyright 2016 The Inter Project Authors, https://rsms.me/inter –"
    " SIL Open Font License 1.1, https://openfontlicense.org */\n"
)


@cache
def read_fonts(*wanted: str) -> str:
    """Read the fonts as a style sheet that holds them; empty where there are none.

    What is wanted are weights, such as 600, and `display`, the cut for titles; without any, all.
    What is in the sheet cannot come late, and so moves no line.
    """
    rules = [
        f'@font-face {{ font-family: "{family}"; font-weight: {weight};'
        f' font-display: block; src: url("{_encode(path)}") format("woff2"); }}\n'
        for name, (family, weight) in _FACES.items()
        if (not wanted or name in wanted) and (path := _find(f"inter-{name}.woff2")).exists()
    ]
    return _NOTICE + "".join(rules) if rules else ""


def list_font_files() -> list[Path]:
    """List the fonts as files, for what draws without a browser."""
    found = (_find(f"inter-{name}.ttf") for name in _FACES)
    return [path for path in found if path.exists()]


def _find(name: str) -> Path:
    return Path(str(resources.files("bioprod_graph.drawing") / "fonts" / name))


def _encode(path: Path) -> str:
    return f"data:font/woff2;base64,{base64.b64encode(path.read_bytes()).decode()}"
