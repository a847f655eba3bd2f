"""Text that a terminal may be given: no character of it acts, and each that would have is seen.

Control characters move the cursor, change colours or the title of the window; marks of direction
make a text read as another (Unicode TR 36). All of them are shown as U+FFFD, one for one. Line
feeds and tabs stay, and CR LF is the line feed that it stands for.
"""

from __future__ import annotations

import re

REPLACEMENT = "\ufffd"

# C0 but tab and line feed, DEL and C1; marks of direction; the separators of lines and paragraphs;
# halves of surrogate pairs, which a path of the system may hold and UTF-8 has no form for.
_ACTING = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]"
)
_BLANKS = re.compile(r"[\t\n]+")


def make_visible(text: str) -> str:
    r"""Show what would act on a terminal as U+FFFD.

    >>> make_visible("\x1b[31mred\r\n")
    '�[31mred\n'
    """
    if text.isascii() and text.isprintable():
        return text
    return _ACTING.sub(REPLACEMENT, text.replace("\r\n", "\n"))


def show_line(text: str) -> str:
    r"""Show a text as above, and on one line: tabs and line feeds become a blank.

    >>> show_line("two\nlines \u202e")
    'two lines �'
    """
    return _BLANKS.sub(" ", make_visible(text))


def name_character(character: str) -> str:
    r"""Name a character as Unicode does.

    >>> name_character("\x07")
    'U+0007'
    """
    return f"U+{ord(character):04X}"
