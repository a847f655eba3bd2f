"""Build the dataset: read tables and ontology, derive what follows, check, and write.

The new dataset lies in build/current once everything is written; a build that fails, or is
killed, leaves the last good one. Exit 1 if the data has errors.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bioprod_graph.checks import render_findings
from bioprod_graph.errors import FindingsError
from bioprod_graph.language import Message

if TYPE_CHECKING:
    from bioprod_graph.commands.context import Context
    from bioprod_graph.pipeline import Build

OPTIONS = ()


def run(context: Context) -> int:
    """Build, and tell what was made."""
    from bioprod_graph.pipeline import build_project

    try:
        with context.progress() as progress:
            build = build_project(context.project, progress=progress)
    except FindingsError as error:
        context.write(render_findings(error.findings, context.language))
        raise
    warnings = [finding for finding in build.findings if finding.severity != "info"]
    if warnings:
        context.write(render_findings(warnings, context.language))
    context.tell(_say_made(build).fill(folder=context.project.current))
    return 0


def _say_made(build: Build) -> Message:
    return Message(
        "{quads} ({records}, {inferred}) in {folder}",
        quads=Message("{n} quad", many="{n} quads", n=build.quads),
        records=Message("{n} row", many="{n} rows", n=build.records),
        inferred=Message(
            "{n} inferred statement", many="{n} inferred statements", n=build.inferred
        ),
    )
