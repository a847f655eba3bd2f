"""Build the dataset: read tables and ontology, derive what follows, check, and write.

The new dataset lies in build/current once everything is written; a build that fails, or is
killed, leaves the last good one. Exit 1 if the data has errors.
"""

from bioprod_graph.checks import render_findings
from bioprod_graph.commands.context import Context
from bioprod_graph.errors import FindingsError
from bioprod_graph.language import Message

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
    told = Message(
        "{quads} quads ({records} rows, {inferred} inferred statements) in {folder}",
        quads=build.quads,
        records=build.records,
        inferred=build.inferred,
        folder=context.project.current,
    )
    context.tell(told)
    return 0
