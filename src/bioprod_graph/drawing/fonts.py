"""The fonts that pages carry: Inter, cut down when the package was built, under the OFL.

Without them – the package was built without npm – pages use the font of the system.
"""

from __future__ import annotations

import base64
from functools import cache
from importlib import resources
from pathlib import Path

# For browsers: family and weights, of text and of titles.
_FACES = {"text": ("Inter", "400 600"), "display": ("Inter Display", "600")}
_FOLDER = Path(str(resources.files("bioprod_graph.drawing") / "fonts"))
_NOTICE = (
    "/* Inter: Copyright 2016 The Inter Project Authors, https://rsms.me/inter –"
    " SIL Open Font License 1.1, https://openfontlicense.org */\n"
)


@cache
def read_fonts(*wanted: str) -> str:
    """Read the fonts as a style sheet that holds them; empty where there are none.

    What is wanted are `text` and `display`, the cut for titles; without any, both. What is in the
    sheet cannot come late, and so moves no line.
    """
    rules = [
        f'@font-face {{ font-family: "{family}"; font-weight: {weight};'
        f' font-display: block; src: url("{_encode(path)}") format("woff2"); }}\n'
        for name, (family, weight) in _FACES.items()
        if (not wanted or name in wanted) and (path := _FOLDER / f"inter-{name}.woff2").exists()
    ]
    return _NOTICE + "".join(rules) if rules else ""


def list_font_files() -> list[Path]:
    """List the fonts as files, for what draws without a browser."""
    return sorted(_FOLDER.glob("*.ttf"))


def _encode(path: Path) -> str:
    return f"data:font/woff2;base64,{base64.b64encode(path.read_bytes()).decode()}"
