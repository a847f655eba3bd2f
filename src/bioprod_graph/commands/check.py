"""Check tables, shapes and violation queries, without building; tell all that is found.

Exit 1 if a finding is an error. With --reasoner hermit, ontology and data are also given to
HermiT (needs Java), which says whether they are consistent and every class can have an individual.
What it refuses is a finding; after ten minutes it is stopped.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bioprod_graph.findings import has_error, sort_findings
from bioprod_graph.language import Message

if TYPE_CHECKING:
    import argparse

    from bioprod_graph.commands.context import Context
    from bioprod_graph.findings import Finding


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of this command."""
    parser.add_argument(
        "--format",
        choices=("table", "json", "shacl"),
        default="table",
        help="how to write the findings",
    )
    parser.add_argument("--reasoner", choices=("hermit",), help="also ask this OWL 2 DL reasoner")
    parser.add_argument(
        "--shapes-engine",
        choices=("oxishacl", "pyshacl"),
        default="oxishacl",
        help="which SHACL engine validates the shapes (default: oxishacl, ours)",
    )


def run(arguments: argparse.Namespace, context: Context) -> int:
    """Check and write the findings."""
    from bioprod_graph.pipeline.assemble import assemble_project

    if arguments.shapes_engine == "pyshacl":
        from bioprod_graph.checks.second_opinion import load_pyshacl

        load_pyshacl()  # before anything is read, so that its absence is told at once
    with context.progress() as progress:
        assembly = assemble_project(
            context.project, progress=progress, shapes_engine=arguments.shapes_engine
        )
    findings = assembly.findings
    if arguments.reasoner:
        findings = sort_findings([*findings, *_reason(context)])
    is_exact = arguments.format != "table"
    context.write(_render(findings, arguments.format, context), exact=is_exact)
    return 1 if has_error(findings) else 0


def _reason(context: Context) -> tuple[Finding, ...]:
    from bioprod_graph.checks.reasoner import check_consistency
    from bioprod_graph.pipeline.assemble import read_stated

    result = check_consistency(read_stated(context.project))
    if result.ran:
        number = result.left_out
        context.tell(
            Message(
                "HermiT was not given {number} statements whose value it does not take "
                "(xsd:date, xsd:gYear, geo:wktLiteral, INF)",
                number=number,
            )
        )
    return result.findings


def _render(findings: list[Finding], form: str, context: Context) -> str:
    from bioprod_graph.checks.report import (
        render_findings,
        render_findings_json,
        render_findings_shacl,
    )

    if form == "json":
        return render_findings_json(findings)
    if form == "shacl":
        return render_findings_shacl(findings, context.project.prefixes)
    return render_findings(findings, context.language)
