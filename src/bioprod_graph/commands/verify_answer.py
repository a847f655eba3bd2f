"""Ask again an answer that bioprod query --save kept, and tell what is not as it was.

Both engines, Oxigraph and rdflib, are asked the query of the file, of the release with the digest
in the file: the current one, or one that releases/ keeps. A row, a passage or a digest that was
changed or dropped is told; a later release has no say. Exit 1 if anything differs.
"""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from bioprod_graph.apart import Limits, run_apart
from bioprod_graph.commands.options import Option
from bioprod_graph.files import DESCRIPTION, read_text
from bioprod_graph.language import Message, Text, translate

if TYPE_CHECKING:
    from bioprod_graph.apart import Wall
    from bioprod_graph.commands.context import Context
    from bioprod_graph.reports import Saved

OPTIONS = (Option("file FILE", "a file that bioprod query --save wrote"),)


def run(context: Context) -> int:
    """Verify, and tell what differs."""
    from bioprod_graph.reports import Saved

    option = translate("FILE", context.spoken)
    text = read_text(Path(context.given.file), limit=DESCRIPTION, option=option)
    saved = Saved(text, context.dataset)
    wrong = json.loads(run_apart(partial(_verify, saved, context.spoken), Limits(600.0)))
    for line in wrong:
        context.tell(Text({}, otherwise=line))
    if not wrong:
        told = Message("{n} row, as it was kept", many="{n} rows, as they were kept",
                       n=len(saved.rows))  # fmt: skip
        context.tell(told)
    return 1 if wrong else 0


def _verify(saved: Saved, language: str, wall: Wall) -> bytes:
    return json.dumps([said.say(language) for said in saved.verify(wall)]).encode()
