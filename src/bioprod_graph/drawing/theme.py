"""The colours of the theme, read from the style sheet that all pages share."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources
from typing import Literal

Theme = Literal["light", "dark"]
# A style sheet of the folder of documents: the one place where colours stand.
_SHEET = "documents/layout/theme.css"
_TOKEN = re.compile(r"--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)", re.IGNORECASE)


@cache
def read_colours(theme: Theme) -> dict[str, str]:
    """Read the colours of a theme, `#rrggbb` by token."""
    text = (resources.files("bioprod_graph") / _SHEET).read_text(encoding="utf-8")
    return {name: light if theme == "light" else dark for name, light, dark in _TOKEN.findall(text)}
