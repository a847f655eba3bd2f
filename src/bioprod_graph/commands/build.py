"""Build the dataset: read tables and ontology, derive what follows, check, and write.

The new dataset lies in build/current once everything is written; a build that fails, or is
killed, leaves the last good one. Exit 1 if the data has errors.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bioprod_graph.checks.report import render_findings
from bioprod_graph.errors import FindingsError
from bioprod_graph.language import Message

if TYPE_CHECKING:
    import argparse
    from pathlib import Path

    from bioprod_graph.commands.context import Context
    from bioprod_graph.pipeline.build import Build


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """It has none of its own."""
    del parser


def run(arguments: argparse.Namespace, context: Context) -> int:
    """Build, and tell what was made."""
    del arguments
    from bioprod_graph.pipeline.build import build_project

    try:
        with context.progress() as progress:
            build = build_project(context.project, progress=progress)
    except FindingsError as error:
        context.write(render_findings(error.findings, context.language))
        raise
    warnings = [finding for finding in build.findings if finding.severity != "info"]
    if warnings:
        context.write(render_findings(warnings, context.language))
    context.tell(_count(build, context.project.current))
    return 0


def _count(build: Build, folder: Path) -> Message:
    return Message(
        "{quads} quads ({records} rows, {inferred} inferred statements) in {folder}",
        quads=build.quads,
        records=build.records,
        inferred=build.inferred,
        folder=folder,
    )
